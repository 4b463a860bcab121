//! `cargo xtask setup`: installs all that the other commands would.

use clap::Args;

use crate::{install, optimizer, test, tools::Tools};

/// Install what is missing: the wasm target, Trunk, wasm-bindgen and wasm-opt
///
/// The other commands do it by themselves; this is for a machine that will be offline, or for an image. A tool
/// that is there in the right version is used as it is, and another version of it is never overwritten.
#[derive(Args)]
pub(crate) struct Options {
    /// Also what only the tests need: Chromium and Firefox with their drivers, nginx and Caddy, and cargo-deny
    #[arg(long)]
    browser: bool,
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    let tools = Tools::new()?;
    if options.browser {
        test::prepare_all(&tools)?;
    } else {
        install::tools(&tools, install::BUILD)?;
        optimizer::ensure(&tools)?;
    }
    println!(
        "All tools are in place: `cargo xtask serve` shows the page, `cargo xtask test` runs the tests."
    );
    Ok(())
}
