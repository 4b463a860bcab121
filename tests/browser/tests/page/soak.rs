//! The page for a long time, in little: what it has more of after many connections than after a few, it leaks.
//! `cargo xtask bench --only soak` does it at length.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use browser_tests::{Outcome, Page, WebDriverResult, browse, draft, servers::site_within};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// What the bench's soak puts into its page.
const SOAK: &str = include_str!("../../../../xtask/src/bench/laboratory/soak/soak.js");
/// How many connections are opened and closed in one question to the driver.
const AT_ONCE: u32 = 20;
/// How many messages come while another tab is in front.
const BURST: u32 = 20_000;
/// A leak of one for each connection would be ten times as much.
const MORE: i64 = 20;

/// Keeps, from the next page on, what does not keep the page's sockets: a way to them as long as they are there.
const WATCH: &str = "window.made = [];
    window.WebSocket = class extends WebSocket {
        constructor(...all) { super(...all); made.push(new WeakRef(this)); }
    };";

#[tokio::test]
async fn connections_and_floods_leave_nothing_behind() {
    let (site, counts) = site_within(|_| {}).await;
    browse(&site.http(), &[], async |page| {
        page.before_scripts(WATCH).await?;
        page.open("?servidor=local").await?;
        page.run(SOAK).await?;
        round(page, AT_ONCE).await?;
        round(page, AT_ONCE).await?;
        let before = held(page).await?;
        round(page, 10 * AT_ONCE).await?;
        let after = held(page).await?;
        for ((what, before), (_, after)) in before.iter().zip(&after) {
            assert!(after - before <= MORE, "{what}: there were {before}, and are {after}");
        }
        counts.wait_open(0).await;
        lets_go_of_its_sockets(page).await?;
        page.connect().await
    })
    .await;
}

/// Many connections one after the other, and a burst that nobody sees.
async fn round(page: &Page, connections: u32) -> Outcome {
    for _ in 0..connections / AT_ONCE {
        assert_eq!(page.run(&format!("return soak.meet({AT_ONCE})")).await?, AT_ONCE);
    }
    page.choose_burst(&BURST.to_string()).await?;
    page.play("burst").await?;
    // What WebDriver finds it keeps, with all that it was part of: it is not to find what goes again.
    page.wait_true("the page asks first", "document.querySelector('#burst-yes')").await?;
    // The other tab is of the same site, and so knows when this one has done.
    let script = format!(
        "localStorage.removeItem('hidden');
         const row = document.querySelector('#evento-message'), before = Number(row.dataset.count);
         const told = new Promise((done) => new MutationObserver((_, observer) => {{
             if (Number(row.dataset.count) - before < {BURST}) return;
             observer.disconnect();
             done();
         }}).observe(row, {{ attributes: true }}));
         const inTheDark = async () => {{
             document.querySelector('#burst-yes').click();
             await told;
             await soak.close();
             await soak.meet(3);
             localStorage.setItem('hidden', document.visibilityState);
         }};
         document.addEventListener('visibilitychange', inTheDark, {{ once: true }});"
    );
    page.run(&script).await?;
    page.in_new_tab(async |other| {
        other.open("?servidor=embutido").await?;
        other.wait_true("the tab behind this one has done", "localStorage.getItem('hidden')").await
    })
    .await?;
    assert_eq!(page.run("return localStorage.getItem('hidden')").await?, "hidden");
    page.wait_true(
        "the log tells the last end",
        "document.querySelector('#log ol > li:last-child').dataset.code === '1005'",
    )
    .await
}

/// How many of each there are, once what nobody can reach is gone. Firefox counts neither nodes nor listeners: there it
/// is what the document has, and the sockets, with which their listeners go.
async fn held(page: &Page) -> WebDriverResult<Vec<(&'static str, i64)>> {
    lets_go_of_its_sockets(page).await?;
    let elements = page.run("return document.getElementsByTagName('*').length").await?;
    let mut held = vec![("elements of the document", elements.as_i64().unwrap())];
    if !page.is_firefox() {
        let counted = page.tell("Memory.getDOMCounters", json!({})).await?;
        let names = ["documents", "nodes", "jsEventListeners"];
        held.extend(names.map(|name| (name, counted[name].as_i64().unwrap())));
    }
    Ok(held)
}

async fn lets_go_of_its_sockets(page: &Page) -> Outcome {
    let end = Instant::now() + Duration::from_secs(30);
    loop {
        // Garbage that is found in one collection can let go of more.
        for _ in 0..3 {
            page.collect_garbage().await?;
        }
        let left = page.run("return made.filter((socket) => socket.deref()).length").await?;
        // The last one the panel still has.
        if left.as_u64() <= Some(1) {
            return Ok(());
        }
        assert!(Instant::now() < end, "{left} sockets are kept that were closed");
        sleep(Duration::from_millis(100)).await;
    }
}

/// What Chromium says of a connection whose page is kept as it is, or frozen.
const KEPT: &str = "Chromium: Page entered Back-Forward Cache";

/// What a browser does with the connection of a page that is left is its own affair; what the page says of it is not.
#[tokio::test]
async fn a_page_that_is_left_and_come_back_to_tells_the_truth() {
    let (site, counts) = site_within(|_| {}).await;
    browse(&site.http(), &[KEPT], async |page| {
        page.open("?servidor=local").await?;
        for is_open in [false, true, false, true] {
            page.run("window.isAsItWas = true").await?;
            page.connect().await?;
            if !is_open {
                page.close().await?;
            }
            page.at(&site.http()).open("en/").await?;
            page.back().await?;
            page.wait("html[data-hydrated][lang='pt-BR']").await?;
            let is_as_it_was = page.run("return Boolean(window.isAsItWas)").await? == true;
            // A connection that ended meanwhile is told a moment after the page is there again.
            page.run("return new Promise((done) => setTimeout(done, 300))").await?;
            let state = page.attribute("#status", "data-state").await?;
            if state.as_deref() == Some("open") {
                assert!(is_open && is_as_it_was);
                page.send("olá").await?;
                page.wait("#log li:last-child[data-event=message]").await?;
                page.close().await?;
            } else {
                assert_eq!(state.as_deref(), Some(if is_as_it_was { "closed" } else { "idle" }));
            }
            counts.wait_open(0).await;
        }
        page.connect().await?;
        counts.wait_open(1).await;
        page.close().await
    })
    .await;
}

/// As a browser does with a tab that has long been hidden, or before the machine sleeps.
#[tokio::test]
async fn a_page_that_is_frozen_and_wakes_goes_on() {
    let (site, counts) = site_within(|_| {}).await;
    browse(&site.http(), &[KEPT], async |page| {
        page.open("?servidor=local").await?;
        page.run(SOAK).await?;
        for connection in 1..=3 {
            page.connect().await?;
            page.paste("#data", "rascunho").await?;
            freeze(page, "frozen").await?;
            freeze(page, "active").await?;
            // Chromium ends the connections of what it freezes, and the page says so.
            page.wait_state("closed").await?;
            assert_eq!(page.trace(connection).await?, ["open", "error", "close 1006"]);
            assert_eq!(draft(page).await?, "rascunho");
        }
        counts.wait_open(0).await;
        page.connect().await
    })
    .await;
}

async fn freeze(page: &Page, state: &str) -> WebDriverResult<Value> {
    page.tell("Page.setWebLifecycleState", json!({ "state": state })).await
}
