//! The scenarios, spoken to by a client that is not the page.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use std::time::{Duration, Instant};

use common::{Server, Socket, close_of, soon};
use futures_util::{SinkExt, StreamExt};
use server::Options;
use tokio::time::sleep;
use tokio_tungstenite::{
    connect_async,
    tungstenite::{
        Error, Message,
        error::ProtocolError,
        protocol::{CloseFrame, frame::coding::CloseCode},
    },
};

/// How long a connection lives that its scenario ends.
const LIFE: Duration = Duration::from_millis(300);
/// How often a machine may be too slow for it.
const TRIES: usize = 50;

async fn server() -> Server {
    Server::start(Options::default()).await
}

async fn next(socket: &mut Socket) -> Message {
    soon(socket.next()).await.unwrap().unwrap()
}

async fn check_echo(socket: &mut Socket, text: &str) {
    socket.send(text.into()).await.unwrap();
    assert_eq!(next(socket).await, Message::from(text));
}

/// A connection whose scenario ends it soon, after the echo of a message.
async fn echoed_in_time(server: &Server, scenario: &str) -> Socket {
    for _ in 0..TRIES {
        let mut socket = server.socket_at(&format!("?scenario={scenario}")).await;
        if socket.send("olá".into()).await.is_ok()
            && let Some(Ok(Message::Text(text))) = soon(socket.next()).await
        {
            assert_eq!(text, "olá");
            return socket;
        }
    }
    panic!("no echo came before the end, in {TRIES} times");
}

fn line(number: u32, all: u32) -> Message {
    let line = format!("{:.<64}", format!("{number}/{all} "));
    assert_eq!(line.len(), 64);
    line.into()
}

/// Reads on to the close: the messages before it, and its frame.
async fn rest(mut socket: Socket) -> (usize, Option<CloseFrame>) {
    let mut messages = 0;
    let frame = loop {
        if let Message::Close(frame) = next(&mut socket).await {
            break frame;
        }
        messages += 1;
    };
    assert!(soon(socket.next()).await.is_none(), "the connection did not end cleanly");
    (messages, frame)
}

#[tokio::test]
async fn an_upgrade_that_is_not_made_is_explained() {
    let server = server().await;
    for (query, status, word) in [
        ("?scenario=refused", 403, "refuses"),
        ("?x=1&sc%65nario=r%65fused", 403, "refuses"),
        ("?scenario=nada", 400, "server-close"),
        ("?scenario=", 400, "server-close"),
        ("?scenario=burst&n=0", 400, "from 1 to 1000000"),
        ("?n=1000001&scenario=burst", 400, "from 1 to 1000000"),
        ("?scenario=burst&n=%2B5", 400, "from 1 to 1000000"),
        ("?scenario=burst&n=", 400, "from 1 to 1000000"),
    ] {
        let refused = soon(connect_async(format!("ws://{}/eco{query}", server.address))).await;
        let Err(Error::Http(answer)) = refused else { panic!("{query}: {refused:?}") };
        let body = String::from_utf8(answer.body().clone().unwrap_or_default()).unwrap();
        assert_eq!(answer.status(), status, "{query}");
        assert!(body.contains(word) && body.ends_with(".\n"), "{query}: {body}");
    }
    assert_eq!(server.get("/eco?scenario=burst").await.status(), 426);
    assert_eq!(server.get("/eco?scenario=nada").await.status(), 400);
}

#[tokio::test]
async fn what_the_page_plays_alone_is_an_echo() {
    let server = server().await;
    for query in ["?scenario=early-close", "?scenario=binary", "?scenario=b%69nary&n=nada", "?x=1", "?n=nada"]
    {
        let mut socket = server.socket_at(query).await;
        check_echo(&mut socket, "olá").await;
        socket.close(None).await.unwrap();
        assert_eq!(close_of(socket).await, None, "{query}");
    }
}

#[tokio::test]
async fn the_server_closes_with_a_code_and_a_reason() {
    let (server, start) = (server().await, Instant::now());
    let socket = echoed_in_time(&server, "server-close").await;
    let frame = CloseFrame { code: CloseCode::from(4001), reason: "até logo".into() };
    assert_eq!(close_of(socket).await, Some(frame));
    assert!(start.elapsed() >= LIFE);
}

#[tokio::test]
async fn a_line_is_cut_without_a_close() {
    let (server, start) = (server().await, Instant::now());
    let mut socket = echoed_in_time(&server, "dropped").await;
    let end = soon(socket.next()).await;
    let cut = Error::Protocol(ProtocolError::ResetWithoutClosingHandshake);
    assert_eq!(end.unwrap().unwrap_err().to_string(), cut.to_string());
    assert!(start.elapsed() >= LIFE);
}

#[tokio::test]
async fn a_reader_who_closes_first_is_answered() {
    let server = server().await;
    for scenario in ["server-close", "dropped", "push"] {
        let socket = loop {
            let start = Instant::now();
            let mut socket = server.socket_at(&format!("?scenario={scenario}")).await;
            // On a slow machine the server may have closed before.
            if socket.close(None).await.is_ok() && start.elapsed() < LIFE / 2 {
                break socket;
            }
        };
        let (_, frame) = rest(socket).await;
        assert_eq!(frame, None, "{scenario}");
    }
}

#[tokio::test]
async fn the_server_speaks_first_and_each_second() {
    let (server, start) = (server().await, Instant::now());
    let mut socket = server.socket_at("?scenario=push").await;
    socket.send("olá".into()).await.unwrap();
    assert_eq!(next(&mut socket).await, Message::from("1"));
    assert_eq!(next(&mut socket).await, Message::from("olá"));
    assert_eq!(next(&mut socket).await, Message::from("2"));
    assert!(start.elapsed() >= Duration::from_secs(1));
    socket.close(None).await.unwrap();
    // A slow machine may have got another number by then.
    let (_, frame) = rest(socket).await;
    assert_eq!(frame, None);
}

#[tokio::test]
async fn a_burst_is_whole_and_in_order() {
    let server = server().await;
    for (query, all) in
        [("?scenario=burst", 100), ("?n=1&scenario=burst", 1), ("?scenario=burst&n=20000", 20_000)]
    {
        let mut socket = server.socket_at(query).await;
        for number in 1..=all {
            assert_eq!(next(&mut socket).await, line(number, all));
        }
        check_echo(&mut socket, "olá").await;
        socket.close(None).await.unwrap();
        assert_eq!(close_of(socket).await, None);
    }
}

#[tokio::test]
async fn a_burst_hears_the_reader() {
    let (server, start) = (server().await, Instant::now());
    let mut socket = server.socket_at("?scenario=burst&n=1000000").await;
    assert_eq!(next(&mut socket).await, line(1, 1_000_000));
    socket.send("olá".into()).await.unwrap();
    while next(&mut socket).await != Message::from("olá") {}
    let frame = CloseFrame { code: CloseCode::from(4000), reason: "".into() };
    socket.close(Some(frame.clone())).await.unwrap();
    let (messages, told) = rest(socket).await;
    assert_eq!(told, Some(frame));
    assert!(messages < 900_000 && start.elapsed() < Duration::from_secs(10), "{messages} messages");
}

/// What the reader has not taken is not made: the rest of the burst waits in no memory.
#[tokio::test]
async fn a_burst_waits_for_the_reader() {
    let server = server().await;
    let mut socket = server.socket_at("?scenario=burst&n=1000000").await;
    sleep(Duration::from_millis(500)).await;
    socket.close(None).await.unwrap();
    let (messages, frame) = rest(socket).await;
    assert_eq!(frame, None);
    assert!(messages < 900_000, "{messages} messages");
}

#[tokio::test]
async fn the_end_of_the_server_ends_every_scenario() {
    for scenario in ["server-close", "dropped", "early-close", "push", "binary", "burst&n=1000000"] {
        let server = server().await;
        let socket = server.socket_at(&format!("?scenario={scenario}")).await;
        let running = server.end();
        let (_, frame) = rest(socket).await;
        assert_eq!(frame.unwrap().code, CloseCode::Away, "{scenario}");
        soon(running).await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_reader_who_is_gone_leaves_nothing() {
    let server = server().await;
    for scenario in ["server-close", "dropped", "push", "burst&n=1000000"] {
        drop(server.socket_at(&format!("?scenario={scenario}")).await);
    }
    sleep(Duration::from_millis(100)).await;
    let start = Instant::now();
    soon(server.end()).await.unwrap().unwrap();
    // It waits three seconds for a connection that is still there.
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}

/// Each speaks on or waits, and nobody listens: the server ends all the same.
#[tokio::test]
async fn readers_that_are_silent_do_not_keep_the_server() {
    let server = server().await;
    let mut silent = Vec::new();
    for scenario in ["push", "burst&n=1000000", "burst&n=1"] {
        silent.push(server.socket_at(&format!("?scenario={scenario}")).await);
    }
    sleep(Duration::from_millis(100)).await;
    soon(server.end()).await.unwrap().unwrap();
}
