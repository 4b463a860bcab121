//! How a connection ends, or never begins, and what the page says of it.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use browser_tests::{
    Key, browse, pairs,
    servers::{self, leading, site},
    tungstenite::protocol::{CloseFrame, frame::coding::CloseCode},
};
use futures_util::StreamExt;

#[tokio::test]
async fn closing_before_open_cancels() {
    let (site, silent) = (site().await, servers::silent().await);
    browse(&site.http(), &["Firefox: can’t establish a connection"], async |page| {
        page.open(&format!("?servidor={}", silent.ws())).await?;
        page.click("#openbtn").await?;
        page.wait_state("connecting").await?;
        assert_eq!(page.buttons().await?, [false, false, true]);
        page.click("#closebtn").await?;
        page.wait_state("closed").await?;
        assert_eq!(page.log().await?, pairs(&[("error", ""), ("close", "1006")]));
        assert_eq!(page.lit().await?, ["close", "error"]);
        page.wait_text(".notice", "Você fechou").await
    })
    .await;
}

#[tokio::test]
async fn refused_and_unknown_servers_end_the_same_way() {
    let (site, nobody) = (site().await, servers::nobody().await);
    browse(&site.http(), &["ERR_CONNECTION_REFUSED", "ERR_NAME_NOT_RESOLVED"], async |page| {
        for address in [nobody.as_str(), "ws://nao-existe.invalid/eco"] {
            page.open(&format!("?servidor={address}")).await?;
            page.click("#openbtn").await?;
            page.wait_state("closed").await?;
            assert_eq!(page.log().await?, pairs(&[("error", ""), ("close", "1006")]), "{address}");
            assert_eq!(page.lit().await?, ["close", "error"], "{address}");
            assert_eq!(page.values("close").await?, ["'close'", "1006", "''", "False"], "{address}");
            assert!(page.text("#log [data-event=close]").await?.contains("sem despedida completa"));
            assert_eq!(page.buttons().await?, [true, false, false], "{address}");
            page.wait_text(".notice", "Confira o endereço").await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_server_that_is_gone_in_mid_conversation() {
    let site = site().await;
    let cutting = leading(|mut socket| async move {
        // Drops the TCP connection at the first message, without a word.
        socket.next().await;
    })
    .await;
    browse(&site.http(), &[], async |page| {
        page.open(&format!("?servidor={}", cutting.ws())).await?;
        page.connect().await?;
        page.type_into("#data", "olá" + Key::Enter).await?;
        page.wait_state("closed").await?;
        assert_eq!(page.log().await?, pairs(&[("open", ""), ("sent", "olá"), ("close", "1006")]));
        assert_eq!(page.lit().await?, ["close"]);
        page.wait_text(".notice", "caiu").await?;
        page.connect().await
    })
    .await;
}

#[tokio::test]
async fn a_server_that_closes_gives_its_code_and_reason() {
    let site = site().await;
    let closing = leading(|mut socket| async move {
        let frame = CloseFrame { code: CloseCode::Library(4001), reason: "até <b>logo</b>".into() };
        socket.close(Some(frame)).await.unwrap();
        while let Some(Ok(_)) = socket.next().await {}
    })
    .await;
    browse(&site.http(), &[], async |page| {
        page.open(&format!("?servidor={}", closing.ws())).await?;
        page.click("#openbtn").await?;
        page.wait_state("closed").await?;
        assert_eq!(page.log().await?, pairs(&[("open", ""), ("close", "4001")]));
        assert_eq!(page.values("close").await?, ["'close'", "4001", "'até <b>logo</b>'", "True"]);
        assert!(page.text("#log [data-event=close]").await?.contains("motivo: até <b>logo</b>"));
        assert_eq!(page.count("#log b").await?, 0);
        Ok(())
    })
    .await;
}

/// The page's own policy lets it speak to its own server only: an error comes and no close event, or no event at all.
#[tokio::test]
async fn a_connection_that_the_page_blocks_does_not_hold_the_panel() {
    let (site, other) = (site().await, site().await);
    browse(&site.http(), &["Content Security Policy"], async |page| {
        page.before_scripts(
            "new MutationObserver((_, observer) => {
                if (!document.head) return;
                observer.disconnect();
                const policy = document.createElement('meta');
                policy.httpEquiv = 'Content-Security-Policy';
                policy.content = \"connect-src 'self'\";
                document.head.prepend(policy);
            }).observe(document, { childList: true, subtree: true });",
        )
        .await?;
        page.open(&format!("?servidor={}", other.ws())).await?;
        page.click("#openbtn").await?;
        page.wait_text(".notice", "CSP").await?;
        // Firefox refuses to make the socket: there are no events.
        let (state, log) =
            if page.is_firefox() { ("idle", pairs(&[])) } else { ("closed", pairs(&[("error", "")])) };
        page.wait_state(state).await?;
        assert_eq!(page.log().await?, log);
        page.type_into("#server", "Eco embutido").await?;
        page.connect().await
    })
    .await;
}
