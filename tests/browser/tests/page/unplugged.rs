//! A network whose plug is pulled out while a connection is open: no packet tells either side.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail by a panic")]

use browser_tests::{CONVERSED, Plug, browse, converse, goes_on, is_refused, pairs, servers::site};
use std::time::Duration;

/// How long the browser waits for the server's farewell: Firefox twenty seconds, Chromium sixty.
const FAREWELL: Duration = Duration::from_secs(90);

#[tokio::test]
async fn a_plug_that_is_pulled_out_is_silence_until_the_reader_closes() {
    let site = site().await;
    let plug = match Plug::new() {
        Ok(plug) => plug,
        Err(reason) => return eprintln!("SKIPPED: this system lays no cable: {reason}"),
    };
    let (server, address) = plug.server(&site.origin()).await;
    browse(&site.http(), &["WebSocket connection to"], async |page| {
        page.open(&format!("?servidor={address}")).await?;
        converse(page).await?;
        plug.pull_out();
        page.send("alguém?").await?;
        page.wait("#log li:last-child[data-event=sent]").await?;
        page.paste("#data", "rascunho").await?;
        page.wait_state("open").await?;
        page.click("#closebtn").await?;
        page.wait_state("closing").await?;
        page.wait_for("#status[data-state=closed]", FAREWELL).await?;
        let end: &[_] =
            if page.is_firefox() { &[("error", ""), ("close", "1006")] } else { &[("close", "1006")] };
        assert_eq!(page.log().await?, pairs(&[&CONVERSED[..], &[("sent", "alguém?")], end].concat()));
        assert_eq!(page.values("close").await?, ["'close'", "1006", "''", "False"]);
        // While nothing goes through, a click tells so.
        is_refused(page, 2).await?;
        plug.put_in();
        goes_on(page, 3, "the plug").await
    })
    .await;
    drop(server);
}
