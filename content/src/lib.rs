//! What readers see, as data: the types that the page renders, and the compiler that makes them of `i18n/`.
//!
//! The wasm knows [`Live`] alone, the texts that its program shows. The rest is native: `compile::language`
//! (feature `compile`) checks one folder of `i18n/`, fails naming file and key, and gives the [`Content`] that
//! the prerender writes as HTML.

#[macro_use]
mod texts;

mod code;
#[cfg(feature = "compile")]
pub mod compile;
mod event;
mod interface;
mod laboratory;
mod live;
mod prose;
mod stored;
mod verification;

pub use code::{Class, Code, Part, Span};
pub use event::{Event, Field};
pub use interface::{
    Address, Contents, Drawers, EventNames, Foot, Interface, Link, Log, Missing, Names, Notes, Notices, Page,
    Panel, Plural, Says, Scenarios, Servers, States, TabTexts, Table, Template, Theme, Trouble, Update,
};
pub use laboratory::{
    CloseTexts, CodeText, EditorPhrases, EditorTexts, Instruments, Laboratory, LogTools, PictureTexts,
    PythonTexts, RetryTexts, ScenarioTexts,
};
pub use live::{CodeName, Live};
pub use prose::{Block, Claim, Inline, Item, NoteKind, Proof, Section, Verdict, plain};
pub use verification::{Proofs, Row, VerificationTexts};

/// Everything that one language shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    /// Short texts of the page and of its panel.
    pub interface: Interface,
    /// The texts of the laboratory's instruments.
    pub laboratory: Instruments,
    /// What tells of the verification.
    pub verification: VerificationTexts,
    /// What was found, in the page that shows it.
    pub proofs: Option<Proofs>,
    /// The reference, in the order of the page.
    pub sections: Vec<Section>,
    /// A conversation told event by event, for readers whose browser runs no program.
    pub conversation: Section,
    /// The event table: one row for each of the four events, in the order of [`Event::ALL`].
    pub events: Vec<EventRow>,
    /// The close codes; where two rows hold a code, the first one counts.
    pub close_codes: Vec<CloseCode>,
    /// The Python example, coloured, with the lines of each handler marked.
    pub example: Code,
}

/// One row of the event table.
#[derive(Clone, Debug, PartialEq)]
pub struct EventRow {
    /// The event of the row.
    pub event: Event,
    /// When it fires.
    pub when: Vec<Inline>,
    /// The fields of the handler's argument that say something, in the order of [`Event::fields`].
    pub fields: Vec<FieldRow>,
}

/// One field of a handler's argument.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldRow {
    /// The field.
    pub field: Field,
    /// Its Python type, as the reference writes it.
    pub kind: String,
    /// What it holds.
    pub meaning: Vec<Inline>,
}

/// A close code, or a range of them, in words (RFC 6455 section 7.4 and IANA's registry).
#[derive(Clone, Debug, PartialEq)]
pub struct CloseCode {
    /// The first code of the range.
    pub first: u16,
    /// The last code of the range: the first one where there is only one.
    pub last: u16,
    /// What it is called.
    pub name: String,
    /// What it says.
    pub meaning: Vec<Inline>,
    /// Whether a page may pass it to `close`.
    pub sendable: bool,
}

impl Content {
    /// The row of `code` in the table of close codes; `None` for a code that the table leaves out.
    #[must_use]
    pub fn close_code(&self, code: u16) -> Option<&CloseCode> {
        self.close_codes.iter().find(|row| (row.first..=row.last).contains(&code))
    }
}
