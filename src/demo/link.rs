//! The connection as the panel sees it: one enum, from which every button derives.

use super::{log::Connection, scenario::Scenario, state::Notice};
use crate::websocket::{CloseEvent, DomEvent};
use std::rc::Rc;

/// The one connection that the panel has at a time.
#[derive(Clone, Debug, PartialEq)]
pub enum Link {
    /// There has been none yet.
    Idle,
    /// The handshake is under way.
    Connecting(Rc<Connection>),
    /// Both sides may send.
    Open(Rc<Connection>),
    /// `close` was called before the connection was open; the close event is still to come.
    Cancelling(Rc<Connection>),
    /// `close` was called; the close event is still to come.
    Closing(Rc<Connection>),
    /// The close event came.
    Closed(Rc<Connection>, CloseEvent),
    /// The page's own policy (CSP) blocked the connection: no close event comes.
    Blocked(Rc<Connection>),
    /// It was of a Python program whose frame is gone, and told nobody of its end.
    Gone(Rc<Connection>),
}

impl Link {
    /// What `data-state` says.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Connecting(_) => "connecting",
            Self::Open(_) => "open",
            Self::Cancelling(_) | Self::Closing(_) => "closing",
            Self::Closed(..) | Self::Blocked(_) | Self::Gone(_) => "closed",
        }
    }

    /// The present or, once it is closed, the last connection.
    #[must_use]
    pub const fn connection(&self) -> Option<&Rc<Connection>> {
        match self {
            Self::Idle => None,
            Self::Connecting(connection)
            | Self::Open(connection)
            | Self::Cancelling(connection)
            | Self::Closing(connection)
            | Self::Closed(connection, _)
            | Self::Blocked(connection)
            | Self::Gone(connection) => Some(connection),
        }
    }

    pub(super) const fn is_over(&self) -> bool {
        matches!(self, Self::Idle | Self::Closed(..) | Self::Blocked(_) | Self::Gone(_))
    }

    /// Whether the reader has asked for the end that comes.
    pub(super) const fn was_asked_to_close(&self) -> bool {
        matches!(self, Self::Cancelling(_) | Self::Closing(_))
    }

    /// The link after `close` was called; `None` where there is nothing to close.
    pub(super) fn closing(&self) -> Option<Self> {
        match self {
            Self::Connecting(connection) => Some(Self::Cancelling(Rc::clone(connection))),
            Self::Open(connection) => Some(Self::Closing(Rc::clone(connection))),
            Self::Idle
            | Self::Cancelling(_)
            | Self::Closing(_)
            | Self::Closed(..)
            | Self::Blocked(_)
            | Self::Gone(_) => None,
        }
    }

    /// The link once the frame of its program is gone.
    pub(super) fn gone(&self) -> Self {
        match self.connection() {
            Some(connection) if !self.is_over() => Self::Gone(Rc::clone(connection)),
            _ => self.clone(),
        }
    }

    /// The link of `connection`, which is in use, after an event of its socket.
    pub(super) fn told(&self, connection: Rc<Connection>, event: &DomEvent) -> Self {
        match (event, self) {
            (DomEvent::Open, Self::Connecting(_)) => Self::Open(connection),
            (DomEvent::Close(close), _) => Self::Closed(connection, close.clone()),
            (DomEvent::Open | DomEvent::Error | DomEvent::Message(_), link) => link.clone(),
        }
    }

    /// What to say of a connection that ends with `event`; `None` when it ends as it should, or goes on.
    pub(super) fn ended(&self, event: &DomEvent) -> Option<Notice> {
        /// The close code of a connection that broke (RFC 6455, section 7.1.5).
        const BROKEN: u16 = 1006;
        let notice = match (self, event) {
            (Self::Connecting(_), DomEvent::Close(_)) => Notice::Failed,
            (Self::Cancelling(_), DomEvent::Close(_)) => Notice::Cancelled,
            (_, DomEvent::Close(close)) if close.code == BROKEN => Notice::Dropped,
            (_, DomEvent::Open | DomEvent::Error | DomEvent::Message(_) | DomEvent::Close(_)) => return None,
        };
        // What a scenario is about needs no remedy.
        let is_meant = matches!(
            (self.connection()?.scenario, &notice),
            (Some((Scenario::Refused, _)), Notice::Failed)
                | (Some((Scenario::Dropped, _)), Notice::Dropped)
                | (Some((Scenario::EarlyClose, _)), Notice::Cancelled)
        );
        (!is_meant).then_some(notice)
    }
}
