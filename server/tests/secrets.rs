//! What the log never holds, however closely it looks: anything that somebody sent but a close code.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use common::{program::Program, soon};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const SECRET: &str = "segredo";

/// A masked frame; the mask changes nothing.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    [&[first, 0x80 | u8::try_from(payload.len()).unwrap(), 0, 0, 0, 0], payload].concat()
}

/// Says all of it, and reads until the server has had enough.
async fn say(server: &Program, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let mut answer = Vec::new();
    // It may have ended by then.
    let _ = stream.write_all(bytes).await;
    let mut room = [0; 4096];
    while let Ok(count @ 1..) = soon(stream.read(&mut room)).await {
        answer.extend_from_slice(&room[..count]);
    }
    String::from_utf8_lossy(&answer).into_owned()
}

async fn check(format: &str) {
    let server = Program::start(
        &[
            &["--log", "debug", "--log-format", format, "--max-message", "100", "--header-timeout", "1"][..],
            &["--close-timeout", "0.3", "--trust-forwarded-for", "--allow-host", "example.org"],
        ]
        .concat(),
    )
    .await;
    let upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
                   Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    let told = "Cookie: a=segredo\r\nUser-Agent: segredo\r\nReferer: https://example.org/segredo\r\n\
                Sec-WebSocket-Protocol: segredo\r\nX-Forwarded-For: segredo\r\nsegredo: segredo\r\n";
    let handshake = |head: &str| format!("GET {head}\r\n{upgrade}{told}\r\n").into_bytes();
    let asked = "/eco?scenario=burst&n=1&segredo=segredo HTTP/1.1\r\nHost: localhost";
    let secret = SECRET.as_bytes();
    for (script, code) in [
        ([frame(0x81, secret), frame(0x82, secret), frame(0x89, secret)].concat(), 4001),
        (frame(0x8a, secret), 4001),
        ([&[0x81, 0xfe, 0, 126, 0, 0, 0, 0][..], &secret.repeat(18)].concat(), 1009),
        (frame(0x81, &[secret, b"\xff"].concat()), 1007),
        (frame(0xf1, secret), 1002),
        (frame(0x88, &[b"\x03\xed", secret].concat()), 1002),
        (frame(0x88, &[b"\x03\xe8", secret, b"\xff"].concat()), 1007),
    ] {
        let close = frame(0x88, &[&4001_u16.to_be_bytes(), secret].concat());
        let answer = say(&server, &[handshake(asked), script, close].concat()).await;
        assert!(answer.starts_with("HTTP/1.1 101 "), "{answer}");
        server
            .until_line(&if format == "json" { format!("\"code\":{code}") } else { format!("code={code}") })
            .await;
    }
    for (head, status) in [
        ("/eco?scenario=segredo HTTP/1.1\r\nHost: localhost", "400"),
        ("/eco?scenario=refused&n=segredo HTTP/1.1\r\nHost: localhost", "403"),
        ("/eco?segredo HTTP/1.1\r\nHost: localhost\r\nOrigin: https://segredo.example", "403"),
        ("/eco?segredo HTTP/1.1\r\nHost: localhost\r\nOrigin: segredo", "403"),
        ("/eco?segredo HTTP/1.0\r\nHost: localhost", "426"),
        ("/eco?segredo HTTP/1.1\r\nHost: segredo.example", "421"),
        ("/eco?segredo HTTP/1.1\r\nHost: segredo segredo", "400"),
        ("/eco?segredo HTTP/1.1\r\nHost: localhost\r\nHost: segredo", "400"),
        ("/segredo?segredo HTTP/1.1\r\nHost: localhost", "404"),
        ("/%segredo HTTP/1.1\r\nHost: localhost", "404"),
        // No HTTP, and too much of it.
        ("/segredo HTTP/9.9\r\nHost: localhost", "400"),
        ("/segredo segredo HTTP/1.1\r\nHost: localhost", "400"),
        ("/segredo HTTP/1.1\r\nHost: localhost\r\nsegredo", "400"),
        ("/segredo HTTP/1.1\r\nHost: localhost\r\nsegredo: \0segredo", "400"),
        (&format!("/{} HTTP/1.1\r\nHost: localhost", SECRET.repeat(5_000)), "431"),
    ] {
        let answer = say(&server, &handshake(head)).await;
        assert_eq!(answer.split(' ').nth(1), Some(status), "{head}: {answer}");
    }
    // A head that is never whole, and what is no head at all.
    assert_eq!(say(&server, b"GET /segredo HTTP/1.1\r\nHost: segredo\r\nsegredo: seg").await, "");
    assert!(say(&server, b"segredo segredo segredo segredo\r\n\r\n").await.starts_with("HTTP/1.1 400 "));
    let log = server.end().await;
    for word in
        ["opened", "closed", "max_message", "origin", "host", "http_version", "max_header", "header_timeout"]
    {
        assert!(log.lines_with(word).count() > 0, "nothing is told of {word}: {}", log.text);
    }
    assert!(log.lines_with("connection failed").count() > 0, "{}", log.text);
    assert!(!log.text.to_lowercase().contains("segred"), "{}", log.text);
}

#[tokio::test]
async fn no_line_for_people_holds_what_was_sent() {
    check("text").await;
}

#[tokio::test]
async fn no_line_for_machines_holds_what_was_sent() {
    check("json").await;
}
