//! Conversations that the reader can cause by one click.

use super::server::{Server, Target, Transport};

/// A conversation whose server, or whose page, does something that a plain echo does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scenario {
    /// The server refuses the handshake.
    Refused,
    /// The server closes, with a code and a reason.
    ServerClose,
    /// The line breaks.
    Dropped,
    /// The page closes before the connection is open.
    EarlyClose,
    /// The server speaks first, once a second.
    Push,
    /// Bytes, there and back.
    Binary,
    /// Many messages at once.
    Burst,
}

impl Scenario {
    /// All of them, in the order of their buttons.
    pub const ALL: [Self; 7] = [
        Self::Refused,
        Self::ServerClose,
        Self::Dropped,
        Self::EarlyClose,
        Self::Push,
        Self::Binary,
        Self::Burst,
    ];

    /// What `data-scenario` and the address call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::ServerClose => "server-close",
            Self::Dropped => "dropped",
            Self::EarlyClose => "early-close",
            Self::Push => "push",
            Self::Binary => "binary",
            Self::Burst => "burst",
        }
    }

    /// Its place in [`Scenario::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Whether any echo will do: the rest is the page's own doing.
    #[must_use]
    pub const fn needs_only_an_echo(self) -> bool {
        matches!(self, Self::EarlyClose | Self::Binary)
    }

    /// Whether a server plays it. Of a server that the reader names nothing is known but that ours answers at `/eco`.
    #[must_use]
    pub fn is_played_by(self, server: Server, target: &Target) -> bool {
        let address = target.address.split(['?', '#']).next().unwrap_or_default();
        match server {
            Server::Embedded | Server::Local => true,
            Server::Public => self.needs_only_an_echo(),
            Server::Other => self.needs_only_an_echo() || address.ends_with("/eco"),
        }
    }

    /// Where a connection goes that plays it, with `count` messages where that is to be chosen.
    #[must_use]
    pub fn target(self, target: Target, count: u32) -> Target {
        if self.needs_only_an_echo() && target.transport == Transport::Network {
            return target;
        }
        let Target { transport, mut address } = target;
        address.push(if address.contains('?') { '&' } else { '?' });
        address.push_str("scenario=");
        address.push_str(self.name());
        if self == Self::Burst {
            address.push_str("&n=");
            address.push_str(&count.to_string());
        }
        Target { transport, address }
    }
}

impl std::str::FromStr for Scenario {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|scenario| scenario.name() == name).ok_or(())
    }
}
