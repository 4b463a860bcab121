//! A site under a path of its host.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use std::fs;

use common::{Server, folder, serving, soon};
use futures_util::{SinkExt, StreamExt};
use server::Options;
use tempfile::TempDir;
use tokio_tungstenite::{connect_async, tungstenite::Message};

async fn start(folder: &TempDir) -> Server {
    Server::start(Options { base: "/docs/".parse().unwrap(), ..serving(folder) }).await
}

#[tokio::test]
async fn the_site_is_below_it_and_names_the_echo_there() {
    let folder = folder();
    let server = start(&folder).await;
    for path in ["/docs/", "/docs/index.html", "/docs/en/", "/docs/?servidor=local"] {
        let answer = server.get(path).await;
        assert_eq!(answer.status(), 200, "{path}");
        assert!(answer.body.contains("content=\"/docs/eco\""), "{path}: {answer:?}");
    }
    let hashed = server.get("/docs/assets/style-4a28bf8e5ac996e1.css").await;
    assert_eq!(hashed.header("cache-control"), Some("public, max-age=31536000, immutable"));
}

#[tokio::test]
async fn what_is_elsewhere_is_told_where_the_site_is() {
    let folder = folder();
    fs::write(folder.path().join("dist/404.html"), "the site's own").unwrap();
    let server = start(&folder).await;
    for path in ["/", "/index.html", "/en/", "/docsen/", "/other?a", "//docs/", "/docs%2f", "/../docs/"] {
        let answer = server.get(path).await;
        assert_eq!(answer.status(), 404, "{path}");
        assert_eq!(answer.body, "Nothing is at this address. The site starts at /docs/.\n", "{path}");
    }
    // Below it the site speaks for itself.
    assert_eq!(server.get("/docs/none").await.body, "the site's own");
}

#[tokio::test]
async fn slashes_that_lack_are_added_with_the_query() {
    let folder = folder();
    let server = start(&folder).await;
    for (path, location) in [
        ("/docs", "/docs/"),
        ("/docs?servidor=local", "/docs/?servidor=local"),
        ("/docs/en", "/docs/en/"),
        ("/docs/en?a=/b", "/docs/en/?a=/b"),
    ] {
        let answer = server.get(path).await;
        assert_eq!((answer.status(), answer.header("location")), (308, Some(location)), "{path}");
    }
}

#[tokio::test]
async fn the_echo_is_at_both_of_its_paths() {
    let folder = folder();
    for server in [
        start(&folder).await,
        Server::start(Options { base: "/docs/".parse().unwrap(), ..Options::default() }).await,
    ] {
        for path in ["/eco", "/docs/eco"] {
            let (mut socket, _) =
                soon(connect_async(format!("ws://{}{path}", server.address))).await.unwrap();
            socket.send(Message::from(path)).await.unwrap();
            assert_eq!(soon(socket.next()).await.unwrap().unwrap(), Message::from(path));
        }
    }
}

#[tokio::test]
async fn without_a_site_its_place_tells_so() {
    let server = Server::start(Options { base: "/docs/".parse().unwrap(), ..Options::default() }).await;
    assert!(server.get("/docs/").await.body.contains("--dist"));
    assert_eq!(server.get("/").await.status(), 404);
}

#[tokio::test]
async fn sites_that_share_what_is_ready_keep_their_own_pages() {
    let folder = folder();
    let here = serving(&folder);
    let below = Options { base: "/docs/".parse().unwrap(), ..here.clone() };
    let (here, below) = (Server::start(here).await, Server::start(below).await);
    for _ in 0..2 {
        assert_eq!(here.get("/").await.body, common::SERVED);
        assert_eq!(below.get("/docs/").await.body, common::SERVED.replace("/eco", "/docs/eco"));
    }
}
