//! Takes in connections, as many as there is room for, until it is told to end.

use std::{
    io::{self, ErrorKind},
    net::SocketAddr,
    sync::Arc,
    time::Duration,
};

use axum::Router;
use tokio::{
    net::{TcpListener, TcpStream},
    select,
    time::sleep,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::warn;

use crate::{connection, limits::Limits, metrics::Metrics, seats::Seats};

/// How long to wait when the system has nothing left to take a connection in with, most likely no descriptor: it
/// fails at once, again and again, until a connection ends.
const PAUSE: Duration = Duration::from_millis(200);

/// What takes in connections.
pub(crate) struct Acceptor {
    pub(crate) router: Router,
    pub(crate) limits: Arc<Limits>,
    pub(crate) metrics: Metrics,
    /// For connections that are no WebSockets.
    pub(crate) seats: Arc<Seats>,
    pub(crate) ending: CancellationToken,
    pub(crate) tasks: TaskTracker,
}

impl Acceptor {
    /// Resolves when the server is to end; the connections are still there then.
    pub(crate) async fn run(&self, listener: TcpListener) {
        loop {
            let accepted = select! {
                biased;
                () = self.ending.cancelled() => return,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => self.welcome(stream, peer),
                Err(error) if is_of_one_connection(&error) => {}
                Err(error) => {
                    self.metrics.dropped("system");
                    warn!(%error, "no connection can be taken in");
                    sleep(PAUSE).await;
                }
            }
        }
    }

    fn welcome(&self, stream: TcpStream, peer: SocketAddr) {
        let seat = match self.seats.take(peer.ip()) {
            Ok(seat) => seat,
            Err(full) => {
                let reason = full.limit();
                self.metrics.dropped(reason);
                return warn!(address = %peer.ip(), reason, "dropped");
            }
        };
        self.metrics.line(1);
        let serving = connection::serve(
            stream,
            peer,
            self.router.clone(),
            Arc::clone(&self.limits),
            self.metrics.clone(),
            self.ending.clone(),
        );
        let metrics = self.metrics.clone();
        self.tasks.spawn(async move {
            serving.await;
            metrics.line(-1);
            drop(seat);
        });
    }
}

/// The client has gone between its asking and our answer; the next one has not.
fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset
    )
}
