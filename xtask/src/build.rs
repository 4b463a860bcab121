//! `cargo xtask build`: the site in `dist/`, ready for a host.

use std::{fs, io, path::Path};

use anyhow::Context;
use clap::Args;

use crate::{install, optimizer, process, tools::Tools};

/// Build the site for a host, into dist/
///
/// The site is one that is served at /. WEBSOCKET_SERVER in the environment is the address of the host's own
/// WebSocket server, if it has one.
#[derive(Args)]
pub(crate) struct Options {}

pub(crate) fn run(Options {}: Options) -> anyhow::Result<()> {
    let tools = Tools::new()?;
    install::build_tools(&tools)?;
    optimizer::ensure(&tools)?;
    let failed = "the site was not built: see the message above";
    process::run(tools.trunk().args(["build", "--release"])).context(failed)?;
    let dist = tools.root.join("dist");
    let size = size(&dist).with_context(|| format!("{} could not be read", dist.display()))?;
    println!("The site is in {}: {} kB, before any compression.", dist.display(), size.div_ceil(1000));
    Ok(())
}

/// The same site whatever the user's shell is set for: that of a static host without a server of its own, at /.
pub(crate) fn plain(tools: &Tools) -> anyhow::Result<()> {
    let mut trunk = tools.trunk();
    trunk.args(["build", "--release"]).env_remove("WEBSOCKET_SERVER").env_remove("SITE_URL");
    // What `bench` prints is read from its standard output.
    process::run(trunk.stdout(io::stderr())).context("the site was not built: see the message above")
}

/// The bytes of all files in a folder and below.
fn size(folder: &Path) -> io::Result<u64> {
    fs::read_dir(folder)?.try_fold(0, |sum, entry| {
        let entry = entry?;
        let more = if entry.file_type()?.is_dir() { size(&entry.path())? } else { entry.metadata()?.len() };
        Ok(sum + more)
    })
}
