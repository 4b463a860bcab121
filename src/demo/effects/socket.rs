//! The socket that is in use, and what the page sends on it by itself: its handlers do so without waiting for a frame.

use super::super::{echoes::Echoes, frames::Frames, state::Action};
use crate::websocket::{Data, DomEvent, Event, WebSocket};
use std::{cell::RefCell, rc::Rc};

/// What the page sends in the scenario with bytes.
const BYTES: [u8; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

/// The socket that is in use, if any, and the echoes that are yet to be asked for on it.
#[derive(Clone, Debug, Default)]
pub(super) struct Socket {
    used: Rc<RefCell<Option<WebSocket>>>,
    echoes: Rc<RefCell<Option<Echoes>>>,
}

impl Socket {
    pub(super) fn is_used(&self) -> bool {
        self.used.borrow().is_some()
    }

    /// Takes `socket` into use: what it tells is gathered in `frames` under the number of its connection.
    /// `sends_bytes` has the page send them as soon as the connection is open.
    pub(super) fn take(&self, socket: WebSocket, connection: u32, frames: &Frames, sends_bytes: bool) {
        for event in Event::ALL {
            let (own, frames) = (self.clone(), frames.clone());
            let handler = Handler { connection, sends_bytes, frames, socket: own };
            socket.bind(event, move |event| handler.told(event));
        }
        *self.used.borrow_mut() = Some(socket);
    }

    /// Lets the socket go, and the next one come.
    pub(super) fn release(&self) {
        *self.used.borrow_mut() = None;
        *self.echoes.borrow_mut() = None;
    }

    pub(super) fn close(&self) {
        self.used.borrow().iter().for_each(WebSocket::close);
    }

    /// Whether it takes code and reason.
    pub(super) fn close_with(&self, code: u16, reason: &str) -> bool {
        self.used.borrow().as_ref().is_some_and(|socket| socket.close_with(code, reason).is_ok())
    }

    /// Whether it is over without a close event.
    pub(super) fn is_over(&self) -> bool {
        self.used.borrow().as_ref().is_some_and(WebSocket::is_over)
    }

    /// Whether it takes the message. It knows better than the state: it may have begun to close since the last event.
    pub(super) fn send(&self, data: &Data) -> bool {
        self.used.borrow().as_ref().is_some_and(|socket| socket.send(data.payload().clone()).is_ok())
    }

    /// Has `count` echoes asked for; the first of them is to be sent, the handler asks for the others.
    pub(super) fn measure(&self, count: u32, binary: bool) -> Option<Data> {
        self.echoes.borrow_mut().insert(Echoes::new(count, binary)).next()
    }

    /// Sends what the page itself has to send.
    pub(super) fn send_own(&self, frames: &Frames, data: Data) {
        let at = frames.now();
        if self.send(&data) {
            frames.push(at, Action::Sent(at, data));
        }
    }
}

/// What a socket's events are told to.
struct Handler {
    connection: u32,
    sends_bytes: bool,
    frames: Frames,
    socket: Socket,
}

impl Handler {
    fn told(&self, event: &DomEvent) {
        let at = self.frames.now();
        self.frames.push(at, Action::Told(self.connection, at, event.clone()));
        let next = match event {
            DomEvent::Open if self.sends_bytes => Some(Data::from(BYTES.as_slice())),
            DomEvent::Open | DomEvent::Error | DomEvent::Message(_) | DomEvent::Close(_) => {
                self.socket.echoes.borrow_mut().as_mut().and_then(|echoes| echoes.after(event))
            }
        };
        if let Some(next) = next {
            self.socket.send_own(&self.frames, next);
        }
    }
}
