//! Many connections that say nothing: what each of them costs, and that each of them is still there.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]
#![cfg(target_os = "linux")]

mod common;

use common::{program::Program, soon};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Each is a file of this process too, and many a system lets one have few more.
const CONNECTIONS: u64 = 2_000;
/// Bytes of the server for each.
const MOST: u64 = 6 << 10;

#[tokio::test]
async fn silent_connections_cost_little_and_are_all_there() {
    let all = (CONNECTIONS + 100).to_string();
    let options = ["--max-connections", &all, "--max-connections-per-address", &all, "--log", "warn"];
    let server = Program::start(&options).await;
    // What is there for all of them is there after the first.
    drop(server.raw().await);
    let before = server.memory();
    let mut sockets = Vec::new();
    for _ in 0..CONNECTIONS {
        sockets.push(server.raw().await);
    }
    let each = server.memory().saturating_sub(before) / CONNECTIONS;
    assert!(each <= MOST, "{each} bytes for each connection");
    for (number, socket) in sockets.iter_mut().enumerate() {
        // Its number in four bytes, masked by nothing.
        let number = u32::try_from(number).unwrap().to_be_bytes();
        socket.write_all(&[&[0x82, 0x84, 0, 0, 0, 0][..], &number].concat()).await.unwrap();
        let mut echo = [0; 6];
        soon(socket.read_exact(&mut echo)).await.unwrap();
        assert_eq!(echo, [&[0x82, 4][..], &number].concat()[..]);
    }
    // An echo leaves nothing behind.
    let each = server.memory().saturating_sub(before) / CONNECTIONS;
    assert!(each <= MOST, "{each} bytes for each connection after an echo");
    eprintln!("{each} bytes for each connection");
    drop(sockets);
    assert_eq!(server.end().await.text, "");
}
