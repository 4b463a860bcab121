//! The scenarios: each by a click, the same with the local echo and with the embedded one, and steady under a flood.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use browser_tests::{
    Outcome, Page, browse, laboratory_text,
    servers::{sending, site},
    text,
};
use serde_json::json;
use std::time::{Duration, Instant};

/// The servers that play everything, as the address calls them.
const PLAYERS: [&str; 2] = ["?servidor=local", "?servidor=embutido"];

/// What the browser itself says of a connection that is refused or given up.
const FAILED: &[&str] = &["WebSocket connection to"];

const BYTES: &str = "bytes 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f";

#[tokio::test]
async fn each_scenario_is_the_same_with_both_echoes() {
    let site = site().await;
    browse(&site.http(), FAILED, async |page| {
        for player in PLAYERS {
            page.open(player).await?;
            let ends = ["close", "error"];
            plays(page, 1, "refused", &["error", "close 1006"], &ends).await?;
            plays(page, 2, "server-close", &["open", "close 4001"], &["close"]).await?;
            assert!(page.text("#log ol > li:last-child").await?.contains("até logo"), "{player}: no reason");
            plays(page, 3, "dropped", &["open", "close 1006"], &["close"]).await?;
            plays(page, 4, "early-close", &["error", "close 1006"], &ends).await?;
            plays(
                page,
                5,
                "binary",
                &["open", &format!("sent {BYTES}"), &format!("message {BYTES}")],
                &["message"],
            )
            .await?;
            page.close().await?;
            for (event, count) in [("open", "3"), ("error", "2"), ("message", "1"), ("close", "5")] {
                let counted = page.attribute(&format!("#evento-{event}"), "data-count").await?;
                assert_eq!(counted.as_deref(), Some(count), "{player}: {event}");
            }
        }
        Ok(())
    })
    .await;
}

/// Plays a scenario on the connection with this number: its card is ticked off, the log tells its trace and nothing
/// more, and these rows are lit.
async fn plays(page: &Page, connection: u32, scenario: &str, trace: &[&str], lit: &[&str]) -> Outcome {
    page.play(scenario).await?;
    page.wait_complete(scenario).await?;
    assert_eq!(page.trace(connection).await?, trace, "{scenario}");
    assert_eq!(page.lit().await?, lit, "{scenario}");
    page.wait_text("#scenario [role=status]", &laboratory_text("pt", "scenarios.complete")).await
}

#[tokio::test]
async fn the_server_speaks_first_until_the_reader_closes() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        for player in PLAYERS {
            page.open(player).await?;
            page.play("push").await?;
            page.wait_complete("push").await?;
            assert_eq!(page.trace(1).await?[..2], ["open", "message text 1"], "{player}");
            let first = Instant::now();
            page.wait("#evento-message[data-count='2']").await?;
            assert!(first.elapsed() < Duration::from_secs(5), "{player}: it is not once a second");
            assert_eq!(page.lit().await?, ["message"], "{player}");
            page.close().await?;
            let trace = page.trace(1).await?;
            assert_eq!(trace[..3], ["open", "message text 1", "message text 2"], "{player}");
            assert_eq!(trace.last().map(String::as_str), Some("close 1005"), "{player}");
            assert!(!trace.iter().any(|step| step.starts_with("sent")), "{player}: {trace:?}");
            page.wait_complete("push").await?;
            assert_eq!(page.lit().await?, ["close"], "{player}");
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_burst_has_as_many_messages_as_the_reader_chose() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        for player in PLAYERS {
            page.open(player).await?;
            page.play("burst").await?;
            page.wait_complete("the first burst").await?;
            assert_eq!(page.trace(1).await?, burst(100), "{player}");
            page.close().await?;
            page.paste("#burst-count", "7").await?;
            page.play("burst").await?;
            page.wait_complete("the second burst").await?;
            assert_eq!(page.trace(2).await?, burst(7), "{player}");
            assert_eq!(page.lit().await?, ["message"], "{player}");
            page.close().await?;
            for wrong in ["0", "1000001", "mil", "-1", ""] {
                page.paste("#burst-count", wrong).await?;
                page.wait_text("#burst-count-error", &laboratory_text("pt", "scenarios.count_error")).await?;
                page.play("burst").await?;
                page.wait_state("closed").await?;
            }
            assert_eq!(
                page.count("#log [data-connection='3']").await?,
                0,
                "{player}: a wrong number was played"
            );
        }
        Ok(())
    })
    .await;
}

/// What the log tells of a burst.
fn burst(count: u32) -> Vec<String> {
    let line = |number| format!("message text {:.<64}", format!("{number}/{count} "));
    std::iter::once("open".to_owned()).chain((1..=count).map(line)).collect()
}

/// Of a server that the reader names nothing is known but its address: this one refuses nobody.
#[tokio::test]
async fn what_came_instead_is_told_as_a_difference() {
    let (site, other) = (site().await, sending(vec![]).await);
    browse(&site.http(), &[], async |page| {
        page.open(&format!("?servidor={}", other.ws())).await?;
        assert!(!page.shows(".elsewhere").await?);
        page.play("refused").await?;
        page.wait_text("#scenario li[data-mark=differs]", &differs("open")).await?;
        assert_eq!(page.count("#scenario li[data-mark=pending]").await?, 1);
        assert_eq!(page.text("#scenario [role=status]").await?, "");
        Ok(())
    })
    .await;
}

fn differs(found: &str) -> String {
    laboratory_text("pt", "scenarios.differs").replace("{found}", found)
}

#[tokio::test]
async fn a_server_that_cannot_play_a_scenario_is_named_on_its_button() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.count_sockets().await?;
        page.open("?servidor=publico").await?;
        for scenario in ["early-close", "binary"] {
            assert_eq!(page.count(&format!("[data-scenario={scenario}] .elsewhere")).await?, 0, "{scenario}");
        }
        for scenario in ["refused", "server-close", "dropped", "push", "burst"] {
            let button = format!("[data-scenario={scenario}]");
            assert!(page.shows(&format!("{button} .elsewhere")).await?, "{scenario}: nothing is said");
            page.wait_text(&button, &text("pt", "scenarios.not_here")).await?;
            page.play(scenario).await?;
            page.wait("#scenario li[data-mark=pending]").await?;
            page.wait_state("idle").await?;
            assert_eq!(page.run("return window.sockets").await?, 0, "{scenario}: a connection was opened");
            assert_eq!(page.log().await?, [], "{scenario}");
        }
        page.open("?servidor=local").await?;
        assert!(!page.shows(".elsewhere").await?, "the local echo plays all");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_large_burst_asks_first_and_can_be_stopped() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.count_sockets().await?;
        // Firefox takes all of the burst from the line before the page has it, and gives it the end after that.
        let patience = if page.is_firefox() { 25_000.0 } else { 2000.0 };
        for player in PLAYERS {
            page.open(player).await?;
            page.choose_burst("1000000").await?;
            page.play("burst").await?;
            page.wait_text("#scenario [role=alert]", "1.000.000").await?;
            page.wait_state("idle").await?;
            assert_eq!(page.run("return window.sockets").await?, 0, "{player}: nobody has answered yet");
            assert_eq!(page.log().await?, [], "{player}");
            let stopped = page.run_async(STOP, vec![]).await?;
            assert_eq!(page.count("#burst-yes").await?, 0, "{player}: the question is still there");
            let ms = |name: &str| stopped[name].as_f64().unwrap();
            eprintln!(
                "{player} stopped {:?} {stopped}",
                page.attribute("#evento-message", "data-count").await?
            );
            assert!(ms("longest") < 1000.0, "{player}: no frame for long: {stopped}");
            assert!(ms("close") < patience, "{player}: stopping took long: {stopped}");
            let count = page.attribute("#evento-message", "data-count").await?.unwrap();
            assert!(count.parse::<u32>().unwrap() < 1_000_000, "{player}: it was over before");
            assert_eq!(page.lit().await?, ["close"], "{player}");
            assert!(page.count("#log li[data-event]").await? <= 200, "{player}");
        }
        Ok(())
    })
    .await;
}

/// Says yes, looks at some frames under the flood, then clicks on close: the longest time without a frame, and how long
/// the end took, in milliseconds. All of it in the page: what a driver asks waits in Firefox until the messages that
/// are there already have been told, which a click and a frame do not.
const STOP: &str = "const done = arguments[arguments.length - 1];
    const status = document.querySelector('#status'), row = document.querySelector('#evento-message');
    const once = (element, is, then) => new MutationObserver((_, observer) => {
        if (!is()) return;
        observer.disconnect();
        then();
    }).observe(element, { attributes: true });
    once(row, () => row.dataset.count > 0, () => {
        let frames = 0, last = performance.now(), longest = 0;
        requestAnimationFrame(function frame(now) {
            longest = Math.max(longest, now - last);
            last = now;
            if (++frames < 20) return void requestAnimationFrame(frame);
            const start = performance.now();
            once(status, () => status.dataset.state === 'closed',
                () => done({ longest, close: performance.now() - start }));
            document.querySelector('#closebtn').click();
        });
    });
    document.querySelector('#burst-yes').click();";

#[tokio::test]
async fn ten_thousand_messages_need_no_question() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        page.choose_burst("10001").await?;
        page.play("burst").await?;
        page.wait("#burst-yes").await?;
        page.click("#burst-yes ~ button").await?;
        page.wait_gone("#burst-yes").await?;
        page.wait_state("idle").await?;
        page.choose_burst("10000").await?;
        page.play("burst").await?;
        page.wait("#evento-message[data-count='10000']").await.map(drop)
    })
    .await;
}

#[tokio::test]
async fn a_flood_is_counted_whole_and_bounded_in_the_page() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        for player in PLAYERS {
            page.open(player).await?;
            page.choose_burst("20000").await?;
            page.play("burst").await?;
            page.run(
                "window.flashes = 0;
                 const row = document.querySelector('#evento-message');
                 new MutationObserver((changes) => { window.flashes += changes.length; })
                     .observe(row, { attributes: true, attributeFilter: ['data-lit'], attributeOldValue: true });",
            )
            .await?;
            page.click("#burst-yes").await?;
            page.wait("#evento-message[data-count='20000'][data-lit]").await?;
            assert_eq!(page.run("return flashes").await?, json!(1), "{player}: the row flashes");
            assert_eq!(page.count("#log li[data-event]").await?, 30, "{player}");
            // 20,000 messages and the open, of which 5,000 are kept.
            page.wait_text(".log > .hint", "15.001").await?;
            page.wait_text("#log ol > li:last-child", "20000/20000 ").await?;
            page.wait_complete("the burst").await?;
            page.wait_text("#scenario [data-mark]:last-child", "20.000").await?;
            page.close().await?;
            page.wait_text(".log > .hint", "15.002").await?;
        }
        Ok(())
    })
    .await;
}
