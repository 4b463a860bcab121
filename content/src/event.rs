//! The four events of a WebSocket: one enum for the whole program, and the key of the event table.

#[cfg(feature = "compile")]
use serde::Deserialize;

/// An event of a WebSocket (WHATWG WebSockets, section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    /// The connection is established.
    Open,
    /// The connection failed; by design the event does not tell why.
    Error,
    /// A message came.
    Message,
    /// The connection ended.
    Close,
}

/// A field of the argument that a handler gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "compile", derive(Deserialize), serde(rename_all = "camelCase"))]
pub enum Field {
    /// The event's name.
    Type,
    /// The message itself.
    Data,
    /// The close code.
    Code,
    /// The reason that came with the close code.
    Reason,
    /// Whether the closing handshake was complete.
    WasClean,
}

impl Event {
    /// All four, in the order of the event table.
    pub const ALL: [Self; 4] = [Self::Open, Self::Error, Self::Message, Self::Close];

    /// Its place in [`Event::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The name that `bind` takes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Error => "error",
            Self::Message => "message",
            Self::Close => "close",
        }
    }

    /// The name of the example's handler for it.
    #[must_use]
    pub const fn handler(self) -> &'static str {
        match self {
            Self::Open => "on_open",
            Self::Error => "on_error",
            Self::Message => "on_message",
            Self::Close => "on_close",
        }
    }

    /// The anchor of its row in the event table, the same in every language.
    #[must_use]
    pub const fn anchor(self) -> &'static str {
        match self {
            Self::Open => "evento-open",
            Self::Error => "evento-error",
            Self::Message => "evento-message",
            Self::Close => "evento-close",
        }
    }

    /// The anchor of its handler in the example, the same in every language.
    #[must_use]
    pub const fn example_anchor(self) -> &'static str {
        match self {
            Self::Open => "exemplo-open",
            Self::Error => "exemplo-error",
            Self::Message => "exemplo-message",
            Self::Close => "exemplo-close",
        }
    }

    /// The fields of its argument that say something.
    #[must_use]
    pub const fn fields(self) -> &'static [Field] {
        match self {
            Self::Open | Self::Error => &[Field::Type],
            Self::Message => &[Field::Type, Field::Data],
            Self::Close => &[Field::Type, Field::Code, Field::Reason, Field::WasClean],
        }
    }
}

impl Field {
    /// The attribute's name in Python.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Data => "data",
            Self::Code => "code",
            Self::Reason => "reason",
            Self::WasClean => "wasClean",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Event;

    #[test]
    fn an_index_is_the_place_in_all() {
        assert_eq!(Event::ALL.map(Event::index), [0, 1, 2, 3]);
    }
}
