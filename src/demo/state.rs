//! The state of the demo and what changes it: pure, without browser, clock or chance.

use super::{
    link::Link,
    log::{Connection, Entry, Log, Moment, What},
    server::{Before, Environment, Server, Target},
};
use crate::websocket::{AddressError, DomEvent, Event, OpenError};
use std::rc::Rc;

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
    /// The socket took the message of the entry with this number, which it had not taken before.
    Resent(Moment, String, u64),
    /// The socket did not take it.
    NotSent(Moment, String),
    /// There was no message to send.
    EmptyNotSent,
    /// The socket was told to close.
    Closing,
    /// The socket of the connection with this number told an event.
    Told(u32, Moment, DomEvent),
    /// The connection with this number failed without a close event.
    Blocked(u32),
    /// The reader emptied the log.
    LogCleared,
    /// The reader wants back what was cleared.
    LogRestored,
    /// The reader has no more use for the log of the page before.
    BeforeForgotten,
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
            close: alive && matches!(self.link, Link::Connecting(_) | Link::Open(_)),
        }
    }

    /// Where a click on open would go now.
    ///
    /// # Errors
    /// What is wrong with the address that the reader typed.
    pub fn target(&self) -> Result<Target, AddressError> {
        self.surroundings().target(self.server, &self.typed)
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

    /// The state after `action`; `None` when the action changes nothing.
    #[must_use]
    pub fn step(&self, action: Action) -> Option<Self> {
        let mut next = self.clone();
        next.take(action)?;
        (next != *self).then_some(next)
    }

    /// `None` for an action that has no meaning in this state.
    fn take(&mut self, action: Action) -> Option<()> {
        // What the panel has to say is about the reader's last click: another one ends it.
        if !matches!(action, Action::Told(..)) {
            self.notice = None;
        }
        match action {
            Action::Hydrated(environment) => {
                (self.server, self.typed) = environment.first_choice();
                if let Some(Before { draft, log }) = environment.before.clone() {
                    (self.draft, self.log_before) = (draft, log);
                }
                self.environment = Some(environment);
            }
            Action::ServerChosen(server) => self.server = server,
            Action::AddressEdited(typed) => self.typed = typed,
            Action::DraftEdited(draft) => self.draft = draft,
            Action::Connecting(connection) if self.link.is_over() => {
                self.link = Link::Connecting(Rc::new(connection));
            }
            Action::Connecting(_) => return None,
            Action::NotOpened(error) => self.say(Notice::NotOpened(error)),
            Action::Sent(at, text) => self.sent(at, text),
            Action::Resent(at, text, id) => {
                self.log.resent(id, at);
                self.sent(at, text);
            }
            Action::NotSent(at, text) => {
                self.say(Notice::NotOpen);
                self.noted(at, What::NotSent { text, resent: None });
            }
            Action::EmptyNotSent => self.say(Notice::EmptyMessage),
            Action::Closing => self.link = self.link.closing()?,
            Action::Told(connection, at, event) => self.told(connection, at, event)?,
            Action::Blocked(connection) => {
                self.link = Link::Blocked(self.current(connection)?);
                self.say(Notice::Blocked);
            }
            Action::LogCleared => self.log.clear(),
            Action::LogRestored => self.log.restore(),
            Action::BeforeForgotten => self.log_before.clear(),
        }
        Some(())
    }

    fn say(&mut self, notice: Notice) {
        self.notice = Some(notice);
        self.notices += 1;
    }

    fn noted(&mut self, at: Moment, what: What) -> Rc<Entry> {
        self.log.push(self.link.connection().cloned(), at, what)
    }

    /// The draft goes only when it is what was sent: a message that is sent again is not.
    fn sent(&mut self, at: Moment, text: String) {
        if self.draft == text {
            self.draft.clear();
        }
        self.noted(at, What::Sent(text));
    }

    /// The connection with this number while it is in use: an event of any other is late.
    fn current(&self, id: u32) -> Option<Rc<Connection>> {
        self.link.connection().filter(|connection| connection.id == id && !self.link.is_over()).cloned()
    }

    fn told(&mut self, id: u32, at: Moment, event: DomEvent) -> Option<()> {
        let connection = self.current(id)?;
        let name = event.event();
        self.counts[name.index()] += 1;
        if let Some(notice) = self.link.ended(&event) {
            self.say(notice);
        }
        let after_error = name == Event::Close && self.lit().next_back() == Some(&DomEvent::Error);
        let link = self.link.told(connection, &event);
        let entry = self.noted(at, What::Told(event));
        self.link = link;
        if !after_error {
            self.lit.clear();
        }
        self.lit.push(entry);
        Some(())
    }
}

// The generator of sequences is native.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
