//! The panel, path by path: what a reader clicks, and what the page shows for it.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use browser_tests::{
    Key, Outcome, Page, browse,
    servers::{self, leading, sending, site, static_host},
    tungstenite::{
        Message,
        protocol::{CloseFrame, frame::coding::CloseCode},
    },
};
use futures_util::StreamExt;

fn pairs(log: &[(&str, &str)]) -> Vec<(String, String)> {
    log.iter().map(|(event, text)| ((*event).to_owned(), (*text).to_owned())).collect()
}

/// Open, send, receive, close, with a look at everything that shows it.
async fn conversation(page: &Page) -> Outcome {
    assert_eq!(page.buttons().await?, [true, false, false]);
    assert_eq!(page.lit().await?, [""; 0]);
    page.connect().await?;
    assert_eq!(page.buttons().await?, [false, true, true]);
    assert_eq!(page.lit().await?, ["open"]);
    assert_eq!(page.values("open").await?, ["'open'"]);
    page.send("olá").await?;
    page.wait("#evento-message[data-count='1'][data-lit]").await?;
    assert_eq!(page.lit().await?, ["message"]);
    assert_eq!(page.values("message").await?, ["'message'", "'olá'"]);
    assert_eq!(page.values("open").await?, ["—"]);
    assert!(page.text(".strip").await?.contains("data = 'olá'"));
    page.click("#closebtn").await?;
    page.wait_state("closed").await?;
    assert_eq!(page.buttons().await?, [true, false, false]);
    assert_eq!(page.lit().await?, ["close"]);
    assert_eq!(page.values("close").await?, ["'close'", "1005", "''", "True"]);
    assert!(page.text("#status").await?.contains("1005"));
    let log = page.log().await?;
    assert_eq!(log, pairs(&[("open", ""), ("sent", "olá"), ("message", "olá"), ("close", "1005")]));
    assert!(page.text("#log [data-event=message]").await?.contains("4 B"));
    assert!(page.text("#log [data-event=close]").await?.contains("com despedida dos dois lados"));
    assert_eq!(page.count("#log [data-connection='1']").await?, 4);
    for (event, count) in [("open", "1"), ("error", "0"), ("message", "1"), ("close", "1")] {
        assert_eq!(page.attribute(&format!("#evento-{event}"), "data-count").await?.as_deref(), Some(count));
    }
    Ok(())
}

#[tokio::test]
async fn a_conversation_with_the_real_server() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        assert_eq!(page.wait("#server").await?.value().await?.as_deref(), Some("local"));
        assert!(page.text("#server-hint").await?.contains(&site.ws()));
        conversation(page).await?;
        assert_eq!(page.count(".simulated").await?, 0, "a real conversation is called simulated");
        page.connect().await?;
        assert_eq!(page.count("#log [data-connection='2']").await?, 1);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_static_host_has_the_embedded_echo_and_needs_no_server() {
    let host = static_host().await;
    browse(&host.http(), &[], async |page| {
        page.open("").await?;
        drop(host);
        assert_eq!(page.wait("#server").await?.value().await?.as_deref(), Some("embutido"));
        conversation(page).await?;
        assert_eq!(page.count("#status .simulated").await?, 1);
        assert_eq!(page.count("#log [data-event=open] .simulated").await?, 1);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn the_keyboard_is_enough() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        page.run("document.querySelector('#server').focus()").await?;
        page.press(Key::Tab).await?;
        assert_eq!(page.focused().await?, "openbtn");
        page.press(Key::Enter).await?;
        page.wait_state("open").await?;
        assert_eq!(page.focused().await?, "data");
        page.press("olá" + Key::Enter).await?;
        page.wait("#log [data-event=message]").await?;
        assert_eq!(page.focused().await?, "data");
        assert_eq!(page.wait("#data").await?.value().await?.as_deref(), Some(""));
        page.press(Key::Shift + Key::Tab).await?;
        assert_eq!(page.focused().await?, "closebtn");
        page.press(Key::Enter).await?;
        page.wait_state("closed").await?;
        assert_eq!(page.focused().await?, "data");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_double_click_opens_one_connection() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        page.run("const open = document.querySelector('#openbtn'); open.click(); open.click();").await?;
        page.wait_state("open").await?;
        page.send("a").await?;
        page.wait("#log [data-event=message]").await?;
        assert_eq!(page.count("#log [data-event=open]").await?, 1);
        assert_eq!(page.attribute("#evento-open", "data-count").await?.as_deref(), Some("1"));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn closing_before_open_cancels() {
    let (site, silent) = (site().await, servers::silent().await);
    browse(&site.http(), &[], async |page| {
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

#[tokio::test]
async fn an_empty_message_is_not_sent() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        page.connect().await?;
        page.click("#send_button").await?;
        page.wait_text(".notice", "vazia").await?;
        page.type_into("#data", Key::Enter + "").await?;
        assert_eq!(page.log().await?, pairs(&[("open", "")]));
        page.type_into("#data", "a").await?;
        assert_eq!(page.text(".notice").await?, "");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn what_was_not_sent_is_kept_and_can_be_sent_again() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        page.type_into("#data", "olá" + Key::Enter).await?;
        page.wait("#log [data-event=sent][data-failed]").await?;
        assert!(page.text("#log [data-failed]").await?.contains("não enviada"));
        page.wait_text(".notice", "não está aberta").await?;
        assert_eq!(page.wait("#data").await?.value().await?.as_deref(), Some("olá"), "the draft was lost");
        assert!(!page.wait("#log [data-failed] button").await?.is_enabled().await?);
        page.connect().await?;
        page.click("#log [data-failed] button").await?;
        page.wait("#log [data-event=message]").await?;
        page.wait_text("#log [data-failed]", "enviada de novo").await?;
        let log = page.log().await?;
        assert_eq!(log, pairs(&[("sent", "olá"), ("open", ""), ("sent", "olá"), ("message", "olá")]));
        page.click("#closebtn").await?;
        page.wait_state("closed").await?;
        page.type_into("#data", "tarde" + Key::Enter).await?;
        page.wait("#log li:last-child[data-failed]").await.map(drop)
    })
    .await;
}

/// Two wishes in one task, before anything is drawn again.
#[tokio::test]
async fn wishes_meet_the_state_of_their_moment() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        page.connect().await?;
        page.run(
            "const data = document.querySelector('#data'), send = document.querySelector('#send_button');
             data.value = 'olá';
             data.dispatchEvent(new InputEvent('input', { bubbles: true }));
             send.click();
             send.click();",
        )
        .await?;
        page.wait("#log [data-event=message]").await?;
        assert_eq!(page.log().await?, pairs(&[("open", ""), ("sent", "olá"), ("message", "olá")]));
        page.wait_text(".notice", "vazia").await
    })
    .await;
}

/// The page's own policy lets it speak to its own server only: an error comes, and no close event.
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
        page.wait_state("closed").await?;
        assert_eq!(page.log().await?, pairs(&[("error", "")]));
        page.type_into("#server", "Eco embutido").await?;
        page.connect().await
    })
    .await;
}

#[tokio::test]
async fn a_mouse_goes_on_at_the_keyboard() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        page.connect().await?;
        assert_eq!(page.focused().await?, "data");
        page.press("olá" + Key::Enter).await?;
        page.wait("#log [data-event=message]").await.map(drop)
    })
    .await;
}

#[tokio::test]
async fn a_message_of_a_mebibyte() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        page.connect().await?;
        page.paste("#data", &"é".repeat(1 << 19)).await?;
        page.click("#send_button").await?;
        let entry = page.wait("#log [data-event=message]").await?;
        let text = entry.text().await?;
        assert!(text.contains("1048576 B") && text.contains("524288"), "the size is not told");
        assert!(text.chars().count() < 3000, "all of it is shown");
        assert_eq!(page.values("message").await?[1].chars().count(), 83, "the value is not cut");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn whatever_a_server_says_is_text() {
    let texts = [
        "<img src=x onerror=\"document.title='broken'\">",
        "<script>document.title='broken'</script>",
        "\u{202e}olá\u{202c} \u{5e9}\u{5dc}\u{5d5}\u{5dd}",
        "😀👩‍🏫",
        "a\0b",
        "&amp;",
    ];
    let site = site().await;
    let hostile = sending(texts.iter().map(|text| Message::text(*text)).collect()).await;
    browse(&site.http(), &[], async |page| {
        page.open(&format!("?servidor={}", hostile.ws())).await?;
        page.click("#openbtn").await?;
        page.wait(&format!("#evento-message[data-count='{}']", texts.len())).await?;
        let received: Vec<String> = page.log().await?.into_iter().skip(1).map(|(_, text)| text).collect();
        assert_eq!(received, texts);
        assert_eq!(page.count("#log img, #log script").await?, 0);
        assert_eq!(page.run("return document.title.includes('broken')").await?, false);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_binary_message_is_shown_as_bytes() {
    let site = site().await;
    let binary = sending(vec![Message::binary(vec![0, 7, 255])]).await;
    browse(&site.http(), &[], async |page| {
        page.open(&format!("?servidor={}", binary.ws())).await?;
        page.connect().await?;
        let text = page.text("#log [data-event=message]").await?;
        assert!(text.contains("00 07 ff") && text.contains("3 B"), "{text}");
        assert_eq!(page.values("message").await?, ["'message'", "<Blob size=3>"]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_bad_address_is_told_beside_its_field() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        page.type_into("#server", "Outro endereço").await?;
        page.click("#openbtn").await?;
        page.wait_text("#address-error", "Falta o endereço").await?;
        assert_eq!(page.focused().await?, "address");
        for (address, word) in [
            ("ftp://127.0.0.1/", "ftp:"),
            ("127.0.0.1:8081/eco", "Falta o começo"),
            ("ws://127.0.0.1/#parte", "#"),
            ("ws://a b/", "espaço"),
            ("ws://", "Falta o nome"),
            ("ws://127.0.0.1:99999/", "porta"),
            ("javascript:alert(1)", "javascript:"),
        ] {
            page.paste("#address", address).await?;
            page.wait_text("#address-error", word).await?;
            assert_eq!(
                page.attribute("#address", "aria-invalid").await?.as_deref(),
                Some("true"),
                "{address}"
            );
            page.click("#openbtn").await?;
            page.wait_state("idle").await?;
            assert_eq!(
                page.wait("#address").await?.value().await?.as_deref(),
                Some(address),
                "the address was lost"
            );
        }
        assert_eq!(page.log().await?, []);
        page.paste("#address", &site.ws()).await?;
        page.type_into("#address", Key::Enter + "").await?;
        page.wait_state("open").await?;
        assert_eq!(page.text("#address-error").await?, "");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn an_encrypted_page_speaks_encrypted_or_to_this_computer() {
    let site = site().await;
    let secure = servers::behind_tls(&site).await;
    browse(&secure.https(), &[], async |page| {
        page.open("").await?;
        assert!(page.text("#server-hint").await?.contains("wss://127.0.0.1"));
        page.connect().await?;
        page.open("?servidor=ws://exemplo.com/eco").await?;
        page.wait_text("#address-error", "wss://").await?;
        page.click("#openbtn").await?;
        page.wait_state("idle").await?;
        page.paste("#address", &site.ws()).await?;
        page.connect().await?;
        page.open("?servidor=embutido").await?;
        conversation(page).await
    })
    .await;
}

#[tokio::test]
async fn the_query_chooses_the_server_and_opens_nothing() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        for (query, server, address) in [
            ("?servidor=embutido", "embutido", None),
            ("?servidor=local", "local", None),
            ("?servidor=publico", "publico", None),
            ("?servidor=wss%3A%2F%2Fexemplo.com%2Feco", "endereco", Some("wss://exemplo.com/eco")),
            ("?servidor=javascript:alert(1)", "endereco", Some("javascript:alert(1)")),
        ] {
            page.open(query).await?;
            assert_eq!(page.wait("#server").await?.value().await?.as_deref(), Some(server), "{query}");
            if let Some(address) = address {
                assert_eq!(page.wait("#address").await?.value().await?.as_deref(), Some(address), "{query}");
            }
            page.wait_state("idle").await?;
        }
        page.wait_text("#address-error", "javascript:").await
    })
    .await;
}

#[tokio::test]
async fn a_browser_without_websocket_is_told_so_and_keeps_the_embedded_echo() {
    let host = static_host().await;
    browse(&host.http(), &[], async |page| {
        page.before_scripts("delete window.WebSocket").await?;
        page.open("?servidor=local").await?;
        page.wait_text(".notice", "NotImplementedError").await?;
        page.click("#openbtn").await?;
        page.wait_text(".notice", "NotImplementedError").await?;
        page.wait_state("idle").await?;
        page.type_into("#server", "Eco embutido").await?;
        page.connect().await
    })
    .await;
}

#[tokio::test]
async fn the_chooser_rests_while_a_connection_is_in_use() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        assert!(page.wait("#server").await?.is_enabled().await?);
        page.connect().await?;
        assert!(!page.wait("#server").await?.is_enabled().await?);
        page.click("#closebtn").await?;
        page.wait("#server:enabled").await.map(drop)
    })
    .await;
}

#[tokio::test]
async fn the_log_is_bounded_stays_at_its_end_and_comes_back_when_cleared() {
    let site = site().await;
    let many = sending((0..250).map(|number| Message::text(number.to_string())).collect()).await;
    browse(&site.http(), &[], async |page| {
        page.open(&format!("?servidor={}", many.ws())).await?;
        page.click("#openbtn").await?;
        page.wait("#evento-message[data-count='250']").await?;
        assert_eq!(page.count("#log [data-event]").await?, 200);
        page.wait_text(".log > .hint", "51").await?;
        let at_end = "const log = document.querySelector('#log');
            return log.scrollTop + log.clientHeight + 2 >= log.scrollHeight;";
        assert_eq!(page.run(at_end).await?, true);
        page.run("document.querySelector('.log-head button:last-of-type').focus()").await?;
        page.press(Key::Enter + "").await?;
        page.wait_gone("#log [data-event]").await?;
        assert_eq!(page.focused().await?, "log", "the focus of a keyboard user was lost");
        page.press(Key::Shift + Key::Tab).await?;
        page.press(Key::Enter + "").await?;
        page.wait("#log [data-event]").await?;
        assert_eq!(page.focused().await?, "log", "the focus of a keyboard user was lost");
        assert_eq!(page.count("#log [data-event]").await?, 200);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn the_prerendered_nodes_are_hydrated_and_not_made_anew() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.before_scripts(
            "document.addEventListener('DOMContentLoaded', () => {
                document.querySelectorAll('#app, #app *').forEach((node) => { node.prerendered = true; });
            });",
        )
        .await?;
        page.open("").await?;
        // The server chosen by the host may bring its own hint; all that stands is what was prerendered.
        let anew =
            "return [...document.querySelectorAll('#app *')].filter((node) => !node.prerendered).length";
        assert_eq!(page.run(anew).await?, 0);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn nothing_scrolls_sideways_from_320_pixels_up() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        for width in [320, 390, 768, 1100, 1440] {
            page.resize(width, 800).await?;
            page.open("").await?;
            page.connect().await?;
            page.send(&"x".repeat(400)).await?;
            page.wait("#log [data-event=message]").await?;
            let fits = "const page = document.documentElement; return page.scrollWidth <= page.clientWidth;";
            assert_eq!(page.run(fits).await?, true, "{width} pixels");
        }
        Ok(())
    })
    .await;
}

/// On a phone the first click shows its event without a scroll.
#[tokio::test]
async fn a_phone_shows_the_event_in_the_strip() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.resize(360, 740).await?;
        page.open("?servidor=embutido").await?;
        page.connect().await?;
        page.wait_text(".strip[data-lit]", "open").await?;
        let seen = "const box = document.querySelector('.strip').getBoundingClientRect();
            return scrollY === 0 && box.top >= 0 && box.bottom <= innerHeight;";
        assert_eq!(page.run(seen).await?, true);
        Ok(())
    })
    .await;
}

/// What lights together is seen together: on a wide screen the panel stays while the table is read.
#[tokio::test]
async fn the_panel_stays_beside_the_row_that_it_lights() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.resize(1280, 800).await?;
        page.open("").await?;
        page.connect().await?;
        let seen = |lit: &str| {
            format!(
                "return ['{lit}', '#openbtn', '#status', '#log'].every((selector) => {{
                    const box = document.querySelector(selector).getBoundingClientRect();
                    return box.top >= 0 && box.bottom <= innerHeight;
                }});"
            )
        };
        for (link, lit) in [("table", "#evento-open"), ("example", "#exemplo-open")] {
            page.click(&format!(".strip a[href='{lit}']")).await?;
            assert_eq!(page.run(&seen(lit)).await?, true, "{link}");
        }
        Ok(())
    })
    .await;
}
