//! The echo, spoken to by a client that is not the page.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use common::{Server, close_of, soon};
use futures_util::{SinkExt, StreamExt};
use server::Options;
use tokio_tungstenite::tungstenite::{
    Bytes, Message,
    protocol::{CloseFrame, frame::coding::CloseCode},
};

async fn check_echo(message: Message) {
    let server = Server::start(Options::default()).await;
    let mut socket = server.socket().await;
    socket.send(message.clone()).await.unwrap();
    // Not assert_eq!: a mebibyte in a panic message helps nobody.
    assert!(soon(socket.next()).await.unwrap().unwrap() == message);
}

#[tokio::test]
async fn text_comes_back() {
    check_echo("olá \u{1f44b} \u{0} \u{202e}<b>".into()).await;
}

#[tokio::test]
async fn binary_comes_back() {
    check_echo(Bytes::from_static(&[0, 7, 255]).into()).await;
}

#[tokio::test]
async fn empty_messages_come_back() {
    check_echo("".into()).await;
    check_echo(Bytes::new().into()).await;
}

#[tokio::test]
async fn a_mebibyte_comes_back() {
    check_echo("á".repeat(1 << 19).into()).await;
}

#[tokio::test]
async fn a_burst_comes_back_in_order() {
    let server = Server::start(Options::default()).await;
    let mut socket = server.socket().await;
    for number in 0..1_000 {
        socket.feed(number.to_string().into()).await.unwrap();
    }
    socket.flush().await.unwrap();
    for number in 0..1_000 {
        assert_eq!(soon(socket.next()).await.unwrap().unwrap(), Message::from(number.to_string()));
    }
}

#[tokio::test]
async fn a_close_comes_back_with_its_code_and_reason() {
    let server = Server::start(Options::default()).await;
    let mut socket = server.socket().await;
    let frame = CloseFrame { code: CloseCode::from(4001), reason: "até logo".into() };
    socket.close(Some(frame.clone())).await.unwrap();
    assert_eq!(close_of(socket).await, Some(frame));
}

#[tokio::test]
async fn a_close_without_a_code_comes_back_without_one() {
    let server = Server::start(Options::default()).await;
    let mut socket = server.socket().await;
    socket.close(None).await.unwrap();
    assert_eq!(close_of(socket).await, None);
}

#[tokio::test]
async fn what_was_sent_before_the_close_comes_back_before_it() {
    let server = Server::start(Options::default()).await;
    let mut socket = server.socket().await;
    socket.feed("1".into()).await.unwrap();
    socket.close(None).await.unwrap();
    assert_eq!(soon(socket.next()).await.unwrap().unwrap(), Message::from("1"));
    assert_eq!(close_of(socket).await, None);
}

#[tokio::test]
async fn a_text_that_is_not_utf8_is_closed_with_1007() {
    use tokio_tungstenite::tungstenite::protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    };
    let server = Server::start(Options::default()).await;
    let mut socket = server.socket().await;
    let frame = Frame::message(Bytes::from_static(&[0xff]), OpCode::Data(Data::Text), true);
    socket.send(Message::Frame(frame)).await.unwrap();
    assert_eq!(close_of(socket).await.unwrap().code, CloseCode::Invalid);
}

#[tokio::test]
async fn the_end_of_the_server_closes_with_1001() {
    let server = Server::start(Options::default()).await;
    let socket = server.socket().await;
    let running = server.end();
    assert_eq!(close_of(socket).await.unwrap().code, CloseCode::Away);
    soon(running).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_client_that_never_answers_does_not_keep_the_server() {
    let server = Server::start(Options::default()).await;
    let _silent = server.socket().await;
    soon(server.end()).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_plain_request_is_told_what_the_address_is() {
    let server = Server::start(Options::default()).await;
    let answer = server.get("/eco").await;
    assert_eq!(answer.status(), 426);
    assert!(answer.body.contains("WebSocket echo"), "{answer:?}");
}
