//! The address of a client: that of its connection, or what the proxies in front tell of it.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// Each of the `proxies` that the host trusts has added the address that it saw to the end of the list; what stands
/// before, the client may have written itself. A list that is shorter, or tells no address there, is not believed.
pub(crate) fn of_client(connection: IpAddr, headers: &HeaderMap, proxies: Option<u8>) -> IpAddr {
    let told = proxies.and_then(|proxies| {
        let values = headers.get_all(FORWARDED_FOR).iter();
        // What the client has written before may be no text at all.
        let list: Vec<_> = values.flat_map(|value| value.as_bytes().split(|byte| *byte == b',')).collect();
        let told = list.get(list.len().checked_sub(proxies.into())?)?;
        address(str::from_utf8(told).ok()?.trim())
    });
    told.unwrap_or(connection).to_canonical()
}

/// Some proxies tell the port too.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::{FORWARDED_FOR, of_client};
    use axum::http::{HeaderMap, HeaderName};

    #[track_caller]
    fn check(values: &[&str], proxies: Option<u8>, expected: &str) {
        let name = HeaderName::from_static(FORWARDED_FOR);
        let headers: HeaderMap = values.iter().map(|value| (name.clone(), value.parse().unwrap())).collect();
        let address = of_client("127.0.0.1".parse().unwrap(), &headers, proxies);
        assert_eq!(address.to_string(), expected, "{values:?}");
    }

    #[test]
    fn only_what_a_proxy_of_the_hosts_has_written_counts() {
        check(&["192.0.2.1"], None, "127.0.0.1");
        check(&["192.0.2.1"], Some(1), "192.0.2.1");
        check(&["198.51.100.7, 192.0.2.1"], Some(1), "192.0.2.1");
        check(&["198.51.100.7", "192.0.2.1"], Some(1), "192.0.2.1");
        check(&["198.51.100.7,192.0.2.1, 10.0.0.1"], Some(2), "192.0.2.1");
        check(&["192.0.2.1"], Some(2), "127.0.0.1");
        check(&["\u{e9}, 192.0.2.1"], Some(1), "192.0.2.1");
        check(&["\u{e9}", "192.0.2.1"], Some(1), "192.0.2.1");
    }

    #[test]
    fn an_address_is_written_in_some_ways() {
        check(&["2001:db8::1"], Some(1), "2001:db8::1");
        check(&["[2001:db8::1]"], Some(1), "2001:db8::1");
        check(&["[2001:db8::1]:80"], Some(1), "2001:db8::1");
        check(&["192.0.2.1:80"], Some(1), "192.0.2.1");
        check(&["::ffff:192.0.2.1"], Some(1), "192.0.2.1");
        for none in ["", "unknown", "192.0.2.1,", "192.0.2.256", "\u{e9}"] {
            check(&[none], Some(1), "127.0.0.1");
        }
    }
}
