//! A browser that a test has for itself, as if nobody had used it before, with its driver.

use crate::{Outcome, Page, driven::Driven};
use drivers::Kind;
use futures_util::FutureExt;
use serde_json::Value;
use std::{env, panic::AssertUnwindSafe, sync::LazyLock};
use tokio::runtime::Runtime;
use tokio_util::context::RuntimeExt;

/// What drives the browsers lives here, where it outlives the runtime of one test.
static DRIVING: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));

/// Opens `address` in a browser and runs `test` on the page. Afterwards the console must have told no
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
    browse_by(kind, &[], address, expected, test).await;
}

/// The same in a Firefox that waits before it connects again after a failure, as it does for its readers; no other
/// browser waits.
pub async fn browse_patiently(address: &str, expected: &[&str], test: impl AsyncFnOnce(&Page) -> Outcome) {
    let patient = [("network.websocket.delay-failed-reconnects", true.into())];
    browse_by(wanted(), &patient, address, expected, test).await;
}

async fn browse_by(
    kind: Kind,
    preferences: &[(&str, Value)],
    address: &str,
    expected: &[&str],
    test: impl AsyncFnOnce(&Page) -> Outcome,
) {
    let driven = async {
        let browser = Driven::get(kind, preferences).await;
        let page = Page::new(&browser, address);
        let outcome = AssertUnwindSafe(async {
            test(&page).await.expect("the driver");
            page.console.check(expected).await.expect("the driver");
        })
        .catch_unwind()
        .await;
        if outcome.is_err() {
            page.keep_picture().await;
        }
        browser.leave(outcome.is_ok().then_some(&page)).await;
        outcome
    };
    if let Err(panic) = DRIVING.wrap(driven).await {
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
