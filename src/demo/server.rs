//! The servers that the panel can speak to.

use crate::websocket::{self, AddressError};

/// A choice of the server chooser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// The echo inside the page.
    Embedded,
    /// The host's own server: the one that the page's `meta` names, or the one of `cargo xtask serve`.
    Local,
    /// Somebody else's.
    Public,
    /// The address that the reader types.
    Other,
}

/// What carries a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// The browser's own WebSocket.
    Network,
    /// The class inside the page, which uses no network.
    Embedded,
}

/// Where a connection goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// What carries it.
    pub transport: Transport,
    /// The address that the socket is given.
    pub address: String,
}

/// Where the local echo listens when the page names no server: the default of `server/`.
const LOCAL: &str = "ws://127.0.0.1:8081/eco";
/// Never relied on: it belongs to somebody else.
pub(super) const PUBLIC: &str = "wss://echo.websocket.org/";
/// `.invalid` never resolves (RFC 2606), so nobody takes it for a place in the network.
const EMBEDDED: &str = "ws://embutido.invalid/eco";

/// What the first effect after hydration finds; it does not change while the page lives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// The host's own server, absolute; `None` when the page names none.
    pub host_server: Option<String>,
    /// Whether the page came by `https:`.
    pub secure_page: bool,
    /// What `?servidor=` says.
    pub query: Option<String>,
    /// What was in this tab's page before it broke and was loaded again.
    pub before: Option<Before>,
}

/// What a page that breaks leaves to the one after it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Before {
    /// The message in the input.
    pub draft: String,
    /// The text of the log; empty when there was none.
    pub log: String,
}

impl Server {
    /// All of them, in the order of the chooser.
    pub const ALL: [Self; 4] = [Self::Embedded, Self::Local, Self::Public, Self::Other];

    /// What `?servidor=` calls it; [`Server::Other`] stands for the address itself.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Embedded => "embutido",
            Self::Local => "local",
            Self::Public => "publico",
            Self::Other => "endereco",
        }
    }
}

impl Environment {
    /// What is known before the page is alive.
    pub(super) const UNKNOWN: Self =
        Self { host_server: None, secure_page: false, query: None, before: None };

    /// The server that is chosen when the page opens, and the address in the field for another.
    #[must_use]
    pub fn first_choice(&self) -> (Server, String) {
        let named = |query: &str| Server::ALL.into_iter().find(|server| server.name() == query);
        match self.query.as_deref().filter(|query| !query.is_empty()) {
            Some(query) => match named(query).filter(|server| *server != Server::Other) {
                Some(server) => (server, String::new()),
                None => (Server::Other, query.to_owned()),
            },
            None if self.host_server.is_some() => (Server::Local, String::new()),
            None => (Server::Embedded, String::new()),
        }
    }

    /// The address of the local echo.
    #[must_use]
    pub fn local(&self) -> &str {
        self.host_server.as_deref().unwrap_or(LOCAL)
    }

    /// Where a connection to `server` goes; `typed` is the address in the field.
    ///
    /// # Errors
    /// What is wrong with the address that the reader typed.
    pub fn target(&self, server: Server, typed: &str) -> Result<Target, AddressError> {
        let network = |address: &str| Target { transport: Transport::Network, address: address.to_owned() };
        match server {
            Server::Embedded => Ok(Target { transport: Transport::Embedded, address: EMBEDDED.to_owned() }),
            Server::Local => Ok(network(self.local())),
            Server::Public => Ok(network(PUBLIC)),
            Server::Other => {
                let typed = typed.trim();
                websocket::check_typed(typed, self.secure_page).map(|()| network(typed))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Environment, Server};

    fn with_query(query: &str) -> (Server, String) {
        Environment { query: Some(query.to_owned()), ..Environment::default() }.first_choice()
    }

    #[test]
    fn the_query_chooses() {
        assert_eq!(with_query("embutido"), (Server::Embedded, String::new()));
        assert_eq!(with_query("local"), (Server::Local, String::new()));
        assert_eq!(with_query("publico"), (Server::Public, String::new()));
        assert_eq!(with_query("wss://exemplo.com"), (Server::Other, "wss://exemplo.com".to_owned()));
        assert_eq!(with_query("javascript:x"), (Server::Other, "javascript:x".to_owned()));
        assert_eq!(with_query("endereco"), (Server::Other, "endereco".to_owned()));
        assert_eq!(with_query("").0, Server::Embedded);
    }

    #[test]
    fn a_host_with_a_server_has_it_as_the_default() {
        let host = Environment { host_server: Some("ws://a/eco".to_owned()), ..Environment::default() };
        assert_eq!(host.first_choice().0, Server::Local);
        assert_eq!(host.target(Server::Local, "").map(|target| target.address), Ok("ws://a/eco".to_owned()));
    }
}
