//! The echo: sends back every text and binary message, and closes as it is closed (RFC 6455). What a scenario adds
//! is in `scenario`: words of the server's own, and an end.

use std::{future::poll_fn, task::Poll};

use axum::{
    extract::{
        Query, State,
        ws::{
            CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code,
            rejection::WebSocketUpgradeRejection,
        },
    },
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::{FutureExt, SinkExt, StreamExt};
use tokio_tungstenite::tungstenite;
use tokio_util::sync::CancellationToken;

use crate::{
    scenario::{Scenario, Words},
    sockets::Sockets,
};

/// The longest message, in bytes: well above the 1 MiB that the page lets a reader send.
const MAX_MESSAGE: usize = 16 << 20;
/// Bytes that each connection holds from its start; the default of 128 KiB is too much for idle ones.
const READ_BUFFER: usize = 4 << 10;
/// Bytes gathered before they are written, so that a burst costs few writes.
const WRITE_BUFFER: usize = 16 << 10;

const NO_UPGRADE: &str = "This address is a WebSocket echo: open it with a WebSocket, not as a page.\n";
const REFUSED: &str = "This scenario refuses every connection.\n";

/// Answers `/eco`: an upgrade, or a sentence for who comes with a plain request, asks for a scenario that there is
/// not, or for one that refuses.
pub(crate) async fn upgrade(
    Query(query): Query<Vec<(String, String)>>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    State(sockets): State<Sockets>,
) -> Response {
    let scenario = match Scenario::of(&query) {
        Ok(scenario) => scenario,
        Err(sentence) => return (StatusCode::BAD_REQUEST, sentence).into_response(),
    };
    let Ok(upgrade) = upgrade else {
        let headers = [(header::UPGRADE, "websocket"), (header::CONNECTION, "upgrade")];
        return (StatusCode::UPGRADE_REQUIRED, headers, NO_UPGRADE).into_response();
    };
    if scenario == Scenario::Refused {
        return (StatusCode::FORBIDDEN, REFUSED).into_response();
    }
    upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        // One whole message on top of what waits to be written always fits.
        .max_write_buffer_size(MAX_MESSAGE + 2 * WRITE_BUFFER)
        .max_message_size(MAX_MESSAGE)
        .max_frame_size(MAX_MESSAGE)
        .on_upgrade(move |socket| {
            let Sockets { ending, tasks } = sockets;
            tasks.track_future(converse(socket, scenario, ending))
        })
}

/// The life of one socket, until its peer is gone, or until it is cut.
async fn converse(mut socket: WebSocket, scenario: Scenario, ending: CancellationToken) {
    let closing = tokio::select! {
        closing = repeat(&mut socket, scenario.words()) => closing,
        () = ending.cancelled() => Some(CloseFrame { code: close_code::AWAY, reason: "server ends".into() }),
        closing = scenario.end() => closing,
    };
    if let Some(frame) = closing
        && socket.send(Message::Close(Some(frame))).await.is_ok()
    {
        // Reading on takes the peer's answer; to drop the socket before it would look like a lost connection.
        while let Some(Ok(_)) = socket.recv().await {}
    }
}

/// Sends back what arrives, and the words in between; gives the close that is due, or `None` when the peer has
/// closed or is gone.
///
/// One flush answers all the messages that one read brought: it happens when there is nothing to do but wait. Until
/// then what is written gathers in the buffer, which is bounded: a full one waits for the line.
async fn repeat(socket: &mut WebSocket, mut words: Words) -> Option<CloseFrame> {
    let mut is_peers = false;
    loop {
        let turn = match turn(socket, &mut words, &mut is_peers).now_or_never() {
            Some(turn) => turn,
            None => {
                socket.flush().await.ok()?;
                turn(socket, &mut words, &mut is_peers).await
            }
        };
        match turn {
            Turn::Own(message) => socket.feed(message).await.ok()?,
            Turn::Peers(received) => match received? {
                Ok(message @ (Message::Text(_) | Message::Binary(_))) => socket.feed(message).await.ok()?,
                Ok(Message::Ping(_) | Message::Pong(_)) => {}
                // Answered by the library while the next message is read, with its own code and reason; nothing
                // may be sent after that.
                Ok(Message::Close(_)) => words = Words::None,
                Err(error) => return close_due(error),
            },
        }
    }
}

/// What is done next on a socket.
enum Turn {
    /// A message of the server's own is due.
    Own(Message),
    /// The peer has sent something or, when this is `None`, has ended.
    Peers(Option<Result<Message, axum::Error>>),
}

/// The next turn. Who had the last one lets the other go first, so that neither a burst nor a flood is all that there
/// is; the server begins.
async fn turn(socket: &mut WebSocket, words: &mut Words, is_peers: &mut bool) -> Turn {
    poll_fn(|context| {
        for _ in 0..2 {
            let turn = if *is_peers {
                socket.poll_next_unpin(context).map(Turn::Peers)
            } else {
                words.poll_next(context).map(Turn::Own)
            };
            *is_peers = !*is_peers;
            if turn.is_ready() {
                return turn;
            }
        }
        Poll::Pending
    })
    .await
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
