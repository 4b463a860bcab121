//! The log: what happened, in order, up to a bound.

use super::{scenario::Scenario, server::Target};
use crate::websocket::{Data, DomEvent, Event};
use std::{collections::VecDeque, fmt, rc::Rc};

/// How many entries are kept, and how many bytes of messages; the oldest go first.
pub(super) const BOUND: usize = 5000;
pub(super) const BOUND_BYTES: usize = 4 << 20;

/// A connection, from the click that opens it to its close event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// Its number, counted from 1.
    pub id: u32,
    /// Where it goes.
    pub target: Target,
    /// When the page asked for it.
    pub at: Moment,
    /// When it was open.
    pub opened: Option<Moment>,
    /// What is played on it, and with how many messages where that is to be chosen.
    pub scenario: Option<(Scenario, u32)>,
    /// Which attempt to connect again it is, counted from 1; `None` when a click opened it.
    pub attempt: Option<u32>,
    /// Whether it is of the Python program that the page runs.
    pub of_python: bool,
}

impl Connection {
    /// A connection that a click opens, to talk as one likes.
    #[must_use]
    pub const fn new(id: u32, target: Target, at: Moment) -> Self {
        Self { id, target, at, opened: None, scenario: None, attempt: None, of_python: false }
    }
}

impl Connection {
    /// The connection after an event at `at`: when it opens, it has been open since.
    pub(super) fn after(self: Rc<Self>, event: Event, at: Moment) -> Rc<Self> {
        if event == Event::Open { Rc::new(Self { opened: Some(at), ..Self::clone(&self) }) } else { self }
    }
}

/// A moment by the reader's clock, which is read once: what is between two moments is never negative, whatever
/// the clock does meanwhile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// Microseconds since 1970-01-01 UTC.
    pub unix_us: i64,
    /// Minutes that the reader's clock is ahead of UTC.
    pub offset_minutes: i32,
}

impl Moment {
    /// Microseconds since an earlier moment; 0 when it is none.
    #[must_use]
    pub fn since(self, earlier: Self) -> u64 {
        u64::try_from(self.unix_us - earlier.unix_us).unwrap_or(0)
    }
}

/// The reader's clock as HTML writes it: hours, minutes, seconds and thousandths.
impl fmt::Display for Moment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms =
            (self.unix_us.div_euclid(1000) + i64::from(self.offset_minutes) * 60_000).rem_euclid(86_400_000);
        let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
        write!(out, "{hours:02}:{minutes:02}:{seconds:02}.{:03}", ms % 1000)
    }
}

/// An entry of the log. `Eq`, so that two `Rc`s of the same one are equal without a look inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number, counted from 0 and never used again.
    pub id: u64,
    /// The connection it belongs to; `None` for what was not sent because there never was one.
    pub connection: Option<Rc<Connection>>,
    /// When it happened.
    pub at: Moment,
    /// What happened.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The reader sent a message.
    Sent(Data),
    /// The reader wanted to, and the connection was not open.
    NotSent {
        /// The message.
        data: Data,
        /// When it was sent after all.
        resent: Option<Moment>,
    },
    /// The socket told an event.
    Told(DomEvent),
}

impl What {
    /// The message of an entry that is one.
    #[must_use]
    pub const fn data(&self) -> Option<&Data> {
        match self {
            Self::Sent(data) | Self::NotSent { data, .. } | Self::Told(DomEvent::Message(data)) => Some(data),
            Self::Told(DomEvent::Open | DomEvent::Error | DomEvent::Close(_)) => None,
        }
    }

    /// What `data-event` says.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Sent(_) | Self::NotSent { .. } => "sent",
            Self::Told(event) => event.event().name(),
        }
    }
}

/// The entries, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Log {
    kept: Kept,
    cleared: Kept,
    next: u64,
}

/// Entries, and how many there were before them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kept {
    entries: VecDeque<Rc<Entry>>,
    bytes: usize,
    dropped: u64,
}

impl Kept {
    /// The entries, oldest first.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Rc<Entry>> + ExactSizeIterator {
        self.entries.iter()
    }

    /// How many entries the bound has pushed out.
    #[must_use]
    pub const fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The number of the newest entry.
    #[must_use]
    pub fn newest(&self) -> Option<u64> {
        self.entries.back().map(|entry| entry.id)
    }

    fn push(&mut self, entry: Rc<Entry>) {
        self.bytes += held(&entry);
        self.entries.push_back(entry);
        while self.entries.len() > BOUND || self.bytes > BOUND_BYTES && self.entries.len() > 1 {
            let gone = self.entries.pop_front();
            self.bytes -= gone.map_or(0, |entry| held(&entry));
            self.dropped += 1;
        }
    }
}

/// How much of the bound an entry takes, in bytes.
fn held(entry: &Entry) -> usize {
    entry.what.data().map_or(0, Data::held)
}

impl Log {
    /// What is in it now.
    #[must_use]
    pub const fn kept(&self) -> &Kept {
        &self.kept
    }

    /// The entries, oldest first.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Rc<Entry>> + ExactSizeIterator {
        self.kept.entries()
    }

    /// How many entries the bound has pushed out.
    #[must_use]
    pub const fn dropped(&self) -> u64 {
        self.kept.dropped
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Whether there is something that was cleared and can be brought back.
    #[must_use]
    pub fn can_restore(&self) -> bool {
        !self.cleared.is_empty()
    }

    /// Adds an entry, and gives it.
    pub(super) fn push(&mut self, connection: Option<Rc<Connection>>, at: Moment, what: What) -> Rc<Entry> {
        let entry = Rc::new(Entry { id: self.next, connection, at, what });
        self.next += 1;
        self.kept.push(Rc::clone(&entry));
        entry
    }

    /// Notes that the message of the entry with this number has been sent after all.
    pub(super) fn resent(&mut self, id: u64, at: Moment) {
        if let Some(entry) = self.kept.entries.iter_mut().find(|entry| entry.id == id)
            && let What::NotSent { resent, .. } = &mut Rc::make_mut(entry).what
        {
            *resent = Some(at);
        }
    }

    /// Empties the log; what was in it can be brought back until it is emptied again.
    pub(super) fn clear(&mut self) {
        self.cleared = std::mem::take(&mut self.kept);
    }

    /// Brings back what was cleared, above what has come since.
    pub(super) fn restore(&mut self) {
        let since = std::mem::replace(&mut self.kept, std::mem::take(&mut self.cleared));
        self.kept.dropped += since.dropped;
        since.entries.into_iter().for_each(|entry| self.kept.push(entry));
    }
}
