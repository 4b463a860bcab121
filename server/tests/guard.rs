//! Who is let in, and what those see who look after the server.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use common::{ask, close_of, flood, program::Program, soon};
use futures_util::SinkExt;
use std::time::Duration;
use tokio::{io::AsyncWriteExt, time::sleep};
use tokio_tungstenite::{
    connect_async,
    tungstenite::{Error, client::IntoClientRequest},
};

/// The status of a handshake from a page of `origin`.
async fn status(server: &Program, origin: &str) -> u16 {
    let mut request = server.ws().into_client_request().unwrap();
    request.headers_mut().insert("origin", origin.parse().unwrap());
    match soon(connect_async(request)).await {
        Ok((_, answer)) => answer.status().as_u16(),
        Err(Error::Http(answer)) => answer.status().as_u16(),
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_page_of_elsewhere_is_403_and_told() {
    let server = Program::start(&["--allow-origin", "https://school.example"]).await;
    let own = format!("http://{}", server.address);
    for (origin, expected) in [
        (own.as_str(), 101),
        ("http://localhost:8080", 101),
        ("https://school.example", 101),
        ("https://school.example:444", 403),
        ("https://evil.example", 403),
        ("null", 403),
    ] {
        assert_eq!(status(&server, origin).await, expected, "{origin}");
    }
    let log = server.end().await;
    assert_eq!(log.lines_with("reason=\"origin\" status=403").count(), 3, "{}", log.text);
}

#[tokio::test]
async fn frames_are_let_in_by_choice() {
    let server = Program::start(&["--allow-origin", "null"]).await;
    assert_eq!(status(&server, "null").await, 101);
    let server = Program::start(&["--allow-origin", "*"]).await;
    assert_eq!(status(&server, "https://evil.example").await, 101);
}

#[tokio::test]
async fn who_asks_for_another_host_is_421() {
    let server = Program::start(&["--allow-host", "example.org", "--trust-forwarded-for"]).await;
    for (host, expected) in
        [("localhost", 426), ("127.0.0.1:1", 426), ("example.org", 426), ("evil.example", 421), ("a b", 400)]
    {
        let answer = server.get("/eco", &format!("Host: {host}\r\nX-Forwarded-For: 192.0.2.1\r\n")).await;
        assert_eq!(answer.status(), expected, "{host}: {answer:?}");
        assert_eq!(answer.body.contains("--allow-host"), expected == 421, "{answer:?}");
    }
    let log = server.end().await;
    for status in ["421", "400"] {
        let told = format!("address=192.0.2.1 reason=\"host\" status={status}");
        assert_eq!(log.lines_with(&told).count(), 1, "{}", log.text);
    }
    let open = Program::start(&["--listen", "0.0.0.0:0"]).await;
    assert_eq!(open.get("/eco", "Host: any.example\r\n").await.status(), 426);
}

#[tokio::test]
async fn options_that_name_nobody_are_told() {
    for (option, value, wanted) in [
        ("--allow-origin", "example.org", "https://example.org"),
        ("--allow-origin", "https://example.org/page", "without a path"),
        ("--allow-host", "https://example.org", "without a scheme"),
        ("--allow-host", "example.org:80", "without a scheme"),
        ("--idle-timeout", "0", "0.001"),
        ("--max-header", "100", "8192"),
        ("--trust-forwarded-for", "0", "0"),
    ] {
        let mut program = tokio::process::Command::new(env!("CARGO_BIN_EXE_server"));
        let output = soon(program.args([option, value]).output()).await.unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains(option) && error.contains(wanted), "{error}");
    }
}

#[tokio::test]
async fn health_is_told_to_whoever_asks() {
    let server = Program::start(&["--base", "/docs/", "--behind-tls"]).await;
    for path in ["/saude", "/docs/saude"] {
        let answer = server.get(path, "Host: 10.0.0.7\r\nX-Forwarded-Proto: http\r\n").await;
        assert_eq!((answer.status(), answer.body.as_str()), (200, "ok\n"), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
}

#[tokio::test]
async fn metrics_are_counted_where_only_the_host_looks() {
    let server = Program::start(&["--metrics-listen", "127.0.0.1:0"]).await;
    let listen = server.metrics.unwrap();
    assert_eq!(server.get("/metrics", "").await.status(), 404, "not for readers");
    let mut socket = server.socket().await;
    socket.send("olá".into()).await.unwrap();
    until(&server, "eco_messages_total", 1.0).await;
    assert_eq!(server.metric("eco_sockets").await, Some(1.0));
    socket.close(None).await.unwrap();
    until(&server, "eco_sockets", 0.0).await;
    assert_eq!(status(&server, "https://evil.example").await, 403);
    for (name, expected) in [
        ("eco_sockets_opened_total", 1.0),
        ("eco_messages_total", 1.0),
        // A message and a close: masked, and not.
        ("eco_received_bytes_total", 10.0 + 6.0),
        ("eco_sent_bytes_total", 6.0 + 2.0),
        ("eco_refused_total{reason=\"origin\"}", 1.0),
        ("eco_sockets_closed_total{code=\"1005\",by=\"client\"}", 1.0),
    ] {
        until(&server, name, expected).await;
    }
    // What is not whole yet is read again and counted once.
    let mut stream = server.raw().await;
    for byte in [0x81, 0x82, 0, 0, 0, 0, b'o', b'i'] {
        stream.write_all(&[byte]).await.unwrap();
        sleep(Duration::from_millis(20)).await;
    }
    until(&server, "eco_messages_total", 2.0).await;
    until(&server, "eco_received_bytes_total", 16.0 + 8.0).await;
    until(&server, "eco_sent_bytes_total", 8.0 + 4.0).await;
    assert!(server.metric("eco_uptime_seconds").await.unwrap() > 0.0);
    let stranger = ask(listen, "GET", "/metrics", "Host: evil.example\r\n").await;
    assert_eq!(stranger.status(), 421);
    assert_eq!(ask(listen, "GET", "/", "").await.status(), 404);
}

/// Waits until this is counted: the server does so a moment after its client knows of it.
async fn until(server: &Program, name: &str, expected: f64) {
    let counted = async { while server.metric(name).await != Some(expected) {} };
    soon(counted).await;
}

#[tokio::test]
async fn the_log_can_be_a_machines_or_none() {
    let server = Program::start(&["--log-format", "json"]).await;
    let mut socket = server.socket().await;
    socket.send("segredo".into()).await.unwrap();
    socket.close(None).await.unwrap();
    while !matches!(futures_util::StreamExt::next(&mut socket).await, None | Some(Err(_))) {}
    server.until_line("closed").await;
    let log = server.end().await;
    let line = log.line_with("closed");
    for part in ["\"level\":\"INFO\"", "\"address\":\"127.0.0.1\"", "\"code\":1005", "\"by\":\"client\""] {
        assert!(line.contains(part), "{part}: {line}");
    }
    assert!(!log.text.contains("segredo"), "{}", log.text);
    let quiet = Program::start(&["--log", "warn"]).await;
    drop(quiet.socket().await);
    assert_eq!(quiet.end().await.text, "");
}

/// The bound on lines is for an attack, and the attack is told.
#[tokio::test]
async fn a_flood_of_lines_is_cut_and_counted() {
    let server = Program::start(&[]).await;
    let answers = flood(server.address, 1_500).await;
    assert_eq!(answers.matches("HTTP/1.1 421 ").count(), 1_500);
    server.until_line("left out").await;
    let log = server.end().await;
    let told = log.lines_with("reason=\"host\"").count();
    let left_out = log.lines_with("left out").map(|line| {
        let (_, lines) = line.split_once("lines=").unwrap();
        lines.trim().parse::<usize>().unwrap()
    });
    assert_eq!(told + left_out.sum::<usize>(), 1_500, "{told}");
    assert!(told < 1_500);
}

#[tokio::test]
async fn the_end_is_told_to_each_socket() {
    let server = Program::start(&[]).await;
    let (one, two) = (server.socket().await, server.socket().await);
    let (first, second, log) = tokio::join!(close_of(one), close_of(two), server.end());
    for frame in [first, second] {
        assert_eq!(u16::from(frame.unwrap().code), 1001);
    }
    assert_eq!(log.lines_with("code=1001 by=\"server\"").count(), 2, "{}", log.text);
}
