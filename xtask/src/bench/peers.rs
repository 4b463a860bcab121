//! The pages to compare with, built in target/bench/ and served by our server as ours are.

use std::{fs, io, path::Path};

use anyhow::Context;

use super::{kit::Kit, site::Site, vitepress};
use crate::{front::Front, process::run};

/// The policy of our page, which would stop the scripts of every other.
const POLICY: &str = "content-security-policy";

/// A page that somebody else's tool has made, being served.
pub(super) struct Peer {
    pub(super) name: String,
    _site: Site,
    front: Front,
}

impl Peer {
    fn serve(kit: &Kit<'_>, name: String, folder: &Path) -> anyhow::Result<Self> {
        let site = Site::start(kit, folder, &[])?;
        let front = Front::start(site.port, POLICY)?;
        Ok(Self { name, _site: site, front })
    }

    /// The address of the page.
    pub(super) fn address(&self) -> &str {
        &self.front.address
    }
}

/// The page that the laboratory is measured beside.
pub(super) fn bare(kit: &Kit<'_>) -> anyhow::Result<Peer> {
    let folder = kit.out.join("bare");
    fs::create_dir_all(&folder)?;
    for (file, name) in [("peer.html", "index.html"), ("peer.js", "peer.js")] {
        let file = kit.folder.join(file);
        fs::copy(&file, folder.join(name)).with_context(|| format!("{} cannot be copied", file.display()))?;
    }
    Peer::serve(kit, "a bare page".to_owned(), &folder)
}

/// All of them; the built site tells the order of the sections that VitePress gets.
pub(super) fn build(kit: &Kit<'_>, dist: &Path) -> anyhow::Result<Vec<Peer>> {
    eprintln!("xtask: building the peers");
    Ok(vec![vitepress(kit, dist)?, brython(kit)?])
}

/// The same Portuguese text under VitePress' default theme.
fn vitepress(kit: &Kit<'_>, dist: &Path) -> anyhow::Result<Peer> {
    let folder = kit.out.join("vitepress");
    let settings = folder.join(".vitepress");
    let source = vitepress::source(&kit.tools.root, &fs::read_to_string(dist.join("index.html"))?)?;
    fs::create_dir_all(&settings)?;
    fs::write(settings.join("config.mjs"), source.settings)?;
    fs::write(folder.join("index.md"), source.page)?;
    let mut build = kit.node("vitepress/bin/vitepress.js");
    run(build.arg("build").arg(&folder).stdout(io::stderr()))
        .context("VitePress did not build the peer: see its message above")?;
    let name = format!("VitePress {}, same text", kit.version("vitepress"));
    Peer::serve(kit, name, &settings.join("dist"))
}

/// Brython's own page on the module, as bench/brython/index.html says.
fn brython(kit: &Kit<'_>) -> anyhow::Result<Peer> {
    let folder = kit.out.join("brython");
    fs::create_dir_all(&folder)?;
    let ours = ["index.html", "style.css"].map(|name| kit.folder.join("brython").join(name));
    let theirs = ["brython.js", "brython_stdlib.js"].map(|name| kit.npm("brython").join(name));
    for file in ours.iter().chain(&theirs) {
        let copy = folder.join(file.file_name().unwrap_or_default());
        fs::copy(file, copy).with_context(|| format!("{} cannot be copied", file.display()))?;
    }
    Peer::serve(kit, format!("Brython {}'s page, rebuilt", kit.version("brython")), &folder)
}
