//! The answers in place of a WebSocket, each with a sentence for who reads it.

use axum::{
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::seats::Full;

/// Why a request for the echo becomes no WebSocket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// There is no such scenario; the sentence names those that there are.
    NoScenario(&'static str),
    /// It is no handshake, but a plain request.
    Plain,
    /// The handshake came by a version of HTTP that knows no upgrade.
    OldHttp,
    /// The handshake is of another version.
    Version,
    /// The handshake has a body.
    Body,
    /// The handshake has no key, or none that can be.
    Key,
    /// It comes from a page that may not.
    Origin,
    /// The scenario is to be refused.
    Asked,
    /// There is no place.
    Full(Full),
}

/// Seconds after which who found no place may try again.
const LATER: &str = "10";

const PLAIN: &str = "This address is a WebSocket echo: open it with a WebSocket, not as a page.\n";
const NO_HANDSHAKE: &str = "This is no handshake of a WebSocket: see RFC 6455, section 4.2.1.\n";
const OLD_HTTP: &str = "This handshake came by HTTP/1.0, which knows no upgrade: have what stands in front of the server \
                        speak HTTP/1.1 with it (nginx: proxy_http_version 1.1).\n";
const ASKED: &str = "This scenario refuses every connection.\n";
const STRANGER: &str = "Pages of this origin may not open this WebSocket: whoever runs the server lets them in with \
                        --allow-origin.\n";
const ALL: &str = "As many connections are open as this server takes: try again in a while.\n";
const ADDRESS: &str = "As many connections are open from your address as this server takes: close one, or try again in a while.\n";

impl Refusal {
    /// What the host should know of, by its name in log and metrics; who mistypes is no news.
    pub(crate) fn reason(self) -> Option<&'static str> {
        match self {
            Self::NoScenario(_) | Self::Plain | Self::Version | Self::Body | Self::Key | Self::Asked => None,
            Self::OldHttp => Some("http_version"),
            Self::Origin => Some("origin"),
            Self::Full(full) => Some(full.limit()),
        }
    }

    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::NoScenario(_) | Self::Body | Self::Key => StatusCode::BAD_REQUEST,
            Self::Plain | Self::OldHttp | Self::Version => StatusCode::UPGRADE_REQUIRED,
            Self::Origin | Self::Asked => StatusCode::FORBIDDEN,
            Self::Full(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn headers(self) -> &'static [(HeaderName, &'static str)] {
        const UPGRADE: (HeaderName, &str) = (header::UPGRADE, "websocket");
        const CONNECTION: (HeaderName, &str) = (header::CONNECTION, "upgrade");
        match self {
            Self::Plain | Self::OldHttp => &[UPGRADE, CONNECTION],
            Self::Version => &[UPGRADE, CONNECTION, (header::SEC_WEBSOCKET_VERSION, "13")],
            Self::Full(_) => &[(header::RETRY_AFTER, LATER)],
            Self::NoScenario(_) | Self::Body | Self::Key | Self::Origin | Self::Asked => &[],
        }
    }

    fn sentence(self) -> &'static str {
        match self {
            Self::NoScenario(sentence) => sentence,
            Self::Plain => PLAIN,
            Self::OldHttp => OLD_HTTP,
            Self::Version | Self::Body | Self::Key => NO_HANDSHAKE,
            Self::Origin => STRANGER,
            Self::Asked => ASKED,
            Self::Full(Full::All) => ALL,
            Self::Full(Full::Address) => ADDRESS,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = (self.status(), self.sentence()).into_response();
        for (name, value) in self.headers() {
            response.headers_mut().insert(name, axum::http::HeaderValue::from_static(value));
        }
        response
    }
}
