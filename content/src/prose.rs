//! The reference as a sum type of blocks, so that one exhaustive `match` renders it.

use crate::Code;

/// A section of the reference: one file of `i18n/<language>/reference/`.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Its anchor, the same in every language: the file's name.
    pub id: String,
    /// Its heading.
    pub title: Vec<Inline>,
    /// What stands under the heading.
    pub blocks: Vec<Block>,
}

/// A block of the reference.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading inside a section, with its anchor.
    Heading {
        /// Its level in the page: 3 or 4, under the section's own.
        level: u8,
        /// Its anchor, the same in every language.
        id: String,
        /// Its text.
        title: Vec<Inline>,
    },
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list.
    List {
        /// Whether its items are numbered.
        ordered: bool,
        /// Its items.
        items: Vec<Vec<Block>>,
    },
    /// Terms and what they mean.
    Definitions(Vec<Item>),
    /// A table.
    Table {
        /// The cells of its head.
        head: Vec<Vec<Inline>>,
        /// The cells of its rows, as many in each as in the head.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// Source code.
    Code(Code),
    /// How a member is called, set apart from the examples.
    Signature(Code),
    /// A remark that stands out.
    Note {
        /// What it is.
        kind: NoteKind,
        /// What it says.
        blocks: Vec<Block>,
    },
    /// The place of the event table.
    EventTable,
    /// The place of the Python example.
    Example,
    /// The place of the table of close codes.
    CloseCodes,
    /// The place of what was verified.
    Verification,
}

/// A term and what it means.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The term.
    pub term: Vec<Inline>,
    /// What it means, a point each.
    pub meanings: Vec<Vec<Block>>,
}

/// What a note is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteKind {
    /// Good to know.
    Note,
    /// What surprises.
    Surprise,
}

/// Text inside a block.
#[derive(Clone, Debug, PartialEq)]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// A name or a piece of code.
    Code(String),
    /// Stressed text.
    Emphasis(Vec<Inline>),
    /// Important text.
    Strong(Vec<Inline>),
    /// A link.
    Link {
        /// An anchor of the page, or an address of another site.
        href: String,
        /// Its text.
        text: Vec<Inline>,
    },
    /// What a statement that ends here is called, and what its check found.
    Claim(Claim),
}

/// The end of a statement whose truth is checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The name of its check.
    pub id: String,
    /// What is shown beside it; `None` where it stands as it is.
    pub proof: Option<Proof>,
}

/// What is shown beside a statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    /// What was found, all in all.
    pub verdict: Verdict,
    /// The same in words.
    pub text: String,
    /// Whether this is the first place of the statement, which others link to.
    pub is_first: bool,
}

/// What a check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// What the statement says.
    AsSaid,
    /// Something else, in one place at least.
    Differs,
    /// It was not run, in one place at least.
    NotRun,
}

impl Verdict {
    /// Its name for the style sheet.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AsSaid => "as-said",
            Self::Differs => "differs",
            Self::NotRun => "not-run",
        }
    }

    /// Its shape, since no colour tells it alone.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::AsSaid => "✓",
            Self::Differs => "≠",
            Self::NotRun => "?",
        }
    }
}

/// The text alone, without what sets parts of it apart.
#[must_use]
pub fn plain(inlines: &[Inline]) -> String {
    let text = |inline: &Inline| match inline {
        Inline::Text(text) | Inline::Code(text) => text.clone(),
        Inline::Emphasis(text) | Inline::Strong(text) | Inline::Link { text, .. } => plain(text),
        Inline::Claim(_) => String::new(),
    };
    inlines.iter().map(text).collect()
}
