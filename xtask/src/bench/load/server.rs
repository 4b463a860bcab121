//! The two echoes, each a process of its own on a port of this machine.

use std::process::{Command, Stdio};

use crate::{echo, process::Group, tools::Tools};

/// No bound of ours is reached by what is measured; a line of the log for each connection is left out, since the peer
/// writes none.
const OPTIONS: [&str; 12] = [
    "--listen=127.0.0.1:0",
    "--messages-per-second=0",
    "--max-connections=11000",
    "--max-connections-per-address=11000",
    "--idle-timeout=600",
    "--log=error",
    "--max-message=16777216",
    "--max-frame=16777216",
    "--header-timeout=10",
    "--write-buffer=65536",
    "--write-timeout=20",
    "--close-timeout=3",
];

/// A running echo; it ends when this is dropped.
pub(super) struct Server {
    group: Group,
    port: u16,
}

impl Server {
    pub(super) fn ours(tools: &Tools) -> anyhow::Result<Self> {
        let mut command = tools.command("cargo");
        command.args(["run", "--quiet", "--release", "--package", "server", "--"]).args(OPTIONS);
        Self::start(&mut command)
    }

    pub(super) fn peers(tools: &Tools) -> anyhow::Result<Self> {
        Self::start(tools.command("node").arg("bench/ws.js"))
    }

    fn start(command: &mut Command) -> anyhow::Result<Self> {
        let mut group = Group::start(command.stdout(Stdio::piped()))?;
        let port = echo::listening(&mut group)?;
        Ok(Self { group, port })
    }

    /// What tells the generator of it.
    pub(super) fn options(&self) -> [String; 2] {
        [format!("--server=127.0.0.1:{}", self.port), format!("--process={}", self.group.id())]
    }
}

/// How many of so many connections this system lets a program have. For that it is asked for all that it allows, which
/// the programs that are started from here have too.
#[cfg(unix)]
pub(super) fn possible(connections: u64) -> u64 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    /// What else a program has open.
    const BESIDES: u64 = 256;
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    // None is no bound, as it stands.
    let wanted = maximum.unwrap_or(connections + BESIDES);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum });
    let now = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    connections.min(now.saturating_sub(BESIDES))
}

/// Nobody asks elsewhere.
#[cfg(not(unix))]
pub(super) fn possible(connections: u64) -> u64 {
    connections
}
