//! The program itself on a free port, with its log.

use std::{
    net::SocketAddr,
    process::Stdio,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    process::{Child, Command},
    task::JoinHandle,
    time::sleep,
};
use tokio_tungstenite::{
    connect_async,
    tungstenite::{client::IntoClientRequest, http::HeaderValue},
};

use super::{Answer, Socket, ask, metric, soon};

pub(crate) struct Program {
    pub(crate) address: SocketAddr,
    /// Where it tells its metrics, if it was asked to.
    pub(crate) metrics: Option<SocketAddr>,
    child: Child,
    log: Arc<Mutex<String>>,
    reading: JoinHandle<()>,
}

/// Sends a signal to a program.
pub(crate) async fn signal(child: &Child, name: &str) {
    let id = child.id().unwrap().to_string();
    let sent = Command::new("sh").args(["-c", "kill -s \"$0\" \"$1\"", name, &id]).status();
    assert!(soon(sent).await.unwrap().success());
}

/// What a program that has ended said.
pub(crate) struct Log {
    pub(crate) text: String,
}

impl Program {
    pub(crate) async fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_server"))
            .args(if arguments.contains(&"--listen") { &[][..] } else { &["--listen", "127.0.0.1:0"][..] })
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let (log, output) = (Arc::new(Mutex::new(String::new())), child.stderr.take().unwrap());
        let written = Arc::clone(&log);
        let reading = tokio::spawn(async move {
            let mut lines = BufReader::new(output).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                written.lock().unwrap().push_str(&(line + "\n"));
            }
        });
        let mut told = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut address = async || {
            let line = soon(told.next_line()).await.unwrap().unwrap_or_default();
            let address = line.strip_prefix("http://").and_then(|line| line.split('/').next());
            address.unwrap_or_else(|| panic!("{line}: {}", log.lock().unwrap())).parse().unwrap()
        };
        let first = address().await;
        let metrics = if arguments.contains(&"--metrics-listen") { Some(address().await) } else { None };
        Self { address: first, metrics, child, log, reading }
    }

    pub(crate) fn ws(&self) -> String {
        format!("ws://{}/eco", self.address)
    }

    pub(crate) async fn socket(&self) -> Socket {
        self.socket_with(&[]).await
    }

    /// A socket whose handshake has these headers.
    pub(crate) async fn socket_with(&self, headers: &[(&'static str, &str)]) -> Socket {
        let mut request = self.ws().into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, HeaderValue::from_str(value).unwrap());
        }
        soon(connect_async(request)).await.unwrap().0
    }

    /// A connection after its handshake, for what no client would send.
    pub(crate) async fn raw(&self) -> TcpStream {
        self.raw_at("/eco").await
    }

    pub(crate) async fn raw_at(&self, place: &str) -> TcpStream {
        self.raw_on(TcpStream::connect(self.address).await.unwrap(), place).await
    }

    pub(crate) async fn raw_on(&self, mut stream: TcpStream, place: &str) -> TcpStream {
        let head = format!(
            "GET {place} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            answer.push(soon(stream.read_u8()).await.unwrap());
        }
        let answer = String::from_utf8(answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 101 "), "{answer}");
        // The example of RFC 6455, section 1.3.
        assert!(answer.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "{answer}");
        stream
    }

    /// A place is free again a moment after the one who had it is gone.
    pub(crate) async fn until_a_socket_is_let_in(&self) {
        let let_in = async { while connect_async(self.ws()).await.is_err() {} };
        soon(let_in).await;
    }

    pub(crate) async fn until_line(&self, word: &str) {
        let told = async {
            while !self.log.lock().unwrap().lines().any(|line| line.contains(word)) {
                sleep(Duration::from_millis(10)).await;
            }
        };
        soon(told).await;
    }

    pub(crate) async fn get(&self, path: &str, headers: &str) -> Answer {
        ask(self.address, "GET", path, headers).await
    }

    /// What it has counted.
    pub(crate) async fn metric(&self, name: &str) -> Option<f64> {
        metric(self.metrics.unwrap(), name).await
    }

    /// Bytes that it holds.
    #[cfg(target_os = "linux")]
    pub(crate) fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id().unwrap())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().strip_suffix(" kB").unwrap().parse::<u64>().unwrap() * 1024
    }

    /// Asks the program to end, and gives its log when it has.
    pub(crate) async fn end(mut self) -> Log {
        signal(&self.child, "TERM").await;
        assert!(soon(self.child.wait()).await.unwrap().success());
        soon(self.reading).await.unwrap();
        Log { text: self.log.lock().unwrap().clone() }
    }
}

impl Log {
    pub(crate) fn lines_with(&self, word: &str) -> impl Iterator<Item = &str> {
        self.text.lines().filter(move |line| line.contains(word))
    }

    pub(crate) fn line_with(&self, word: &str) -> &str {
        self.lines_with(word).next().unwrap_or_else(|| panic!("no line with {word}: {}", self.text))
    }
}
