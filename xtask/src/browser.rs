//! Chromium and Firefox with their drivers, for the tests alone: found, or installed where that takes no question.

use std::{env, path::PathBuf};

use anyhow::{Context, bail};

use crate::{
    install::{self, Tool},
    process::run,
    tools::Tools,
};

/// The programs that a browser test starts.
pub(crate) struct Browser {
    /// Chromium, or Chrome.
    pub(crate) chromium: PathBuf,
    /// Its WebDriver server, `chromedriver`.
    pub(crate) driver: PathBuf,
}

/// Finds both, or installs them on Debian as root; elsewhere says what to install.
pub(crate) fn ensure(tools: &Tools) -> anyhow::Result<Browser> {
    if let Some(browser) = find(tools) {
        return Ok(browser);
    }
    if tools.find("apt-get").is_none() || !is_root() {
        bail!(
            "the browser tests and `bench` need Chromium and chromedriver on PATH, or named by CHROMIUM and CHROMEDRIVER (the \
            step `module` looks for Chromium where its driver does): install them (Debian, as root: apt-get install chromium chromium-driver), or add --skip-browser"
        );
    }
    eprintln!("xtask: installing Chromium and its driver, which the browser tests drive");
    apt(tools, &["update"])?;
    apt(tools, &["install", "-y", "--no-install-recommends", "chromium", "chromium-driver"])?;
    find(tools).context("Chromium was installed and is not found: put chromium and chromedriver on PATH")
}

/// Names Firefox's driver.
const GECKODRIVER: &str = "GECKODRIVER";

/// The programs that `verify` starts besides.
pub(crate) struct Firefox {
    /// Firefox, or its line for companies (ESR).
    pub(crate) firefox: PathBuf,
    /// Its WebDriver server, `geckodriver`.
    pub(crate) driver: PathBuf,
}

/// Finds both, or installs them: Firefox on Debian as root, its driver from its sources.
pub(crate) fn firefox(tools: &Tools) -> anyhow::Result<Firefox> {
    let find =
        || named("FIREFOX").or_else(|| ["firefox-esr", "firefox"].iter().find_map(|name| tools.find(name)));
    if find().is_none() {
        if tools.find("apt-get").is_none() || !is_root() {
            bail!(
                "`verify` needs Firefox on PATH, or named by FIREFOX: install it, or add --skip-browser to `test`"
            );
        }
        eprintln!("xtask: installing Firefox, in which the reference is verified");
        apt(tools, &["update"])?;
        apt(tools, &["install", "-y", "--no-install-recommends", "firefox-esr"])?;
    }
    let firefox = find().context("Firefox was installed and is not found: put firefox-esr on PATH")?;
    if let Some(driver) = named(GECKODRIVER) {
        return Ok(Firefox { firefox, driver });
    }
    install::tools(tools, &[Tool::Geckodriver])?;
    let driver = tools.find("geckodriver").context("geckodriver was installed and is not found")?;
    Ok(Firefox { firefox, driver })
}

/// Whether the environment names a driver of Firefox, so that none needs to be installed.
pub(crate) fn names_geckodriver() -> bool {
    named(GECKODRIVER).is_some()
}

/// A program that the environment names.
fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|file| file.is_file())
}

fn find(tools: &Tools) -> Option<Browser> {
    let found = || ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|name| tools.find(name));
    let chromium = named("CHROMIUM").or_else(found)?;
    let driver = named("CHROMEDRIVER").or_else(|| tools.find("chromedriver"))?;
    Some(Browser { chromium, driver })
}

fn apt(tools: &Tools, arguments: &[&str]) -> anyhow::Result<()> {
    let mut apt = tools.command("apt-get");
    // A child in the background may not take the terminal, which dpkg otherwise wants.
    apt.args(arguments).args(["-o", "Dpkg::Use-Pty=0"]).env("DEBIAN_FRONTEND", "noninteractive");
    run(&mut apt)
        .context("the browser was not installed: see the message above, or leave it out with --skip-browser")
}

#[cfg(unix)]
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}
