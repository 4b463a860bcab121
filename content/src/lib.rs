//! What readers see, as data: the types that the page renders, and the compiler that makes them of `i18n/`.
//!
//! The wasm holds the types and [`Content::decode`]. The compiler (feature `compile`) is native: the build
//! script of the page calls `compile::language`, which checks one folder of `i18n/` and fails naming file
//! and key, and embeds the bytes of [`Content::encode`].

mod code;
#[cfg(feature = "compile")]
pub mod compile;
mod event;
mod interface;
mod prose;

use serde::{Deserialize, Serialize};
use std::rc::Rc;

pub use code::{Class, Code, Part, Span};
pub use event::{Event, Field};
pub use interface::{
    Address, Interface, Link, Log, Names, Notes, Notices, Panel, Servers, States, Table, Template,
};
pub use prose::{Block, Inline, Item, NoteKind, Section};

/// Everything that one language shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// Short texts of the page and of its panel.
    pub interface: Interface,
    /// The reference, in the order of the page.
    pub sections: Vec<Rc<Section>>,
    /// The event table: one row for each of the four events, in the order of [`Event::ALL`].
    pub events: Vec<EventRow>,
    /// The close codes; where two rows hold a code, the first one counts.
    pub close_codes: Vec<CloseCode>,
    /// The Python example, coloured, with the lines of each handler marked.
    pub example: Rc<Code>,
}

/// One row of the event table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventRow {
    /// The event of the row.
    pub event: Event,
    /// When it fires.
    pub when: Vec<Inline>,
    /// The fields of the handler's argument that say something, in the order of [`Event::fields`].
    pub fields: Vec<FieldRow>,
}

/// One field of a handler's argument.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldRow {
    /// The field.
    pub field: Field,
    /// Its Python type, as the reference writes it.
    pub kind: String,
    /// What it holds.
    pub meaning: Vec<Inline>,
}

/// A close code, or a range of them, in words (RFC 6455 section 7.4 and IANA's registry).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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

/// Why bytes are not the content of a language.
pub type DecodeError = postcard::Error;

impl Content {
    /// The bytes that [`Content::decode`] takes.
    ///
    /// # Errors
    /// Only when memory for them cannot be had.
    pub fn encode(&self) -> Result<Vec<u8>, DecodeError> {
        postcard::to_allocvec(self)
    }

    /// The content in `bytes`.
    ///
    /// # Errors
    /// When they were not made by [`Content::encode`] of this very version.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        postcard::from_bytes(bytes)
    }

    /// The row of `code` in the table of close codes; `None` for a code that the table leaves out.
    #[must_use]
    pub fn close_code(&self, code: u16) -> Option<&CloseCode> {
        self.close_codes.iter().find(|row| (row.first..=row.last).contains(&code))
    }
}
