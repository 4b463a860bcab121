//! The served site: its pages, its types, and that nothing outside its folder is reachable.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use std::fs;

use common::Server;
use server::Options;
use tempfile::TempDir;

const PAGE: &str = "<!DOCTYPE html><meta name=\"websocket-server\" content=\"\"/><p>olá";
const SERVED: &str = "<!DOCTYPE html><meta name=\"websocket-server\" content=\"/eco\" /><p>olá";

const UPGRADE: &str = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

/// A folder with a secret beside the site's own folder.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let dist = folder.path().join("dist");
    fs::create_dir_all(dist.join("en")).unwrap();
    for (name, text) in [
        ("index.html", PAGE),
        ("en/index.html", PAGE),
        ("app.wasm", "\0asm"),
        ("app.js", "1"),
        ("style.css", "p{}"),
        ("../secret.txt", "secret"),
    ] {
        fs::write(dist.join(name), text).unwrap();
    }
    folder
}

async fn start(folder: &TempDir) -> Server {
    Server::start(Options { dist: Some(folder.path().join("dist")) }).await
}

#[tokio::test]
async fn pages_name_the_echo_and_are_not_cached() {
    let folder = folder();
    let server = start(&folder).await;
    for path in ["/", "/index.html", "/en/", "/en/index.html", "/?servidor=local"] {
        let answer = server.get(path).await;
        assert_eq!((answer.status(), answer.body.as_str()), (200, SERVED), "{path}");
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-cache"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
    }
}

#[tokio::test]
async fn a_rebuilt_page_shows_and_is_whole_whatever_is_asked() {
    let folder = folder();
    let server = start(&folder).await;
    server.get("/").await;
    fs::write(folder.path().join("dist/index.html"), "new").unwrap();
    for headers in ["", "Range: bytes=0-1\r\n", "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT\r\n"] {
        let answer = server.ask("GET", "/", headers).await;
        assert_eq!((answer.status(), answer.body.as_str()), (200, "new"), "{headers}");
    }
}

#[tokio::test]
async fn head_tells_the_length_that_get_has() {
    let folder = folder();
    let server = start(&folder).await;
    let answer = server.ask("HEAD", "/", "").await;
    assert_eq!((answer.status(), answer.body.as_str()), (200, ""));
    assert_eq!(answer.header("content-length"), Some(SERVED.len().to_string().as_str()));
}

#[tokio::test]
async fn files_have_their_types() {
    let folder = folder();
    let server = start(&folder).await;
    for (path, kind) in
        [("/app.wasm", "application/wasm"), ("/app.js", "text/javascript"), ("/style.css", "text/css")]
    {
        let answer = server.get(path).await;
        assert_eq!((answer.status(), answer.header("content-type")), (200, Some(kind)), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
    }
}

#[tokio::test]
async fn a_folder_leads_to_its_page() {
    let folder = folder();
    let answer = start(&folder).await.get("/en").await;
    assert!((300..400).contains(&answer.status()), "{answer:?}");
    assert_eq!(answer.header("location"), Some("/en/"));
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let folder = folder();
    let server = start(&folder).await;
    for path in ["/none", "/none/", "/none.html", "/app.wasm/", "/ec", "/eco/"] {
        let answer = server.get(path).await;
        assert_eq!(answer.status(), 404, "{path}");
        assert!(answer.body.starts_with("Nothing is at this address"), "{path}");
    }
}

#[tokio::test]
async fn nothing_outside_the_folder_is_reachable() {
    let folder = folder();
    let server = start(&folder).await;
    let absolute = folder.path().join("secret.txt").display().to_string();
    for path in [
        "/../secret.txt",
        "/en/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "/%2e%2e%2fsecret.txt",
        "/en/..%2f..%2fsecret.txt",
        "/..;/secret.txt",
        "/%00/../../secret.txt",
        &format!("/{absolute}"),
        &format!("/%2f{absolute}"),
    ] {
        let answer = server.get(path).await;
        assert!((400..500).contains(&answer.status()), "{path}: {answer:?}");
        assert!(!answer.body.contains("secret"), "{path}");
    }
}

#[tokio::test]
async fn a_socket_opens_at_the_echo_alone() {
    let folder = folder();
    for server in [start(&folder).await, Server::start(Options::default()).await] {
        for path in ["/", "/index.html", "/eco/", "/other"] {
            assert_eq!(server.ask("GET", path, UPGRADE).await.status(), 404, "{path}");
        }
        drop(server.socket().await);
        let other = server.ask("GET", "/", "Connection: Upgrade\r\nUpgrade: h2c\r\n").await;
        assert_eq!(other.status(), 200, "another protocol is left aside");
    }
}

#[tokio::test]
async fn without_a_site_the_root_tells_so() {
    let server = Server::start(Options::default()).await;
    let answer = server.get("/").await;
    assert_eq!((answer.status(), answer.header("content-type")), (200, Some("text/plain; charset=utf-8")));
    assert!(answer.body.contains("--dist"), "{answer:?}");
    assert_eq!(server.get("/index.html").await.status(), 404);
}
