//! What happened on the connection in use, with repetitions counted: as long as a conversation may be, it stays short.

use super::What;
use crate::websocket::{DomEvent, Event};

/// How many different things in a row are remembered; a longer conversation is none that is compared.
const BOUND: usize = 24;

/// One thing that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The page sent a message.
    Sent,
    /// The socket told this event, which is not [`Event::Close`].
    Told(Event),
    /// The socket told that it closed, with this code.
    Closed(u16),
}

/// What happened, oldest first, each with how often in a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace(Vec<(Step, u32)>);

impl Trace {
    /// The steps, oldest first, each with how often in a row it was taken.
    #[must_use]
    pub fn steps(&self) -> &[(Step, u32)] {
        &self.0
    }

    pub(super) fn add(&mut self, what: &What) {
        let step = match what {
            What::NotSent { .. } => return,
            What::Sent(_) => Step::Sent,
            What::Told(DomEvent::Close(close)) => Step::Closed(close.code),
            What::Told(event) => Step::Told(event.event()),
        };
        let full = self.0.len() == BOUND;
        match self.0.last_mut() {
            Some((last, times)) if *last == step => *times += 1,
            _ if full => {}
            _ => self.0.push((step, 1)),
        }
    }
}
