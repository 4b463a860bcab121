//! A server on a free port for one test, and what a test says to it.

#![allow(dead_code, reason = "each file of tests compiles this one and uses a part of it")]

pub(crate) mod program;

use std::{fs, future::Future, net::SocketAddr, time::Duration};

use futures_util::StreamExt;
use server::Options;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, protocol::CloseFrame},
};

pub(crate) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Fails instead of hanging; nothing here takes a tenth of that.
pub(crate) async fn soon<T>(awaited: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), awaited).await.expect("20 s were not enough")
}

pub(crate) const PAGE: &str = "<!DOCTYPE html><meta name=\"websocket-server\" content=\"\"/><p>olá";
pub(crate) const SERVED: &str = "<!DOCTYPE html><meta name=\"websocket-server\" content=\"/eco\" /><p>olá";

/// A folder that holds a site, `dist`, and a secret beside it.
pub(crate) fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for inside in ["dist/en", "dist/assets", "dist/frame", "dist/.git", "dist/empty"] {
        fs::create_dir_all(folder.path().join(inside)).unwrap();
    }
    for (name, text) in [
        ("dist/index.html", PAGE),
        ("dist/en/index.html", PAGE),
        ("dist/app.wasm", "\0asm"),
        ("dist/app.js", "1"),
        ("dist/style.css", "p{}"),
        ("dist/sw.js", "2"),
        ("dist/manifest.webmanifest", "{}"),
        ("dist/icon.png", "\u{89}PNG"),
        ("dist/assets/style-4a28bf8e5ac996e1.css", "p{}"),
        ("dist/assets/en-0123456789abcdef.html", PAGE),
        ("dist/frame/python-0123456789abcdef.html", PAGE),
        ("dist/_headers", "secret"),
        ("dist/.git/config", "secret"),
        ("dist/.env", "secret"),
        ("secret.txt", "secret"),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// What serves that site at its root.
pub(crate) fn serving(folder: &TempDir) -> Options {
    Options { dist: Some(folder.path().join("dist")), ..Options::default() }
}

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    end: oneshot::Sender<()>,
    running: JoinHandle<anyhow::Result<()>>,
}

impl Server {
    pub(crate) async fn start(options: Options) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (end, ended) = oneshot::channel();
        let shutdown = async move { ended.await.unwrap_or(()) };
        Self { address, end, running: tokio::spawn(server::run(listener, options, shutdown)) }
    }

    pub(crate) async fn socket(&self) -> Socket {
        self.socket_at("").await
    }

    /// A socket whose address ends with `query`.
    pub(crate) async fn socket_at(&self, query: &str) -> Socket {
        soon(connect_async(format!("ws://{}/eco{query}", self.address))).await.unwrap().0
    }

    /// Asks the server to end; the task is done when it has.
    pub(crate) fn end(self) -> JoinHandle<anyhow::Result<()>> {
        self.end.send(()).unwrap();
        self.running
    }

    /// The whole answer to a request that is written byte by byte, so that no client tidies its path.
    pub(crate) async fn ask(&self, method: &str, path: &str, headers: &str) -> Answer {
        ask(self.address, method, path, headers).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "").await
    }
}

pub(crate) async fn ask(address: SocketAddr, method: &str, path: &str, headers: &str) -> Answer {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let host = if headers.contains("Host: ") { "" } else { "Host: localhost\r\n" };
    let request = format!("{method} {path} HTTP/1.1\r\n{host}Connection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut whole = Vec::new();
    soon(stream.read_to_end(&mut whole)).await.unwrap();
    Answer::new(&whole)
}

/// What is answered to so many requests for another host, by one connection: a slow machine takes long for as many.
pub(crate) async fn flood(address: SocketAddr, count: usize) -> String {
    let head = "GET / HTTP/1.1\r\nHost: evil.example\r\n";
    let all = [format!("{head}\r\n").repeat(count - 1), format!("{head}Connection: close\r\n\r\n")].concat();
    let (mut reading, mut writing) = TcpStream::connect(address).await.unwrap().into_split();
    // To end its half of the line before all is answered would be to go.
    let asking = tokio::spawn(async move { writing.write_all(all.as_bytes()).await.map(|()| writing) });
    let mut answers = String::new();
    soon(reading.read_to_string(&mut answers)).await.unwrap();
    asking.await.unwrap().unwrap();
    answers
}

#[derive(Debug)]
pub(crate) struct Answer {
    /// The status line and the headers as they came.
    pub(crate) head: String,
    pub(crate) bytes: Vec<u8>,
    /// The bytes as a text.
    pub(crate) body: String,
}

impl Answer {
    fn new(whole: &[u8]) -> Self {
        let end = whole.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
        let (head, bytes) = (&whole[..end], whole[end + 4..].to_vec());
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Self { head: String::from_utf8(head.to_vec()).unwrap(), bytes, body }
    }

    pub(crate) fn status(&self) -> u16 {
        self.head.split(' ').nth(1).unwrap().parse().unwrap()
    }

    /// The value of a header that comes once at most.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.head.lines().filter_map(|line| {
            let (given, value) = line.split_once(": ")?;
            given.eq_ignore_ascii_case(name).then_some(value)
        });
        let value = values.next();
        assert_eq!(values.next(), None, "{name} comes twice: {}", self.head);
        value
    }
}

/// Reads on until the connection has ended: the close that came, which must be the last message.
pub(crate) async fn close_of(mut socket: Socket) -> Option<CloseFrame> {
    let Message::Close(frame) = soon(socket.next()).await.unwrap().unwrap() else { panic!("not a close") };
    assert!(soon(socket.next()).await.is_none(), "the connection did not end cleanly");
    frame
}

/// What a server that tells its metrics here has counted.
pub(crate) async fn metric(listen: SocketAddr, name: &str) -> Option<f64> {
    let answer = ask(listen, "GET", "/metrics", "").await;
    assert_eq!(answer.status(), 200);
    assert!(answer.header("content-type").unwrap().starts_with("application/openmetrics-text"));
    answer.body.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
}
