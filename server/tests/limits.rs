//! Each limit at its edge: what it lets through, the code or status of what it does not, and its line in the log.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use std::time::{Duration, Instant};

use common::{close_of, program::Program, soon};
use futures_util::{SinkExt, StreamExt};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
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
    for number in 0..6 {
        socket.send(number.to_string().into()).await.unwrap();
    }
    for number in 0..5 {
        assert_eq!(soon(socket.next()).await.unwrap().unwrap(), Message::from(number.to_string()));
    }
    assert_eq!(u16::from(close_of(socket).await.unwrap().code), 1008);
    // Pings count too, or they would be the way round.
    let mut socket = server.socket().await;
    for _ in 0..6 {
        socket.send(Message::Ping(Bytes::new())).await.unwrap();
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
    for _ in 0..3 {
        silent.push(TcpStream::connect(server.address).await.unwrap());
    }
    // The program has taken them in when it drops the next.
    let dropped = async {
        loop {
            let mut stream = TcpStream::connect(server.address).await.unwrap();
            match timeout(Duration::from_millis(500), stream.read(&mut [0])).await {
                Ok(ended) => break ended.map_or(0, |read| read),
                Err(_) => silent.push(stream),
            }
        }
    };
    assert_eq!(soon(dropped).await, 0);
    drop(silent);
    server.until_a_socket_is_let_in().await;
    assert!(server.end().await.line_with("dropped").contains("max_connections_per_address"));
}

#[tokio::test]
async fn a_head_that_takes_too_long_is_cut() {
    let server = Program::start(&["--header-timeout", "0.3"]).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let start = Instant::now();
    let mut slowly = async || {
        for byte in
            b"GET /eco HTTP/1.1\r\nHost: localhost\r\nX-Long: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".iter().cycle()
        {
            if stream.write_all(&[*byte]).await.is_err() {
                break;
            }
            if timeout(Duration::from_millis(10), stream.read(&mut [0])).await.is_ok() {
                break;
            }
        }
    };
    soon(slowly()).await;
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_head_that_is_too_long_is_431() {
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
}

#[tokio::test]
async fn who_says_nothing_is_asked_and_then_closed_with_1001() {
    let server = Program::start(&["--idle-timeout", "0.6"]).await;
    // A client that reads answers each ping.
    let (mut alive, silent) = (server.socket().await, server.socket().await);
    let start = Instant::now();
    let lives = async {
        let mut pings = 0;
        while start.elapsed() < Duration::from_secs(2) {
            if let Ok(Some(Ok(Message::Ping(_)))) = timeout(Duration::from_millis(100), alive.next()).await {
                pings += 1;
            }
        }
        pings
    };
    assert!(lives.await >= 3);
    alive.send("olá".into()).await.unwrap();
    let mut seen = Vec::new();
    let mut silent = silent;
    while let Some(Ok(message)) = soon(silent.next()).await {
        seen.push(message);
    }
    let [Message::Ping(_), Message::Close(Some(frame))] = seen.as_slice() else { panic!("{seen:?}") };
    assert_eq!(u16::from(frame.code), 1001);
    assert!(server.end().await.line_with("idle_timeout").contains("code=1001"));
}

#[tokio::test]
async fn a_reader_who_takes_nothing_is_cut() {
    let server = Program::start(&["--write-timeout", "0.5", "--messages-per-second", "0"]).await;
    let mut socket = server.socket().await;
    let start = Instant::now();
    let flood = async {
        let message = Message::from(Bytes::from(vec![7; 1 << 16]));
        while socket.send(message.clone()).await.is_ok() {}
    };
    soon(flood).await;
    assert!(start.elapsed() < Duration::from_secs(15), "{:?}", start.elapsed());
    server.until_line("write_timeout").await;
    assert!(server.end().await.line_with("write_timeout").contains("code=1006"));
}

#[tokio::test]
async fn a_page_that_takes_nothing_is_cut() {
    let server = Program::start(&["--write-timeout", "0.3", "--header-timeout", "30"]).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let ask = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(100);
    let flood = async { while stream.write_all(&ask).await.is_ok() {} };
    soon(flood).await;
}

#[tokio::test]
async fn who_never_answers_a_close_is_let_go() {
    let server = Program::start(&["--close-timeout", "0.3", "--max-message", "10"]).await;
    let mut stream = server.raw().await;
    stream.write_all(&[0x82, 0xff, 0, 0, 0, 0, 0, 0, 0, 200, 1, 2, 3, 4]).await.unwrap();
    server.until_line("closed").await;
    let mut rest = Vec::new();
    // What came in the meantime was never read, so the end may be a reset.
    let _ = soon(stream.read_to_end(&mut rest)).await;
    assert_eq!(rest[..4], [0x88, 18, 3, 241]);
}

#[tokio::test]
async fn the_end_has_a_bound() {
    let server = Program::start(&["--close-timeout", "0.5"]).await;
    let _silent = (server.raw().await, server.raw().await, TcpStream::connect(server.address).await.unwrap());
    sleep(Duration::from_millis(100)).await;
    let start = Instant::now();
    server.end().await;
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
}
