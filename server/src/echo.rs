//! The echo: sends back every text and binary message, and closes as it is closed (RFC 6455).
//!
//! A scenario, when there is one, is another function beside [`repeat`]; what opens, ends and closes a
//! socket stays as it is.

use axum::{
    extract::{
        State,
        ws::{
            CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code,
            rejection::WebSocketUpgradeRejection,
        },
    },
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::{FutureExt, SinkExt};
use tokio_tungstenite::tungstenite;
use tokio_util::sync::CancellationToken;

use crate::sockets::Sockets;

/// The longest message, in bytes: well above the 1 MiB that the page lets a reader send.
const MAX_MESSAGE: usize = 16 << 20;
/// Bytes that each connection holds from its start; the default of 128 KiB is too much for idle ones.
const READ_BUFFER: usize = 4 << 10;
/// Bytes gathered before they are written, so that a burst costs few writes.
const WRITE_BUFFER: usize = 16 << 10;

const NO_UPGRADE: &str = "This address is a WebSocket echo: open it with a WebSocket, not as a page.\n";

/// Answers `/eco`: an upgrade, or a sentence for who comes with a plain request.
pub(crate) async fn upgrade(
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    State(sockets): State<Sockets>,
) -> Response {
    let Ok(upgrade) = upgrade else {
        let headers = [(header::UPGRADE, "websocket"), (header::CONNECTION, "upgrade")];
        return (StatusCode::UPGRADE_REQUIRED, headers, NO_UPGRADE).into_response();
    };
    upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        // One whole message on top of what waits to be written always fits.
        .max_write_buffer_size(MAX_MESSAGE + 2 * WRITE_BUFFER)
        .max_message_size(MAX_MESSAGE)
        .max_frame_size(MAX_MESSAGE)
        .on_upgrade(move |socket| {
            let Sockets { ending, tasks } = sockets;
            tasks.track_future(converse(socket, ending))
        })
}

/// The life of one socket, until its peer is gone.
async fn converse(mut socket: WebSocket, ending: CancellationToken) {
    let closing = tokio::select! {
        closing = repeat(&mut socket) => closing,
        () = ending.cancelled() => Some(CloseFrame { code: close_code::AWAY, reason: "server ends".into() }),
    };
    if let Some(frame) = closing
        && socket.send(Message::Close(Some(frame))).await.is_err()
    {
        return;
    }
    // Reading on takes the peer's answer; to drop the socket before it would look like a lost connection.
    while let Some(Ok(_)) = socket.recv().await {}
}

/// Sends back what arrives; gives the close that is due, or `None` when the peer has closed or is gone.
///
/// One flush answers all the messages that one read brought: it happens when the next one is not there yet.
async fn repeat(socket: &mut WebSocket) -> Option<CloseFrame> {
    loop {
        let received = match socket.recv().now_or_never() {
            Some(received) => received,
            None => {
                socket.flush().await.ok()?;
                socket.recv().await
            }
        };
        match received? {
            Ok(message @ (Message::Text(_) | Message::Binary(_))) => socket.feed(message).await.ok()?,
            // Answered by the library while the next message is read: the close with its own code and reason.
            Ok(Message::Ping(_) | Message::Pong(_) | Message::Close(_)) => {}
            Err(error) => return close_due(error),
        }
    }
}

/// The close that RFC 6455 (section 7.4.1) has for what could not be read; none for a lost connection.
#[expect(clippy::wildcard_enum_match_arm, reason = "every other error means that the connection is gone")]
fn close_due(error: axum::Error) -> Option<CloseFrame> {
    let error = error.into_inner().downcast::<tungstenite::Error>().ok()?;
    let (code, reason) = match *error {
        tungstenite::Error::Capacity(_) => (close_code::SIZE, "message too long"),
        tungstenite::Error::Utf8(_) => (close_code::INVALID, "text is not UTF-8"),
        tungstenite::Error::Protocol(_) => (close_code::PROTOCOL, "protocol error"),
        _ => return None,
    };
    Some(CloseFrame { code, reason: reason.into() })
}
