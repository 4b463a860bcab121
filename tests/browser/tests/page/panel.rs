//! The panel, path by path: what a reader clicks, and what the page shows for it.

use browser_tests::{
    Key, browse, conversation, draft, pairs,
    servers::{site, static_host},
};

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
        // What is fetched for later has come too.
        page.wait_kept().await?;
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
        assert_eq!(draft(page).await?, "");
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
