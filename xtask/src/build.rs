//! `cargo xtask build`: the site in `dist/`, ready for a host.

use std::{env, fs, io, path::Path, process::Command};

use anyhow::Context;
use clap::Args;

use crate::{install, optimizer, process, small, tools::Tools, twice};

/// Build the site for a host, into dist/
///
/// SITE_URL in the environment is the site's public address, as in `https://example.org/docs/`: without it the site is
/// one that is served at /, and names no address of its own. WEBSOCKET_SERVER is the address of the host's own
/// WebSocket server, if it has one.
#[derive(Args)]
pub(crate) struct Options {
    /// Build the commit once more, in another folder, and fail where the two are not the same byte by byte
    #[arg(long)]
    twice: bool,
}

/// What the environment may say, and a build of the tests must not hear.
const SITE_URL: &str = "SITE_URL";
const SERVER: &str = "WEBSOCKET_SERVER";

pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let tools = Tools::new()?;
    install::tools(&tools, install::BUILD)?;
    optimizer::ensure(&tools)?;
    let site = env::var(SITE_URL).unwrap_or_default();
    let build = |tools: &Tools| process::run(trunk(tools, &site)?.env(SITE_URL, &site)).context(FAILED);
    build(&tools)?;
    if options.twice {
        twice::check(&tools, build)?;
    }
    let dist = tools.root.join("dist");
    let size = size(&dist).with_context(|| format!("{} could not be read", dist.display()))?;
    println!("The site is in {}: {} kB, before any compression.", dist.display(), size.div_ceil(1000));
    Ok(())
}

/// The same site whatever the user's shell is set for: that of a static host without a server of its own, at /.
pub(crate) fn plain(tools: &Tools) -> anyhow::Result<()> {
    // What `bench` prints is read from its standard output.
    let mut trunk = trunk(tools, "")?;
    process::run(trunk.env_remove(SITE_URL).env_remove(SERVER).stdout(io::stderr())).context(FAILED)
}

/// The same for an address, in a folder of its own.
pub(crate) fn at(tools: &Tools, site: &str, dist: &Path) -> anyhow::Result<()> {
    let mut trunk = trunk(tools, site)?;
    process::run(trunk.arg("--dist").arg(dist).env(SITE_URL, site).env_remove(SERVER)).context(FAILED)
}

/// The site as `trunk build --release` makes it by itself, in a folder of its own.
pub(crate) fn bare(tools: &Tools, dist: &Path) -> anyhow::Result<()> {
    let mut trunk = tools.trunk();
    trunk.args(["build", "--release", "--dist"]).arg(dist).env_remove(SITE_URL).env_remove(SERVER);
    process::run(&mut trunk).context(FAILED)
}

const FAILED: &str = "the site was not built: see the message above";

/// Trunk, about to build the site for this address.
fn trunk(tools: &Tools, site: &str) -> anyhow::Result<Command> {
    let mut trunk = small::trunk(tools)?;
    trunk.args(["build", "--release", "--public-url", &path(site)]);
    Ok(trunk)
}

/// The path of an address, with a slash at both ends; what else is wrong with the address, the prerender says.
fn path(site: &str) -> String {
    let rest = site.split_once("://").map_or("", |(_, rest)| rest);
    match rest.split_once('/').map_or("", |(_, path)| path).trim_matches('/') {
        "" => "/".to_owned(),
        path => format!("/{path}/"),
    }
}

/// The bytes of all files in a folder and below.
fn size(folder: &Path) -> io::Result<u64> {
    fs::read_dir(folder)?.try_fold(0, |sum, entry| {
        let entry = entry?;
        let more = if entry.file_type()?.is_dir() { size(&entry.path())? } else { entry.metadata()?.len() };
        Ok(sum + more)
    })
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn an_address_tells_the_path() {
        for (site, wanted) in [
            ("", "/"),
            ("https://example.org", "/"),
            ("https://example.org/", "/"),
            ("https://example.org/docs", "/docs/"),
            ("http://example.org:8080/a/b/", "/a/b/"),
        ] {
            assert_eq!(path(site), wanted, "{site}");
        }
    }
}
