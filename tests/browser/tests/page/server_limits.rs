//! The limits of `server/` as a reader meets them: the log tells the code, the draft is still there, and another click
//! connects again.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail by a panic")]

use browser_tests::{
    CONVERSED, Outcome, Page, browse,
    commands::{Running, free_port},
    converse, goes_on, pairs,
    servers::{site, site_within},
    text,
};

/// A draft is written, the connection ends with this code as a server closes that says farewell, and nothing is lost.
async fn closed_by_the_server(page: &Page, code: &str, reason: &str) -> Outcome {
    page.wait_state("closed").await?;
    let last = page.log().await?.pop();
    assert_eq!(last, Some(("close".to_owned(), code.to_owned())));
    assert_eq!(page.lit().await?, ["close"]);
    assert_eq!(page.values("close").await?, ["'close'", code, &format!("'{reason}'"), "True"]);
    assert_eq!(page.buttons().await?, [true, false, false]);
    Ok(())
}

#[tokio::test]
async fn a_message_that_is_too_large_is_1009() {
    let (site, counts) = site_within(|limits| limits.max_message = 1000).await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=local").await?;
        page.connect().await?;
        let large = "é".repeat(501);
        page.paste("#data", &large).await?;
        page.click("#send_button").await?;
        page.paste("#data", "rascunho").await?;
        closed_by_the_server(page, "1009", "message too long").await?;
        assert_eq!(page.log().await?, pairs(&[("open", ""), ("sent", &large), ("close", "1009")]));
        goes_on(page, 2, "1009").await?;
        counts.wait_open(0).await;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn too_many_messages_are_1008() {
    let bounded = site_within(|limits| (limits.messages_per_second, limits.message_burst) = (1, 5));
    let (site, counts) = bounded.await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=local").await?;
        page.connect().await?;
        // Sooner one after the other than a driver types.
        page.run(
            "const field = document.querySelector('#data');
             for (let number = 1; number <= 50; number += 1) {
                 field.value = String(number);
                 field.dispatchEvent(new InputEvent('input', { bubbles: true }));
                 document.querySelector('#send_button').click();
             }",
        )
        .await?;
        page.paste("#data", "rascunho").await?;
        closed_by_the_server(page, "1008", "too many messages a second").await?;
        let said = |event: &str, log: &[(String, String)]| -> Vec<String> {
            log.iter().filter(|(told, _)| told == event).map(|(_, text)| text.clone()).collect()
        };
        let log = page.log().await?;
        let (sent, echoes) = (said("sent", &log), said("message", &log));
        assert_eq!(sent.len(), 50);
        // What came too late has no echo; of what came before nothing is lost.
        assert!((5..50).contains(&echoes.len()), "{echoes:?}");
        assert_eq!(echoes, sent[..echoes.len()]);
        goes_on(page, 2, "1008").await?;
        counts.wait_open(0).await;
        Ok(())
    })
    .await;
}

/// The server answers with 503 before there is a WebSocket, which a page may not know.
#[tokio::test]
async fn a_server_without_a_place_is_a_refusal() {
    let (site, counts) = site_within(|limits| limits.max_connections = 1).await;
    browse(&site.http(), &["WebSocket connection to"], async |page| {
        page.open("?servidor=local").await?;
        page.paste("#data", "rascunho").await?;
        page.run("window.other = new WebSocket(new URL('/eco', location).href)").await?;
        counts.wait_open(1).await;
        page.click("#openbtn").await?;
        page.wait_state("closed").await?;
        assert_eq!(page.log().await?, pairs(&[("error", ""), ("close", "1006")]));
        assert_eq!(page.values("close").await?, ["'close'", "1006", "''", "False"]);
        page.wait_text(".notice", &text("pt", "panel.notices.failed")).await?;
        page.run("other.close()").await?;
        counts.wait_open(0).await;
        goes_on(page, 2, "no room").await
    })
    .await;
}

#[tokio::test]
async fn a_server_that_is_asked_to_end_says_1001() {
    let site = site().await;
    let listen = format!("127.0.0.1:{}", free_port());
    let mut server = Running::server(&listen).await;
    browse(&site.http(), &[], async |page| {
        page.open(&format!("?servidor=ws://{listen}/eco")).await?;
        converse(page).await?;
        page.paste("#data", "rascunho").await?;
        assert_eq!(server.terminate().await, Some(0));
        closed_by_the_server(page, "1001", "server ends").await?;
        assert_eq!(page.log().await?, pairs(&[&CONVERSED[..], &[("close", "1001")]].concat()));
        server = Running::server(&listen).await;
        goes_on(page, 2, "an end").await?;
        assert_eq!(page.count("#log [data-connection='1']").await?, 4);
        Ok(())
    })
    .await;
}
