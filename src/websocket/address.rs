//! Which addresses a browser refuses at once, and why; it says so itself in one vague sentence only.
//!
//! The rules are those of the URL standard and of the `WebSocket` constructor (WHATWG WebSockets, section 3.1).
//! What they leave out (a percent escape that decodes to a forbidden character, say) the browser still refuses.
//! They are stricter in three points: an empty address; a space in the server's name, which the URL standard forbids
//! and Chromium 156 turns into `%20`, so that the connection fails later; and on an encrypted page a loopback
//! address in a form that nobody writes, such as `0x7f.1`.

/// Why a browser would refuse an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressError {
    /// There is nothing. A browser would take it as the page's own address, which nobody means.
    Empty,
    /// It does not begin with a scheme: only [`check_typed`] minds.
    NoScheme,
    /// Its scheme, given here, is not `ws`, `wss`, `http` or `https`.
    Scheme(String),
    /// It has a `#`.
    Fragment,
    /// Nothing stands where the server's name should.
    NoHost,
    /// There is white space in the server's name.
    Space,
    /// The server's name has this character, which no name can have.
    Host(char),
    /// The port is not a number from 0 to 65535.
    Port,
    /// It has a name or a password for the server: only [`check_typed`] minds.
    Credentials,
    /// It is not encrypted and the page is, and the server is not on this computer (Mixed Content, section 4).
    Insecure,
}

/// Checks `host` as the browser does; an address relative to the page is fine. Gives whether a name or a password is in
/// it, which browsers take.
/// `secure_page` is whether the page came by `https:`.
///
/// # Errors
/// The first rule that the address breaks.
pub(super) fn check(host: &str, secure_page: bool) -> Result<bool, AddressError> {
    let host = &stripped(host);
    if host.is_empty() {
        return Err(AddressError::Empty);
    }
    if host.contains('#') {
        return Err(AddressError::Fragment);
    }
    let Some((scheme, rest)) = split_scheme(host) else { return Ok(false) };
    let encrypted = match scheme.to_ascii_lowercase().as_str() {
        "ws" | "http" => false,
        "wss" | "https" => true,
        other => return Err(AddressError::Scheme(other.to_owned())),
    };
    let (name, has_credentials) = check_authority(rest)?;
    if secure_page && !encrypted && !is_loopback(name) {
        return Err(AddressError::Insecure);
    }
    Ok(has_credentials)
}

/// Checks an address that a person typed, who has forgotten the scheme when there is none:
/// `exemplo.com/eco` would be a path on the page's own server. A path that begins with one `/` is meant as one.
/// A password is refused, since it would stand in the log, its files and links to the page.
///
/// # Errors
/// The first rule of [`AddressError`] that the address breaks.
pub fn check_typed(host: &str, secure_page: bool) -> Result<(), AddressError> {
    if check(host, secure_page)? {
        return Err(AddressError::Credentials);
    }
    let host = &stripped(host);
    // Behind two slashes stands a server's name.
    let is_path = host.strip_prefix('/').is_some_and(|rest| !rest.starts_with(['/', '\\']));
    if is_path || split_scheme(host).is_some() { Ok(()) } else { Err(AddressError::NoScheme) }
}

/// Without what the URL standard strips: controls and spaces at both ends, tabs and line breaks anywhere.
fn stripped(host: &str) -> String {
    host.trim_matches(|c: char| c <= ' ').replace(['\t', '\n', '\r'], "")
}

fn split_scheme(host: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = host.split_once(':')?;
    let mut characters = scheme.chars();
    let starts = characters.next()?.is_ascii_alphabetic();
    (starts && characters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')))
        .then_some((scheme, rest))
}

/// An address as it may be told: without the name and the password in it.
#[must_use]
pub fn without_credentials(address: &str) -> String {
    let start = match split_scheme(address) {
        Some((scheme, _)) => scheme.len() + 1,
        None => 0,
    };
    let part = authority(&address[start..]);
    // Where the part is in the address: behind the slashes.
    let at = address.len() - address[start..].trim_start_matches(['/', '\\']).len();
    match part.rsplit_once('@') {
        Some((_, place)) => [&address[..at], "***@", place, &address[at + part.len()..]].concat(),
        None => address.to_owned(),
    }
}

/// What stands between the slashes: who asks, the server's name, the port.
fn authority(rest: &str) -> &str {
    rest.trim_start_matches(['/', '\\']).split(['/', '\\', '?']).next().unwrap_or_default()
}

/// Checks the server's name and port, and gives the name, and whether something stands before it.
fn check_authority(rest: &str) -> Result<(&str, bool), AddressError> {
    let authority = authority(rest);
    let place = authority.rsplit_once('@').map_or(authority, |(_, place)| place);
    let after_ipv6 = place.rfind(']').map_or(0, |end| end + 1);
    let (name, port) = match place[after_ipv6..].split_once(':') {
        Some((start, port)) => (&place[..after_ipv6 + start.len()], port),
        None => (place, ""),
    };
    if name.is_empty() {
        return Err(AddressError::NoHost);
    }
    check_name(name)?;
    if port.chars().all(|c| c.is_ascii_digit()) && (port.is_empty() || port.parse::<u16>().is_ok()) {
        Ok((name, place.len() < authority.len()))
    } else {
        Err(AddressError::Port)
    }
}

fn check_name(name: &str) -> Result<(), AddressError> {
    let inner = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(name);
    // The forbidden domain code points of the URL standard, but `%`, which starts an escape.
    match inner
        .chars()
        .find(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '[' | ']' | '^' | '|'))
    {
        None => Ok(()),
        Some(c) if c.is_whitespace() => Err(AddressError::Space),
        Some(c) => Err(AddressError::Host(c)),
    }
}

/// Whether a page may speak to this server without encryption (Secure Contexts, section 3.1).
fn is_loopback(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let name = name.strip_suffix('.').unwrap_or(&name);
    // The short forms too: `127.1` is 127.0.0.1.
    let ipv4 = name.starts_with("127.") && name.chars().all(|c| c.is_ascii_digit() || c == '.');
    ipv4 || name == "[::1]" || name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::{AddressError::*, check, check_typed, without_credentials};

    #[test]
    fn takes_what_a_browser_takes() {
        for host in [
            "ws://127.0.0.1:8081/eco",
            "WSS://exemplo.com.br",
            "http://exemplo.com/?a=b c",
            "https://exemplo.com:443/com espaço",
            "ws://usuario:senha@exemplo.com/eco",
            "ws://[::1]:8081/eco",
            "ws:exemplo.com",
            "ws://exemplo.com:/",
            "ws://ação.exemplo/",
            "  wss://exemplo.com  ",
            "/eco",
            "eco?x=1",
        ] {
            assert_eq!(check(host, false), Ok(host.contains('@')), "{host}");
        }
    }

    #[test]
    fn says_what_is_wrong() {
        for (host, error) in [
            ("", Empty),
            ("   ", Empty),
            ("ftp://exemplo.com", Scheme("ftp".to_owned())),
            ("javascript:alert(1)", Scheme("javascript".to_owned())),
            ("localhost:8081/eco", Scheme("localhost".to_owned())),
            ("ws://exemplo.com/#parte", Fragment),
            ("ws://", NoHost),
            ("ws:///?x", NoHost),
            ("ws://:80/", NoHost),
            ("ws://exem plo.com/", Space),
            ("ws://exem<plo.com/", Host('<')),
            ("ws://exemplo.com:65536/", Port),
            ("ws://exemplo.com:8a/", Port),
            ("ws://exemplo.com:+80/", Port),
        ] {
            assert_eq!(check(host, false), Err(error), "{host}");
        }
    }

    #[test]
    fn a_person_who_leaves_out_the_scheme_is_told() {
        assert_eq!(check_typed("exemplo.com/eco", false), Err(NoScheme));
        assert_eq!(check_typed("//exemplo.com/eco", false), Err(NoScheme));
        assert_eq!(check_typed("/\\exemplo.com/eco", false), Err(NoScheme));
        assert_eq!(check_typed("/eco", false), Ok(()));
        assert_eq!(check_typed("wss://exemplo.com", false), Ok(()));
    }

    #[test]
    fn a_person_who_types_a_password_is_told() {
        for host in [
            "ws://usuario:senha@exemplo.com/eco",
            "ws://usuario@exemplo.com",
            "ws://:senha@exemplo.com",
            "wss:usuario:senha@exemplo.com",
            "ws:\\\\usuario:senha@exemplo.com",
            " ws://us\tuario:senha@exemplo.com ",
        ] {
            assert_eq!(check_typed(host, false), Err(Credentials), "{host}");
        }
        for host in ["ws://exemplo.com/a@b", "ws://exemplo.com?a=b@c", "/a@b", "/a//b@c"] {
            assert_eq!(check_typed(host, false), Ok(()), "{host}");
        }
    }

    #[test]
    fn what_is_told_of_an_address_has_no_password() {
        for (address, told) in [
            ("ws://usuario:se@nha@exemplo.com:1/eco?a@b", "ws://***@exemplo.com:1/eco?a@b"),
            ("wss:usuario@exemplo.com", "wss:***@exemplo.com"),
            ("//usuario:senha@exemplo.com", "//***@exemplo.com"),
            ("ws://***@exemplo.com", "ws://***@exemplo.com"),
            ("ws://exemplo.com/a@b", "ws://exemplo.com/a@b"),
            ("", ""),
        ] {
            assert_eq!(without_credentials(address), told, "{address}");
        }
    }

    #[test]
    fn an_encrypted_page_wants_encryption_but_on_this_computer() {
        for host in ["ws://exemplo.com", "http://exemplo.com", "ws://localhost.exemplo.com", "ws://10.0.0.1"]
        {
            assert_eq!(check(host, true), Err(Insecure), "{host}");
        }
        for host in
            ["ws://127.0.0.1:8081", "ws://127.1", "ws://LOCALHOST.", "ws://[::1]:1", "wss://exemplo.com"]
        {
            assert_eq!(check(host, true), Ok(false), "{host}");
        }
    }
}
