//! The packages of npm that a folder names with a lock of its own: installed as the lock says.

use std::{fs, io};

use anyhow::Context;

use crate::{process::run, tools::Tools};

/// `npm ci` in a folder of the repository, unless what it left is of the very lock that is there now; `what` is what it
/// brings.
pub(crate) fn install(tools: &Tools, folder: &str, what: &str) -> anyhow::Result<()> {
    let place = tools.root.join(folder);
    let lock = fs::read(place.join("package-lock.json"))
        .with_context(|| format!("{folder}/package-lock.json cannot be read: check it out again"))?;
    let installed = place.join("node_modules").join(".installed-lock.json");
    if fs::read(&installed).is_ok_and(|known| known == lock) {
        return Ok(());
    }
    eprintln!("xtask: installing {what} into {folder}/node_modules");
    let mut npm = tools.command("npm");
    // Their scripts fetch browsers and lists, none of which is used here.
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    run(npm.current_dir(place).stdout(io::stderr())).with_context(|| {
        format!("{folder}/ was not installed: see npm's message above; it needs the network")
    })?;
    fs::write(installed, lock).with_context(|| format!("{folder}/node_modules cannot be written"))
}
