//! nginx and Caddy, for the test of the recipes alone: found, or unpacked from Debian's packages without being
//! installed, so that no service begins to run.

use std::{fs, path::Path, path::PathBuf};

use anyhow::{Context, bail};

use crate::{
    process::run,
    tools::{Tools, own_root},
};

/// The programs that read the recipes of docs/hosting.md.
pub(crate) struct Proxies {
    pub(crate) nginx: PathBuf,
    pub(crate) caddy: PathBuf,
}

/// Finds both, or unpacks them on Debian; elsewhere says what to install.
pub(crate) fn ensure(tools: &Tools) -> anyhow::Result<Proxies> {
    if let Some(proxies) = find(tools) {
        return Ok(proxies);
    }
    if ["apt-get", "dpkg-deb"].iter().any(|program| tools.find(program).is_none()) {
        bail!("the recipes of docs/hosting.md are tested by nginx and caddy on PATH: install both");
    }
    eprintln!("xtask: unpacking nginx and Caddy, which read the recipes of docs/hosting.md, in target/tools");
    let folder = folder(tools);
    fs::create_dir_all(&folder).with_context(|| format!("{} could not be made", folder.display()))?;
    let download = || run(tools.command("apt-get").args(["download", "nginx", "caddy"]).current_dir(&folder));
    if download().is_err() {
        run(tools.command("apt-get").arg("update")).context("Debian's list of packages is not there")?;
        download().context("nginx and caddy were not downloaded: see the message above, or install both")?;
    }
    for package in packages(&folder)? {
        run(tools.command("dpkg-deb").arg("--extract").arg(&package).arg(&folder))?;
        // It is large, and what was in it is there.
        let _ = fs::remove_file(&package);
    }
    find(tools).context("nginx and caddy were unpacked and are not found: install both")
}

fn folder(tools: &Tools) -> PathBuf {
    own_root(&tools.root).join("proxies")
}

fn packages(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let entries = entries.collect::<Result<Vec<_>, _>>()?;
    Ok(entries.into_iter().filter(|path| path.extension().is_some_and(|end| end == "deb")).collect())
}

fn find(tools: &Tools) -> Option<Proxies> {
    let unpacked = |inside| Some(folder(tools).join(inside)).filter(|file: &PathBuf| file.is_file());
    let nginx = tools.find("nginx").or_else(|| unpacked("usr/sbin/nginx"))?;
    let caddy = tools.find("caddy").or_else(|| unpacked("usr/bin/caddy"))?;
    Some(Proxies { nginx, caddy })
}
