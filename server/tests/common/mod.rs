//! A server on a free port for one test, and what a test says to it.

#![allow(dead_code, reason = "each file of tests compiles this one and uses a part of it")]

use std::{future::Future, net::SocketAddr, time::Duration};

use futures_util::StreamExt;
use server::Options;
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
        soon(connect_async(format!("ws://{}/eco", self.address))).await.unwrap().0
    }

    /// Asks the server to end; the task is done when it has.
    pub(crate) fn end(self) -> JoinHandle<anyhow::Result<()>> {
        self.end.send(()).unwrap();
        self.running
    }

    /// The whole answer to a request that is written byte by byte, so that no client tidies its path.
    pub(crate) async fn ask(&self, method: &str, path: &str, headers: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let request =
            format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut whole = Vec::new();
        soon(stream.read_to_end(&mut whole)).await.unwrap();
        let whole = String::from_utf8_lossy(&whole).into_owned();
        let (head, body) = whole.split_once("\r\n\r\n").unwrap();
        Answer { head: head.to_lowercase(), body: body.to_owned() }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "").await
    }
}

#[derive(Debug)]
pub(crate) struct Answer {
    /// The status line and the headers, in lower case.
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn status(&self) -> u16 {
        self.head.split(' ').nth(1).unwrap().parse().unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// Reads on until the connection has ended: the close that came, which must be the last message.
pub(crate) async fn close_of(mut socket: Socket) -> Option<CloseFrame> {
    let Message::Close(frame) = soon(socket.next()).await.unwrap().unwrap() else { panic!("not a close") };
    assert!(soon(socket.next()).await.is_none(), "the connection did not end cleanly");
    frame
}
