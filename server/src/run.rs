//! Joins the echo and the site on one listener, and ends both in good order.

use std::{future::Future, time::Duration};

use axum::{Router, middleware::from_fn, routing::get, serve::ListenerExt};
use tokio::{net::TcpListener, time::timeout};

use crate::{ECHO_PATH, Options, echo, headers, site, sockets::Sockets, tls};

/// How long open connections may take to end; a peer that has gone silent never answers a close.
const LAST_WORDS: Duration = Duration::from_secs(3);

/// Serves on `listener` until `shutdown` resolves, then closes the open sockets with 1001 and returns.
///
/// # Errors
/// Those of [`Options::check`], and the listener's own.
pub async fn run(
    listener: TcpListener,
    options: Options,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    options.check()?;
    let sockets = Sockets::default();
    let serving = axum::serve(without_delay(listener), router(options, sockets.clone())?)
        .with_graceful_shutdown(sockets.ending.clone().cancelled_owned())
        .into_future();
    tokio::pin!(serving);
    tokio::select! {
        ended = &mut serving => return Ok(ended?),
        () = shutdown => sockets.ending.cancel(),
    }
    sockets.tasks.close();
    let all = async { tokio::join!(serving, sockets.tasks.wait()).0 };
    // A connection that outlives the bound is dropped with the runtime.
    timeout(LAST_WORDS, all).await.unwrap_or(Ok(()))?;
    Ok(())
}

/// An echo is a small packet that answers a small packet: Nagle's algorithm would hold it back.
fn without_delay(
    listener: TcpListener,
) -> impl axum::serve::Listener<Io = tokio::net::TcpStream, Addr = std::net::SocketAddr> {
    listener.tap_io(|stream| {
        // It only costs time when it fails.
        let _ = stream.set_nodelay(true);
    })
}

fn router(options: Options, sockets: Sockets) -> anyhow::Result<Router> {
    let behind_tls = options.behind_tls;
    let mut router = echoes(&options.base.echo()).with_state(sockets).merge(site::router(options));
    if behind_tls {
        router = router.layer(from_fn(tls::insist));
    }
    headers::complete(router, behind_tls)
}

/// The echo at its own path, which others rely on, and beside the site, which is where its pages look.
fn echoes(beside: &str) -> Router<Sockets> {
    let router = Router::new().route(ECHO_PATH, get(echo::upgrade));
    if beside == ECHO_PATH { router } else { router.route(beside, get(echo::upgrade)) }
}
