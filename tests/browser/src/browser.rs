//! A browser of the test's own, with its driver; both are gone when the test is over, however it ends.

use crate::{Outcome, Page};
use drivers::{Browser, Kind};
use futures_util::FutureExt;
use std::{env, panic::AssertUnwindSafe};

/// Opens `address` in a new browser and runs `test` on the page. Afterwards the console must have told no
/// errors but such as contain one of the words in `expected`; each of these must have been told. The words are
/// Chromium's; `console` knows those that Firefox has for them, and what begins with `Firefox: ` is expected there alone.
pub async fn browse(address: &str, expected: &[&str], test: impl AsyncFnOnce(&Page) -> Outcome) {
    browse_in(wanted(), address, expected, test).await;
}

/// The same in a browser that the test chooses.
pub async fn browse_in(
    kind: Kind,
    address: &str,
    expected: &[&str],
    test: impl AsyncFnOnce(&Page) -> Outcome,
) {
    browse_by(Browser::start(kind).await, address, expected, test).await;
}

/// The same in a Firefox that waits before it connects again after a failure, as it does for its readers; no other
/// browser waits.
pub async fn browse_patiently(address: &str, expected: &[&str], test: impl AsyncFnOnce(&Page) -> Outcome) {
    let patient = [("network.websocket.delay-failed-reconnects", true.into())];
    browse_by(Browser::start_with(wanted(), &patient).await, address, expected, test).await;
}

async fn browse_by(
    browser: Result<Browser, impl std::fmt::Display>,
    address: &str,
    expected: &[&str],
    test: impl AsyncFnOnce(&Page) -> Outcome,
) {
    let browser = browser.unwrap_or_else(|error| panic!("{error:#}"));
    let page = Page::new(&browser, address).await.expect("the console");
    let outcome = AssertUnwindSafe(async {
        test(&page).await.expect("the driver");
        page.console.check(expected).await.expect("the driver");
    })
    .catch_unwind()
    .await;
    if outcome.is_err() {
        page.keep_picture().await;
    }
    browser.end().await.expect("the browser ends");
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}

/// The browser that `BROWSER` names: Chromium unless it says `firefox`.
fn wanted() -> Kind {
    match env::var("BROWSER").as_deref() {
        Err(_) | Ok("chromium") => Kind::Chromium,
        Ok("firefox") => Kind::Firefox,
        Ok(other) => panic!("BROWSER is {other:?}: it may be chromium or firefox"),
    }
}
