//! What the echo and the one who ends the server both hold: the open sockets.

use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// The open sockets, as the one who ends the server sees them.
#[derive(Clone, Default)]
pub(crate) struct Sockets {
    /// Cancelled once: every socket is then to be closed with 1001.
    pub(crate) ending: CancellationToken,
    /// Holds each socket's task: hyper forgets a connection once it has become a WebSocket.
    pub(crate) tasks: TaskTracker,
}
