//! What happens to the state.

use super::{
    super::{
        guest::{Happening, Shown},
        log::{Connection, Moment},
        scenario::Scenario,
        server::{Environment, Server},
        settings::{Instrument, Settings},
        sight::Sight,
    },
    Presence, Replay,
};
use crate::websocket::{Data, DomEvent, OpenError};
use std::rc::Rc;

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

impl Action {
    /// Whether a reader's click or key is behind it, and not the socket, a timer or a file that arrived.
    pub(super) const fn is_of_the_reader(&self) -> bool {
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
