//! How long the server waits: for a request, for a word, for a reader, and for the end.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use std::time::{Duration, Instant};

use common::{program::Program, soon};
use futures_util::{SinkExt, StreamExt};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};
use tokio_tungstenite::tungstenite::{Bytes, Message};

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
async fn who_asks_for_nothing_more_is_let_go() {
    let server = Program::start(&["--header-timeout", "0.3"]).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(b"GET /saude HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let (mut answer, start) = (String::new(), Instant::now());
    soon(stream.read_to_string(&mut answer)).await.unwrap();
    assert!(answer.ends_with("ok\n"), "{answer}");
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
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

/// RFC 6455, section 7.1.1: the server ends the line first, and not before both closes have been said.
#[tokio::test]
async fn a_close_of_the_server_s_own_is_answered_before_the_line_ends() {
    let server = Program::start(&[]).await;
    let mut stream = server.raw_at("/eco?scenario=server-close").await;
    let mut close = [0; 4 + "até logo".len()];
    soon(stream.read_exact(&mut close)).await.unwrap();
    assert_eq!(close[..4], [0x88, 11, 15, 161]);
    let more = timeout(Duration::from_millis(200), stream.read(&mut close)).await;
    assert!(more.is_err(), "the line ended before the answer: {more:?}");
    // A message that was on its way, and in two pieces the answer.
    stream.write_all(&[0x82, 0x80, 0, 0, 0, 0, 0x88, 0x82, 0]).await.unwrap();
    sleep(Duration::from_millis(50)).await;
    stream.write_all(&[0, 0, 0, 15, 161]).await.unwrap();
    assert_eq!(soon(stream.read(&mut close)).await.unwrap(), 0);
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
