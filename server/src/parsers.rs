//! What in the server reads what strangers write, as the crate `properties` and the fuzz targets call it.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderValue, header};

use crate::{
    Limits, Origin, address,
    coding::Coding,
    frames::{Frames, Piece},
    place,
    scenario::Scenario,
    tls,
    utf8::Utf8,
};

/// The content coding that an Accept-Encoding asks for, as Content-Encoding names it; `None` for a file as it is.
#[must_use]
pub fn coding(accepted: &str) -> Option<&'static str> {
    Coding::wanted(accepted).name()
}

/// The number of messages that the server sends of itself on a connection with this query, if it is a burst.
///
/// # Errors
/// A sentence for who asks for what there is not.
pub fn burst(query: &[(String, String)]) -> Result<Option<u32>, &'static str> {
    Scenario::of(query).map(|scenario| if let Scenario::Burst(count) = scenario { Some(count) } else { None })
}

/// The path inside the site that the path of a request means, without the slash at its start; `None` where it means
/// none that a site may have.
#[must_use]
pub fn path(encoded: &str) -> Option<String> {
    place::decode(encoded)
}

/// The name of the host that a Host asks for, without its port; `None` where it is none.
#[must_use]
pub fn host(value: &str) -> Option<String> {
    tls::host(&HeaderMap::from_iter([(header::HOST, HeaderValue::from_str(value).ok()?)]))
}

/// Whether an Origin is that of a page of the reader's own machine; `None` where it is none.
#[must_use]
pub fn is_local(origin: &str) -> Option<bool> {
    Some(origin.parse::<Origin>().ok()?.is_local())
}

/// Whose connection it is, by an X-Forwarded-For to which so many proxies have added an address.
#[must_use]
pub fn client(connection: IpAddr, forwarded: &str, proxies: u8) -> IpAddr {
    let value = HeaderValue::from_str(forwarded).ok();
    let headers = value.map(|value| (header::HeaderName::from_static("x-forwarded-for"), value));
    address::of_client(connection, &headers.into_iter().collect(), Some(proxies))
}

/// Whether a text that comes in these pieces is UTF-8.
pub fn utf8<'text>(pieces: impl IntoIterator<Item = &'text [u8]>) -> bool {
    let mut utf8 = Utf8::default();
    pieces.into_iter().all(|piece| utf8.takes(piece)) && utf8.is_whole()
}

/// What was read of a client's bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// Each message that came to its end, and each ping, by its payload.
    pub whole: Vec<Vec<u8>>,
    /// The code of the close that is due.
    pub close: Option<u16>,
}

/// Reads the bytes of a connection after its handshake, which come so many at a time, within a bound on a frame and on a
/// message.
#[must_use]
pub fn frames(bytes: &[u8], step: usize, bound: u64) -> Read {
    let limits = Limits { max_frame: bound, max_message: bound, ..Limits::default() };
    let (mut frames, mut read, mut message, mut kept) =
        (Frames::new(&limits), Read::default(), Vec::new(), Vec::new());
    for part in bytes.chunks(step) {
        kept.extend_from_slice(part);
        let mut start = 0;
        loop {
            match frames.next(&mut kept[start..]) {
                Ok(None) => break,
                Ok(Some((taken, piece))) => {
                    match piece {
                        Piece::Data { is_last, bytes, .. } => {
                            message.extend_from_slice(bytes);
                            if is_last {
                                read.whole.push(std::mem::take(&mut message));
                            }
                        }
                        Piece::Ping(bytes) => read.whole.push(bytes.to_vec()),
                        Piece::Pong => {}
                        Piece::Close(close) => read.close = Some(close.code()),
                    }
                    start += taken;
                }
                Err(close) => read.close = Some(close.code()),
            }
            if read.close.is_some() {
                return read;
            }
        }
        kept.drain(..start);
    }
    read
}
