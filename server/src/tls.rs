//! Sends a reader to https when the proxy that speaks TLS says that one came without.

use std::net::Ipv6Addr;

use axum::{
    extract::Request,
    http::{HeaderMap, StatusCode, Uri, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{fields::only, origin::without_dot};

/// What proxies tell of a request: the scheme that the client used.
const FORWARDED_PROTO: &str = "x-forwarded-proto";

const NO_HOST: &str = "This site is reached by https, and this request names no host to go to.\n";

/// Lets a request through unless it came by plain http. For who is behind such a proxy only: anybody else
/// could write that header.
pub(crate) async fn insist(request: Request, next: Next) -> Response {
    if !came_by_http(request.headers()) {
        return next.run(request).await;
    }
    match host(request.headers()) {
        Some(host) => {
            let location = format!("https://{host}{}", path(request.uri()));
            (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, location)]).into_response()
        }
        None => (StatusCode::BAD_REQUEST, NO_HOST).into_response(),
    }
}

/// A chain of proxies writes a list that the client's own scheme begins.
fn came_by_http(headers: &HeaderMap) -> bool {
    let first = headers.get(FORWARDED_PROTO).and_then(|value| value.to_str().ok()?.split(',').next());
    first.is_some_and(|scheme| scheme.trim().eq_ignore_ascii_case("http"))
}

/// The name of the host that was asked, when it is one. Its port goes: it is that of http.
pub(crate) fn host(headers: &HeaderMap) -> Option<String> {
    let authority = Authority::try_from(only(headers, &header::HOST)?).ok()?;
    let host = authority.host();
    (!authority.as_str().contains('@') && is_host(host)).then(|| host.to_owned())
}

/// Whether this can be the name of a host, or its address.
pub(crate) fn is_host(host: &str) -> bool {
    is_name(host) || is_ipv6(host)
}

fn is_name(host: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    };
    host.len() < 254 && without_dot(host).split('.').all(is_label)
}

fn is_ipv6(host: &str) -> bool {
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    address.is_some_and(|address| address.parse::<Ipv6Addr>().is_ok())
}

fn path(uri: &Uri) -> &str {
    uri.path_and_query().map_or("/", |path| path.as_str())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::{FORWARDED_PROTO, HeaderMap, came_by_http, header, host};
    use axum::http::HeaderName;

    fn headers(name: &'static str, values: &[&str]) -> HeaderMap {
        values.iter().map(|value| (HeaderName::from_static(name), value.parse().unwrap())).collect()
    }

    #[test]
    fn the_first_scheme_is_the_clients() {
        for (value, by_http) in [
            ("http", true),
            ("HTTP", true),
            ("http, https", true),
            ("https", false),
            ("https, http", false),
            ("ws", false),
            ("wss", false),
            ("", false),
        ] {
            assert_eq!(came_by_http(&headers(FORWARDED_PROTO, &[value])), by_http, "{value}");
        }
        assert!(!came_by_http(&HeaderMap::new()));
    }

    #[test]
    fn a_host_is_a_name_and_loses_its_port() {
        for (value, expected) in [
            ("example.org", "example.org"),
            ("example.org.", "example.org."),
            ("Example.org:80", "Example.org"),
            ("127.0.0.1:8081", "127.0.0.1"),
            ("[::1]:8081", "[::1]"),
            ("xn--ol-mia.example", "xn--ol-mia.example"),
        ] {
            assert_eq!(host(&headers(header::HOST.as_str(), &[value])).as_deref(), Some(expected), "{value}");
        }
    }

    #[test]
    fn what_is_no_host_is_refused() {
        let long = "a".repeat(254);
        for value in [
            "",
            ":80",
            ".",
            "a..b",
            "user@example.org",
            "example.org/path",
            "example.org?q",
            "exa mple.org",
            "a,b",
            "[::1",
            "[x]",
            "a%2fb",
            "<b>",
            &long,
        ] {
            assert_eq!(host(&headers(header::HOST.as_str(), &[value])), None, "{value}");
        }
        assert_eq!(host(&headers(header::HOST.as_str(), &["a.example", "b.example"])), None);
        assert_eq!(host(&HeaderMap::new()), None);
    }
}
