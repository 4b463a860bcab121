//! The headers of the answers: those that guard the reader, and how long each answer keeps.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use common::{Answer, Server, folder, serving};
use server::Options;

#[track_caller]
fn check_guards(answer: &Answer, path: &str, tls: bool) {
    for (name, value) in hosting::security_headers(tls) {
        assert_eq!(answer.header(name), Some(value.as_str()), "{path}: {name}");
    }
    let hsts = answer.header("strict-transport-security");
    assert_eq!(hsts.is_some(), tls, "{path}: {hsts:?}");
    assert!(answer.header("cache-control").is_some(), "{path}");
}

/// A request for each kind of answer there is, and its status.
const KINDS: [(&str, &str, &str, u16); 10] = [
    ("GET", "/", "", 200),
    ("HEAD", "/", "", 200),
    ("GET", "/app.js", "", 200),
    ("GET", "/app.js", "If-None-Match: *\r\n", 304),
    ("GET", "/en", "", 308),
    ("GET", "/none", "", 404),
    ("POST", "/", "", 405),
    ("GET", "/eco", "", 426),
    ("POST", "/eco", "", 405),
    ("GET", "/none", "Connection: Upgrade\r\nUpgrade: websocket\r\n", 404),
];

#[tokio::test]
async fn every_answer_guards_the_reader() {
    let folder = folder();
    let server = Server::start(serving(&folder)).await;
    for (method, path, headers, status) in KINDS {
        let answer = server.ask(method, path, headers).await;
        assert_eq!(answer.status(), status, "{method} {path}: {answer:?}");
        check_guards(&answer, path, false);
    }
}

#[tokio::test]
async fn tls_is_insisted_on_only_when_it_is_there() {
    let folder = folder();
    let server = Server::start(Options { behind_tls: true, ..serving(&folder) }).await;
    for (method, path, headers, status) in KINDS {
        let answer = server.ask(method, path, headers).await;
        assert_eq!(answer.status(), status, "{method} {path}: {answer:?}");
        check_guards(&answer, path, true);
    }
}

#[tokio::test]
async fn without_a_site_too() {
    let server = Server::start(Options::default()).await;
    for path in ["/", "/none", "/eco"] {
        check_guards(&server.get(path).await, path, false);
    }
}

/// What is in a frame has the policy of frames and everything else of the other answers; what is missing there is
/// told by a page.
#[tokio::test]
async fn a_frame_has_a_policy_of_its_own() {
    let folder = folder();
    let server = Server::start(serving(&folder)).await;
    let path = "/frame/python-0123456789abcdef.html";
    for headers in ["", "If-None-Match: *\r\n"] {
        let answer = server.ask("GET", path, headers).await;
        let policy = hosting::content_security_policy_of_frames();
        assert_eq!(answer.header("content-security-policy"), Some(policy.as_str()), "{answer:?}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"));
    }
    check_guards(&server.get("/frame/none.html").await, "/frame/none.html", false);
}

#[tokio::test]
async fn only_what_has_a_hash_keeps() {
    let folder = folder();
    let server = Server::start(serving(&folder)).await;
    let (ever, again) = ("public, max-age=31536000, immutable", "no-cache");
    for (path, status, keeps) in [
        ("/assets/style-4a28bf8e5ac996e1.css", 200, ever),
        ("/assets/en-0123456789abcdef.html", 200, ever),
        ("/", 200, again),
        ("/en/", 200, again),
        ("/sw.js", 200, again),
        ("/manifest.webmanifest", 200, again),
        ("/icon.png", 200, again),
        ("/style.css", 200, again),
        // A file that is not there yet must not be missing for a year.
        ("/assets/none-0123456789abcdef.css", 404, again),
        ("/en", 308, again),
        ("/eco", 426, again),
    ] {
        let answer = server.get(path).await;
        assert_eq!((answer.status(), answer.header("cache-control")), (status, Some(keeps)), "{path}");
    }
    let unchanged = server.ask("GET", "/assets/style-4a28bf8e5ac996e1.css", "If-None-Match: *\r\n").await;
    assert_eq!((unchanged.status(), unchanged.header("cache-control")), (304, Some(ever)));
}
