//! A browser of the test's own, with its driver; both are gone when the test is over, however it ends.

use crate::{Outcome, Page, required};
use futures_util::FutureExt;
use std::{panic::AssertUnwindSafe, path::PathBuf, process::Stdio};
use thirtyfour::{
    CapabilitiesHelper, ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

/// Chromium without a screen, and without anything of its own on the network: every name but this machine's
/// is unknown, so a test cannot reach a stranger even by mistake.
const ARGUMENTS: [&str; 9] = [
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

/// How many drivers may fail to find a port of their own.
const ATTEMPTS: usize = 5;

/// Opens `address` in a new browser and runs `test` on the page. Afterwards the console must have told no
/// errors but such as contain one of the words in `expected`; each of these must have been told.
pub async fn browse(address: &str, expected: &[&str], test: impl AsyncFnOnce(&Page) -> Outcome) {
    let (driver_process, driver) = start().await;
    let page = Page::new(driver.clone(), address);
    let outcome = AssertUnwindSafe(async {
        test(&page).await.expect("the driver");
        page.check_console(expected).await.expect("the driver");
    })
    .catch_unwind()
    .await;
    if outcome.is_err() {
        page.keep_picture().await;
    }
    driver.quit().await.expect("the browser ends");
    drop(driver_process);
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}

async fn start() -> (DriverProcess, WebDriver) {
    let (process, port) = DriverProcess::listening().await;
    let mut capabilities = DesiredCapabilities::chrome();
    capabilities.set_binary(&required("CHROMIUM")).expect("a path");
    for argument in ARGUMENTS {
        capabilities.add_arg(argument).expect("an argument");
    }
    capabilities.accept_insecure_certs(true).expect("a flag");
    capabilities.set_logging_prefs("browser", LoggingPrefsLogLevel::All).expect("a level");
    let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities).await.expect("a browser");
    (process, driver)
}

struct DriverProcess {
    /// Killed when it is dropped.
    _child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl DriverProcess {
    /// A driver, and the port that it has taken. It wants the same port for IPv4 and IPv6 and ends when another
    /// program has taken one of them in between, as the drivers of other tests do; then the next one tries.
    async fn listening() -> (Self, u16) {
        for _ in 0..ATTEMPTS {
            let mut process = Self::start();
            if let Some(port) = process.port().await {
                return (process, port);
            }
        }
        panic!("{ATTEMPTS} drivers ended before they listened; see what the last one printed");
    }

    fn start() -> Self {
        let path = PathBuf::from(required("CHROMEDRIVER"));
        let mut child = Command::new(&path)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        Self { _child: child, lines }
    }

    /// The port that it says it has taken; `None` when it ended before.
    async fn port(&mut self) -> Option<u16> {
        while let Some(line) = self.lines.next_line().await.expect("the driver's output") {
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                return Some(port.trim_end_matches('.').parse().expect("a port"));
            }
        }
        None
    }
}
