//! One connection from its first request to its last, or until it becomes a WebSocket.

use std::{
    error::Error,
    io::{self, ErrorKind},
    net::{IpAddr, SocketAddr},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{Router, body::Body};
use hyper::{Request, StatusCode, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{net::TcpStream, select};
use tokio_util::sync::CancellationToken;
use tower_service::Service;
use tracing::{debug, warn};

use crate::{limits::Limits, metrics::Metrics, patient::Patient};

/// Bytes that the system takes for a reader beyond what is on its way to it.
#[cfg(any(target_os = "linux", target_os = "android"))]
const UNSENT: u32 = 16 << 10;

/// The address at the other end of the connection that a request came by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// Serves what is asked for on `stream`; with `ending`, what is being asked for is the last.
pub(crate) async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    limits: Arc<Limits>,
    metrics: Metrics,
    ending: CancellationToken,
) {
    // An echo is a small packet that answers a small packet: Nagle's algorithm would hold it back. It only costs time
    // when it fails.
    let _ = stream.set_nodelay(true);
    bound_unsent(&stream);
    // Whether something has come since the head of the last request was whole.
    let heard = Arc::new(AtomicBool::new(false));
    let is_heard = Arc::clone(&heard);
    let stream = Patient::new(stream, limits.write_timeout, Arc::clone(&heard));
    let service = service_fn(move |request: Request<Incoming>| {
        heard.store(false, Ordering::Relaxed);
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer.ip()));
        // It clones one pointer, and is always ready.
        router.clone().call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_timeout)
        .max_buf_size(limits.max_header as usize)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let ended = select! {
        ended = connection.as_mut() => ended,
        () = ending.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tell(&error, peer.ip(), is_heard.load(Ordering::Relaxed), &metrics);
    }
}

/// Tells of a connection that ended otherwise than it should: of a limit to the host, of the rest to who looks closely.
/// Of what a client does wrong hyper has told it, where there was somebody to tell.
fn tell(error: &hyper::Error, address: IpAddr, is_heard: bool, metrics: &Metrics) {
    let system = error.source().and_then(|source| source.downcast_ref::<io::Error>());
    // Who says nothing, or nothing more, has done no wrong: browsers open connections that they may need.
    let limit = match system.map(io::Error::kind) {
        Some(ErrorKind::TimedOut) => "write_timeout",
        None if error.is_timeout() && is_heard => "header_timeout",
        None if error.is_parse_too_large() => {
            let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE.as_u16();
            metrics.refused("max_header");
            return warn!(%address, reason = "max_header", status, "refused");
        }
        _ => return debug!(%address, %error, "connection failed"),
    };
    metrics.dropped(limit);
    warn!(%address, reason = limit, "dropped");
}

/// Left alone, the system takes megabytes for a reader who takes nothing, and a third of them has to be gone before
/// it tells that one who reads slowly has taken something.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn bound_unsent(stream: &TcpStream) {
    // It only costs memory, and the patience with a slow reader, when it fails.
    let _ = socket2::SockRef::from(stream).set_tcp_notsent_lowat(UNSENT);
}

/// Other systems have no such bound that a program may set by its name.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn bound_unsent(_stream: &TcpStream) {}
