//! What strangers ask the server for.

use server::{HostName, Origin, parsers};
use std::{
    net::IpAddr,
    path::{Component, Path},
};
use url::{Host, Url};

/// The coding is one that the client has named, or `*`; or the file is sent as it is.
pub fn coding(accepted: &str) {
    let named = accepted.to_ascii_lowercase();
    match parsers::coding(accepted) {
        None => {}
        Some(coding @ ("br" | "gzip")) => {
            assert!(named.contains(coding) || named.contains('*'), "{coding} for {accepted:?}");
        }
        Some(other) => panic!("{other} for {accepted:?}"),
    }
}

/// A burst has a number of messages within its bounds, and what there is not is refused with a sentence. The text is
/// a query: names and values with `=` and `&` between them.
pub fn scenario(text: &str) {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (name.to_owned(), value.to_owned())
    };
    let query: Vec<(String, String)> = text.split('&').map(pair).collect();
    match parsers::burst(&query) {
        Ok(None) => {}
        Ok(Some(count)) => assert!((1..=1_000_000).contains(&count), "{count} of {text:?}"),
        Err(sentence) => assert!(sentence.ends_with(".\n"), "{sentence:?} for {text:?}"),
    }
}

/// A path is one below the site, of plain names; decoded twice it would lead nowhere else either.
pub fn path(encoded: &str) {
    let Some(path) = parsers::path(encoded) else { return };
    let names = Path::new(&path).components();
    assert!(names.clone().all(|name| matches!(name, Component::Normal(_))), "{path:?} of {encoded:?}");
    for name in names {
        let name = name.as_os_str().to_string_lossy();
        assert!(!name.starts_with('.') && !name.contains(['\\', ':', '\0']), "{path:?} of {encoded:?}");
    }
    assert!(!path.starts_with('/') && !path.contains("//"), "{path:?} of {encoded:?}");
}

/// An origin is written as it is read; it is that which the URL standard reads, and one of the reader's own machine only
/// where the standard finds that machine in it.
pub fn origin(text: &str) {
    let Ok(origin) = text.parse::<Origin>() else { return };
    let told = origin.to_string();
    assert_eq!(told.parse::<Origin>().ok(), Some(origin), "{told:?} of {text:?}");
    let standard = |text: &str| Some(Url::parse(text).ok()?.origin()).filter(url::Origin::is_tuple);
    assert_eq!(standard(&told), standard(text), "{told:?} of {text:?}");
    if parsers::is_local(text) == Some(true)
        && let Some(url::Origin::Tuple(_, host, _)) = standard(text)
    {
        let is_local = match &host {
            Host::Domain(name) => {
                let name = name.strip_suffix('.').unwrap_or(name);
                name == "localhost" || name.ends_with(".localhost")
            }
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => IpAddr::from(*address).to_canonical().is_loopback(),
        };
        assert!(is_local, "{host} of {text:?}");
    }
}

/// A name that a host allows has no port, no path and no user; in small letters or not, it is the same.
pub fn host_name(text: &str) {
    let Ok(name) = text.parse::<HostName>() else { return };
    assert_eq!(text.to_ascii_uppercase().parse::<HostName>().ok(), Some(name), "{text:?}");
    let has_port = !text.starts_with('[') && text.contains(':');
    assert!(!has_port && !text.contains(['/', '@', '?', '#', '\\', ' ']), "{text:?}");
}

/// The host of a request is a name that a host could have allowed, and stands in the header.
pub fn host(text: &str) {
    let Some(host) = parsers::host(text) else { return };
    assert!(host != "*" && host.parse::<HostName>().is_ok(), "{host:?} of {text:?}");
    assert!(text.starts_with(&host), "{host:?} of {text:?}");
}

/// Whose connection it is, is what the last trusted proxy wrote or the connection's own address, whatever a client has
/// written before.
pub fn forwarded(text: &str) {
    let connection = IpAddr::from([192, 0, 2, 9]);
    for proxies in 1..=2 {
        let client = parsers::client(connection, text, proxies);
        let claimed = parsers::client(connection, &format!("192.0.2.1, {text}"), proxies);
        let is_long = text.split(',').count() >= usize::from(proxies);
        assert!(!is_long || claimed == client, "{client} and {claimed} of {text:?}");
        let told = text.rsplit(',').nth(usize::from(proxies) - 1).unwrap_or_default();
        let is_told = told.contains(&client.to_string()) || told.contains(':');
        assert!(client == connection || is_told, "{client} of {text:?}");
    }
}

/// A text that comes in pieces is UTF-8 where the standard library says so of the whole.
pub fn utf8(bytes: &[u8]) {
    for step in 1..=5 {
        assert_eq!(parsers::utf8(bytes.chunks(step)), str::from_utf8(bytes).is_ok(), "{bytes:x?} by {step}");
    }
}

/// What comes is read as the same however it is cut, within the bound, and a close has a code of RFC 6455.
pub fn frames(bytes: &[u8]) {
    const BOUND: u64 = 1 << 16;
    let read = parsers::frames(bytes, bytes.len().max(1), BOUND);
    for step in [1, 7] {
        assert_eq!(parsers::frames(bytes, step, BOUND), read, "{bytes:x?} by {step}");
    }
    assert!(read.whole.iter().all(|message| message.len() as u64 <= BOUND), "{bytes:x?}");
    let is_code = |code| matches!(code, 1000..=1003 | 1005 | 1007..=1014 | 3000..=4999);
    assert!(read.close.is_none_or(is_code), "{:?} of {bytes:x?}", read.close);
}
