//! How the reader has set the instruments. The instruments themselves draw them, and make the next ones of them.

use super::{Failure, Scenario};
use std::{fmt, rc::Rc};

/// How the instruments are set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Which of [`Instrument::ALL`] are open, a bit each.
    pub open: u8,
    /// The scenario that was played last.
    pub scenario: Option<Scenario>,
    /// The one whose button the reader is at.
    pub looked: Option<Scenario>,
    /// How many messages a burst has, as it was typed.
    pub burst: String,
    /// Whether a large burst is being asked about.
    pub asks: bool,
    /// Which kinds of entry are hidden: a bit each, in the order of [`KINDS`].
    pub hidden: u8,
    /// What entries have to contain.
    pub search: String,
    /// How messages are written.
    pub form: Form,
    /// The code that is typed for a close.
    pub code: String,
    /// The reason that is typed for a close.
    pub reason: String,
    /// How many echoes are measured, as it was typed.
    pub echoes: String,
    /// Whether they are bytes.
    pub binary: bool,
    /// The Python program, where the reader has changed it; and what it was before the reader went back to the
    /// original or opened a file.
    pub source: Option<String>,
    /// See above.
    pub source_before: Option<String>,
    /// The name of the file that could not become the program, and why.
    pub unfit: Option<(String, Unfit)>,
    /// Why the program could not be had as a page.
    pub unsaved: Option<Failure>,
    /// What was wrong with the file that was to be replayed.
    pub refusal: Option<Refusal>,
}

/// The kinds of entry, by their names in `data-event`.
pub const KINDS: [&str; 5] = ["open", "sent", "message", "error", "close"];

/// How messages are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// As they are.
    #[default]
    Text,
    /// As JSON, where they are that.
    Json,
    /// Byte by byte.
    Hex,
}

/// Why a file is not replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is larger than any log.
    TooLarge,
    /// It does not begin as our logs do.
    NotOurs,
    /// The line with this number, counted from 1, is not what it should be.
    Line(usize),
    /// It could not be read.
    Unreadable,
}

/// Why a file does not become the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// Its name is not that of a Python program.
    NotPython,
    /// It is larger than any program that one learns with.
    TooLarge,
    /// It is not text in UTF-8.
    NotText,
}

/// What opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instrument {
    /// Sequence, states, and times of echoes.
    Pictures,
    /// Close with a code and a reason.
    Close,
    /// Filters, forms, export, import.
    Log,
    /// Reconnection.
    Retry,
}

impl Instrument {
    /// All of them, in the order of the panel.
    pub const ALL: [Self; 4] = [Self::Pictures, Self::Close, Self::Log, Self::Retry];

    /// Its name in the page.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pictures => "pictures",
            Self::Close => "close",
            Self::Log => "log",
            Self::Retry => "retry",
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            open: 0,
            scenario: None,
            looked: None,
            burst: "100".to_owned(),
            asks: false,
            hidden: 0,
            search: String::new(),
            form: Form::Text,
            code: "1000".to_owned(),
            reason: String::new(),
            echoes: "100".to_owned(),
            binary: false,
            source: None,
            source_before: None,
            unfit: None,
            unsaved: None,
            refusal: None,
        }
    }
}

impl Settings {
    /// The scenario that is told of: that of the button where the reader is, or the last one.
    #[must_use]
    pub fn told(&self) -> Option<Scenario> {
        self.looked.or(self.scenario)
    }

    /// Whether an instrument is open.
    #[must_use]
    pub const fn shows(&self, instrument: Instrument) -> bool {
        self.open >> instrument as u8 & 1 == 1
    }

    pub(super) const fn toggle(&mut self, instrument: Instrument, open: bool) {
        let bit = 1 << instrument as u8;
        self.open = if open { self.open | bit } else { self.open & !bit };
    }

    /// Whether some entries are not shown.
    #[must_use]
    pub const fn filter(&self) -> bool {
        self.hidden != 0 || !self.search.is_empty()
    }
}

impl Settings {
    /// The most messages that a burst may have.
    pub const MOST: u32 = 1_000_000;
    /// How many of them a click has without being asked about.
    pub const UNASKED: u32 = 10_000;

    /// How many messages a burst has; `None` when what was typed is no such number.
    #[must_use]
    pub fn burst(&self) -> Option<u32> {
        Self::count(&self.burst, Self::MOST)
    }

    /// The number from 1 to `most` that was typed, whichever way its digits are grouped.
    #[must_use]
    pub fn count(typed: &str, most: u32) -> Option<u32> {
        let digits: String =
            typed.chars().filter(|c| !matches!(c, '.' | ',' | '_' | ' ' | '\u{a0}' | '\u{202f}')).collect();
        digits.parse().ok().filter(|count| (1..=most).contains(count))
    }
}

/// A change of the settings, whatever they are when it comes: two may come before the page is drawn again.
#[derive(Clone)]
pub struct Change(pub Rc<dyn Fn(&mut Settings)>);

impl fmt::Debug for Change {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Change")
    }
}

impl PartialEq for Change {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}
