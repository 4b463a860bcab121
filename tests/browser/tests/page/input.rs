//! Bad input: a clear answer, and nothing lost.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use browser_tests::{
    Key, browse, conversation, draft, pairs,
    servers::{self, sending, site, static_host},
    tungstenite::Message,
};

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
        assert_eq!(draft(page).await?, "olá", "the draft was lost");
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
        assert!(text.contains("1.048.576 B") && text.contains("524.288"), "the size is not told");
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

/// Of 100 MB the program's memory, which never shrinks, takes the beginning only.
#[tokio::test]
async fn a_huge_message_is_clipped_and_tells_its_true_size() {
    const HUGE: usize = 100_000_000;
    let site = site().await;
    let messages = vec![Message::text("é".repeat(HUGE / 2)), Message::binary(vec![7; HUGE]), "depois".into()];
    let huge = sending(messages).await;
    browse(&site.http(), &[], async |page| {
        page.open(&format!("?servidor={}", huge.ws())).await?;
        let memory = "return import(document.querySelector('link[rel=modulepreload]').href)
            .then((glue) => glue.initSync().memory.buffer.byteLength)";
        let before = page.run(memory).await?.as_u64().unwrap();
        page.connect().await?;
        page.wait("#evento-message[data-count='3']").await?;
        let after = page.run(memory).await?.as_u64().unwrap();
        assert!(after - before < 16 << 20, "the memory has grown from {before} to {after} bytes");
        let entries = page.all("#log [data-event=message]").await?;
        for (entry, words) in entries.iter().zip([
            ["100.000.000 B", "primeiros 4.000 de 100.000.000 bytes"],
            ["100.000.000 B", "primeiros 64 de 100.000.000 bytes"],
            ["6 B", "depois"],
        ]) {
            let text = entry.text().await?.replace('\u{a0}', " ");
            assert!(words.iter().all(|word| text.contains(word)), "{words:?} in {text}");
        }
        assert_eq!(entries.len(), 3);
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
