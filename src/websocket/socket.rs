//! The socket itself, on gloo-net's stream of events.
//!
//! gloo-net reads; sending and closing go to the browser's object beside it. gloo-net's own `close` would end
//! the stream before the close event came, and its `send` says nothing when a message is lost.

use super::{AddressError, CloseEvent, DomEvent, Event, LONGEST_REASON, Payload, address, clip::Clipper};
use futures_core::Stream;
use futures_sink::Sink;
use gloo_net::websocket::{Message, WebSocketError, futures};
use js_sys::Reflect;
use std::{cell::RefCell, future::poll_fn, pin::Pin, rc::Rc};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// A connection. Clones are the same connection; dropping the last one does not close it.
#[derive(Clone, Debug)]
pub struct WebSocket {
    raw: web_sys::WebSocket,
    handlers: Handlers,
}

/// Why there is no connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenError {
    /// This browser has no `WebSocket`: where Python raises `NotImplementedError`.
    NotImplemented,
    /// The browser would refuse the address.
    Address(AddressError),
    /// The browser refused it for a reason of its own, in its own words.
    Refused(String),
}

/// Why a message was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendError {
    /// The connection is not open. Before it opens Python raises `JavascriptError`; after it has closed
    /// Python raises nothing and the message is lost, which does not happen here.
    NotOpen,
}

/// Why a connection was not closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseError {
    /// A page may pass 1000 and 3000 to 4999 only; this is the code it passed.
    Code(u16),
    /// The reason is longer than [`LONGEST_REASON`]; this is its length in bytes.
    Reason(usize),
}

/// Whether this browser has `WebSocket`: Python's `websocket.supported`.
#[must_use]
pub fn supported() -> bool {
    Reflect::get(&js_sys::global(), &JsValue::from_str("WebSocket")).is_ok_and(|class| class.is_function())
}

/// Opens a connection to `host`, an address with the scheme `ws:` or `wss:`, or `http:`, `https:` or none where
/// the browser takes them (WHATWG WebSockets, section 3.1). Gives it at once, still connecting; how that ends
/// comes as [`Event::Open`], or as [`Event::Error`] and [`Event::Close`].
///
/// # Errors
/// [`OpenError`]: no `WebSocket` in this browser, or an address that it refuses.
pub fn websocket(host: &str) -> Result<WebSocket, OpenError> {
    if !supported() {
        return Err(OpenError::NotImplemented);
    }
    check_here(host)?;
    WebSocket::adopt(web_sys::WebSocket::new(host).map_err(|cause| refused(&cause))?)
}

/// Checks `host` for a connection by the network from this page.
fn check_here(host: &str) -> Result<(), OpenError> {
    let protocol = web_sys::window().and_then(|window| window.location().protocol().ok());
    let checked = address::check(host, protocol.as_deref() == Some("https:"));
    checked.map(drop).map_err(OpenError::Address)
}

pub(super) fn refused(cause: &JsValue) -> OpenError {
    let message = Reflect::get(cause, &JsValue::from_str("message")).ok().and_then(|text| text.as_string());
    OpenError::Refused(message.unwrap_or_default())
}

impl WebSocket {
    pub(super) fn adopt(raw: web_sys::WebSocket) -> Result<Self, OpenError> {
        // First: a listener is called before those that come after it.
        let clipper = Clipper::listen(&raw).map_err(|cause| refused(&cause))?;
        let stream =
            futures::WebSocket::try_from(raw.clone()).map_err(|cause| OpenError::Refused(cause.message))?;
        let socket = Self { raw, handlers: Handlers::default() };
        spawn_local(socket.clone().read(stream, clipper));
        Ok(socket)
    }

    /// Adds `handler` to those that `event` calls, in the order of their binding. Each gets the event as its
    /// one argument, as in Python. One that is bound while the event is being told is not called for it.
    pub fn bind(&self, event: Event, handler: impl Fn(&DomEvent) + 'static) {
        self.handlers.bind(event, Rc::new(handler));
    }

    /// Sends a text or bytes; returns as soon as the browser has taken the message.
    ///
    /// # Errors
    /// [`SendError::NotOpen`], and nothing is sent.
    pub fn send(&self, data: impl Into<Payload>) -> Result<(), SendError> {
        if self.raw.ready_state() != web_sys::WebSocket::OPEN {
            return Err(SendError::NotOpen);
        }
        match data.into() {
            Payload::Text(text) => self.raw.send_with_str(&text),
            Payload::Binary(bytes) => self.raw.send_with_u8_array(&bytes),
        }
        .map_err(|_| SendError::NotOpen)
    }

    /// Whether the connection has ended, or never came to be (`readyState` is `CLOSED`). That the page's own
    /// policy blocked it is told by [`Event::Error`] alone, without [`Event::Close`]; then only this tells it.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.raw.ready_state() == web_sys::WebSocket::CLOSED
    }

    /// Closes without a code: the close event will say 1005. Harmless when the connection is closing or closed;
    /// while it connects, it fails with [`Event::Error`] and a close event of 1006.
    pub fn close(&self) {
        // Without arguments there is nothing that the browser could refuse.
        let _ = self.raw.close();
    }

    /// Closes with `code`, 1000 or 3000 to 4999, and `reason`, at most [`LONGEST_REASON`] bytes of UTF-8.
    ///
    /// # Errors
    /// [`CloseError`], and the connection stays as it is.
    pub fn close_with(&self, code: u16, reason: &str) -> Result<(), CloseError> {
        if code != 1000 && !(3000..=4999).contains(&code) {
            return Err(CloseError::Code(code));
        }
        if reason.len() > LONGEST_REASON {
            return Err(CloseError::Reason(reason.len()));
        }
        self.raw.close_with_code_and_reason(code, reason).map_err(|_| CloseError::Code(code))
    }

    /// Reads until the close event: to stop earlier would end the connection, and tell a made-up event of it.
    async fn read(self, mut stream: futures::WebSocket, clipper: Clipper) {
        // Ready means no longer connecting, which is so after a refusal too. It is told in the very task of
        // the browser's `open`, before any message.
        let _ = poll_fn(|context| Pin::new(&mut stream).poll_ready(context)).await;
        if self.raw.ready_state() == web_sys::WebSocket::OPEN {
            self.handlers.call(&DomEvent::Open);
        }
        while let Some(item) = poll_fn(|context| Pin::new(&mut stream).poll_next(context)).await {
            if let Some(event) = dom_event(item, &clipper) {
                self.handlers.call(&event);
            }
        }
    }
}

/// `None` for a failed send, which does not come here: nothing is sent through the stream.
fn dom_event(item: Result<Message, WebSocketError>, clipper: &Clipper) -> Option<DomEvent> {
    match item {
        Ok(Message::Text(text)) => Some(DomEvent::Message(clipper.data(text))),
        Ok(Message::Bytes(bytes)) => Some(DomEvent::Message(clipper.data(bytes))),
        Err(WebSocketError::ConnectionError) => Some(DomEvent::Error),
        Err(WebSocketError::ConnectionClose(event)) => Some(DomEvent::Close(CloseEvent {
            code: event.code,
            reason: event.reason,
            was_clean: event.was_clean,
        })),
        Err(_) => None,
    }
}

type Handler = Rc<dyn Fn(&DomEvent)>;

#[derive(Clone, Default)]
struct Handlers(Rc<RefCell<Vec<(Event, Handler)>>>);

impl Handlers {
    fn bind(&self, event: Event, handler: Handler) {
        self.0.borrow_mut().push((event, handler));
    }

    fn call(&self, event: &DomEvent) {
        // Copied first: a handler may bind another one.
        let bound: Vec<Handler> = (self.0.borrow().iter())
            .filter(|(name, _)| *name == event.event())
            .map(|(_, handler)| Rc::clone(handler))
            .collect();
        bound.iter().for_each(|handler| handler(event));
    }
}

impl std::fmt::Debug for Handlers {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_list().entries(self.0.borrow().iter().map(|(event, _)| event)).finish()
    }
}
