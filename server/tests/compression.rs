//! What goes over the wire: the codings, their tags, and that what arrives is what the file holds.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use std::{
    fs::{self, File},
    io::Read,
    time::{Duration, SystemTime},
};

use common::{Answer, SERVED, Server, folder, serving};
use tempfile::TempDir;

const HOUR: Duration = Duration::from_secs(3_600);

const KINDS: [(&str, Option<&str>); 3] = [("br", Some("br")), ("gzip", Some("gzip")), ("identity", None)];

fn text() -> String {
    (0..2_000).map(|number| format!("olá {number}\n")).collect()
}

/// The site with a file of some size.
fn folder_with(name: &str, bytes: &[u8]) -> TempDir {
    let folder = folder();
    fs::write(folder.path().join("dist").join(name), bytes).unwrap();
    folder
}

async fn get(server: &Server, path: &str, accepted: &str) -> Answer {
    server.ask("GET", path, &format!("Accept-Encoding: {accepted}\r\n")).await
}

fn unpacked(answer: &Answer) -> Vec<u8> {
    let mut out = Vec::new();
    let bytes = answer.bytes.as_slice();
    match answer.header("content-encoding") {
        Some("br") => brotli::Decompressor::new(bytes, 4_096).read_to_end(&mut out).unwrap(),
        Some("gzip") => flate2::read::GzDecoder::new(bytes).read_to_end(&mut out).unwrap(),
        Some(other) => panic!("{other} was not asked for"),
        None => return bytes.to_vec(),
    };
    out
}

#[tokio::test]
async fn what_arrives_is_the_file() {
    let folder = folder_with("a.txt", text().as_bytes());
    let server = Server::start(serving(&folder)).await;
    for (accepted, coding) in KINDS {
        let answer = get(&server, "/a.txt", accepted).await;
        assert_eq!((answer.status(), answer.header("content-encoding")), (200, coding), "{accepted}");
        assert_eq!(
            answer.header("content-length"),
            Some(answer.bytes.len().to_string().as_str()),
            "{accepted}"
        );
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"), "{accepted}");
        assert_eq!(answer.header("vary"), Some("Accept-Encoding"), "{accepted}");
        assert!(unpacked(&answer) == text().as_bytes(), "{accepted}");
        assert!(
            coding.is_none() || answer.bytes.len() < text().len() / 2,
            "{accepted}: {}",
            answer.bytes.len()
        );
    }
}

#[tokio::test]
async fn the_client_chooses_in_one_header_or_in_two() {
    let folder = folder_with("a.txt", text().as_bytes());
    let server = Server::start(serving(&folder)).await;
    for (headers, coding) in [
        ("Accept-Encoding: gzip, deflate, br, zstd\r\n", Some("br")),
        ("Accept-Encoding: br;q=0.1, gzip;q=0.2\r\n", Some("gzip")),
        ("Accept-Encoding: gzip\r\nAccept-Encoding: br\r\n", Some("br")),
        ("Accept-Encoding: *\r\n", Some("br")),
        ("Accept-Encoding: *;q=0\r\n", None),
        ("Accept-Encoding:\r\n", None),
        ("", None),
    ] {
        let answer = server.ask("GET", "/a.txt", headers).await;
        assert_eq!((answer.status(), answer.header("content-encoding")), (200, coding), "{headers}");
    }
}

#[tokio::test]
async fn a_page_names_the_echo_in_every_coding() {
    let page = format!("{}{}", common::PAGE, text());
    let folder = folder_with("en/index.html", page.as_bytes());
    let server = Server::start(serving(&folder)).await;
    for (accepted, _) in KINDS {
        let answer = get(&server, "/en/", accepted).await;
        assert_eq!(
            String::from_utf8(unpacked(&answer)).unwrap(),
            format!("{SERVED}{}", text()),
            "{accepted}"
        );
    }
}

#[tokio::test]
async fn what_is_packed_or_short_already_goes_as_it_is() {
    let folder = folder_with("photo.jpg", &[0; 100_000]);
    let server = Server::start(serving(&folder)).await;
    for path in ["/photo.jpg", "/style.css", "/icon.png"] {
        let answer = get(&server, path, "br, gzip").await;
        assert_eq!((answer.header("content-encoding"), answer.header("vary")), (None, None), "{path}");
    }
}

#[tokio::test]
async fn what_the_client_has_is_not_sent_again() {
    let folder = folder_with("a.txt", text().as_bytes());
    let server = Server::start(serving(&folder)).await;
    for (accepted, _) in KINDS {
        let ask = |tag: String| {
            let headers = format!("Accept-Encoding: {accepted}\r\nIf-None-Match: {tag}\r\n");
            let server = &server;
            async move { server.ask("GET", "/a.txt", &headers).await }
        };
        let etag = get(&server, "/a.txt", accepted).await.header("etag").unwrap().to_owned();
        for tag in [etag.clone(), format!("W/{etag}"), format!("\"x\", {etag}"), "*".to_owned()] {
            let answer = ask(tag.clone()).await;
            assert_eq!((answer.status(), answer.bytes.len()), (304, 0), "{accepted}, {tag}");
            assert_eq!(answer.header("etag"), Some(etag.as_str()), "{accepted}, {tag}");
            assert_eq!(answer.header("vary"), Some("Accept-Encoding"), "{accepted}, {tag}");
            for absent in ["content-length", "content-encoding", "content-type"] {
                assert_eq!(answer.header(absent), None, "{accepted}, {tag}");
            }
        }
        assert_eq!(ask("\"x\"".to_owned()).await.status(), 200, "{accepted}");
    }
}

#[tokio::test]
async fn the_tag_of_one_coding_is_not_that_of_another() {
    let folder = folder_with("a.txt", text().as_bytes());
    let server = Server::start(serving(&folder)).await;
    let etag = get(&server, "/a.txt", "br").await.header("etag").unwrap().to_owned();
    assert!(etag.starts_with('"'), "a strong tag: {etag}");
    let answer =
        server.ask("GET", "/a.txt", &format!("Accept-Encoding: gzip\r\nIf-None-Match: {etag}\r\n")).await;
    assert_eq!((answer.status(), answer.header("content-encoding")), (200, Some("gzip")));
}

#[tokio::test]
async fn head_tells_what_get_has() {
    let folder = folder_with("a.txt", text().as_bytes());
    let server = Server::start(serving(&folder)).await;
    for (accepted, _) in KINDS {
        let whole = get(&server, "/a.txt", accepted).await;
        let head = server.ask("HEAD", "/a.txt", &format!("Accept-Encoding: {accepted}\r\n")).await;
        assert_eq!((head.status(), head.bytes.len()), (200, 0), "{accepted}");
        for name in ["content-length", "content-encoding", "content-type", "etag", "vary", "cache-control"] {
            assert_eq!(head.header(name), whole.header(name), "{accepted}: {name}");
        }
    }
}

#[tokio::test]
async fn a_rebuilt_file_is_served_fresh_in_every_coding() {
    let folder = folder_with("a.txt", text().as_bytes());
    let server = Server::start(serving(&folder)).await;
    for (accepted, _) in KINDS {
        get(&server, "/a.txt", accepted).await;
    }
    // Of the same length: its date tells.
    let new = text().to_uppercase();
    assert_eq!(new.len(), text().len());
    let path = folder.path().join("dist/a.txt");
    fs::write(&path, &new).unwrap();
    // Not every disk tells two moments of one test apart.
    File::options().write(true).open(path).unwrap().set_modified(SystemTime::now() + HOUR).unwrap();
    for (accepted, _) in KINDS {
        assert!(unpacked(&get(&server, "/a.txt", accepted).await) == new.as_bytes(), "{accepted}");
    }
}

#[tokio::test]
async fn many_who_ask_at_once_get_the_same() {
    let folder = folder_with("a.txt", text().as_bytes());
    let server = Server::start(serving(&folder)).await;
    let answers = futures_util::future::join_all((0..20).map(|_| get(&server, "/a.txt", "br"))).await;
    for answer in answers {
        assert!(unpacked(&answer) == text().as_bytes());
    }
}

#[tokio::test]
async fn a_part_is_answered_with_the_whole() {
    let folder = folder_with("a.txt", text().as_bytes());
    let server = Server::start(serving(&folder)).await;
    let answer = server.ask("GET", "/a.txt", "Range: bytes=0-1\r\n").await;
    assert_eq!((answer.status(), answer.header("accept-ranges")), (200, None));
    assert!(answer.bytes == text().as_bytes());
}
