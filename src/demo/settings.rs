//! How the reader has set the instruments. The instruments themselves draw them, and make the next ones of them.

use super::{Intent, Scenario};

/// How the instruments are set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Which of [`Instrument::ALL`] are open, a bit each.
    pub open: u8,
    /// The scenario that is looked at, by its place in `Scenario::ALL`.
    pub scenario: Option<usize>,
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
            burst: "100".to_owned(),
            asks: false,
            hidden: 0,
            search: String::new(),
            form: Form::Text,
            code: "1000".to_owned(),
            reason: String::new(),
            echoes: "100".to_owned(),
            binary: false,
            refusal: None,
        }
    }
}

impl Settings {
    /// Whether an instrument is open.
    #[must_use]
    pub const fn shows(&self, instrument: Instrument) -> bool {
        self.open >> instrument as u8 & 1 == 1
    }

    /// The settings with an instrument open, or not.
    #[must_use]
    pub fn with(&self, instrument: Instrument, open: bool) -> Self {
        let bit = 1 << instrument as u8;
        Self { open: if open { self.open | bit } else { self.open & !bit }, ..self.clone() }
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
        self.burst.trim().parse().ok().filter(|count| (1..=Self::MOST).contains(count))
    }

    /// What a click on a scenario's button asks for.
    #[must_use]
    pub fn play(&self, scenario: Scenario) -> Vec<Intent> {
        let count = if scenario == Scenario::Burst { self.burst() } else { Some(0) };
        let asks = count.is_some_and(|count| count > Self::UNASKED);
        let look = Intent::Want(Self { scenario: Some(scenario.index()), asks, ..self.clone() });
        match count {
            Some(count) if !asks => vec![look, Intent::Play(scenario, count)],
            _ => vec![look],
        }
    }
}
