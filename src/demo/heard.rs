//! What a screen reader is told of the messages: the first one of a quiet time in its own words, more that come
//! soon after as a number. Whoever listens is not to be talked over by a flood.

use super::{Entry, Moment};
use crate::websocket::Event;
use std::rc::Rc;

/// How long nothing more is said after something was, in milliseconds.
pub(super) const PAUSE_MS: u32 = 3000;

/// What was said last, and what is yet to be said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heard {
    said: Option<Said>,
    /// How often something was said: the same words again are others.
    times: u32,
    at: Option<Moment>,
    unsaid: u32,
}

/// What is said.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// This message.
    Message(Rc<Entry>),
    /// That there were so many more.
    More(u32),
}

impl Heard {
    /// What was said last; nothing where another event came after the messages, which the badge tells.
    #[must_use]
    pub const fn said(&self) -> Option<&Said> {
        self.said.as_ref()
    }

    /// How often something was said.
    #[must_use]
    pub const fn times(&self) -> u32 {
        self.times
    }

    /// Whether something is yet to be said.
    #[must_use]
    pub const fn is_behind(&self) -> bool {
        self.unsaid > 0
    }

    pub(super) fn told(&mut self, entry: &Rc<Entry>) {
        if entry.what.name() != Event::Message.name() {
            *self = Self { times: self.times, ..Self::default() };
        } else if self.at.is_none_or(|at| entry.at.since(at) >= u64::from(PAUSE_MS) * 1000)
            && !self.is_behind()
        {
            self.say(Said::Message(Rc::clone(entry)), entry.at);
        } else {
            self.unsaid += 1;
        }
    }

    pub(super) fn listened(&mut self, at: Moment) {
        if self.is_behind() {
            self.say(Said::More(self.unsaid), at);
        }
    }

    fn say(&mut self, said: Said, at: Moment) {
        *self = Self { said: Some(said), times: self.times + 1, at: Some(at), unsaid: 0 };
    }
}
