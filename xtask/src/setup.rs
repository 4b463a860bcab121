//! `cargo xtask setup`: installs all that the other commands would.

use clap::Args;

use crate::{browser, install, optimizer, proxies, tools::Tools};

/// Install what is missing: the wasm target, Trunk, wasm-bindgen and wasm-opt
///
/// The other commands do it by themselves; this is for a machine that will be offline, or for an image. A tool
/// that is there in the right version is used as it is, and another version of it is never overwritten.
#[derive(Args)]
pub(crate) struct Options {
    /// Also what only the tests need: Chromium and its driver, nginx and Caddy
    #[arg(long)]
    browser: bool,
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    let tools = Tools::new()?;
    install::build_tools(&tools)?;
    optimizer::ensure(&tools)?;
    if options.browser {
        install::lint_tools(&tools)?;
        browser::ensure(&tools)?;
        proxies::ensure(&tools)?;
    }
    println!(
        "All tools are in place: `cargo xtask serve` shows the page, `cargo xtask test` runs the tests."
    );
    Ok(())
}
