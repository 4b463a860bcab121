//! Storage that is corrupted or refused, and rubbish in the address: defaults and words, never an error.

use browser_tests::{
    Outcome, Page, browse, draft,
    servers::{both_sites, site},
    text,
};

#[tokio::test]
async fn rubbish_in_the_storage_is_as_good_as_nothing() {
    for site in both_sites().await {
        browse(&site.http(), &["404"], async |page| {
            page.before_scripts(
                "localStorage.setItem('/theme', '<'); localStorage.setItem('/language', 'xx'); localStorage.setItem('x', '\\u0000');
                 sessionStorage.setItem('/log', '<img src=x onerror=alert(1)>'); sessionStorage.setItem('y', '{');",
            )
            .await?;
            has_its_defaults(page).await
        })
        .await;
    }
}

#[tokio::test]
async fn a_browser_that_keeps_nothing_is_good_enough() {
    for site in both_sites().await {
        browse(&site.http(), &["404"], async |page| {
            page.before_scripts(
                "for (const storage of ['localStorage', 'sessionStorage']) {
                     Object.defineProperty(window, storage, { get() { throw new DOMException('no', 'SecurityError'); } });
                 }
                 navigator.serviceWorker.register = () => Promise.reject(new DOMException('no', 'SecurityError'));",
            )
            .await?;
            has_its_defaults(page).await?;
            // A choice holds for this visit.
            page.type_into("#theme", &text("pt", "theme.dark")).await?;
            page.wait("html[data-theme=dark]").await?;
            page.click("a[data-language=en]").await?;
            page.wait("html[lang=en][data-theme=dark]").await.map(drop)
        })
        .await;
    }
}

#[tokio::test]
async fn a_storage_that_is_full_is_no_error() {
    let site = site().await;
    browse(&site.http(), &["404"], async |page| {
        page.before_scripts(
            "Storage.prototype.setItem = () => { throw new DOMException('no', 'QuotaExceededError'); };",
        )
        .await?;
        has_its_defaults(page).await?;
        page.type_into("#theme", &text("pt", "theme.light")).await?;
        page.wait("html[data-theme=light]").await?;
        page.click("a[data-language=es]").await?;
        page.wait("html[lang=es]").await.map(drop)
    })
    .await;
}

/// Also a browser of one site that forbids everything: without workers the page is as it is, and keeps nothing.
#[tokio::test]
async fn a_browser_without_workers_is_good_enough() {
    let site = site().await;
    browse(&site.http(), &["404"], async |page| {
        page.before_scripts("delete Navigator.prototype.serviceWorker; delete window.caches;").await?;
        has_its_defaults(page).await
    })
    .await;
}

async fn has_its_defaults(page: &Page) -> Outcome {
    page.visit("nada").await?;
    page.wait(".missing").await?;
    page.open("?servidor=embutido").await?;
    page.wait("html[lang='pt-BR']:not([data-theme])").await?;
    assert_eq!(page.wait("#theme").await?.value().await?.as_deref(), Some("system"));
    assert_eq!(draft(page).await?, "");
    assert_eq!(page.count(".before").await?, 0);
    page.connect().await?;
    page.send("a").await?;
    page.wait("#log [data-event=message]").await.map(drop)
}

#[tokio::test]
async fn rubbish_for_a_server_is_shown_and_opens_nothing() {
    for site in both_sites().await {
        browse(&site.http(), &[], async |page| {
            page.before_scripts(
                "window.sockets = 0;
                 window.WebSocket = class extends WebSocket { constructor(...all) { super(...all); sockets += 1; } };",
            )
            .await?;
            for (query, shown) in rubbish() {
                page.open(&format!("?servidor={query}")).await?;
                let field = page.wait("#address").await?.value().await?.unwrap_or_default();
                assert_eq!(field, shown);
                assert_ne!(page.text("#address-error").await?, "", "{shown}");
                assert_eq!(page.attribute("#address", "aria-invalid").await?.as_deref(), Some("true"));
                page.click("#openbtn").await?;
                assert_eq!(page.focused().await?, "address");
                page.wait_state("idle").await?;
                assert_eq!(page.run("return window.sockets").await?, 0, "{shown}");
                assert_eq!(page.log().await?, []);
            }
            Ok(())
        })
        .await;
    }
}

/// What may stand behind `?servidor=`, and what it is in the field.
fn rubbish() -> Vec<(String, String)> {
    let long = "x".repeat(10_000);
    let pairs = [
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("%00", "\0"),
        ("%3Cimg%20src=x%20onerror=alert(1)%3E", "<img src=x onerror=alert(1)>"),
        ("<img>", "<img>"),
        ("%FF%FE", "\u{fffd}\u{fffd}"),
        ("ws://", "ws://"),
        ("data:text/html,a", "data:text/html,a"),
        ("endereco", "endereco"),
        (long.as_str(), long.as_str()),
    ];
    pairs.map(|(query, shown)| (query.to_owned(), shown.to_owned())).to_vec()
}
