//! What can be wrong with the files of `i18n/`, said to the person who edits them.

use std::path::{Path, PathBuf};
use thiserror::Error;

/// A problem and the file or folder that has it.
#[derive(Debug, Error)]
#[error("{}: {problem}", path.display())]
pub struct Error {
    path: PathBuf,
    #[source]
    problem: Problem,
}

/// What is wrong.
#[derive(Debug, Error)]
pub enum Problem {
    /// The file is missing or cannot be read.
    #[error("cannot be read ({0}); every language needs it")]
    Unreadable(#[source] std::io::Error),
    /// Not TOML, or a key that is missing or unknown: the parser names key and line.
    #[error("{0}")]
    Toml(String),
    /// A key without text.
    #[error("key `{0}` is empty; write its text")]
    Empty(String),
    /// A template whose places are not those that the program fills.
    #[error("key `{key}` must have the places {wanted:?}, and has {found:?}")]
    Places {
        /// The key.
        key: &'static str,
        /// What the program fills.
        wanted: &'static [&'static str],
        /// What the text has.
        found: Vec<String>,
    },
    /// Not one name for each month.
    #[error("key `foot.months` must have 12 names, and has {0}")]
    Months(usize),
    /// A text with a line break, which the file that the page fetches has no place for.
    #[error("key `{0}` must be one line")]
    Lines(String),
    /// An event whose fields are not those of its argument.
    #[error("event `{event}` must have the fields {wanted:?}, in this order or another, and no others")]
    Fields {
        /// The event's name.
        event: &'static str,
        /// The fields it has.
        wanted: Vec<&'static str>,
    },
    /// A close code that is not in the table.
    #[error("close code {0} has no row; codes 1000 to 4999 each need one")]
    NoCode(u16),
    /// A row whose first code is above its last.
    #[error("`first` = {first} is above `last` = {last}")]
    Backwards {
        /// The first code of the row.
        first: u16,
        /// The last one.
        last: u16,
    },
    /// Markdown that the page has no component for.
    #[error("line {line}: {what} is not supported here; see \"Translate it\" in README.md")]
    Unsupported {
        /// The line, counted from 1.
        line: usize,
        /// What stands there.
        what: String,
    },
    /// Markdown that lacks something.
    #[error("line {line}: {what}")]
    Lacking {
        /// The line, counted from 1.
        line: usize,
        /// What to add or to change.
        what: String,
    },
    /// A link to an anchor that is not there.
    #[error("a link goes to `#{0}`, and no heading or row has this anchor")]
    DeadLink(String),
    /// Two headings with one anchor.
    #[error("the anchor `{0}` stands twice")]
    TwiceAnchored(String),
    /// A part of the page whose place is not in the reference, or stands there twice.
    #[error("`{{{{{place}}}}}` must stand in the reference once, and stands there {count} times")]
    Place {
        /// The name between the braces.
        place: &'static str,
        /// How often it stands there.
        count: usize,
    },
    /// A file that no section is made of.
    #[error("no section is called `{0}`; rename the file or remove it")]
    ExtraFile(String),
    /// A place in the prose that nothing fills.
    #[error("`{{{0}}}` is no place; those of the prose are {{brython}}, {{chromium}} and {{firefox}}")]
    NoPlace(String),
    /// A statement that another language does not make in this section, or makes more often.
    #[error("the statements of the section `{section}` are {found:?}, and in the first language {wanted:?}")]
    Statements {
        /// The section's anchor.
        section: String,
        /// Those of the first language.
        wanted: Vec<String>,
        /// Those of this one.
        found: Vec<String>,
    },
    /// A statement without a result.
    #[error("the statement `{0}` has no result; write its check and run `cargo xtask verify`")]
    Unverified(String),
    /// A result without a statement.
    #[error("no statement is called `{0}`, which has a check; mark it in the prose as `{{? {0}}}`")]
    NoStatement(String),
    /// Source code that does not parse.
    #[error("line {0}: this code does not parse")]
    Syntax(usize),
    /// The example lacks a handler.
    #[error("the example has no function `{0}`")]
    NoHandler(&'static str),
    /// The example's handlers stand in another order, or one of them twice.
    #[error(
        "the handlers must stand once each, in the order `on_open`, `on_error`, `on_message`, `on_close`"
    )]
    HandlerOrder,
    /// The highlighter failed.
    #[error("the code cannot be coloured: {0}")]
    Highlight(String),
}

impl Problem {
    /// The same problem, its line counted from the file's start: the code begins under line `above`.
    pub(super) fn below(self, above: usize) -> Self {
        if let Self::Syntax(line) = self { Self::Syntax(line + above) } else { self }
    }

    pub(super) fn at(self, path: &Path) -> Error {
        Error { path: path.to_owned(), problem: self }
    }
}
