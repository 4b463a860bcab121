//! A browser and its driver; both end when they are dropped.

use std::{env, time::Duration};

use anyhow::{Context, bail};
use serde_json::Value;
use thirtyfour::{
    BrowserCapabilitiesHelper, Capabilities, CapabilitiesHelper, ChromiumLikeCapabilities,
    DesiredCapabilities, LoggingPrefsLogLevel, WebDriver,
};
use tokio::{process::Child, time::timeout};

use crate::{process, settings};

/// A browser that has just been installed can take long to start.
const START: Duration = Duration::from_secs(120);
/// How many drivers may fail to find a port of their own.
const ATTEMPTS: usize = 5;

/// Which browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Chromium, or Chrome.
    Chromium,
    /// Firefox, from its line for companies (ESR) on.
    Firefox,
}

impl Kind {
    /// What people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
        }
    }

    /// The variable that names its driver, and what the driver is told.
    const fn driver(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::Chromium => ("CHROMEDRIVER", &["--port=0"]),
            // The second port is that of WebDriver BiDi, which is the same for all unless told otherwise. The last
            // lets a test pretend what no command of WebDriver's does, such as paper or a dark screen.
            Self::Firefox => ("GECKODRIVER", &["--port=0", "--websocket-port=0", "--allow-system-access"]),
        }
    }

    fn capabilities(self, preferences: &[(&str, Value)]) -> anyhow::Result<Capabilities> {
        Ok(match self {
            Self::Chromium => {
                let mut chromium = DesiredCapabilities::chrome();
                chromium.set_binary(&named("CHROMIUM")?)?;
                settings::CHROMIUM.iter().try_for_each(|argument| chromium.add_arg(argument))?;
                // Servers of the tests have a certificate that nobody signed.
                chromium.accept_insecure_certs(true)?;
                chromium.set_logging_prefs("browser", LoggingPrefsLogLevel::All)?;
                chromium.into()
            }
            Self::Firefox => {
                let mut firefox = DesiredCapabilities::firefox();
                firefox.set_firefox_binary(&named("FIREFOX")?)?;
                firefox.set_headless()?;
                firefox.accept_insecure_certs(true)?;
                let mut all = settings::firefox();
                for (name, value) in preferences {
                    all[*name] = value.clone();
                }
                firefox.set_browser_option("prefs", all)?;
                // Its console is told by WebDriver BiDi alone.
                firefox.enable_bidi()?;
                firefox.into()
            }
        })
    }
}

/// A browser that is driven.
#[derive(Debug)]
pub struct Browser {
    /// Which one.
    pub kind: Kind,
    /// Its driver, to be told what to do.
    pub driver: WebDriver,
    /// Killed when it is dropped.
    _process: Child,
}

impl Browser {
    /// A new browser that has visited nothing.
    ///
    /// # Errors
    /// Names the browser and what is missing, or what it says where it does not start.
    pub async fn start(kind: Kind) -> anyhow::Result<Self> {
        Self::start_with(kind, &[]).await
    }

    /// The same with preferences of Firefox's that differ from ours.
    ///
    /// # Errors
    /// The same.
    pub async fn start_with(kind: Kind, preferences: &[(&str, Value)]) -> anyhow::Result<Self> {
        let capabilities = kind.capabilities(preferences)?;
        let (variable, arguments) = kind.driver();
        let program = named(variable)?;
        let started = async {
            for _ in 0..ATTEMPTS {
                let (process, port) = process::start(&program, arguments).await?;
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
    ///
    /// # Errors
    /// Where the driver fails, or it tells none.
    pub async fn version(&self) -> anyhow::Result<String> {
        let agent = self.driver.execute("return navigator.userAgent", vec![]).await?;
        let told = agent.json().as_str().unwrap_or_default().to_owned();
        let version = ["Firefox/", "Chrome/"].iter().find_map(|name| told.split_once(name));
        let version = version.and_then(|(_, rest)| rest.split(['.', ' ']).next());
        version.map(ToOwned::to_owned).with_context(|| format!("`{told}` tells no version"))
    }

    /// Ends it, and its driver.
    ///
    /// # Errors
    /// Where the driver fails.
    pub async fn end(self) -> anyhow::Result<()> {
        Ok(self.driver.quit().await?)
    }
}

/// A program by the variable that names it.
///
/// # Errors
/// Where the variable is not set.
pub fn named(variable: &str) -> anyhow::Result<String> {
    env::var(variable).with_context(|| format!("{variable} is not set: `cargo xtask` names the programs"))
}
