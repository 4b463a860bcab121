//! What goes wrong between the page and its server: the log tells it, the state ends where it should, the draft and the
//! log are still there, and another click connects again.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail by a panic")]

use browser_tests::{
    CONVERSED, Outcome, Page, browse, browse_patiently,
    commands::{Running, free_port},
    converse, draft, goes_on, is_refused, pairs,
    servers::{Line, Weather, site},
    text,
};
use std::time::Duration;

#[tokio::test]
async fn a_line_that_is_cut_or_reset_is_told_and_mended_by_a_click() {
    let site = site().await;
    let line = Line::to(&site).await;
    browse(&site.http(), &["WebSocket connection to"], async |page| {
        for weather in [Weather::Cut, Weather::Reset] {
            converses_at(page, &line.ws()).await?;
            page.paste("#data", "rascunho").await?;
            line.turns(weather);
            // Of a connection that is reset Firefox tells an error too.
            let has_error = page.is_firefox() && weather == Weather::Reset;
            dropped(page, has_error).await?;
            // While there is no line, a click tells so; and nothing of before is lost.
            is_refused(page, 2).await?;
            line.turns(Weather::Fine);
            goes_on(page, 3, &format!("{weather:?}")).await?;
            assert_eq!(
                page.count("#log [data-connection='1']").await?,
                4 + usize::from(has_error),
                "{weather:?}"
            );
        }
        Ok(())
    })
    .await;
}

/// As when a plug is pulled out: no packet says so, and only the reader's own close finds it out.
#[tokio::test]
async fn a_line_that_falls_silent_lets_the_reader_go() {
    let site = site().await;
    let line = Line::to(&site).await;
    browse(&site.http(), &[], async |page| {
        converses_at(page, &line.ws()).await?;
        line.turns(Weather::Silent);
        page.send("alguém?").await?;
        page.wait("#log li:last-child[data-event=sent]").await?;
        page.paste("#data", "rascunho").await?;
        page.click("#closebtn").await?;
        page.wait_state("closing").await?;
        assert_eq!(page.buttons().await?, [false, false, false]);
        // For the server's farewell Firefox waits twenty seconds, Chromium sixty (unplugged.rs): there the plug is put
        // in again.
        let end: &[_] = if page.is_firefox() {
            &[("error", ""), ("close", "1006")]
        } else {
            line.turns(Weather::Fine);
            // The echo comes too, and a socket that is closing tells of no message.
            &[("close", "1005")]
        };
        page.wait_state("closed").await?;
        let said = [&CONVERSED[..], &[("sent", "alguém?")], end].concat();
        assert_eq!(page.log().await?, pairs(&said));
        line.turns(Weather::Fine);
        goes_on(page, 2, "silence").await
    })
    .await;
}

/// The server's side of the handshake is some hundred bytes.
#[tokio::test]
async fn a_line_that_is_cut_within_the_handshake_is_a_refusal() {
    let site = site().await;
    let line = Line::to(&site).await;
    browse(&site.http(), &["WebSocket connection to"], async |page| {
        page.open(&format!("?servidor={}", line.ws())).await?;
        page.paste("#data", "rascunho").await?;
        for (connection, bytes) in (1..).zip([0, 1, 12, 80]) {
            line.turns(Weather::CutAfter(bytes));
            is_refused(page, connection).await?;
        }
        line.turns(Weather::Fine);
        goes_on(page, 5, "refusals").await
    })
    .await;
}

/// Of the echo the head alone comes, the beginning of its text, or all but its last byte, which is half of a letter: no
/// part of it is told.
#[tokio::test]
async fn a_line_that_is_cut_within_a_message_tells_none_of_it() {
    let site = site().await;
    let line = Line::to(&site).await;
    browse(&site.http(), &[], async |page| {
        for bytes in [1, 2, 4, 10] {
            line.turns(Weather::Fine);
            converses_at(page, &line.ws()).await?;
            line.turns(Weather::CutAfter(bytes));
            page.send("rascunhó").await?;
            page.paste("#data", "rascunho").await?;
            page.wait_state("closed").await?;
            let said = [&CONVERSED[..], &[("sent", "rascunhó"), ("close", "1006")]].concat();
            assert_eq!(page.log().await?, pairs(&said), "{bytes} bytes");
            line.turns(Weather::Fine);
            goes_on(page, 2, &format!("{bytes} bytes")).await?;
        }
        Ok(())
    })
    .await;
}

/// A message of many frames, on a line that would take half a minute for it.
#[tokio::test]
async fn a_slow_line_that_is_cut_on_the_way_tells_none_of_the_message() {
    let site = site().await;
    let line = Line::to(&site).await;
    browse(&site.http(), &[], async |page| {
        converses_at(page, &line.ws()).await?;
        line.turns(Weather::Slow(2_000));
        let long = "x".repeat(60_000);
        page.paste("#data", &long).await?;
        page.click("#send_button").await?;
        page.wait("#log li:last-child[data-event=sent]").await?;
        page.paste("#data", "rascunho").await?;
        page.wait_state("open").await?;
        line.turns(Weather::Cut);
        page.wait_state("closed").await?;
        assert_eq!(page.trace(1).await?.last().map(String::as_str), Some("close 1006"));
        assert_eq!(page.count("#log [data-event=message]").await?, 1);
        line.turns(Weather::Fine);
        goes_on(page, 2, "a cut").await
    })
    .await;
}

#[tokio::test]
async fn a_line_that_is_silent_from_the_start_is_given_up_by_a_click() {
    let site = site().await;
    let line = Line::to(&site).await;
    line.turns(Weather::Silent);
    browse(&site.http(), &["Firefox: can’t establish a connection"], async |page| {
        page.open(&format!("?servidor={}", line.ws())).await?;
        page.click("#openbtn").await?;
        page.wait_state("connecting").await?;
        page.click("#closebtn").await?;
        page.wait_state("closed").await?;
        assert_eq!(page.trace(1).await?, ["error", "close 1006"]);
        line.turns(Weather::Fine);
        page.connect().await
    })
    .await;
}

/// A frame may come in any pieces, and as late as it likes: what the page tells is the same.
#[tokio::test]
async fn crumbs_delays_and_a_slow_line_change_nothing_that_is_told() {
    let site = site().await;
    let line = Line::to(&site).await;
    let weathers = [Weather::InCrumbs, Weather::Delayed(Duration::from_millis(200)), Weather::Slow(2_000)];
    browse(&site.http(), &[], async |page| {
        for weather in weathers {
            line.turns(weather);
            converses_at(page, &line.ws()).await?;
            let long = "é🙂".repeat(300);
            page.paste("#data", &long).await?;
            page.click("#send_button").await?;
            page.wait("#evento-message[data-count='2']").await?;
            page.close().await?;
            let log = page.log().await?;
            assert_eq!(log[..3], pairs(&CONVERSED), "{weather:?}");
            assert_eq!(log[3..5], pairs(&[("sent", &long), ("message", &long)]), "{weather:?}");
            assert_eq!(log[5..], pairs(&[("close", "1005")]), "{weather:?}");
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn the_laboratory_reconnects_once_the_line_is_back() {
    let site = site().await;
    let line = Line::to(&site).await;
    browse(&site.http(), &["WebSocket connection to"], async |page| {
        page.open(&format!("?servidor={}", line.ws())).await?;
        page.unfold("retry").await?;
        page.click("#retry").await?;
        page.connect().await?;
        page.paste("#data", "rascunho").await?;
        line.turns(Weather::Reset);
        page.wait("#log [data-connection='2'][data-event=close]").await?;
        page.wait("#log [data-connection='1'][data-event=close][data-code='1006']").await?;
        assert_eq!(page.trace(2).await?, ["error", "close 1006"]);
        line.turns(Weather::Fine);
        page.wait_state("open").await?;
        assert_eq!(draft(page).await?, "rascunho");
        page.click("#send_button").await?;
        page.wait("#log li:last-child[data-event=message]").await.map(drop)
    })
    .await;
}

/// Opens a connection again and again that never comes about: how long each took to fail, in milliseconds.
const REFUSED: &str = "
    const [address, done] = arguments, took = [];
    const fail = () => new Promise((failed) => Object.assign(new WebSocket(address), { onclose: failed }));
    (async () => {
        for (let times = 0; times < 6; times += 1) {
            const start = performance.now();
            await fail();
            took.push(performance.now() - start);
        }
        done(took);
    })();";

/// After failures Firefox waits longer and longer before it tries again. The tests' Firefox does not, but here.
#[tokio::test]
async fn after_failures_another_click_connects_all_the_same() {
    let site = site().await;
    let line = Line::to(&site).await;
    browse_patiently(&site.http(), &["WebSocket connection to"], async |page| {
        page.open(&format!("?servidor={}", line.ws())).await?;
        page.paste("#data", "rascunho").await?;
        line.cut();
        let took: Vec<f64> = serde_json::from_value(page.run_async(REFUSED, vec![line.ws().into()]).await?)?;
        // A busy machine makes it longer and never shorter.
        assert!(
            !page.is_firefox() || (took[5] > 800.0 && took[5] > took[1]),
            "Firefox did not wait longer and longer: {took:?} ms"
        );
        is_refused(page, 1).await?;
        line.turns(Weather::Fine);
        goes_on(page, 2, "failures").await
    })
    .await;
}

#[tokio::test]
async fn a_server_that_is_killed_and_started_again() {
    let site = site().await;
    let listen = format!("127.0.0.1:{}", free_port());
    let mut server = Running::server(&listen).await;
    browse(&site.http(), &["WebSocket connection to"], async |page| {
        converses_at(page, &format!("ws://{listen}/eco")).await?;
        page.paste("#data", "rascunho").await?;
        server.kill().await;
        dropped(page, false).await?;
        is_refused(page, 2).await?;
        server = Running::server(&listen).await;
        goes_on(page, 3, "a kill").await?;
        assert_eq!(page.count("#log [data-connection='1']").await?, 4);
        Ok(())
    })
    .await;
}

async fn converses_at(page: &Page, server: &str) -> Outcome {
    page.open(&format!("?servidor={server}")).await?;
    converse(page).await
}

/// The connection of [`converse`] has ended without a farewell.
async fn dropped(page: &Page, has_error: bool) -> Outcome {
    page.wait_state("closed").await?;
    let error: &[_] = if has_error { &[("error", "")] } else { &[] };
    assert_eq!(page.log().await?, pairs(&[&CONVERSED[..], error, &[("close", "1006")]].concat()));
    assert_eq!(
        page.lit().await?.last().map(String::as_str),
        if has_error { Some("error") } else { Some("close") }
    );
    assert_eq!(page.values("close").await?, ["'close'", "1006", "''", "False"]);
    assert_eq!(page.buttons().await?, [true, false, false]);
    page.wait_text(".notice", &text("pt", "panel.notices.dropped")).await
}
