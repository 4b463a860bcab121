//! `wasm-opt`, which npm brings: no Rust package and no Debian package of it is new enough.

use anyhow::{Context, bail};

use crate::{
    process::{run, shown},
    tools::{Tools, WASM_OPT},
    version,
};

/// The oldest Node that what npm brings is used with.
const NODE: u32 = 20;

/// What makes the page's program small: only a release needs it.
pub(crate) fn ensure(tools: &Tools) -> anyhow::Result<()> {
    let is_right = || tools.version("wasm-opt").is_some_and(|version| version == WASM_OPT);
    if is_right() {
        return Ok(());
    }
    node(tools, "wasm-opt")?;
    eprintln!(
        "xtask: installing wasm-opt {WASM_OPT} into node_modules (npm's binaryen), which makes the page small"
    );
    let mut npm = tools.command("npm");
    // Nothing of it needs a script of its own to run here.
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    run(&mut npm).context("wasm-opt was not installed: see npm's message above; it needs the network")?;
    if !is_right() {
        bail!(
            "`{}` did not bring wasm-opt {WASM_OPT}: see that package.json names that binaryen",
            shown(&npm)
        );
    }
    Ok(())
}

/// Fails with a sentence unless Node and npm are there; `what` is what npm brings.
pub(crate) fn node(tools: &Tools, what: &str) -> anyhow::Result<()> {
    let remedy = format!("install Node {NODE} or newer with npm (Debian: apt-get install nodejs npm)");
    match tools.version("node") {
        None => bail!("Node is missing, and npm brings {what}: {remedy}"),
        Some(old) if version::major(&old) < Some(NODE) => bail!("Node {old} is too old: {remedy}"),
        Some(_) if tools.find("npm").is_none() => bail!("npm is missing, which brings {what}: {remedy}"),
        Some(_) => Ok(()),
    }
}
