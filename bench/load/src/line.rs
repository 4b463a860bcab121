//! A connection to the echo.

use std::{
    io::{self, ErrorKind, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    time::Duration,
};

use anyhow::{Context, bail, ensure};
use rustix::net::{AddressFamily, SocketType, bind, connect, socket};

use crate::frames::{Echoes, Talk};

/// Nobody takes so long on one machine.
const PATIENCE: Duration = Duration::from_secs(20);
/// Connections of one address of this machine: it has some 28,000 ports, and those of the last run are not free at once.
const OF_ONE_ADDRESS: usize = 1_000;

/// One connection, which has been upgraded.
pub(crate) struct Line {
    pub(crate) stream: TcpStream,
    echoes: Echoes,
    /// Bytes that are due and not written yet, and where in the frame the next one of them is.
    owed: usize,
    at: usize,
}

impl Line {
    /// Connects as the client with this number, and waits for the upgrade.
    pub(crate) fn open(server: SocketAddr, number: usize) -> anyhow::Result<Self> {
        let mut stream = connected(server, number)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        // The key of RFC 6455, section 1.3; which one it is matters to nobody.
        write!(
            stream,
            "GET /eco HTTP/1.1\r\nHost: {server}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )?;
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut bytes = [0; 1024];
            let count = stream.read(&mut bytes)?;
            ensure!(count > 0, "the server closed a connection instead of upgrading it");
            head.extend_from_slice(&bytes[..count]);
        }
        if !head.starts_with(b"HTTP/1.1 101 ") {
            bail!("no upgrade: {}", String::from_utf8_lossy(&head).lines().next().unwrap_or_default());
        }
        Ok(Self { stream, echoes: Echoes::default(), owed: 0, at: 0 })
    }

    /// Sends `bytes` more of `frames`, which begin at a frame and repeat, and what was not taken before.
    ///
    /// `frames` has one message more than is ever owed.
    pub(crate) fn send(&mut self, bytes: usize, frames: &[u8], frame: usize) -> io::Result<()> {
        self.owed += bytes;
        while self.owed > 0 {
            let end = frames.len().min(self.at + self.owed);
            match self.stream.write(&frames[self.at..end]) {
                Ok(count) => {
                    self.owed -= count;
                    self.at = (self.at + count) % frame;
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Reads what there is: how many echoes came whole.
    pub(crate) fn receive(&mut self, room: &mut [u8], talk: &Talk) -> anyhow::Result<usize> {
        let mut ended = 0;
        loop {
            match self.stream.read(room) {
                Ok(0) => bail!("the server closed a connection"),
                Ok(count) => {
                    ended += self.echoes.take(&room[..count], talk)?;
                    // Less than there was room for is all that there is.
                    if count < room.len() {
                        return Ok(ended);
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(ended),
                Err(error) => return Err(error).context("a connection failed"),
            }
        }
    }

    /// One message there and back, with nothing else meanwhile.
    pub(crate) fn converse(&mut self, room: &mut [u8], talk: &Talk) -> anyhow::Result<()> {
        self.stream.write_all(&talk.frames(1))?;
        while self.receive_some(room, talk)? == 0 {}
        Ok(())
    }

    fn receive_some(&mut self, room: &mut [u8], talk: &Talk) -> anyhow::Result<usize> {
        let count = self.stream.read(room)?;
        ensure!(count > 0, "the server closed a connection");
        self.echoes.take(&room[..count], talk)
    }
}

/// From 127.0.0.1 and, for more connections than one address bears, from those after it.
fn connected(server: SocketAddr, number: usize) -> anyhow::Result<TcpStream> {
    let SocketAddr::V4(to) = server else { bail!("the server is to listen on IPv4, not on {server}") };
    let host = u8::try_from(1 + number / OF_ONE_ADDRESS).context("too many connections")?;
    let from = SocketAddr::from((Ipv4Addr::new(127, 0, 0, host), 0));
    let socket = socket(AddressFamily::INET, SocketType::STREAM, None).context("no more sockets")?;
    bind(&socket, &from)?;
    connect(&socket, &to).with_context(|| format!("{server} was not reached"))?;
    Ok(socket.into())
}
