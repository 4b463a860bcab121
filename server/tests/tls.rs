//! A server behind a proxy that speaks TLS, and one that has none and so believes nobody.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use common::{Server, folder, serving};
use server::{Guard, Options};
use tempfile::TempDir;

const BY_HTTP: &str = "X-Forwarded-Proto: http\r\n";

/// It listens on this machine alone, where it has no name of its own.
async fn behind_tls(folder: &TempDir) -> Server {
    let mut guard = Guard::default();
    guard.allow_host = vec!["example.org".parse().unwrap()];
    Server::start(Options { behind_tls: true, guard, ..serving(folder) }).await
}

#[tokio::test]
async fn who_comes_by_http_is_sent_to_https() {
    let folder = folder();
    let server = behind_tls(&folder).await;
    for (path, host, location) in [
        ("/", "example.org", "https://example.org/"),
        ("/en?servidor=local", "example.org:80", "https://example.org/en?servidor=local"),
        ("/none", "example.org", "https://example.org/none"),
        ("/eco", "[::1]:8081", "https://[::1]/eco"),
    ] {
        let answer = server.ask("GET", path, &format!("{BY_HTTP}Host: {host}\r\n")).await;
        assert_eq!((answer.status(), answer.header("location")), (308, Some(location)), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-cache"), "{path}");
    }
}

#[tokio::test]
async fn a_host_that_is_none_is_not_sent_anywhere() {
    let folder = folder();
    let server = behind_tls(&folder).await;
    for host in ["user@example.org", "example.org/other", "a.example\r\nHost: b.example", ""] {
        let answer = server.ask("GET", "/", &format!("{BY_HTTP}Host: {host}\r\n")).await;
        assert_eq!((answer.status(), answer.header("location")), (400, None), "{host}: {answer:?}");
    }
}

#[tokio::test]
async fn who_comes_by_https_is_served() {
    let folder = folder();
    let server = behind_tls(&folder).await;
    for headers in ["", "X-Forwarded-Proto: https\r\n", "X-Forwarded-Proto: https, http\r\n"] {
        assert_eq!(server.ask("GET", "/", headers).await.status(), 200, "{headers}");
    }
}

#[tokio::test]
async fn without_a_proxy_nobody_is_believed() {
    let folder = folder();
    let server = Server::start(serving(&folder)).await;
    let answer = server.ask("GET", "/", BY_HTTP).await;
    assert_eq!((answer.status(), answer.header("strict-transport-security")), (200, None));
}
