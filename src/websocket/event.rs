//! What a handler gets: the counterpart of Brython's `DOMEvent`, with nothing of the browser in it.

use super::Event;

/// The argument of a handler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DomEvent {
    /// The connection is established.
    Open,
    /// The connection failed; the platform does not say why (WHATWG WebSockets, section 4).
    Error,
    /// A message came.
    Message(Data),
    /// The connection ended.
    Close(CloseEvent),
}

/// What came in a message: `evt.data`, or the beginning of it where it is longer than [`LONGEST_WHOLE`].
///
/// [`LONGEST_WHOLE`]: super::LONGEST_WHOLE
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Data {
    payload: Payload,
    /// Never less than the length of the payload.
    byte_len: usize,
}

/// What a message carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    /// A text message (RFC 6455, opcode 1).
    Text(String),
    /// A binary message (RFC 6455, opcode 2).
    Binary(Vec<u8>),
}

/// How a connection ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloseEvent {
    /// The close code (RFC 6455, section 7.4): 1005 when none came, 1006 when the connection broke.
    pub code: u16,
    /// The reason that came with the code; empty when there was none.
    pub reason: String,
    /// Whether the closing handshake was complete.
    pub was_clean: bool,
}

impl DomEvent {
    /// Which of the four events this is.
    #[must_use]
    pub const fn event(&self) -> Event {
        match self {
            Self::Open => Event::Open,
            Self::Error => Event::Error,
            Self::Message(_) => Event::Message,
            Self::Close(_) => Event::Close,
        }
    }
}

impl Data {
    /// The beginning of a message of `byte_len` bytes; the whole message when that is all it has.
    #[must_use]
    pub fn beginning(payload: impl Into<Payload>, byte_len: usize) -> Self {
        let payload = payload.into();
        Self { byte_len: byte_len.max(payload.byte_len()), payload }
    }

    /// What there is of it.
    #[must_use]
    pub const fn payload(&self) -> &Payload {
        &self.payload
    }

    /// The length that the message had when it came, in bytes; a text counts as UTF-8, which is how it travels.
    #[must_use]
    pub const fn byte_len(&self) -> usize {
        self.byte_len
    }

    /// The length of what there is of it, in bytes.
    #[must_use]
    pub const fn held(&self) -> usize {
        self.payload.byte_len()
    }

    /// Its text; `None` when it is bytes.
    #[must_use]
    pub const fn text(&self) -> Option<&str> {
        match &self.payload {
            Payload::Text(text) => Some(text.as_str()),
            Payload::Binary(_) => None,
        }
    }

    /// What there is of it, as bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8] {
        match &self.payload {
            Payload::Text(text) => text.as_bytes(),
            Payload::Binary(bytes) => bytes.as_slice(),
        }
    }

    /// Whether the message was longer than what there is of it.
    #[must_use]
    pub fn is_clipped(&self) -> bool {
        self.byte_len > self.held()
    }
}

impl Payload {
    const fn byte_len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Binary(bytes) => bytes.len(),
        }
    }
}

/// A whole message.
impl<P: Into<Payload>> From<P> for Data {
    fn from(payload: P) -> Self {
        Self::beginning(payload, 0)
    }
}

impl From<&str> for Payload {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Payload {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&[u8]> for Payload {
    fn from(bytes: &[u8]) -> Self {
        Self::Binary(bytes.to_owned())
    }
}

impl From<Vec<u8>> for Payload {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Binary(bytes)
    }
}
