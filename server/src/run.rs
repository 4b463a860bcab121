//! Joins the echo and the site on one listener, and ends both in good order.

use std::{
    future::Future,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::{Extension, Request, State},
    http::{StatusCode, header},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::get,
};
use tokio::{net::TcpListener, select, time::timeout};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::warn;

use crate::{
    ECHO_PATH, Limits, METRICS_PATH, Metrics, Options,
    accept::Acceptor,
    address::of_client,
    connection::Peer,
    guard::{Guard, Stranger},
    handshake::{self, Door},
    headers, metrics,
    seats::Seats,
    site, tls,
};

/// Connections beyond the limit of WebSockets, so that one which finds no place there can be told so.
const SPARE: u32 = 16;

/// How long those sockets have to tell of their end that were let go at the last moment.
const LAST_WORDS: Duration = Duration::from_millis(500);

const OTHER_HOST: &str =
    "This server does not go by that name: whoever runs it names it with --allow-host.\n";
const NO_HOST: &str = "This request names no host, or more than one.\n";

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
    let (limits, own) = (Arc::new(options.limits.clone()), listener.local_addr()?.ip());
    // Behind a proxy all have one address.
    let each = options.trust_forwarded_for.is_none().then_some(limits.max_connections_per_address + SPARE);
    let (ending, tasks) = (CancellationToken::new(), TaskTracker::new());
    let metrics = options.metrics.clone();
    let door = Arc::new(Door {
        guard: options.guard.clone().on(own),
        limits: Arc::clone(&limits),
        metrics: metrics.clone(),
        seats: Seats::new(limits.max_connections, Some(limits.max_connections_per_address)),
        proxies: options.trust_forwarded_for,
        ending: ending.clone(),
        tasks: tasks.clone(),
    });
    let seats = Seats::new(limits.max_connections + SPARE, each);
    let router = router(options, door)?;
    accept(Acceptor { router, limits, metrics, seats, ending, tasks }, listener, shutdown).await;
    Ok(())
}

/// Serves `/metrics` alone on `listener`, until `shutdown` resolves.
///
/// # Errors
/// The listener's own.
pub async fn run_metrics(
    listener: TcpListener,
    metrics: Metrics,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let guard = Guard::default().on(listener.local_addr()?.ip());
    let (start, counted) = (Instant::now(), metrics);
    let answer = async move || match counted.text(start) {
        Ok(text) => ([(header::CONTENT_TYPE, metrics::CONTENT_TYPE)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    };
    // Its own requests are not among those that it counts.
    let (metrics, limits) = (Metrics::default(), Arc::new(Limits::default()));
    let router = Router::new().route(METRICS_PATH, get(answer));
    let router =
        headers::complete(known(router, Name { guard, metrics: metrics.clone(), proxies: None }), false)?;
    let seats = Seats::new(limits.max_connections_per_address, None);
    let (ending, tasks) = (CancellationToken::new(), TaskTracker::new());
    accept(Acceptor { router, limits, metrics, seats, ending, tasks }, listener, shutdown).await;
    Ok(())
}

async fn accept(acceptor: Acceptor, listener: TcpListener, shutdown: impl Future<Output = ()>) {
    select! {
        () = acceptor.run(listener) => {}
        () = shutdown => {}
    }
    acceptor.ending.cancel();
    acceptor.tasks.close();
    // Sockets keep to their bound by themselves and tell of their end then; a connection that outlives it is dropped
    // with the runtime.
    let _ = timeout(acceptor.limits.close_timeout + LAST_WORDS, acceptor.tasks.wait()).await;
}

fn router(options: Options, door: Arc<Door>) -> anyhow::Result<Router> {
    let behind_tls = options.behind_tls;
    let name = Name { guard: door.guard.clone(), metrics: door.metrics.clone(), proxies: door.proxies };
    let health = [options.base.health(), "/saude".to_owned()];
    let mut router = echoes(&options.base.echo()).with_state(door).merge(site::router(options));
    if behind_tls {
        router = router.layer(from_fn(tls::insist));
    }
    router = known(router, name);
    let [health, other] = health;
    // A load balancer asks by any name, and by http.
    router = router.route(&health, get(healthy));
    if other != health {
        router = router.route(&other, get(healthy));
    }
    headers::complete(router, behind_tls)
}

/// The echo at its own path, which others rely on, and beside the site, which is where its pages look.
fn echoes(beside: &str) -> Router<Arc<Door>> {
    let router = Router::new().route(ECHO_PATH, get(handshake::upgrade));
    if beside == ECHO_PATH { router } else { router.route(beside, get(handshake::upgrade)) }
}

async fn healthy() -> Response {
    ([(header::CACHE_CONTROL, "no-store")], "ok\n").into_response()
}

/// By what name a server goes, and what is needed to tell of who asks for another.
struct Name {
    guard: Guard,
    metrics: Metrics,
    proxies: Option<u8>,
}

/// Has the router answer to its own names alone.
fn known(router: Router, name: Name) -> Router {
    router.layer(from_fn_with_state(Arc::new(name), check_host))
}

async fn check_host(
    State(name): State<Arc<Name>>,
    Extension(Peer(connection)): Extension<Peer>,
    request: Request,
    next: Next,
) -> Response {
    let Err(stranger) = name.guard.check_host(request.version(), request.headers()) else {
        return next.run(request).await;
    };
    let (status, sentence) = match stranger {
        Stranger::NoHost => (StatusCode::BAD_REQUEST, NO_HOST),
        Stranger::Host => (StatusCode::MISDIRECTED_REQUEST, OTHER_HOST),
    };
    let address = of_client(connection, request.headers(), name.proxies);
    name.metrics.refused("host");
    warn!(%address, reason = "host", status = status.as_u16(), "refused");
    (status, sentence).into_response()
}
