//! What npm brings: `wasm-opt`, of which no Rust package and no Debian package is new enough, esbuild, and Brython.

use anyhow::{Context, bail};

use crate::{
    process::{run, shown},
    tools::{ESBUILD, Tools, WASM_OPT},
    version,
};

/// The oldest Node that what npm brings is used with.
const NODE: u32 = 20;

/// Where npm puts Brython, which the page runs.
const BRYTHON: &str = "node_modules/brython";

/// What makes the page's program small, which only a release needs, and Brython with its editor.
pub(crate) fn ensure(tools: &Tools) -> anyhow::Result<()> {
    let is_right = || {
        let found = |tool: &str, version: &str| tools.version(tool).is_some_and(|found| found == version);
        found("wasm-opt", WASM_OPT) && found("esbuild", ESBUILD) && tools.root.join(BRYTHON).is_dir()
    };
    if is_right() {
        return Ok(());
    }
    node(tools, "wasm-opt, esbuild and Brython")?;
    eprintln!(
        "xtask: installing wasm-opt {WASM_OPT} (npm's binaryen) and esbuild {ESBUILD} into node_modules, which make \
        the page small, and Brython, which runs in it"
    );
    let mut npm = tools.command("npm");
    // Nothing of it needs a script of its own to run here.
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    run(&mut npm).context("they were not installed: see npm's message above; it needs the network")?;
    if !is_right() {
        bail!(
            "`{}` did not bring wasm-opt {WASM_OPT}, esbuild {ESBUILD} and Brython: see that package.json names them",
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
