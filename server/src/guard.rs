//! Whom the server answers: by the name that a request asks for, and by the page that opens a WebSocket.

use std::{net::IpAddr, str::FromStr};

use anyhow::ensure;
use axum::http::{HeaderMap, Version, header};
use clap::Args;

use crate::{
    fields::only,
    origin::{Origin, is_local_name, without_dot},
    tls,
};

/// Names and origins that are let in besides those that always are.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Who is let in")]
#[non_exhaustive]
pub struct Guard {
    /// Lets pages of this origin open WebSockets, besides those of this server and of the reader's own machine
    /// (localhost): `https://example.org`, `null` for frames and files without an origin, or `*` for all; once or more.
    /// Programs that are no browser tell no origin and are let in
    #[arg(long, value_name = "ORIGIN")]
    pub allow_origin: Vec<Origin>,
    /// Answers requests for this name: example.org, or `*` for any; once or more. Without it a server that listens on
    /// this machine alone answers to localhost and 127.0.0.1 only, so that no site can pose as it (DNS rebinding), and
    /// any other server to all names
    #[arg(long, value_name = "NAME")]
    pub allow_host: Vec<HostName>,
}

/// A name, without a port, that requests may ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostName(String);

impl FromStr for HostName {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> anyhow::Result<Self> {
        let is_name = name == "*" || tls::is_host(name);
        ensure!(
            is_name,
            "a name is such as example.org or [2001:db8::1], without a scheme and a port; or it is *"
        );
        Ok(Self(without_dot(name).to_ascii_lowercase()))
    }
}

/// Why a request is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stranger {
    /// It names no host that there can be, or two.
    NoHost,
    /// It asks for somebody else.
    Host,
}

impl Guard {
    /// The same for a server on `address`: there, it knows its names.
    pub(crate) fn on(mut self, address: IpAddr) -> Self {
        let is_reached = !address.to_canonical().is_loopback();
        if is_reached && self.allow_host.is_empty() {
            self.allow_host.push(HostName("*".to_owned()));
        }
        self
    }

    /// Whether a request asks for this server. Before HTTP/1.1 it need not say whom it asks for; no browser is so old,
    /// and so no site speaks through it.
    pub(crate) fn check_host(&self, version: Version, headers: &HeaderMap) -> Result<(), Stranger> {
        if version < Version::HTTP_11 && !headers.contains_key(header::HOST) {
            return Ok(());
        }
        let host = tls::host(headers).ok_or(Stranger::NoHost)?;
        let host = without_dot(&host);
        let is_allowed = |HostName(name): &HostName| name == "*" || name.eq_ignore_ascii_case(host);
        let is_known = is_local_name(host) || self.allow_host.iter().any(is_allowed);
        if is_known { Ok(()) } else { Err(Stranger::Host) }
    }

    /// Whether the page that opens a socket may. Who tells no origin is no browser.
    pub(crate) fn lets_in(&self, headers: &HeaderMap) -> bool {
        if !headers.contains_key(header::ORIGIN) {
            return true;
        }
        let Some(origin) = only(headers, &header::ORIGIN) else { return false };
        if self.allow_origin.contains(&Origin::Any) {
            return true;
        }
        let Ok(origin) = origin.parse::<Origin>() else { return false };
        let is_own = only(headers, &header::HOST).is_some_and(|host| origin.is_asked_by(host));
        // A page that says it is every one is none.
        (is_own || origin.is_local() || self.allow_origin.contains(&origin)) && origin != Origin::Any
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::{Guard, Stranger};
    use axum::http::{HeaderMap, HeaderName, Version};

    fn headers(all: &[(&str, &str)]) -> HeaderMap {
        let each =
            all.iter().map(|(name, value)| (HeaderName::try_from(*name).unwrap(), value.parse().unwrap()));
        each.collect()
    }

    fn guard(address: &str, hosts: &[&str], origins: &[&str]) -> Guard {
        let allow_host = hosts.iter().map(|name| name.parse().unwrap()).collect();
        let allow_origin = origins.iter().map(|origin| origin.parse().unwrap()).collect();
        Guard { allow_origin, allow_host }.on(address.parse().unwrap())
    }

    #[test]
    fn on_this_machine_alone_it_has_no_other_name() {
        let (alone, named) = (guard("127.0.0.1", &[], &[]), guard("::1", &["Example.org"], &[]));
        let (open, strict) = (guard("0.0.0.0", &[], &[]), guard("0.0.0.0", &["example.org."], &[]));
        for (host, alone_says, named_says, open_says, strict_says) in [
            ("localhost:8081", true, true, true, true),
            ("127.0.0.1", true, true, true, true),
            ("[::1]:8081", true, true, true, true),
            ("example.org", false, true, true, true),
            ("EXAMPLE.org.:8081", false, true, true, true),
            ("evil.example:8081", false, false, true, false),
        ] {
            let asked = headers(&[("host", host)]);
            let says = [&alone, &named, &open, &strict]
                .map(|guard| guard.check_host(Version::HTTP_11, &asked).is_ok());
            assert_eq!(says, [alone_says, named_says, open_says, strict_says], "{host}");
        }
        assert_eq!(alone.check_host(Version::HTTP_10, &HeaderMap::new()), Ok(()));
        for nobody in [&[][..], &[("host", "a b")], &[("host", "a"), ("host", "b")]] {
            assert_eq!(
                open.check_host(Version::HTTP_11, &headers(nobody)),
                Err(Stranger::NoHost),
                "{nobody:?}"
            );
        }
    }

    #[test]
    fn pages_of_its_own_of_this_machine_and_of_the_list_are_let_in() {
        let guard = guard("0.0.0.0", &[], &["https://school.example"]);
        for (origin, is_let_in) in [
            ("https://example.org", true),
            ("http://localhost:8080", true),
            ("https://school.example", true),
            ("http://school.example", false),
            ("https://evil.example", false),
            ("null", false),
            ("*", false),
            ("", false),
            ("rubbish", false),
        ] {
            let asked = headers(&[("host", "example.org"), ("origin", origin)]);
            assert_eq!(guard.lets_in(&asked), is_let_in, "{origin}");
        }
        assert!(guard.lets_in(&headers(&[("host", "example.org")])));
        let two = [("host", "a"), ("origin", "http://localhost"), ("origin", "http://localhost")];
        assert!(!guard.lets_in(&headers(&two)));
    }

    #[test]
    fn null_and_all_are_let_in_by_choice() {
        let null = headers(&[("host", "a"), ("origin", "null")]);
        let other = headers(&[("host", "a"), ("origin", "https://b")]);
        assert!(guard("0.0.0.0", &[], &["null"]).lets_in(&null));
        assert!(!guard("0.0.0.0", &[], &["null"]).lets_in(&other));
        assert!(guard("0.0.0.0", &[], &["*"]).lets_in(&null));
        assert!(guard("0.0.0.0", &[], &["*"]).lets_in(&other));
    }
}
