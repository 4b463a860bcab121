//! What `cargo xtask verify` has found: `verify/results.toml`, which it alone writes.

use super::{Error, Problem};
use serde::{Deserialize, Serialize};
use std::{fmt, path::Path, str::FromStr};

/// The whole file.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Results {
    /// The day of the run (ISO 8601).
    pub date: String,
    /// What the checks were run in: Chromium with each Brython, the newest one last, then Firefox with that.
    pub column: Vec<Column>,
    /// What they found, in the order of their names.
    pub statement: Vec<Verified>,
}

/// A browser, and a Brython in it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The browser's name.
    pub browser: String,
    /// Its version, the first number alone.
    pub version: String,
    /// The version of Brython.
    pub brython: String,
}

/// A statement of the reference, and what its check found.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Verified {
    /// The name that marks the statement in the prose.
    pub id: String,
    /// What was found in each column.
    pub outcomes: Vec<Outcome>,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(from = "String", into = "String")]
pub enum Outcome {
    /// What the statement says.
    AsSaid,
    /// Something else: what was seen, as Python writes it.
    Other(String),
    /// Nothing, and why.
    NotRun(String),
}

const AS_SAID: &str = "as said";
const OTHER: &str = "other: ";
const NOT_RUN: &str = "not run: ";

impl From<String> for Outcome {
    /// What the checks have not written is no result.
    fn from(text: String) -> Self {
        match (text.as_str(), text.strip_prefix(OTHER), text.strip_prefix(NOT_RUN)) {
            (AS_SAID, ..) => Self::AsSaid,
            (_, Some(seen), _) => Self::Other(seen.to_owned()),
            (_, _, Some(why)) => Self::NotRun(why.to_owned()),
            _ => Self::NotRun(text),
        }
    }
}

impl From<Outcome> for String {
    fn from(outcome: Outcome) -> Self {
        outcome.to_string()
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AsSaid => out.write_str(AS_SAID),
            Self::Other(seen) => write!(out, "{OTHER}{seen}"),
            Self::NotRun(why) => write!(out, "{NOT_RUN}{why}"),
        }
    }
}

/// Reads the file.
///
/// # Errors
/// It cannot be read, or somebody else has written it.
pub fn results(path: &Path) -> Result<Results, Error> {
    super::file(path, str::parse)
}

impl FromStr for Results {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        toml::from_str(text).map_err(|cause| Problem::Toml(cause.to_string()))
    }
}
