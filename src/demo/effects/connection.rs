//! How a connection begins and ends, and what the reader sends on it.

use super::{
    super::{
        chooser::ADDRESS,
        focus,
        frames::Frames,
        log::{Connection, Moment},
        scenario::Scenario,
        server::{Target, Transport},
        settings::Settings,
        state::Action,
    },
    Demo,
};
use crate::websocket::{Data, OpenError, embedded, websocket};

impl Demo {
    /// Opens a connection to the chosen server, perhaps to play a scenario.
    pub(super) fn open(&mut self, scenario: Option<(Scenario, u32)>) -> bool {
        let target = self.state.target().map(|target| match scenario {
            Some((scenario, count)) => scenario.target(target, count),
            None => target,
        });
        match target {
            Ok(target) => self.open_at(target, scenario, None),
            Err(error) => {
                focus::by_id(ADDRESS);
                self.step(Action::NotOpened(OpenError::Address(error)))
            }
        }
    }

    /// Opens a connection, unless there is one: a second click may come before the button is drawn disabled.
    pub(super) fn open_at(
        &mut self,
        target: Target,
        scenario: Option<(Scenario, u32)>,
        attempt: Option<u32>,
    ) -> bool {
        let Some(frames) = self.frames.clone().filter(|_| !self.socket.is_used()) else {
            return false;
        };
        self.wait = None;
        let opened = match target.transport {
            Transport::Network => websocket(&target.address),
            Transport::Embedded => embedded(&target.address),
        };
        let socket = match opened {
            Ok(socket) => socket,
            Err(error) => return self.step(Action::NotOpened(error)),
        };
        let id = self.opened.get() + 1;
        self.opened.set(id);
        let played = scenario.map(|(scenario, _)| scenario);
        self.socket.take(socket, id, &frames, played == Some(Scenario::Binary));
        let at = frames.now();
        self.step(Action::Connecting(Connection { scenario, attempt, ..Connection::new(id, target, at) }));
        if played == Some(Scenario::EarlyClose) {
            self.socket.close();
            self.step(Action::Closing);
        }
        true
    }

    /// Ends the connection with this number if its socket is over and nothing has told so.
    pub(super) fn end_blocked(&mut self, id: u32) -> bool {
        if !self.is_current(id) || !self.socket.is_over() {
            return false;
        }
        self.socket.release();
        self.step(Action::Blocked(id))
    }

    pub(super) fn is_current(&self, id: u32) -> bool {
        self.state.link.connection().is_some_and(|connection| connection.id == id)
    }

    /// Plays a scenario, unless the server cannot, the number is none, or the reader is to be asked about it.
    pub(super) fn play(&mut self, scenario: Scenario) -> bool {
        let count = if scenario == Scenario::Burst { self.state.settings.burst() } else { Some(0) };
        match count.filter(|_| self.state.can_play(scenario)) {
            None => false,
            Some(count) if count > Settings::UNASKED => self.step(Action::Asked(true)),
            Some(count) => self.open(Some((scenario, count))),
        }
    }

    /// Sends a message, perhaps that of the entry with this number.
    pub(super) fn sent(&self, data: Data, again: Option<u64>) -> Action {
        let at = self.now();
        let taken = self.socket.send(&data);
        match again {
            _ if !taken => Action::NotSent(at, data),
            Some(id) => Action::Resent(at, data, id),
            None => Action::Sent(at, data),
        }
    }

    pub(super) fn now(&self) -> Moment {
        self.frames.as_ref().map(Frames::now).unwrap_or_default()
    }

    /// Asks for the first of `count` echoes; the socket's handler asks for the others.
    pub(super) fn measure(&mut self, count: u32, binary: bool) -> bool {
        let Some(frames) = self.frames.clone().filter(|_| self.state.controls().send) else { return false };
        let first = self.socket.measure(count, binary);
        let changed = self.step(Action::RunStarted(count));
        if let Some(first) = first {
            self.socket.send_own(&frames, first);
        }
        changed
    }
}
