//! The log: what happened, in order, up to a bound.

use super::server::Target;
use crate::websocket::{Data, DomEvent, Event};
use std::{collections::VecDeque, rc::Rc};

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
    NotSent(Data),
    /// The socket told an event.
    Told(DomEvent),
}

/// The entries, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Log {
    entries: VecDeque<Rc<Entry>>,
    cleared: VecDeque<Rc<Entry>>,
    next: u64,
    dropped: u64,
}

impl Log {
    /// The entries, oldest first; at most [`BOUND`].
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Rc<Entry>> {
        self.entries.iter()
    }

    /// The entry with this number, while it is there.
    #[must_use]
    pub fn entry(&self, id: u64) -> Option<&Rc<Entry>> {
        self.entries.iter().find(|entry| entry.id == id)
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

    /// Whether [`Log::restore`] would bring something back.
    #[must_use]
    pub fn can_restore(&self) -> bool {
        !self.cleared.is_empty()
    }

    pub(super) fn push(&mut self, connection: Option<Rc<Connection>>, at: Moment, what: What) {
        self.entries.push_back(Rc::new(Entry { id: self.next, connection, at, what }));
        self.next += 1;
        self.bound();
    }

    /// Empties the log; what was in it can be brought back until it is emptied again.
    pub(super) fn clear(&mut self) {
        self.cleared = std::mem::take(&mut self.entries);
    }

    /// Brings back what was cleared, above what has come since.
    pub(super) fn restore(&mut self) {
        let since = std::mem::replace(&mut self.entries, std::mem::take(&mut self.cleared));
        self.entries.extend(since);
        self.bound();
    }

    fn bound(&mut self) {
        while self.entries.len() > BOUND {
            self.entries.pop_front();
            self.dropped += 1;
        }
    }

    /// The event that was told last; and the `error` right before it, for an error never comes alone and
    /// would otherwise be gone in the moment it is there. Newest first.
    pub fn lit(&self) -> impl Iterator<Item = (&Rc<Entry>, &DomEvent)> {
        let mut told = self.entries.iter().rev().filter_map(|entry| match &entry.what {
            What::Told(event) => Some((entry, event)),
            What::Sent(_) | What::NotSent(_) => None,
        });
        let last = told.next();
        let error = told.next().filter(|(entry, event)| {
            event.event() == Event::Error
                && last.is_some_and(|(closed, told)| {
                    told.event() == Event::Close && closed.connection == entry.connection
                })
        });
        last.into_iter().chain(error)
    }
}
