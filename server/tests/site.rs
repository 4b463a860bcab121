//! The served site: its pages, its types, and that nothing outside its folder is reachable.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use std::fs;

use common::{SERVED, Server, folder, serving};
use server::Options;
use tempfile::TempDir;

const UPGRADE: &str = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

async fn start(folder: &TempDir) -> Server {
    Server::start(serving(folder)).await
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
    for (path, kind) in [
        ("/app.wasm", "application/wasm"),
        ("/app.js", "text/javascript; charset=utf-8"),
        ("/style.css", "text/css; charset=utf-8"),
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/icon.png", "image/png"),
    ] {
        let answer = server.get(path).await;
        assert_eq!((answer.status(), answer.header("content-type")), (200, Some(kind)), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
    }
}

#[tokio::test]
async fn a_folder_leads_to_its_page_with_the_query() {
    let folder = folder();
    let server = start(&folder).await;
    for (path, location) in
        [("/en", "/en/"), ("/en?servidor=local&a=b", "/en/?servidor=local&a=b"), ("/%65n?", "/%65n/?")]
    {
        let answer = server.get(path).await;
        assert_eq!((answer.status(), answer.header("location")), (308, Some(location)), "{path}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let folder = folder();
    let server = start(&folder).await;
    for path in [
        "/none",
        "/none/",
        "/none.html",
        "/app.wasm/",
        "/ec",
        "/eco/",
        "/empty",
        "/empty/",
        "/assets/",
        "/%ff",
    ] {
        let answer = server.get(path).await;
        assert_eq!(answer.status(), 404, "{path}");
        assert!(answer.body.starts_with("Nothing is at this address. The site starts at /."), "{path}");
    }
}

#[tokio::test]
async fn the_site_says_in_its_own_page_what_is_not_there() {
    let folder = folder();
    let server = start(&folder).await;
    fs::write(folder.path().join("dist/404.html"), "<p>nada aqui").unwrap();
    for path in ["/none", "/en/none", "/assets/none.js", "/../secret.txt"] {
        // It cannot be unchanged, since it is not what was asked for.
        let answer = server.ask("GET", path, "If-None-Match: *\r\n").await;
        assert_eq!((answer.status(), answer.body.as_str()), (404, "<p>nada aqui"), "{path}");
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
        assert_eq!(
            (answer.header("etag"), answer.header("cache-control")),
            (None, Some("no-cache")),
            "{path}"
        );
    }
    assert_eq!(server.get("/404.html").await.status(), 200);
}

#[tokio::test]
async fn a_piece_of_a_page_stays_as_its_hash_has_it() {
    let folder = folder();
    let answer = start(&folder).await.get("/assets/en-0123456789abcdef.html").await;
    assert_eq!((answer.status(), answer.body.as_str()), (200, common::PAGE));
}

#[tokio::test]
async fn nothing_can_be_written() {
    let folder = folder();
    let server = start(&folder).await;
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"] {
        let answer = server.ask(method, "/index.html", "").await;
        assert_eq!((answer.status(), answer.header("allow")), (405, Some("GET, HEAD")), "{method}");
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
        "/./../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2e./secret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/%252e%252e%252fsecret.txt",
        "/en/..%2f..%2fsecret.txt",
        "/..;/secret.txt",
        "/%00/../../secret.txt",
        "/index.html%00.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/_headers",
        "/.env",
        "/%2eenv",
        "/.git/config",
        "//.git/config",
        &format!("/{absolute}"),
        &format!("/%2f{absolute}"),
        &format!("file://{absolute}"),
    ] {
        let answer = server.get(path).await;
        assert!((400..500).contains(&answer.status()), "{path}: {answer:?}");
        assert!(!answer.body.contains("secret"), "{path}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn no_link_leads_out_of_the_folder() {
    let folder = folder();
    let server = start(&folder).await;
    for (name, target) in [("file.txt", "../secret.txt"), ("up", "..")] {
        std::os::unix::fs::symlink(target, folder.path().join("dist").join(name)).unwrap();
    }
    for path in ["/file.txt", "/up/secret.txt", "/up/dist/index.html"] {
        let answer = server.get(path).await;
        // The way back in is inside: what counts is where it ends.
        let expected = if path.ends_with("index.html") { 200 } else { 404 };
        assert_eq!(answer.status(), expected, "{path}: {answer:?}");
    }
}

/// `//host` in a Location means another host.
#[tokio::test]
async fn no_redirect_leads_to_another_host() {
    let folder = folder();
    let server = start(&folder).await;
    for path in ["//en", "//en/", "///en", "/%2fen", "/%5cen", "//", "/en//"] {
        let answer = server.get(path).await;
        assert_eq!((answer.status(), answer.header("location")), (404, None), "{path}");
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
