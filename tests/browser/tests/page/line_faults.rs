//! What goes wrong between the page and its server: the log tells it, the state ends where it should, the draft and the
//! log are still there, and another click connects again.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail by a panic")]

use browser_tests::{
    Outcome, Page, browse,
    commands::{Running, free_port},
    dist, pairs,
    servers::{Line, Weather, site},
    text,
};
use std::time::Duration;

/// What the log tells of [`converse`].
const CONVERSED: [(&str, &str); 3] = [("open", ""), ("sent", "olá"), ("message", "olá")];

#[tokio::test]
async fn a_line_that_is_cut_or_reset_is_told_and_mended_by_a_click() {
    let site = site().await;
    let line = Line::to(&site).await;
    browse(&site.http(), &["WebSocket connection to"], async |page| {
        for weather in [Weather::Cut, Weather::Reset] {
            page.open(&format!("?servidor={}", line.ws())).await?;
            converse(page).await?;
            page.paste("#data", "rascunho").await?;
            line.turns(weather);
            // Of a connection that is reset Firefox tells an error too.
            let has_error = page.is_firefox() && weather == Weather::Reset;
            dropped(page, has_error).await?;
            // While there is no line, a click tells so; and nothing of before is lost.
            page.click("#openbtn").await?;
            page.wait("#log [data-connection='2'][data-event=close]").await?;
            page.wait_text(".notice", &text("pt", "panel.notices.failed")).await?;
            assert_eq!(page.trace(2).await?, ["error", "close 1006"], "{weather:?}");
            line.turns(Weather::Fine);
            page.connect().await?;
            assert_eq!(draft(page).await?, "rascunho", "{weather:?}");
            page.click("#send_button").await?;
            page.wait("#log [data-connection='3'][data-event=message]").await?;
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
        page.open(&format!("?servidor={}", line.ws())).await?;
        converse(page).await?;
        line.turns(Weather::Silent);
        page.send("alguém?").await?;
        page.wait("#log li:last-child[data-event=sent]").await?;
        page.click("#closebtn").await?;
        page.wait_state("closing").await?;
        assert_eq!(page.buttons().await?, [false, false, false]);
        // For the server's farewell Firefox waits ten seconds, Chromium sixty: there the plug is put in again.
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
        page.connect().await
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
            page.open(&format!("?servidor={}", line.ws())).await?;
            converse(page).await?;
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
        line.turns(Weather::Reset);
        page.wait("#log [data-connection='2'][data-event=close]").await?;
        page.wait("#log [data-connection='1'][data-event=close][data-code='1006']").await?;
        assert_eq!(page.trace(2).await?, ["error", "close 1006"]);
        line.turns(Weather::Fine);
        page.wait_state("open").await?;
        page.send("olá").await?;
        page.wait("#log li:last-child[data-event=message]").await.map(drop)
    })
    .await;
}

#[tokio::test]
async fn a_server_that_is_killed_and_started_again() {
    let site = site().await;
    let listen = format!("127.0.0.1:{}", free_port());
    let mut server = started(&listen).await;
    browse(&site.http(), &["WebSocket connection to"], async |page| {
        page.open(&format!("?servidor=ws://{listen}/eco")).await?;
        converse(page).await?;
        page.paste("#data", "rascunho").await?;
        server.kill().await;
        dropped(page, false).await?;
        page.click("#openbtn").await?;
        page.wait_text(".notice", &text("pt", "panel.notices.failed")).await?;
        server = started(&listen).await;
        page.connect().await?;
        assert_eq!(draft(page).await?, "rascunho");
        page.click("#send_button").await?;
        page.wait("#log [data-connection='3'][data-event=message]").await?;
        assert_eq!(page.count("#log [data-connection='1']").await?, 4);
        Ok(())
    })
    .await;
}

/// The program of `server/`, from its sources.
async fn started(listen: &str) -> Running {
    let dist = dist();
    let dist = dist.to_str().expect("a path in UTF-8");
    let arguments = ["run", "--quiet", "--package", "server", "--", "--dist", dist, "--listen", listen];
    let mut server = Running::start(env!("CARGO"), &arguments);
    server.line_with(listen).await;
    server
}

async fn converse(page: &Page) -> Outcome {
    page.connect().await?;
    page.send("olá").await?;
    page.wait("#evento-message[data-count='1']").await.map(drop)
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

async fn draft(page: &Page) -> browser_tests::WebDriverResult<String> {
    Ok(page.wait("#data").await?.value().await?.unwrap_or_default())
}
