//! The state of the demo and what changes it: pure, without browser, clock or chance.

use super::{
    log::{Connection, Log, Moment, What},
    server::{Environment, Server, Target},
};
use crate::websocket::{AddressError, CloseEvent, DomEvent, Event, OpenError};
use std::rc::Rc;
use yew::Reducible;

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
    /// What happened.
    pub log: Log,
    /// What the panel has to say about the last click.
    pub notice: Option<Notice>,
    /// How often each event has fired, in the order of [`Event::ALL`].
    counts: [u32; 4],
}

/// The one connection that the panel has at a time.
#[derive(Clone, Debug, PartialEq)]
pub enum Link {
    /// There has been none yet.
    Idle,
    /// The handshake is under way.
    Connecting(Rc<Connection>),
    /// Both sides may send.
    Open(Rc<Connection>),
    /// `close` was called; the close event is still to come.
    Closing(Rc<Connection>),
    /// The close event came.
    Closed(Rc<Connection>, CloseEvent),
}

/// A sentence about the last click.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// An empty message is not sent.
    EmptyMessage,
    /// The message was not sent: the connection is not open.
    NotOpen,
    /// `websocket` gave an error.
    NotOpened(OpenError),
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

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The page came to life.
    Hydrated(Environment),
    /// The reader chose a server.
    ServerChosen(Server),
    /// The reader changed the address.
    AddressEdited(String),
    /// The reader changed the message.
    DraftEdited(String),
    /// `websocket` gave a socket.
    Connecting(Connection),
    /// `websocket` gave an error.
    NotOpened(OpenError),
    /// The socket took the message.
    Sent(Moment, String),
    /// The socket did not take it.
    NotSent(Moment, String),
    /// There was no message to send.
    EmptyNotSent,
    /// The socket was told to close.
    Closing,
    /// The socket of the connection with this number told an event.
    Told(u32, Moment, DomEvent),
    /// The reader emptied the log.
    LogCleared,
    /// The reader wants back what was cleared.
    LogRestored,
}

impl Default for State {
    fn default() -> Self {
        Self {
            environment: None,
            server: Server::Embedded,
            typed: String::new(),
            draft: String::new(),
            link: Link::Idle,
            log: Log::default(),
            notice: None,
            counts: [0; 4],
        }
    }
}

impl Link {
    /// What `data-state` says.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Connecting(_) => "connecting",
            Self::Open(_) => "open",
            Self::Closing(_) => "closing",
            Self::Closed(..) => "closed",
        }
    }

    /// The present or, once it is closed, the last connection.
    #[must_use]
    pub const fn connection(&self) -> Option<&Rc<Connection>> {
        match self {
            Self::Idle => None,
            Self::Connecting(connection)
            | Self::Open(connection)
            | Self::Closing(connection)
            | Self::Closed(connection, _) => Some(connection),
        }
    }

    const fn is_over(&self) -> bool {
        matches!(self, Self::Idle | Self::Closed(..))
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
            close: alive && matches!(self.link, Link::Connecting(_) | Link::Open(_)),
        }
    }

    /// Where a click on open would go now.
    ///
    /// # Errors
    /// What is wrong with the address that the reader typed.
    pub fn target(&self) -> Result<Target, AddressError> {
        self.environment.as_ref().map_or_else(
            || Environment::default().target(self.server, &self.typed),
            |environment| environment.target(self.server, &self.typed),
        )
    }

    /// How often `event` has fired.
    #[must_use]
    pub fn count(&self, event: Event) -> u32 {
        Event::ALL.into_iter().zip(self.counts).find(|(name, _)| *name == event).map_or(0, |(_, count)| count)
    }

    /// The state after `action`; `None` when the action changes nothing.
    #[must_use]
    pub fn step(&self, action: Action) -> Option<Self> {
        let quiet = Self { notice: None, ..self.clone() };
        let next = match action {
            Action::Hydrated(environment) => {
                let (server, typed) = environment.first_choice();
                Self { environment: Some(environment), server, typed, ..quiet }
            }
            Action::ServerChosen(server) => Self { server, ..quiet },
            Action::AddressEdited(typed) => Self { typed, ..quiet },
            Action::DraftEdited(draft) => Self { draft, ..quiet },
            Action::Connecting(connection) if self.link.is_over() => {
                Self { link: Link::Connecting(Rc::new(connection)), ..quiet }
            }
            Action::NotOpened(error) => Self { notice: Some(Notice::NotOpened(error)), ..quiet },
            Action::Sent(at, text) => quiet.sent(at, text),
            Action::NotSent(at, text) => {
                Self { notice: Some(Notice::NotOpen), ..quiet }.noted(at, What::NotSent(text.into()))
            }
            Action::EmptyNotSent => Self { notice: Some(Notice::EmptyMessage), ..quiet },
            Action::Closing => Self { link: self.closing()?, ..quiet },
            Action::Told(connection, at, event) => self.told(connection, at, event)?,
            Action::LogCleared => quiet.with_log(Log::clear),
            Action::LogRestored => quiet.with_log(Log::restore),
            Action::Connecting(_) => return None,
        };
        (next != *self).then_some(next)
    }

    fn with_log(mut self, change: impl FnOnce(&mut Log)) -> Self {
        change(&mut self.log);
        self
    }

    fn noted(self, at: Moment, what: What) -> Self {
        let connection = self.link.connection().cloned();
        self.with_log(|log| log.push(connection, at, what))
    }

    /// The draft goes only when it is what was sent: a message that is sent again is not.
    fn sent(mut self, at: Moment, text: String) -> Self {
        if self.draft == text {
            self.draft.clear();
        }
        self.noted(at, What::Sent(text.into()))
    }

    fn closing(&self) -> Option<Link> {
        match &self.link {
            Link::Connecting(connection) | Link::Open(connection) => {
                Some(Link::Closing(Rc::clone(connection)))
            }
            Link::Idle | Link::Closing(_) | Link::Closed(..) => None,
        }
    }

    /// An event of a socket; one of an earlier connection, or after the close event, is late and changes nothing.
    fn told(&self, id: u32, at: Moment, event: DomEvent) -> Option<Self> {
        let connection =
            self.link.connection().filter(|connection| connection.id == id && !self.link.is_over())?;
        let link = match (&event, &self.link) {
            (DomEvent::Open, Link::Connecting(_)) => Link::Open(Rc::clone(connection)),
            (DomEvent::Close(close), _) => Link::Closed(Rc::clone(connection), close.clone()),
            (DomEvent::Open | DomEvent::Error | DomEvent::Message(_), link) => link.clone(),
        };
        let mut counts = self.counts;
        for (name, count) in Event::ALL.into_iter().zip(&mut counts) {
            *count += u32::from(name == event.event());
        }
        Some(Self { link, counts, ..self.clone() }.noted(at, What::Told(event)))
    }
}

impl Reducible for State {
    type Action = Action;

    /// The same `Rc` for what changes nothing, so that nothing is rendered.
    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        self.step(action).map_or(self, Rc::new)
    }
}

// The generator of sequences is native.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
