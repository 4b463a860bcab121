//! How a connection is closed: with which code of RFC 6455 (section 7.4.1), and for what, in the words of the log.

use std::borrow::Cow;

/// A close frame that the server sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Close {
    /// The answer to one that has no code.
    Empty,
    /// A code, its reason, and the limit that was reached, by the name of its option.
    Coded { code: u16, reason: Cow<'static, str>, limit: Option<&'static str> },
}

impl Close {
    pub(crate) fn new(code: u16, reason: impl Into<Cow<'static, str>>) -> Self {
        Self::Coded { code, reason: reason.into(), limit: None }
    }

    fn limit(code: u16, reason: &'static str, limit: &'static str) -> Self {
        Self::Coded { code, reason: reason.into(), limit: Some(limit) }
    }

    /// What breaks the protocol.
    pub(crate) fn protocol(reason: &'static str) -> Self {
        Self::new(1002, reason)
    }

    pub(crate) fn not_utf8() -> Self {
        Self::new(1007, "text is not UTF-8")
    }

    pub(crate) fn too_long(limit: &'static str, reason: &'static str) -> Self {
        Self::limit(1009, reason, limit)
    }

    pub(crate) fn too_many() -> Self {
        Self::limit(1008, "too many messages a second", "messages_per_second")
    }

    /// 1001 and not 1008, which is for a message that breaks a rule: here there was none.
    pub(crate) fn idle() -> Self {
        Self::limit(1001, "nothing was heard", "idle_timeout")
    }

    pub(crate) fn server_ends() -> Self {
        Self::new(1001, "server ends")
    }

    /// The code as browsers tell it.
    pub(crate) fn code(&self) -> u16 {
        match self {
            Self::Empty => 1005,
            Self::Coded { code, .. } => *code,
        }
    }

    pub(crate) fn limit_reached(&self) -> Option<&'static str> {
        match self {
            Self::Empty => None,
            Self::Coded { limit, .. } => *limit,
        }
    }

    /// What stands in the frame.
    pub(crate) fn payload(&self) -> Vec<u8> {
        match self {
            Self::Empty => Vec::new(),
            Self::Coded { code, reason, .. } => [&code.to_be_bytes(), reason.as_bytes()].concat(),
        }
    }
}
