//! A browser without a screen, and its driver; both end when they are dropped.

use std::{env, process::Stdio, time::Duration};

use anyhow::{Context, bail};
use serde_json::json;
use thirtyfour::{
    BrowserCapabilitiesHelper, Capabilities, CapabilitiesHelper, ChromiumLikeCapabilities,
    DesiredCapabilities, WebDriver,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

/// A browser that has just been installed can take long to start.
const START: Duration = Duration::from_secs(120);
/// How many drivers may fail to find a port of their own.
const ATTEMPTS: usize = 5;

/// Chromium, with every name but this machine's unknown: no check can reach a stranger.
const CHROMIUM: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/// Which browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Chromium, or Chrome.
    Chromium,
    /// Firefox, from its line for companies (ESR) on.
    Firefox,
}

impl Kind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
        }
    }

    fn driver(self) -> (&'static str, &'static [&'static str], &'static str) {
        match self {
            Self::Chromium => ("CHROMEDRIVER", &["--port=0"], "started successfully on port "),
            Self::Firefox => ("GECKODRIVER", &["--port=0"], "Listening on 127.0.0.1:"),
        }
    }

    fn capabilities(self) -> anyhow::Result<Capabilities> {
        Ok(match self {
            Self::Chromium => {
                let mut chromium = DesiredCapabilities::chrome();
                chromium.set_binary(&named("CHROMIUM")?)?;
                CHROMIUM.iter().try_for_each(|argument| chromium.add_arg(argument))?;
                // The checks have servers with a certificate that nobody signed.
                chromium.accept_insecure_certs(true)?;
                chromium.into()
            }
            Self::Firefox => {
                let mut firefox = DesiredCapabilities::firefox();
                firefox.set_firefox_binary(&named("FIREFOX")?)?;
                firefox.set_headless()?;
                firefox.accept_insecure_certs(true)?;
                // After a refusal it would wait before the next connection; and it asks nobody's name server.
                let settings = json!({
                    "network.websocket.delay-failed-reconnects": false, "network.dns.disabled": true,
                    "network.captive-portal-service.enabled": false, "network.connectivity-service.enabled": false,
                });
                firefox.set_browser_option("prefs", settings)?;
                firefox.into()
            }
        })
    }
}

/// A browser that is driven.
pub(crate) struct Browser {
    pub(crate) kind: Kind,
    pub(crate) driver: WebDriver,
    /// Killed when it is dropped.
    _process: Child,
}

impl Browser {
    pub(crate) async fn start(kind: Kind) -> anyhow::Result<Self> {
        let capabilities = kind.capabilities()?;
        let started = async {
            for _ in 0..ATTEMPTS {
                let (process, port) = driver(kind).await?;
                if let Some(port) = port {
                    let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities).await?;
                    return Ok(Self { kind, driver, _process: process });
                }
            }
            bail!("{ATTEMPTS} drivers ended before they listened: start one by hand to see why")
        };
        let bounded = timeout(START, started).await.with_context(|| format!("it did not start in {START:?}"));
        bounded.and_then(|started| started).with_context(|| format!("{} cannot be driven", kind.name()))
    }

    /// The version that it tells of itself.
    pub(crate) async fn version(&self) -> anyhow::Result<String> {
        let agent = self.driver.execute("return navigator.userAgent", vec![]).await?;
        let told = agent.json().as_str().unwrap_or_default().to_owned();
        let version = ["Firefox/", "Chrome/"].iter().find_map(|name| told.split_once(name));
        let version = version.and_then(|(_, rest)| rest.split(['.', ' ']).next());
        version.map(ToOwned::to_owned).with_context(|| format!("`{told}` tells no version"))
    }

    pub(crate) async fn end(self) -> anyhow::Result<()> {
        Ok(self.driver.quit().await?)
    }
}

/// A driver and the port that it took; none when it ended before, as it does when another one takes the port.
async fn driver(kind: Kind) -> anyhow::Result<(Child, Option<u16>)> {
    let (variable, arguments, words) = kind.driver();
    let program = named(variable)?;
    let mut child = Command::new(&program)
        .args(arguments)
        .stdout(Stdio::piped())
        // Firefox tells all that it warns of in any page.
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("{program} cannot be started"))?;
    let mut lines = BufReader::new(child.stdout.take().context("its output is not piped")?).lines();
    let port_in =
        |line: &str| -> Option<u16> { line.split_once(words)?.1.trim().trim_end_matches('.').parse().ok() };
    let mut port = None;
    while port.is_none()
        && let Some(line) = lines.next_line().await?
    {
        port = port_in(&line);
    }
    // What it goes on to say must not fill the pipe.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    Ok((child, port))
}

/// What `cargo xtask verify` tells.
pub(crate) fn named(variable: &str) -> anyhow::Result<String> {
    env::var(variable).with_context(|| format!("{variable} is not set: run `cargo xtask verify`"))
}
