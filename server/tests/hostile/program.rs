//! The program itself, its memory and what it says: a panic of one connection is told there and nowhere else.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use super::wire::{FIN, TEXT, close, frame, play};

/// Nothing that is waited for here takes a tenth of it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// How many rounds may leave something.
const ROUNDS: usize = 8;
/// What the memory of a program that holds no more than before may differ by, in bytes.
const LEFT: u64 = 1 << 20;

const HANDSHAKE: &str = "GET /eco HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

pub(crate) struct Program {
    child: Child,
    pub(crate) address: SocketAddr,
    said: Arc<Mutex<String>>,
}

impl Program {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
        command.args(["--listen", "127.0.0.1:0"]).args(arguments);
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (said, errors) = (Arc::new(Mutex::new(String::new())), child.stderr.take().unwrap());
        let kept = Arc::clone(&said);
        thread::spawn(move || {
            for line in BufReader::new(errors).lines().map_while(Result::ok) {
                // A line for each connection of a flood is nothing to keep.
                if !["opened", "closed", "dropped", "refused", "left out"]
                    .iter()
                    .any(|word| line.contains(word))
                {
                    kept.lock().unwrap().push_str(&(line + "\n"));
                }
            }
        });
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let address = first.trim_end().strip_prefix("http://").and_then(|line| line.strip_suffix('/'));
        let address = address.unwrap_or_else(|| panic!("{first}: {}", said.lock().unwrap()));
        Self { child, address: address.parse().unwrap(), said }
    }

    /// A connection that has said nothing.
    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        stream
    }

    /// A connection after its handshake.
    pub(crate) fn socket(&self) -> TcpStream {
        let mut stream = self.connect();
        stream.write_all(HANDSHAKE.as_bytes()).unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            head.push(byte[0]);
        }
        assert!(head.starts_with(b"HTTP/1.1 101 "), "{}", String::from_utf8_lossy(&head));
        stream
    }

    /// The same for one of a flood, which may be turned away: `None` then.
    pub(crate) fn try_socket(&self) -> Option<TcpStream> {
        let mut stream = TcpStream::connect(self.address).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        stream.write_all(HANDSHAKE.as_bytes()).ok()?;
        let mut start = [0; 12];
        stream.read_exact(&mut start).ok()?;
        (start == *b"HTTP/1.1 101").then_some(stream)
    }

    /// That a client which does nothing wrong is served, as soon as there is a seat again.
    pub(crate) fn serves(&self) {
        let bound = Instant::now() + PATIENCE;
        while self.try_socket().is_none() {
            assert!(Instant::now() < bound, "nobody is let in any more");
            thread::sleep(Duration::from_millis(20));
        }
        // Who was let in just now may still hold the last seat.
        thread::sleep(Duration::from_millis(100));
        let words = "olá \u{1f44b}";
        let heard = play(self.socket(), &[&frame(FIN | TEXT, words.as_bytes()), &close(4001, b"fim")]);
        assert_eq!(heard.said, [(TEXT, words.as_bytes().to_owned())]);
        assert_eq!(heard.close.as_deref(), Some([&4001_u16.to_be_bytes()[..], b"fim"].concat().as_slice()));
    }

    /// Has `round` done until one leaves nothing in memory; fails where each leaves something.
    ///
    /// Threads, buffers and what the allocator keeps come with the first rounds; what is left of connections comes with
    /// each, so a round must be of so many that a little of each is more than [`LEFT`].
    pub(crate) fn leaves_nothing(&self, mut round: impl FnMut()) {
        let mut held: Vec<Option<u64>> = Vec::new();
        let is_settled = (0..ROUNDS).any(|_| {
            round();
            self.serves();
            held.push(self.memory());
            // Where nobody tells, there is nothing to compare.
            matches!(held[..], [.., before, now] if now <= before.map(|before| before + LEFT))
        });
        assert!(is_settled, "each round leaves something: {held:?} bytes");
    }

    /// Bytes that it holds, where `/proc` tells.
    pub(crate) fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
    }

    /// Fails where it has ended, or a connection of it has by a panic.
    pub(crate) fn is_well(&mut self) {
        assert!(
            self.child.try_wait().unwrap().is_none(),
            "the server has ended: {}",
            self.said.lock().unwrap()
        );
        let said = self.said.lock().unwrap();
        assert!(!said.contains("panicked") && !said.contains("ERROR"), "{said}");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
