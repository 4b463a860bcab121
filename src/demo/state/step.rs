//! What each action makes of the state.

use super::{
    super::{
        guest::Happening,
        link::Link,
        log::{Connection, Entry, Moment, What},
        retry::Retry,
        server::Before,
        sight::Sight,
        trace::Trace,
        transitions::Transitions,
    },
    Action, Notice, Run, State,
};
use crate::websocket::{Data, DomEvent, Event};
use std::rc::Rc;

impl State {
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
