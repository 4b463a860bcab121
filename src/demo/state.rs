//! The state of the demo and what changes it: pure, without browser, clock or chance.

use super::{
    guest::{Happening, Shown},
    heard::Heard,
    link::Link,
    log::{Connection, Entry, Log, Moment, What},
    retry::Retry,
    scenario::Scenario,
    server::{Before, Environment, Server, Target, Transport},
    settings::{Instrument, Settings},
    sight::Sight,
    trace::Trace,
    transitions::Transitions,
};
use crate::websocket::{AddressError, Data, DomEvent, Event, OpenError};
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
    Sent(Moment, Data),
    /// The socket took the message of the entry with this number, which it had not taken before.
    Resent(Moment, Data, u64),
    /// The socket did not take it.
    NotSent(Moment, Data),
    /// There was no message to send.
    EmptyNotSent,
    /// The socket was told to close.
    Closing,
    /// The socket of the connection with this number told an event.
    Told(u32, Moment, DomEvent),
    /// The Python program has gone on.
    Guest(Shown),
    /// Something happened on a connection of its.
    OfGuest(Rc<Connection>, Moment, Happening),
    /// The connection with this number failed without a close event.
    Blocked(u32),
    /// The reader emptied the log.
    LogCleared,
    /// The reader wants back what was cleared.
    LogRestored,
    /// The reader has no more use for the log of the page before.
    BeforeForgotten,
    /// Another part of the log is on the screen.
    Looked(Sight),
    /// It is time to tell of messages that have not been told of.
    Listened(Moment),
    /// The instruments are on their way, here, or did not come.
    Instruments(Presence),
    /// The reader is at the button of a scenario, or of none.
    ScenarioLooked(Option<Scenario>),
    /// The reader plays a scenario.
    ScenarioShown(Scenario),
    /// The reader is asked whether a burst is to be as large as that, or has answered.
    Asked(bool),
    /// The reader opens an instrument, or folds it.
    Toggled(Instrument, bool),
    /// The reader has set the instruments.
    Set(Rc<Settings>),
    /// So many echoes are to be measured.
    RunStarted(u32),
    /// The reader wants connections that end to come back, or no more.
    RetrySet(bool),
    /// A connection comes back after this time, in milliseconds; so many of them are left.
    RetryWaits(u32, u32),
    /// It does not come back after all.
    RetryCancelled,
    /// The reader has a conversation in a file, or wants to go on in it; `None` goes back to the present one.
    Replayed(Option<Rc<Replay>>),
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

    /// The state after `action`; `None` for an action that has no meaning in this one.
    #[must_use]
    pub fn step(&self, action: Action) -> Option<Self> {
        let mut next = self.clone();
        next.take(action)?;
        Some(next)
    }

    /// The state after all of `actions`, of which some may change nothing.
    #[must_use]
    pub fn after(mut self, actions: impl IntoIterator<Item = Action>) -> Self {
        for action in actions {
            // An action without a meaning in the state of its turn is left out.
            let _ = self.take(action);
        }
        self
    }

    /// `None` for an action that has no meaning in this state.
    fn take(&mut self, action: Action) -> Option<()> {
        // What the panel has to say is about the reader's last click: another one ends it.
        if action.is_of_the_reader() {
            self.notice = None;
        }
        let before = self.pictured().name();
        self.taken(action)?;
        self.transitions.note(before, self.pictured().name());
        Some(())
    }

    fn taken(&mut self, action: Action) -> Option<()> {
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
                self.retry = self.retry.connecting();
                self.trace = Trace::default();
                self.transitions = Transitions::default();
                self.run = None;
                self.link = Link::Connecting(Rc::new(connection));
            }
            Action::Connecting(_) => return None,
            Action::NotOpened(error) => {
                self.retry = self.retry.cancelled();
                self.say(Notice::NotOpened(error));
            }
            Action::Sent(at, data) => self.sent(at, data),
            Action::Resent(at, data, id) => {
                self.log.resent(id, at);
                self.sent(at, data);
            }
            Action::NotSent(at, data) => {
                self.say(Notice::NotOpen);
                self.noted(at, What::NotSent { data, resent: None });
            }
            Action::EmptyNotSent => self.say(Notice::EmptyMessage),
            Action::Closing => self.link = self.link.closing()?,
            Action::Told(connection, at, event) => self.told(connection, at, event)?,
            Action::Guest(guest) => {
                if !guest.is_framed() {
                    self.guest_link = self.guest_link.gone();
                }
                self.guest = guest;
            }
            Action::OfGuest(connection, at, happening) => self.of_guest(connection, at, happening),
            Action::Blocked(connection) => {
                self.link = Link::Blocked(self.current(connection)?);
                self.say(Notice::Blocked);
            }
            Action::LogCleared => {
                self.log.clear();
                self.sight = Sight::End;
            }
            Action::LogRestored => self.log.restore(),
            Action::BeforeForgotten => self.log_before.clear(),
            Action::Looked(sight) => match &mut self.replay {
                Some(replay) => Rc::make_mut(replay).state.sight = sight,
                None => self.sight = sight,
            },
            Action::Listened(at) => self.heard.listened(at),
            Action::Instruments(presence) => self.instruments = presence,
            Action::ScenarioShown(scenario) => {
                let settings = Rc::make_mut(&mut self.settings);
                settings.asks &= settings.scenario == Some(scenario);
                (settings.scenario, settings.looked) = (Some(scenario), None);
            }
            Action::ScenarioLooked(scenario) => {
                // With none to go back to, the last one stays.
                let before = self.settings.looked;
                let looked = scenario.or(before.filter(|_| self.settings.scenario.is_none()));
                // A pointer that passes over a button tells of it more than once.
                if looked == before {
                    return None;
                }
                Rc::make_mut(&mut self.settings).looked = looked;
            }
            Action::Asked(asks) => Rc::make_mut(&mut self.settings).asks = asks,
            Action::Toggled(instrument, open) => Rc::make_mut(&mut self.settings).toggle(instrument, open),
            Action::Set(settings) => self.settings = settings,
            Action::RunStarted(total) => self.run = Some(Run { total, done: 0 }),
            Action::RetrySet(on) => self.retry = Retry::set(on),
            Action::RetryWaits(delay, left) => self.retry = self.retry.waits(delay, left)?,
            Action::RetryCancelled => self.retry = self.retry.cancelled(),
            Action::Replayed(replay) => {
                // A file that could be read has taken the place of the one that could not.
                Rc::make_mut(&mut self.settings).refusal = None;
                self.replay = replay;
            }
        }
        Some(())
    }

    fn say(&mut self, notice: Notice) {
        self.notice = Some(notice);
        self.notices += 1;
    }

    fn noted(&mut self, at: Moment, what: What) -> Rc<Entry> {
        self.trace.add(&what);
        self.log.push(self.link.connection().cloned(), at, what)
    }

    /// The draft goes only when it is what was sent: a message that is sent again is not.
    fn sent(&mut self, at: Moment, data: Data) {
        if data.text() == Some(self.draft.as_str()) {
            self.draft.clear();
        }
        self.noted(at, What::Sent(data));
    }

    /// The connection with this number while it is in use: an event of any other is late.
    fn current(&self, id: u32) -> Option<Rc<Connection>> {
        self.link.connection().filter(|connection| connection.id == id && !self.link.is_over()).cloned()
    }

    fn told(&mut self, id: u32, at: Moment, event: DomEvent) -> Option<()> {
        let connection = self.current(id)?;
        let name = event.event();
        match name {
            Event::Open => {
                self.retry = self.retry.opened();
                // An attempt that came by itself has made good what there was to say of the one before; what was said
                // of a click in the meantime stays.
                self.notice.take_if(|notice| matches!(notice, Notice::Failed | Notice::Dropped));
            }
            Event::Error => {}
            Event::Message => self.run = self.run.and_then(Run::one_more),
            Event::Close => {
                self.retry = self.retry.ended(self.link.was_asked_to_close());
                self.run = None;
                // To open it again is not for the reader while it comes back by itself.
                let comes_back = self.retry.is_waiting();
                let notice = self.link.ended(&event);
                if let Some(notice) = notice.filter(|notice| !comes_back || *notice != Notice::Dropped) {
                    self.say(notice);
                }
            }
        }
        self.link = self.link.told(connection.after(name, at), &event);
        let entry = self.noted(at, What::Told(event));
        self.fired(name, entry);
        Some(())
    }

    /// What happens on a connection of the Python program: the same log and lights, and none of the panel's controls.
    fn of_guest(&mut self, connection: Rc<Connection>, at: Moment, happening: Happening) {
        let link = match &happening {
            Happening::Asked => {
                self.transitions = Transitions::default();
                self.guest_link = Link::Connecting(connection);
                return;
            }
            Happening::Closing => self.guest_link.closing(),
            Happening::Noted(What::Told(event)) => Some(self.guest_link.told(Rc::clone(&connection), event)),
            Happening::Noted(What::Sent(_) | What::NotSent { .. }) => None,
        };
        let is_last = self.guest_link.connection().is_some_and(|last| last.id == connection.id);
        if let Some(link) = link.filter(|_| is_last) {
            self.guest_link = link;
        }
        if let Happening::Noted(what) = happening {
            let entry = self.log.push(Some(connection), at, what);
            if let What::Told(event) = &entry.what {
                self.fired(event.event(), entry);
            }
        }
    }

    /// An event has fired, and is an entry of the log.
    fn fired(&mut self, name: Event, entry: Rc<Entry>) {
        self.counts[name.index()] += 1;
        self.heard.told(&entry);
        let is_after_error = name == Event::Close && self.lit().next_back() == Some(&DomEvent::Error);
        if !is_after_error {
            self.lit.clear();
        }
        self.lit.push(entry);
    }
}

impl Run {
    /// After another echo; `None` after the last one.
    fn one_more(self) -> Option<Self> {
        (self.done + 1 < self.total).then_some(Self { done: self.done + 1, ..self })
    }
}

impl Action {
    /// Whether a reader's click or key is behind it, and not the socket, a timer or a file that arrived.
    const fn is_of_the_reader(&self) -> bool {
        !matches!(
            self,
            Self::Told(..)
                | Self::Looked(_)
                | Self::Listened(_)
                | Self::Instruments(_)
                | Self::ScenarioLooked(_)
                | Self::ScenarioShown(_)
                | Self::RetryWaits(..)
                | Self::Guest(_)
                | Self::OfGuest(..)
                | Self::Connecting(Connection { attempt: Some(_), .. })
        )
    }
}

// The generator of sequences is native.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
