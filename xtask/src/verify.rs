//! `cargo xtask verify`: the check of each statement of the reference, in real browsers.

use std::process::Command;

use clap::Args;

use crate::{
    browser::{self, Browser, Firefox},
    npm, optimizer, process, today,
    tools::Tools,
};

/// Run the check of each statement of the reference in Brython 3.11 to 3.14, Chromium and Firefox
///
/// Writes what they find to verify/results.toml, which the site shows. Installs what is missing first: Brython from
/// npm, geckodriver from its sources, and on Debian as root also the browsers.
#[derive(Args)]
pub(crate) struct Options {
    /// Write nothing: fail where another outcome appears than verify/results.toml tells
    #[arg(long)]
    check: bool,
    /// Write nothing: show what those checks find whose names begin so
    #[arg(long, value_name = "STATEMENT", conflicts_with = "check")]
    only: Option<String>,
}

pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let tools = Tools::new()?;
    let (browser, firefox) = (browser::ensure(&tools)?, browser::firefox(&tools)?);
    prepare(&tools)?;
    let mut command = command(&tools, &browser, &firefox);
    if options.check {
        command.arg("--check");
    }
    if let Some(only) = &options.only {
        command.args(["--only", only]);
    }
    process::run(&mut command)
}

/// The step of `cargo xtask test`.
pub(crate) fn check(tools: &Tools, browser: &Browser, firefox: &Firefox) -> anyhow::Result<()> {
    process::run(command(tools, browser, firefox).arg("--check"))
}

/// Installs the versions of Brython.
pub(crate) fn prepare(tools: &Tools) -> anyhow::Result<()> {
    optimizer::node(tools, "Brython")?;
    npm::install(tools, "verify", "the versions of Brython that the reference is verified in")
}

fn command(tools: &Tools, browser: &Browser, firefox: &Firefox) -> Command {
    let mut command = tools.command("cargo");
    command
        .args(["run", "--quiet", "--package", "verify", "--"])
        .env("TODAY", today::today())
        .env("CHROMIUM", &browser.chromium)
        .env("CHROMEDRIVER", &browser.driver)
        .env("FIREFOX", &firefox.firefox)
        .env("GECKODRIVER", &firefox.driver);
    command
}
