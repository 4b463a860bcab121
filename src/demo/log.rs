//! The log: what happened, in order, up to a bound.

use super::server::Target;
use crate::websocket::DomEvent;
use std::{collections::VecDeque, fmt, rc::Rc};

/// How many entries are kept; the oldest go first.
pub(super) const BOUND: usize = 200;

/// A connection, from the click that opens it to its close event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// Its number, counted from 1.
    pub id: u32,
    /// Where it goes.
    pub target: Target,
}

/// A moment by the reader's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds since 1970-01-01 UTC.
    pub unix_ms: i64,
    /// Minutes that the reader's clock is ahead of UTC.
    pub offset_minutes: i32,
}

/// The reader's clock as HTML writes it: hours, minutes, seconds and thousandths.
impl fmt::Display for Moment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = (self.unix_ms + i64::from(self.offset_minutes) * 60_000).rem_euclid(86_400_000);
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
    Sent(String),
    /// The reader wanted to, and the connection was not open.
    NotSent {
        /// The message.
        text: String,
        /// When it was sent after all.
        resent: Option<Moment>,
    },
    /// The socket told an event.
    Told(DomEvent),
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
struct Kept {
    entries: VecDeque<Rc<Entry>>,
    dropped: u64,
}

impl Log {
    /// The entries, oldest first; at most 200.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Rc<Entry>> {
        self.kept.entries.iter()
    }

    /// How many entries the bound has pushed out.
    #[must_use]
    pub const fn dropped(&self) -> u64 {
        self.kept.dropped
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.entries.is_empty()
    }

    /// Whether there is something that was cleared and can be brought back.
    #[must_use]
    pub fn can_restore(&self) -> bool {
        !self.cleared.entries.is_empty()
    }

    /// Adds an entry, and gives it.
    pub(super) fn push(&mut self, connection: Option<Rc<Connection>>, at: Moment, what: What) -> Rc<Entry> {
        let entry = Rc::new(Entry { id: self.next, connection, at, what });
        self.kept.entries.push_back(Rc::clone(&entry));
        self.next += 1;
        self.bound();
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
        self.kept.entries.extend(since.entries);
        self.kept.dropped += since.dropped;
        self.bound();
    }

    fn bound(&mut self) {
        while self.kept.entries.len() > BOUND {
            self.kept.entries.pop_front();
            self.kept.dropped += 1;
        }
    }
}
