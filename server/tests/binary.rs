//! The program itself: its first line, its exit codes, and what it says when it cannot start.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use std::{process::Stdio, time::Duration};

use common::{close_of, flood, program::signal, soon};
use futures_util::{SinkExt, StreamExt};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::TcpListener,
    process::{Child, Command},
    time::timeout,
};
use tokio_tungstenite::connect_async;

fn start(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_server"))
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

async fn first_line(server: &mut Child) -> String {
    let mut line = String::new();
    soon(BufReader::new(server.stdout.take().unwrap()).read_line(&mut line)).await.unwrap();
    line
}

/// The port of a first line that must be the address and nothing more.
fn port_of(line: &str) -> u16 {
    line.strip_prefix("http://127.0.0.1:").unwrap().strip_suffix("/\n").unwrap().parse().unwrap()
}

async fn check_refusal(arguments: &[&str], said: &str, remedy: &str) {
    let output = soon(start(arguments).wait_with_output()).await.unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(error.contains(said) && error.contains(remedy), "{error}");
    assert_eq!(error.lines().count(), 1, "{error}");
    assert!(output.stdout.is_empty());
}

#[tokio::test]
async fn the_first_line_is_the_address() {
    let mut server = start(&["--listen", "127.0.0.1:0"]);
    let port = port_of(&first_line(&mut server).await);
    assert_ne!(port, 0);
    soon(connect_async(format!("ws://127.0.0.1:{port}/eco"))).await.unwrap();
}

#[tokio::test]
async fn all_addresses_are_told_as_one_that_a_browser_can_open() {
    port_of(&first_line(&mut start(&["--listen", "0.0.0.0:0"])).await);
}

#[tokio::test]
async fn the_address_has_the_path_of_the_site() {
    let line = first_line(&mut start(&["--listen", "127.0.0.1:0", "--base", "docs", "--behind-tls"])).await;
    let address = line.strip_suffix("docs/\n").unwrap();
    port_of(&format!("{address}\n"));
}

/// Told as the program's other mistakes in its arguments are.
#[tokio::test]
async fn a_base_that_is_no_path_is_told() {
    let server = start(&["--listen", "127.0.0.1:0", "--base", "https://example.org/docs/"]);
    let output = soon(server.wait_with_output()).await.unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.contains("--base") && error.contains("a path such as /docs/"), "{error}");
    assert!(output.stdout.is_empty());
}

#[tokio::test]
async fn a_taken_port_is_told() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = taken.local_addr().unwrap().port();
    check_refusal(&["--listen", &format!("127.0.0.1:{port}")], &format!("port {port} is taken"), "--listen")
        .await;
}

#[tokio::test]
async fn a_folder_that_is_no_site_is_told() {
    let empty = tempfile::tempdir().unwrap();
    let folder = empty.path().to_str().unwrap();
    check_refusal(&["--dist", folder], "no index.html", "cargo xtask build").await;
    check_refusal(&["--dist", &format!("{folder}/none")], "there is no folder", "--dist").await;
}

#[cfg(unix)]
#[tokio::test]
async fn a_signal_ends_it_well() {
    for name in ["INT", "TERM"] {
        let mut server = start(&["--listen", "127.0.0.1:0"]);
        let port = port_of(&first_line(&mut server).await);
        let (socket, _) = soon(connect_async(format!("ws://127.0.0.1:{port}/eco"))).await.unwrap();
        signal(&server, name).await;
        assert_eq!(u16::from(close_of(socket).await.unwrap().code), 1001);
        let ended = timeout(Duration::from_secs(10), server.wait()).await.unwrap().unwrap();
        assert!(ended.success(), "{name}: {ended}");
    }
}

/// A log that nobody takes, as that of a terminal which is held, holds up neither who is served nor the end.
#[cfg(unix)]
#[tokio::test]
async fn a_log_that_nobody_takes_holds_up_nothing() {
    let mut server = start(&["--listen", "127.0.0.1:0", "--close-timeout", "0.5"]);
    let port = port_of(&first_line(&mut server).await);
    let (mut socket, _) = soon(connect_async(format!("ws://127.0.0.1:{port}/eco"))).await.unwrap();
    // What is told of them is more than a pipe takes.
    let answers = flood(([127, 0, 0, 1], port).into(), 2_000).await;
    assert_eq!(answers.matches("HTTP/1.1 421 ").count(), 2_000);
    socket.send("olá".into()).await.unwrap();
    assert_eq!(soon(socket.next()).await.unwrap().unwrap(), "olá".into());
    signal(&server, "TERM").await;
    assert_eq!(u16::from(close_of(socket).await.unwrap().code), 1001);
    assert!(soon(server.wait()).await.unwrap().success());
}
