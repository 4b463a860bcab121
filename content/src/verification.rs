//! What readers are told of the verification: `i18n/<language>/verification.toml`, and what was found.
#![allow(missing_docs, reason = "a field is the text of its name; a sentence for each would say it twice")]

use crate::{Template, Verdict};
#[cfg(feature = "compile")]
use serde::Deserialize;

texts! {
    /// The whole file.
    VerificationTexts {
        show: String, hide: String, failed: String, table: String, statement: String, as_said: String, not_run: String,
        date: Template, verified: Template, place: Template, differs: Template, differs_in: Template, summary: Template,
    }
}

/// The table of what was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Proofs {
    /// How much was found, in a sentence.
    pub summary: String,
    /// What the checks were run in.
    pub columns: Vec<String>,
    /// A row each statement, in the order of the page.
    pub rows: Vec<Row>,
}

/// A statement, and what was found in each column.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The name of its check.
    pub id: String,
    /// What it says.
    pub statement: String,
    /// What was found, and that in words.
    pub cells: Vec<(Verdict, String)>,
}
