//! The origin of a page (RFC 6454), by which a server knows who opens a WebSocket: browsers let every page try.

use std::{
    fmt,
    net::{Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

use anyhow::{Context, ensure};
use axum::http::uri::Authority;

/// An origin as a browser tells it, or one that is let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Every one: only to let in.
    Any,
    /// That of a sandboxed frame, and of most files.
    Null,
    /// One that has a name.
    Of {
        /// Such as `https`, in small letters.
        scheme: String,
        /// The host, in small letters.
        host: String,
        /// The port where it is not that of the scheme.
        port: Option<u16>,
    },
}

impl Origin {
    /// Whether it is that of the server which is asked by this Host header.
    pub(crate) fn is_asked_by(&self, host: &str) -> bool {
        let Self::Of { scheme, .. } = self else { return false };
        named(scheme, host).is_ok_and(|asked| asked == *self)
    }

    /// Whether the page comes from the reader's own machine.
    pub(crate) fn is_local(&self) -> bool {
        matches!(self, Self::Of { host, .. } if is_local_name(host))
    }
}

/// Whether a host is this machine, whatever is asked for its address.
pub(crate) fn is_local_name(host: &str) -> bool {
    let host = without_dot(host);
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host.eq_ignore_ascii_case("localhost")
        || host.len() > 10 && host.as_bytes()[host.len() - 10..].eq_ignore_ascii_case(b".localhost")
        || bare.parse().is_ok_and(|ip: Ipv4Addr| ip.is_loopback())
        || bare.parse().is_ok_and(|ip: Ipv6Addr| ip.is_loopback())
}

/// One dot may end a name, which means the same.
pub(crate) fn without_dot(name: &str) -> &str {
    name.strip_suffix('.').unwrap_or(name)
}

fn named(scheme: &str, authority: &str) -> anyhow::Result<Origin> {
    let authority: Authority = authority.parse()?;
    ensure!(!authority.as_str().contains('@'), "it has a user's name in it");
    // Nothing else may stand behind the host, and a port beyond 65535 is not that of the scheme.
    let rest = authority.as_str().strip_prefix(authority.host()).unwrap_or_default();
    let is_port = rest.strip_prefix(':').is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
    ensure!(rest.is_empty() || is_port && authority.port_u16().is_some(), "its port is none");
    let scheme = scheme.to_ascii_lowercase();
    let own = match scheme.as_str() {
        "http" | "ws" => Some(80),
        "https" | "wss" => Some(443),
        _ => None,
    };
    // Of `host:` the port is that of the scheme too.
    let port = authority.port_u16().filter(|port| Some(*port) != own);
    Ok(Origin::Of { scheme, host: authority.host().to_ascii_lowercase(), port })
}

impl FromStr for Origin {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        const WANTED: &str = "an origin is such as https://example.org or http://localhost:8080, without a path; or it \
                              is null, or * for all";
        match text {
            "*" => return Ok(Self::Any),
            "null" => return Ok(Self::Null),
            // What some browsers say of files.
            "file://" => return Ok(Self::Of { scheme: "file".into(), host: String::new(), port: None }),
            _ => {}
        }
        // None has it, and `https://*.example.org` would let nobody in.
        ensure!(!text.contains('*'), WANTED);
        let (scheme, authority) = text.split_once("://").context(WANTED)?;
        let is_scheme =
            !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
        ensure!(is_scheme, WANTED);
        named(scheme, authority).context(WANTED)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::Null => f.write_str("null"),
            Self::Of { scheme, host, port: None } => write!(f, "{scheme}://{host}"),
            Self::Of { scheme, host, port: Some(port) } => write!(f, "{scheme}://{host}:{port}"),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::Origin;

    #[test]
    fn it_is_read_and_written() {
        for (given, told) in [
            ("https://example.org", "https://example.org"),
            ("HTTPS://Example.ORG:443", "https://example.org"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://[::1]:80", "http://[::1]"),
            ("https://example.org:80", "https://example.org:80"),
            ("chrome-extension://abc", "chrome-extension://abc"),
            ("null", "null"),
            ("*", "*"),
            ("file://", "file://"),
        ] {
            assert_eq!(given.parse::<Origin>().unwrap().to_string(), told);
        }
    }

    #[test]
    fn what_is_none_is_told() {
        for given in [
            "",
            "example.org",
            "https://",
            "https://example.org/",
            "https://example.org?a",
            "https://a@example.org",
            "://example.org",
            "https://exa mple.org",
            "https://example.org:65536",
            "https://example.org:",
            "https://[::1].:5",
            "Null",
            "https://*",
            "https://*.example.org",
            "https://a.example, https://b.example",
        ] {
            let parsed = given.parse::<Origin>();
            assert!(parsed.is_err(), "{given}: {parsed:?}");
        }
    }

    #[test]
    fn a_server_knows_its_own() {
        for (origin, host, is_own) in [
            ("http://127.0.0.1:8081", "127.0.0.1:8081", true),
            ("http://127.0.0.1:8080", "127.0.0.1:8081", false),
            ("https://example.org", "example.org", true),
            ("https://example.org", "Example.org:443", true),
            ("http://example.org", "example.org:80", true),
            ("https://example.org:8443", "example.org:8443", true),
            ("https://example.org:8443", "example.org", false),
            ("https://other.example", "example.org", false),
            ("https://example.org.evil.example", "example.org", false),
            ("null", "null", false),
        ] {
            assert_eq!(origin.parse::<Origin>().unwrap().is_asked_by(host), is_own, "{origin} {host}");
        }
    }

    #[test]
    fn a_reader_knows_the_own_machine() {
        for (origin, is_local) in [
            ("http://localhost:8080", true),
            ("https://LOCALHOST", true),
            ("http://app.localhost:1", true),
            ("http://127.9.9.9", true),
            ("http://[::1]:8080", true),
            ("http://localhost.evil.example", false),
            ("http://evillocalhost", false),
            ("http://128.0.0.1", false),
            ("http://127.0.0.1.evil.example", false),
            ("null", false),
            ("file://", false),
        ] {
            assert_eq!(origin.parse::<Origin>().unwrap().is_local(), is_local, "{origin}");
        }
    }
}
