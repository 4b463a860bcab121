//! The handshake of a WebSocket (RFC 6455, section 4.2), and what refuses it.

use std::{net::IpAddr, sync::Arc, time::Instant};

use axum::{
    body::HttpBody,
    extract::{Extension, Query, Request, State},
    http::{Method, StatusCode, Version, header},
    response::{IntoResponse, Response},
};
use hyper::upgrade::{OnUpgrade, Upgraded, on};
use hyper_util::rt::TokioIo;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::{info, warn};
use tungstenite::handshake::derive_accept_key;

use crate::{
    address::of_client,
    connection::Peer,
    echo::{End, Told, converse},
    fields::{has, only},
    guard::Guard,
    limits::Limits,
    metrics::Metrics,
    patient::Patient,
    refusal::Refusal,
    scenario::Scenario,
    seats::{Seat, Seats},
    wire::Wire,
};

/// What every handshake is measured by.
pub(crate) struct Door {
    pub(crate) guard: Guard,
    pub(crate) limits: Arc<Limits>,
    pub(crate) metrics: Metrics,
    pub(crate) seats: Arc<Seats>,
    pub(crate) proxies: Option<u8>,
    /// Cancelled once: every socket is then to be closed with 1001.
    pub(crate) ending: CancellationToken,
    /// Holds each socket's task: hyper forgets a connection once it has become a WebSocket.
    pub(crate) tasks: TaskTracker,
}

/// Answers `/eco`: an upgrade, or a sentence for who comes with a plain request, asks for a scenario that there is
/// not, or for one that refuses.
pub(crate) async fn upgrade(
    Query(query): Query<Vec<(String, String)>>,
    State(door): State<Arc<Door>>,
    Extension(Peer(connection)): Extension<Peer>,
    mut request: Request,
) -> Response {
    let address = of_client(connection, request.headers(), door.proxies);
    match door.admit(&query, address, &request) {
        Ok((scenario, accept, seat)) => {
            let upgrade = on(&mut request);
            door.tasks.spawn(Arc::clone(&door).visit(upgrade, scenario, address, seat));
            let headers = [
                (header::UPGRADE, "websocket"),
                (header::CONNECTION, "Upgrade"),
                (header::SEC_WEBSOCKET_ACCEPT, &accept),
            ];
            (StatusCode::SWITCHING_PROTOCOLS, headers).into_response()
        }
        Err(refusal) => {
            door.tell_refusal(refusal, address);
            refusal.into_response()
        }
    }
}

impl Door {
    fn admit(
        &self,
        query: &[(String, String)],
        address: IpAddr,
        request: &Request,
    ) -> Result<(Scenario, String, Seat), Refusal> {
        let scenario = Scenario::of(query).map_err(Refusal::NoScenario)?;
        let accept = accept_key(request)?;
        if !self.guard.lets_in(request.headers()) {
            return Err(Refusal::Origin);
        }
        if scenario == Scenario::Refused {
            return Err(Refusal::Asked);
        }
        let seat = self.seats.take(address).map_err(Refusal::Full)?;
        Ok((scenario, accept, seat))
    }

    fn tell_refusal(&self, refusal: Refusal, address: IpAddr) {
        if let Some(reason) = refusal.reason() {
            self.metrics.refused(reason);
            warn!(%address, reason, status = refusal.status().as_u16(), "refused");
        }
    }

    /// One socket, from its upgrade to its end.
    async fn visit(self: Arc<Self>, upgrade: OnUpgrade, scenario: Scenario, address: IpAddr, _seat: Seat) {
        // Without it the peer has gone in the middle of the handshake.
        let Ok(upgraded) = upgrade.await else { return };
        let Some(wire) = wire(upgraded) else {
            self.metrics.dropped("handshake");
            return warn!(%address, reason = "handshake", "dropped");
        };
        let start = Instant::now();
        self.metrics.opened();
        info!(%address, ?scenario, "opened");
        let told =
            converse(wire, scenario, Arc::clone(&self.limits), self.metrics.clone(), self.ending.clone())
                .await;
        self.tell(&told, address, start);
    }

    fn tell(&self, Told { end, is_unanswered, messages }: &Told, address: IpAddr, start: Instant) {
        let (code, by, limit) = match end {
            End::Peers(close) => (close.code(), "client", None),
            End::Own(close) => (close.code(), "server", close.limit_reached()),
            End::Dropped => (1006, "server", None),
            End::Slow => (1006, "server", Some("write_timeout")),
            End::Lost => (1006, "nobody", None),
        };
        // Of two limits the one that came first.
        let limit = limit.or(is_unanswered.then_some("close_timeout"));
        self.metrics.closed(code, by, limit);
        let seconds = start.elapsed().as_secs();
        match limit {
            Some(limit) => warn!(%address, code, by, limit, messages, seconds, "closed"),
            None => info!(%address, code, by, messages, seconds, "closed"),
        }
    }
}

/// The answer to the key of a handshake.
fn accept_key(request: &Request) -> Result<String, Refusal> {
    let headers = request.headers();
    let is_upgrade =
        has(headers, &header::UPGRADE, "websocket") && has(headers, &header::CONNECTION, "upgrade");
    if !is_upgrade || request.method() != Method::GET {
        return Err(Refusal::Plain);
    }
    if request.version() < Version::HTTP_11 {
        return Err(Refusal::OldHttp);
    }
    if only(headers, &header::SEC_WEBSOCKET_VERSION) != Some("13") {
        return Err(Refusal::Version);
    }
    // To somebody between it would be a body, and here the first frames.
    if !request.body().is_end_stream() {
        return Err(Refusal::Body);
    }
    match only(headers, &header::SEC_WEBSOCKET_KEY) {
        Some(key) if is_key(key.as_bytes()) => Ok(derive_accept_key(key.as_bytes())),
        _ => Err(Refusal::Key),
    }
}

/// Sixteen bytes in base64.
fn is_key(key: &[u8]) -> bool {
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    key.len() == 24 && key.ends_with(b"==") && key[..22].iter().all(is_base64)
}

fn wire(upgraded: Upgraded) -> Option<Wire> {
    // It is what `connection` serves on.
    let parts = upgraded.downcast::<TokioIo<Patient>>().ok()?;
    Wire::new(parts.io.into_inner(), parts.read_buf.to_vec())
}
