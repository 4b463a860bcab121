//! The state of the demo and what changes it: pure, without browser, clock or chance. What it is and what can be asked of
//! it stands here, what happens in `action.rs`, and what follows from that in `step.rs`.

mod action;
mod step;

use super::{
    guest::Shown,
    heard::Heard,
    link::Link,
    log::{Entry, Log, What},
    retry::Retry,
    scenario::Scenario,
    server::{Environment, Server, Target, Transport},
    settings::Settings,
    sight::Sight,
    trace::Trace,
    transitions::Transitions,
};
use crate::websocket::{AddressError, DomEvent, Event, OpenError};
use std::rc::Rc;

pub use action::Action;

/// All that the panel, the event table and the example show.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// What the page found when it came to life; `None` before, when nothing can be clicked yet.
    pub environment: Option<Environment>,
    /// The chosen server.
    pub server: Server,
    /// The address in the field for another server.
    pub typed: String,
    /// The message in the input.
    pub draft: String,
    /// The connection, if any.
    pub link: Link,
    /// The last connection of the Python program that the page runs.
    pub guest_link: Link,
    /// That program.
    pub guest: Shown,
    /// What happened.
    pub log: Log,
    /// Which part of it is on the screen.
    pub sight: Sight,
    /// What happened on the last connection, in short.
    pub trace: Trace,
    /// How the state of [the connection in the pictures](Self::pictured) changed.
    pub transitions: Transitions,
    /// What a screen reader is told of the messages.
    pub heard: Heard,
    /// Whether, and when, a connection that ended comes back.
    pub retry: Retry,
    /// The echoes that are being measured.
    pub run: Option<Run>,
    /// How the instruments are set.
    pub settings: Rc<Settings>,
    /// Whether the instruments are here.
    pub instruments: Presence,
    /// A conversation of a file, which is shown in place of the present one.
    pub replay: Option<Rc<Replay>>,
    /// The text of the log of the page that broke before this one; empty when there is none.
    pub log_before: String,
    /// What the panel has to say.
    pub notice: Option<Notice>,
    /// How often it had something to say: the same sentence again is another one.
    pub notices: u32,
    /// How often each event has fired, in the order of [`Event::ALL`].
    counts: [u32; 4],
    /// The last event; and the `error` right before it when it is a `close`, for an error never comes alone and
    /// would otherwise be gone in the moment it is there. Oldest first.
    lit: Vec<Rc<Entry>>,
}

/// A sentence about the last click, or about how the connection ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// An empty message is not sent.
    EmptyMessage,
    /// The message was not sent: the connection is not open.
    NotOpen,
    /// `websocket` gave an error.
    NotOpened(OpenError),
    /// The connection could not be opened.
    Failed,
    /// The reader closed before it was open.
    Cancelled,
    /// The connection broke.
    Dropped,
    /// The page's own policy blocked it.
    Blocked,
}

/// Echoes that are asked for one after the other, to measure how long each takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// How many there are to be.
    pub total: u32,
    /// How many have come.
    pub done: u32,
}

/// Whether what is fetched when it is first wanted is here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    /// Nobody has wanted it.
    #[default]
    Unwanted,
    /// It is on its way.
    Coming,
    /// It did not arrive.
    Missing,
    /// It is here.
    Here,
}

/// A conversation of a file, step by step.
#[derive(Clone, Debug, PartialEq)]
pub struct Replay {
    /// What happened, in order.
    pub actions: Rc<[Action]>,
    /// How much of it has been taken.
    pub taken: usize,
    /// The state after that.
    pub state: State,
}

/// What can be clicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Controls {
    /// The server chooser and the button that opens.
    pub open: bool,
    /// The button that sends.
    pub send: bool,
    /// The button that closes; while connecting it cancels.
    pub close: bool,
}

impl Default for State {
    fn default() -> Self {
        Self {
            environment: None,
            server: Server::Embedded,
            typed: String::new(),
            draft: String::new(),
            link: Link::Idle,
            guest_link: Link::Idle,
            guest: Shown::default(),
            log: Log::default(),
            sight: Sight::default(),
            trace: Trace::default(),
            transitions: Transitions::default(),
            heard: Heard::default(),
            retry: Retry::default(),
            run: None,
            settings: Rc::default(),
            instruments: Presence::default(),
            replay: None,
            log_before: String::new(),
            notice: None,
            notices: 0,
            counts: [0; 4],
            lit: Vec::new(),
        }
    }
}

impl State {
    /// What can be clicked now. The input is not among it: it can always be edited.
    #[must_use]
    pub fn controls(&self) -> Controls {
        let alive = self.environment.is_some();
        Controls {
            open: alive && self.link.is_over(),
            send: alive && matches!(self.link, Link::Open(_)),
            close: alive
                && (matches!(self.link, Link::Connecting(_) | Link::Open(_)) || self.retry.is_waiting()),
        }
    }

    /// Where a click on open would go now.
    ///
    /// # Errors
    /// What is wrong with the address that the reader typed.
    pub fn target(&self) -> Result<Target, AddressError> {
        self.surroundings().target(self.server, &self.typed)
    }

    /// Where the Python program would go; `None` where it has the socket inside the page, as with an address that is
    /// wrong.
    #[must_use]
    pub fn guest_address(&self) -> Option<String> {
        let target = self.target().ok().filter(|target| target.transport == Transport::Network);
        target.map(|target| target.address)
    }

    /// What the log, the pictures and the lights show: this, or a conversation of a file.
    #[must_use]
    pub fn shown(&self) -> &Self {
        self.replay.as_ref().map_or(self, |replay| &replay.state)
    }

    /// The connection that the pictures are of: the one that began last, whoever opened it.
    #[must_use]
    pub fn pictured(&self) -> &Link {
        let number = |link: &Link| link.connection().map(|connection| connection.id);
        if number(&self.guest_link) > number(&self.link) { &self.guest_link } else { &self.link }
    }

    /// Whether the chosen server plays a scenario.
    #[must_use]
    pub fn can_play(&self, scenario: Scenario) -> bool {
        // Of an address that is wrong nothing is known; a click tells what is wrong.
        self.target().map_or(true, |target| scenario.is_played_by(self.server, &target))
    }

    /// The environment, or one of which nothing is known while the page is not alive.
    #[must_use]
    pub fn surroundings(&self) -> &Environment {
        self.environment.as_ref().unwrap_or(&Environment::UNKNOWN)
    }

    /// How often `event` has fired.
    #[must_use]
    pub const fn count(&self, event: Event) -> u32 {
        self.counts[event.index()]
    }

    /// What is lit, oldest first: at most an `error` and the `close` after it.
    pub fn lit(&self) -> impl DoubleEndedIterator<Item = &DomEvent> {
        self.lit.iter().filter_map(|entry| match &entry.what {
            What::Told(event) => Some(event),
            What::Sent(_) | What::NotSent { .. } => None,
        })
    }
}

// The generator of sequences is native.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
