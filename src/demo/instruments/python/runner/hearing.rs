//! What the frame of a program tells, taken as what a stranger says.

use super::{
    super::{
        super::super::{Action, Connection, Failure, Happening, Hint, Moment, Target, Transport, What},
        highlight,
        news::{self, Room, TooMuch},
        objects::get,
    },
    Running,
};
use crate::websocket::{CloseEvent, Data, DomEvent, LONGEST_REASON, LONGEST_WHOLE, without_credentials};
use js_sys::{Array, ArrayBuffer, JsString, Uint8Array};
use serde_json::{Map, Value};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};

/// How far the clock of the frame may be from the page's, in microseconds: a program can tell any.
const CLOCKS: u64 = 60_000_000;
/// How many sockets of a run are told about; whoever opens more is not learning.
const SOCKETS: usize = 1000;
/// How many values a message has at most.
const VALUES: u32 = 7;

/// A socket of the program.
pub(super) struct Socket {
    connection: Rc<Connection>,
    /// Whether the program has closed it.
    is_given_up: bool,
}

impl Running {
    /// Takes what the frame tells.
    pub(super) fn heard(&self, message: &Array) {
        let Ok(changes) = self.taken(message) else { return self.fail(Failure::TooMuch) };
        // Without its program a frame shows nothing.
        if matches!(self.guest.borrow().failure, Some(Failure::Gone | Failure::NotArrived)) {
            self.leave();
        }
        if changes {
            self.highlight();
            self.tell();
        }
    }

    /// Lets the line of the exception stand out; in a program that the reader has changed, the editor does.
    fn highlight(&self) {
        if let Some(Failure::Raised(raised)) = &self.guest.borrow().failure
            && let (Some(line), None) = (&raised.line, &self.start.source)
        {
            highlight::show(line);
        }
    }

    /// Takes a message, or a batch of them, and tells whether that changes what is shown.
    fn taken(&self, message: &Array) -> Result<bool, TooMuch> {
        let told = if message.get(0) == "batch" {
            message.get(1).dyn_into::<Array>().unwrap_or_default()
        } else {
            Array::of1(message)
        };
        if told.length() > news::MESSAGES {
            return Err(TooMuch);
        }
        let (mut room, mut changes) = (Room::new(), false);
        // What is no message of ours is of a program that got hold of the frame's own script.
        for one in told.iter().filter_map(|one| one.dyn_into::<Array>().ok()) {
            let is_of_socket = one.get(0) == "socket";
            let longest = if is_of_socket { LONGEST_WHOLE } else { news::TEXT };
            for at in 0..one.length().min(VALUES) {
                room.take(size(&one.get(at)), longest)?;
            }
            changes |= if is_of_socket {
                self.happened(&one).unwrap_or_default()
            } else {
                self.news(&one, &mut room)?
            };
        }
        Ok(changes)
    }

    fn news(&self, message: &Array, room: &mut Room) -> Result<bool, TooMuch> {
        let kind = message.get(0).as_string().unwrap_or_default();
        let told = [message.get(1), message.get(2)];
        let told =
            if kind == "failed" { vec![report(&told[0], room)?] } else { told.iter().map(plain).collect() };
        news::take(&mut self.guest.borrow_mut(), &self.source.borrow(), &kind, &told)
    }

    /// Takes what happens on a socket: its number, when, what, and the rest; and tells whether it explains something.
    fn happened(&self, message: &Array) -> Option<bool> {
        let text = |at: u32| message.get(at).as_string();
        let number = |at: u32| message.get(at).as_f64();
        let at = self.moment(number(2)?);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of sockets")]
        let place = (number(1)? as usize).checked_sub(1)?;
        let what = text(3)?;
        let mut sockets = self.sockets.borrow_mut();
        if what == "request" {
            if place != sockets.len() || place >= SOCKETS {
                return None;
            }
            let is_embedded = self.start.address.is_none();
            let transport = if is_embedded { Transport::Embedded } else { Transport::Network };
            // What the program's address has of a password is the program's own.
            let target = Target { transport, address: without_credentials(&text(4)?) };
            let id = self.start.opened.get() + 1;
            self.start.opened.set(id);
            let connection = Connection { of_python: true, ..Connection::new(id, target, at) };
            sockets.push(Socket { connection: connection.into(), is_given_up: false });
        }
        let told = |event| Happening::Noted(What::Told(event));
        let happening = match what.as_str() {
            "request" => Happening::Asked,
            "closing" => Happening::Closing,
            "sent" => Happening::Noted(What::Sent(data(message)?)),
            "lost" => Happening::Noted(What::NotSent { data: data(message)?, resent: None }),
            "open" => told(DomEvent::Open),
            "error" => told(DomEvent::Error),
            "message" => told(DomEvent::Message(data(message)?)),
            "close" => told(DomEvent::Close(CloseEvent {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a close code")]
                code: number(4)? as u16,
                reason: text(5).filter(|reason| reason.len() <= LONGEST_REASON)?,
                was_clean: message.get(6).as_bool()?,
            })),
            _ => return None,
        };
        let socket = sockets.get_mut(place)?;
        socket.connection = Rc::clone(&socket.connection).after_happening(&happening, at);
        socket.is_given_up |= happening == Happening::Closing;
        let is_refused = socket.is_refused(&happening);
        if is_refused {
            self.guest.borrow_mut().hint = Some(Hint::NullOrigin);
        }
        self.start.frames.push(at, Action::OfGuest(Rc::clone(&socket.connection), at, happening));
        Some(is_refused)
    }

    /// The moment that the frame tells, in milliseconds; or now, when it cannot be true.
    fn moment(&self, ms: f64) -> Moment {
        let now = self.start.frames.now();
        #[expect(clippy::cast_possible_truncation, reason = "microseconds of any year fit")]
        let unix_us = (ms * 1000.0) as i64;
        let is_near = unix_us.abs_diff(now.unix_us) < CLOCKS;
        if is_near { Moment { unix_us, ..now } } else { now }
    }
}

impl Socket {
    /// Whether a connection to a real server ends that never was open, and that the program has not given up: the
    /// server may refuse a document without an origin, and nobody tells.
    fn is_refused(&self, happening: &Happening) -> bool {
        matches!(happening, Happening::Noted(What::Told(DomEvent::Close(_))))
            && self.connection.opened.is_none()
            && self.connection.target.transport == Transport::Network
            && !self.is_given_up
    }
}

/// How much of the page's memory a value of the frame would take, in UTF-16 units or bytes.
fn size(value: &JsValue) -> u32 {
    let bytes = || value.dyn_ref::<ArrayBuffer>().map_or(0, ArrayBuffer::byte_length);
    value.dyn_ref::<JsString>().map_or_else(bytes, JsString::length)
}

/// A text, or a count.
fn plain(value: &JsValue) -> Value {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
    let count = || value.as_f64().map(|count| Value::from(count as u64));
    value.as_string().map(Value::from).or_else(count).unwrap_or_default()
}

/// What is told of an exception.
fn report(told: &JsValue, room: &mut Room) -> Result<Value, TooMuch> {
    let mut report = Map::new();
    for name in ["name", "message", "traceback", "line", "hint"] {
        let part = get(told, name).unwrap_or_default();
        room.take(size(&part), news::TEXT)?;
        report.insert(name.to_owned(), plain(&part));
    }
    Ok(report.into())
}

/// A message of a socket: what there is of it, and how many bytes it has in all.
fn data(message: &Array) -> Option<Data> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of bytes")]
    let whole = message.get(5).as_f64()? as usize;
    let carried = message.get(4);
    match carried.as_string() {
        Some(text) => Some(Data::beginning(text, whole)),
        None => Some(Data::beginning(Uint8Array::new(carried.dyn_ref::<ArrayBuffer>()?).to_vec(), whole)),
    }
}
