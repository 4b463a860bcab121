//! The echo server as a child: compiled, started, and known to listen before anybody is told its address.

use std::{
    ffi::OsString,
    io::{BufRead, BufReader},
    process::Stdio,
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};

use crate::{
    process::{Group, POLL, run},
    stop,
    tools::Tools,
};

/// It only opens a port; this is for a machine that is busy with something else.
const START: Duration = Duration::from_secs(60);

/// What a reader's own machine is spared: the page's Python runs in a frame, whose origin is `null`, may send as much as
/// it likes, and nobody wants to read of each connection.
pub(crate) const OF_A_READER: [&str; 6] =
    ["--allow-origin", "null", "--messages-per-second", "0", "--log", "warn"];

/// A running echo; it ends when this is dropped.
pub(crate) struct Echo {
    /// The server's process.
    pub(crate) group: Group,
    /// Its WebSocket address.
    pub(crate) address: String,
    /// The port it listens on.
    pub(crate) port: u16,
}

impl Echo {
    /// Compiles the server and starts it on a port of this machine; 0 picks one.
    pub(crate) fn start(tools: &Tools, port: u16) -> anyhow::Result<Self> {
        Self::with(tools, port, &[])
    }

    /// The same with more of the server's options.
    pub(crate) fn with(tools: &Tools, port: u16, options: &[OsString]) -> anyhow::Result<Self> {
        run(tools.command("cargo").args(["build", "--package", "server"]))?;
        let mut command = tools.command("cargo");
        command.args([
            "run",
            "--quiet",
            "--package",
            "server",
            "--",
            "--listen",
            &format!("127.0.0.1:{port}"),
        ]);
        command.args(OF_A_READER).args(options);
        let mut group = Group::start(command.stdout(Stdio::piped()))?;
        let port = listening(&mut group)?;
        Ok(Self { group, address: format!("ws://127.0.0.1:{port}/eco"), port })
    }
}

/// The port that a server of ours which has just been started listens on: it is in the first line it writes.
pub(crate) fn listening(group: &mut Group) -> anyhow::Result<u16> {
    let lines = lines(group);
    let bound = Instant::now() + START;
    loop {
        stop::check()?;
        match lines.recv_timeout(POLL) {
            Ok(line) => {
                return port_of(&line).with_context(|| {
                    format!("the server began with {line:?}, which is no address: see server/src/main.rs")
                });
            }
            Err(RecvTimeoutError::Timeout) if Instant::now() < bound => {}
            Err(RecvTimeoutError::Timeout) => {
                bail!("the server did not start within {START:?}: try again")
            }
            Err(RecvTimeoutError::Disconnected) => {
                bail!("the server did not start: see its message above")
            }
        }
    }
}

/// The lines that the child writes; reading goes on, so that it never waits for a reader.
fn lines(group: &mut Group) -> Receiver<String> {
    let (sender, receiver) = channel();
    if let Some(output) = group.output() {
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                // Nobody listens after the first line.
                let _ = sender.send(line);
            }
        });
    }
    receiver
}

/// The port in the server's first line, `http://127.0.0.1:<port>/`.
fn port_of(line: &str) -> Option<u16> {
    line.strip_prefix("http://127.0.0.1:")?.strip_suffix('/')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::port_of;

    #[test]
    fn the_first_line_tells_the_port() {
        assert_eq!(port_of("http://127.0.0.1:8081/"), Some(8081));
        assert_eq!(port_of("http://127.0.0.1:8081"), None);
        assert_eq!(port_of("listening"), None);
    }
}
