//! A Chromium that a measurement owns: a child of ours and not of Lighthouse, whose children outlive it.

use std::{
    fs,
    process::Stdio,
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use tempfile::TempDir;

use crate::{
    browser::Browser,
    process::{Group, POLL},
    stop,
};

use super::tab::Tab;

/// Beside the flags that the tests have: no report of a crash, and none of the pages of its own that it loads beside the
/// first one of the site, since they take a core from what is measured.
const QUIET: [&str; 2] = [
    "--disable-breakpad",
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,PreloadTopChromeWebUI,InitialWebUI",
];

/// The first start after an installation can be slow.
const START: Duration = Duration::from_secs(60);

/// A browser that has visited nothing; it ends when this is dropped, and its profile is removed after it.
pub(super) struct Chromium {
    group: Group,
    profile: TempDir,
}

impl Chromium {
    pub(super) fn start(browser: &Browser) -> anyhow::Result<Self> {
        let profile = tempfile::tempdir().context("there is no room for a browser's profile")?;
        let mut command = std::process::Command::new(&browser.chromium);
        command.args(drivers::CHROMIUM).args(QUIET).args(["--remote-debugging-port=0", "about:blank"]);
        command.arg(format!("--user-data-dir={}", profile.path().display()));
        // What it says is of no use to a reader; one that does not start says so below.
        let group = Group::start(command.stdout(Stdio::null()).stderr(Stdio::null()))?;
        Ok(Self { group, profile })
    }

    /// A new tab, in front of those that there are.
    pub(super) fn tab(&mut self) -> anyhow::Result<Tab> {
        Tab::open(&self.port()?)
    }

    /// The browser itself, to be told what concerns all tabs.
    pub(super) fn whole(&mut self) -> anyhow::Result<Tab> {
        Tab::browser(&self.port()?)
    }

    /// The port of its debugging protocol, which it writes down once it listens.
    pub(super) fn port(&mut self) -> anyhow::Result<String> {
        let told = self.profile.path().join("DevToolsActivePort");
        let bound = Instant::now() + START;
        loop {
            stop::check()?;
            let text = fs::read_to_string(&told).unwrap_or_default();
            if let Some((port, _)) = text.split_once('\n') {
                return Ok(port.to_owned());
            }
            if self.group.ended()?.is_some() || Instant::now() > bound {
                bail!("Chromium did not start: see what `chromium --headless --no-sandbox` says");
            }
            sleep(POLL);
        }
    }
}
