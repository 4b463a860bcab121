//! A folder served by the project's own server, as a host would.

use std::{path::Path, process::Stdio};

use crate::{echo, process::Group};

use super::kit::Kit;

/// A running server; it ends when this is dropped.
pub(super) struct Site {
    _group: Group,
    /// The address of the site, which ends with a slash.
    pub(super) address: String,
    /// The port it listens on.
    pub(super) port: u16,
}

impl Site {
    /// Serves `dist` on a port that is free, with `options` of the server.
    pub(super) fn start(kit: &Kit<'_>, dist: &Path, options: &[&str]) -> anyhow::Result<Self> {
        let mut server = kit.tools.command("cargo");
        server.args(["run", "--quiet", "--release", "--package", "server", "--"]);
        server.args(["--listen", "127.0.0.1:0", "--dist"]).arg(dist).args(echo::OF_A_READER).args(options);
        let mut group = Group::start(server.stdout(Stdio::piped()))?;
        let port = echo::listening(&mut group)?;
        Ok(Self { _group: group, address: format!("http://127.0.0.1:{port}/"), port })
    }
}
