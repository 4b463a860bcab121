//! Each limit at its edge: what it lets through, the code or status of what it does not, and its line in the log.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use common::{close_of, program::Program, soon};
use futures_util::{SinkExt, StreamExt};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_tungstenite::tungstenite::{Bytes, Error, Message, client::IntoClientRequest, http::HeaderValue};

/// What no line of the log may hold.
const SECRET: &str = "segredo";

#[tokio::test]
async fn a_message_that_is_too_long_is_1009() {
    let server = Program::start(&["--max-message", "1000", "--max-frame", "600"]).await;
    let mut socket = server.socket().await;
    socket.send(SECRET.repeat(80).into()).await.unwrap();
    assert_eq!(soon(socket.next()).await.unwrap().unwrap(), Message::from(SECRET.repeat(80)));
    socket.send(SECRET.repeat(100).into()).await.unwrap();
    let frame = close_of(socket).await.unwrap();
    assert_eq!((u16::from(frame.code), frame.reason.as_str()), (1009, "frame too long"));
    let log = server.end().await;
    let line = log.line_with("max_frame");
    assert!(line.contains("WARN") && line.contains("code=1009") && line.contains("messages=1"), "{line}");
    assert!(!log.text.contains(SECRET), "{}", log.text);
}

#[tokio::test]
async fn fragments_that_are_too_long_together_are_1009() {
    use tokio_tungstenite::tungstenite::protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    };
    let server = Program::start(&["--max-message", "1000"]).await;
    let mut socket = server.socket().await;
    for (kind, length) in [(Data::Binary, 600), (Data::Continue, 600)] {
        let frame = Frame::message(Bytes::from(vec![0; length]), OpCode::Data(kind), false);
        socket.send(Message::Frame(frame)).await.unwrap();
    }
    assert_eq!(u16::from(close_of(socket).await.unwrap().code), 1009);
    assert!(server.end().await.line_with("max_message").contains("code=1009"));
}

#[tokio::test]
async fn more_messages_than_a_second_has_are_1008() {
    let server = Program::start(&["--messages-per-second", "1", "--message-burst", "5"]).await;
    let mut socket = server.socket().await;
    // More than a slow machine could take a second each for; the last of them may find the line closed.
    const MANY: usize = 100;
    for number in 0..MANY {
        if socket.send(number.to_string().into()).await.is_err() {
            break;
        }
    }
    for number in 0..5 {
        assert_eq!(soon(socket.next()).await.unwrap().unwrap(), Message::from(number.to_string()));
    }
    let code = loop {
        if let Message::Close(frame) = soon(socket.next()).await.unwrap().unwrap() {
            break u16::from(frame.unwrap().code);
        }
    };
    assert_eq!(code, 1008);
    // Pings count too, or they would be the way round.
    let mut socket = server.socket().await;
    for _ in 0..MANY {
        if socket.send(Message::Ping(Bytes::new())).await.is_err() {
            break;
        }
    }
    while let Some(Ok(message)) = soon(socket.next()).await {
        if let Message::Close(frame) = message {
            assert_eq!(u16::from(frame.unwrap().code), 1008);
        }
    }
    let log = server.end().await;
    assert_eq!(log.lines_with("messages_per_second").count(), 2, "{}", log.text);
    assert!(log.line_with("messages_per_second").contains("code=1008"), "{}", log.text);
}

async fn refusal(server: &Program, headers: &[(&'static str, &str)]) -> (u16, Option<String>, String) {
    let mut request = server.ws().into_client_request().unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(*name, HeaderValue::from_str(value).unwrap());
    }
    match soon(tokio_tungstenite::connect_async(request)).await {
        Err(Error::Http(answer)) => {
            let retry = answer.headers().get("retry-after").map(|value| value.to_str().unwrap().to_owned());
            let body = String::from_utf8(answer.body().clone().unwrap_or_default()).unwrap();
            (answer.status().as_u16(), retry, body)
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn one_connection_too_many_of_an_address_is_503() {
    let server = Program::start(&["--max-connections-per-address", "2"]).await;
    let (one, _two) = (server.socket().await, server.socket().await);
    let (status, retry, body) = refusal(&server, &[]).await;
    assert_eq!((status, retry.as_deref()), (503, Some("10")), "{body}");
    assert!(body.contains("from your address"), "{body}");
    drop(one);
    server.until_a_socket_is_let_in().await;
    let log = server.end().await;
    let line = log.line_with("max_connections_per_address");
    assert!(line.contains("status=503") && line.contains("address=127.0.0.1"), "{line}");
}

#[tokio::test]
async fn one_connection_too_many_in_all_is_503() {
    let server = Program::start(&["--max-connections", "2", "--trust-forwarded-for"]).await;
    let (_one, _two) = (server.socket().await, server.socket().await);
    let (status, retry, body) = refusal(&server, &[("x-forwarded-for", "192.0.2.1")]).await;
    assert_eq!((status, retry.as_deref()), (503, Some("10")), "{body}");
    let log = server.end().await;
    assert!(log.line_with("reason=\"max_connections\"").contains("address=192.0.2.1"), "{}", log.text);
}

#[tokio::test]
async fn behind_a_proxy_each_client_is_counted_and_without_one_nobody_is_believed() {
    let told = |address| [("x-forwarded-for", address)];
    let trusting = Program::start(&["--max-connections-per-address", "1", "--trust-forwarded-for"]).await;
    let _one = trusting.socket_with(&told("198.51.100.9, 192.0.2.1")).await;
    assert_eq!(refusal(&trusting, &told("192.0.2.1")).await.0, 503);
    let _two = trusting.socket_with(&told("192.0.2.2")).await;
    let careful = Program::start(&["--max-connections-per-address", "1"]).await;
    let _one = careful.socket_with(&told("192.0.2.1")).await;
    assert_eq!(refusal(&careful, &told("192.0.2.2")).await.0, 503);
}

#[tokio::test]
async fn connections_that_ask_for_nothing_have_a_bound_too() {
    let server = Program::start(&["--max-connections-per-address", "3"]).await;
    let mut silent = Vec::new();
    for _ in 0..40 {
        silent.push(TcpStream::connect(server.address).await.unwrap());
    }
    server.until_line("dropped").await;
    // The last one was: nothing comes, and it has ended.
    let ended = soon(silent.last_mut().unwrap().read(&mut [0])).await;
    assert_eq!(ended.unwrap_or(0), 0);
    drop(silent);
    server.until_a_socket_is_let_in().await;
    assert!(server.end().await.line_with("dropped").contains("max_connections_per_address"));
}

#[tokio::test]
async fn a_head_that_is_too_long_is_431_and_told() {
    let server = Program::start(&["--max-header", "8192"]).await;
    for (length, status) in [(4_000, "426"), (9_000, "431"), (1 << 20, "431")] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        let head = format!(
            "GET /eco HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Long: {}\r\n\r\n",
            "a".repeat(length)
        );
        // The server ends in the middle of it.
        let _ = stream.write_all(head.as_bytes()).await;
        let mut start = [0; 12];
        match soon(stream.read_exact(&mut start)).await {
            Ok(_) => assert_eq!(str::from_utf8(&start).unwrap(), format!("HTTP/1.1 {status}"), "{length}"),
            Err(error) => assert!(length > 100_000, "{length}: {error}"),
        }
    }
    let log = server.end().await;
    let lines: Vec<_> = log.lines_with("reason=\"max_header\"").collect();
    assert_eq!(lines.len(), 2, "{}", log.text);
    assert!(lines.iter().all(|line| line.contains("address=127.0.0.1 ") && line.contains("status=431")));
}
