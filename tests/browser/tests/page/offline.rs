//! The page without a network, and how a new version takes the place of an old one.
#![allow(clippy::expect_used, reason = "a test may fail by a panic")]

use browser_tests::{
    Copy, Outcome, Page, WebDriverResult, browse, conversation, dist, dist_docs, draft, echo,
    servers::{Line, Server, both_sites, sending, site_at, static_host_of},
    text,
    tungstenite::Message,
};
use std::fs;

#[tokio::test]
async fn after_one_visit_the_page_needs_no_network() {
    for site in both_sites().await {
        let line = Line::to(&site).await;
        browse(&line.http(), &[], async |page| {
            page.open("").await?;
            page.goes_offline(&line).await?;
            // A server would answer to this name too.
            page.open("index.html?a=b").await?;
            assert_eq!(page.place().await?, "?a=b");
            for query in ["", "?a=b&c", "?servidor=local#bind", "?servidor=embutido"] {
                page.open(query).await?;
                assert_eq!(page.count("main h2").await?, 9, "{query}: the reference is not whole");
            }
            conversation(page).await?;
            // The browser's own page for such a case.
            let _ = page.visit("fr/").await;
            assert_eq!(page.count("main").await?, 0, "a language that was never visited is there");
            Ok(())
        })
        .await;
    }
}

#[tokio::test]
async fn a_language_that_was_changed_to_is_kept_too() {
    for site in both_sites().await {
        let line = Line::to(&site).await;
        browse(&line.http(), &[], async |page| {
            page.open("").await?;
            page.wait_kept().await?;
            page.click("a[data-language=es]").await?;
            page.wait("html[lang=es]").await?;
            page.wait_true("the page in Spanish is kept", &format!("caches.match('{}es/')", line.http()))
                .await?;
            page.goes_offline(&line).await?;
            page.open("es/?servidor=embutido").await?;
            page.connect().await?;
            page.click("a[data-language=pt]").await?;
            page.wait_text("#openbtn", &text("pt", "panel.open")).await?;
            page.open("?c=d").await?;
            page.wait_text("#openbtn", &text("pt", "panel.open")).await
        })
        .await;
    }
}

#[tokio::test]
async fn a_language_that_cannot_come_does_not_shut_the_reader_out() {
    let [site, _] = both_sites().await;
    let line = Line::to(&site).await;
    browse(&line.http(), &["Chromium: /assets/en-"], async |page| {
        page.open("").await?;
        page.goes_offline(&line).await?;
        page.click("a[data-language=en]").await?;
        page.wait_text(".toast", "English").await?;
        page.reload().await?;
        page.wait("html[data-hydrated][lang='pt-BR']").await?;
        page.open("").await?;
        page.wait("html[data-hydrated][lang='pt-BR']").await.map(drop)
    })
    .await;
}

#[tokio::test]
async fn two_sites_of_one_host_keep_to_themselves() {
    let copy = Copy::of(&dist());
    copy.add(&dist_docs(), "docs");
    let host = static_host_of(copy.folder()).await;
    browse(&host.http(), &[], async |page| {
        page.open("").await?;
        page.wait_kept().await?;
        let docs = page.at(&format!("{}docs/", host.http()));
        docs.open("").await?;
        docs.wait_true(
            "its own worker answers",
            "navigator.serviceWorker.controller?.scriptURL.endsWith('/docs/sw.js')",
        )
        .await?;
        let [root, docs_cache] = caches(page).await?.try_into().expect("one cache a site");
        assert!(
            root.name.contains(&format!("{} ", host.http()))
                && root.files.iter().all(|file| !file.starts_with("/docs/"))
        );
        assert!(docs_cache.name.contains(&format!("{}docs/ ", host.http())));
        assert!(docs_cache.files.iter().all(|file| file.starts_with("/docs/")), "{:?}", docs_cache.files);
        copy.publish("dois");
        page.open("").await?;
        takes_over(page, "dois").await?;
        let after = caches(page).await?;
        assert_eq!(after.len(), 2, "{after:?}");
        assert!(after.contains(&docs_cache), "{after:?}");
        Ok(())
    })
    .await;
}

/// A copy of the site at the root of its host, and of the one below it, each on a server.
async fn both_copies() -> [(Copy, Server); 2] {
    let (root, below) = (Copy::of(&dist()), Copy::of(&dist_docs()));
    let [at_root, at_docs] = [site_at(root.folder(), "/").await, site_at(below.folder(), "/docs/").await];
    [(root, at_root), (below, at_docs)]
}

/// A cache of the origin, and the paths of what is in it.
#[derive(Debug, PartialEq, serde::Deserialize)]
struct Cache {
    name: String,
    files: Vec<String>,
}

async fn caches(page: &Page) -> WebDriverResult<Vec<Cache>> {
    let script = "return (async () => {
        const files = async (name) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname);
        const names = (await caches.keys()).sort();
        return Promise.all(names.map(async (name) => ({ name, files: (await files(name)).sort() })));
    })()";
    Ok(serde_json::from_value(page.run(script).await?)?)
}

/// What the page on the screen is of: the marks of its HTML and of its style sheet.
async fn marks(page: &Page) -> WebDriverResult<(String, String)> {
    let title = page.title().await?;
    let html = title.strip_prefix(&text("pt", "title")).unwrap_or(&title).trim().to_owned();
    let style =
        page.run("return getComputedStyle(document.documentElement).getPropertyValue('--mark')").await?;
    Ok((html, style.as_str().unwrap_or_default().to_owned()))
}

fn old() -> (String, String) {
    (String::new(), String::new())
}

fn new() -> (String, String) {
    ("dois".to_owned(), "dois".to_owned())
}

/// The browser looks for a new version, as it does by itself from time to time: what becomes of its worker.
const LOOK: &str = "return navigator.serviceWorker.getRegistration().then((own) => own.update())
    .then(({ installing }) => installing && new Promise((done) => {
        installing.addEventListener('statechange', () => done(installing.state));
    }))";

/// The one page that is open is loaded again; an answer of the worker may come between.
async fn loads_again(page: &Page) -> Outcome {
    page.reload().await?;
    page.wait("html[data-hydrated]").await.map(drop)
}

/// The reader lets the new version in.
async fn takes_over(page: &Page, mark: &str) -> Outcome {
    page.run(LOOK).await?;
    page.wait("html[data-update]").await?;
    page.leave_by("button[data-update=now]").await?;
    page.wait_true("the new version is here", &format!("document.title.endsWith(' {mark}')")).await?;
    page.wait("html[data-hydrated]").await.map(drop)
}

/// A visit, and another version of the site on the same host before the next one.
async fn visits_before_and_after(page: &Page, publish: impl FnOnce()) -> Outcome {
    page.open("").await?;
    page.wait_kept().await?;
    assert_eq!(marks(page).await?, old());
    page.at("about:blank").visit("").await?;
    publish();
    page.forget_cache().await
}

#[tokio::test]
async fn the_next_visit_is_to_the_new_version() {
    for (copy, site) in both_copies().await {
        browse(&site.http(), &[], async |page| {
            visits_before_and_after(page, || {
                copy.edit("icons/icon.svg", |icon| icon.replace("<svg", "<svg id=\"dois\""));
                copy.publish("dois");
            })
            .await?;
            page.open("").await?;
            // A browser that looked for a new version when no page of the old one was left has let it in already.
            if marks(page).await? == old() {
                page.wait("html[data-update]").await?;
                loads_again(page).await?;
            }
            assert_eq!(marks(page).await?, new());
            let kept = caches(page).await?;
            assert!(kept.len() == 1 && kept[0].name.ends_with(" dois"), "{kept:?}");
            let icon = "return caches.match(document.querySelector('link[rel=icon]').href).then((icon) => icon.text())";
            assert!(page.run(icon).await?.as_str().is_some_and(|icon| icon.contains("dois")), "the icon is the old one");
            Ok(())
        })
        .await;
    }
}

/// As on a host whose files arrive one after the other.
#[tokio::test]
async fn pages_and_worker_of_two_versions_do_not_mix() {
    for (copy, site) in both_copies().await {
        browse(&site.http(), &[], async |page| {
            visits_before_and_after(page, || copy.publish_worker("dois")).await?;
            page.open("").await?;
            assert_eq!(
                page.run(LOOK).await?,
                "redundant",
                "a worker without the pages of its version is let in"
            );
            page.open("").await?;
            assert_eq!(marks(page).await?, old());
            assert!(!page.shows(".update").await?);
            copy.publish_pages("dois");
            takes_over(page, "dois").await?;
            assert_eq!(marks(page).await?, new());
            assert_eq!(page.count(".before").await?, 0, "an empty log was kept");
            Ok(())
        })
        .await;
    }
}

#[tokio::test]
async fn a_page_of_another_version_is_shown_and_not_kept() {
    for (copy, site) in both_copies().await {
        let line = Line::to(&site).await;
        browse(&line.http(), &[], async |page| {
            visits_before_and_after(page, || copy.publish_pages("dois")).await?;
            page.open("en/").await?;
            assert!(page.title().await?.ends_with(" dois"));
            assert_eq!(marks(page).await?.1, "dois");
            let kept = caches(page).await?;
            assert!(
                kept.iter().all(|cache| !cache.files.iter().any(|file| file.ends_with("/en/"))),
                "{kept:?}"
            );
            page.open("?a").await?;
            assert_eq!(marks(page).await?, old());
            page.goes_offline(&line).await?;
            page.open("").await?;
            assert_eq!(marks(page).await?, old());
            Ok(())
        })
        .await;
    }
}

/// A conversation has begun on a page that the worker answers for.
async fn connects_once_kept(page: &Page) -> Outcome {
    page.open("").await?;
    page.wait_kept().await?;
    page.connect().await
}

#[tokio::test]
async fn a_new_version_waits_for_the_last_page_of_the_old_one() {
    for (copy, site) in both_copies().await {
        browse(&site.http(), &["Chromium: 'TrustedScript'", "Firefox: an injection sink"], async |page| {
            connects_once_kept(page).await?;
            copy.publish("dois");
            assert_eq!(page.run(LOOK).await?, "installed");
            page.in_new_tab(async |page| {
                page.open("").await?;
                assert_eq!(marks(page).await?, old(), "a second tab let the new version in");
                Ok(())
            })
            .await?;
            page.wait_state("open").await?;
            page.before_scripts(POLICY).await?;
            loads_again(page).await?;
            assert_eq!(marks(page).await?, new());
            // The page between the two is the worker's own.
            let rules = page.run("return [sessionStorage.strict, sessionStorage.lax ?? null]").await?;
            assert_eq!(rules, serde_json::json!(["2", null]), "pages with a policy, and one without");
            Ok(())
        })
        .await;
    }
}

/// Counts the pages whose policy lets no text become a program, and names one that does. What the driver puts before a
/// page's scripts is under it once the page has begun.
const POLICY: &str = "setTimeout(() => {
    try { eval('0'); sessionStorage.lax = location.href; }
    catch { sessionStorage.strict = Number(sessionStorage.strict ?? 0) + 1; }
})";

/// The other tab has a conversation, and nobody asked there.
#[tokio::test]
async fn a_new_version_leaves_the_other_tabs_alone() {
    for (copy, site) in both_copies().await {
        browse(&site.http(), &[], async |page| {
            connects_once_kept(page).await?;
            page.in_new_tab(async |page| {
                page.open("").await?;
                copy.publish("dois");
                takes_over(page, "dois").await?;
                assert_eq!(marks(page).await?, new());
                Ok(())
            })
            .await?;
            page.wait_state("open").await?;
            echo(page).await?;
            assert_eq!(marks(page).await?, old());
            loads_again(page).await?;
            assert_eq!(marks(page).await?, new());
            Ok(())
        })
        .await;
    }
}

#[tokio::test]
async fn a_new_version_waits_for_the_readers_word() {
    for (copy, site) in both_copies().await {
        browse(&site.http(), &[], async |page| {
            connects_once_kept(page).await?;
            assert!(!page.shows(".update").await?);
            copy.publish("dois");
            page.run(LOOK).await?;
            page.wait("html[data-update]").await?;
            page.wait_text(".update", &text("pt", "update.sentence")).await?;
            echo(page).await?;
            page.click("button[data-update=later]").await?;
            page.wait_gone("html[data-update]").await?;
            assert!(!page.shows(".update").await?);
            page.wait_state("open").await?;
            assert_eq!(marks(page).await?, old());
            loads_again(page).await?;
            assert_eq!(marks(page).await?, new());
            assert_eq!(caches(page).await?.len(), 1);
            Ok(())
        })
        .await;
    }
}

/// More than the page has rows for, of a log that stands still besides; and the message that is being written.
#[tokio::test]
async fn a_new_version_is_given_what_was_in_the_panel() {
    let many = sending((0..250).map(|number| Message::text(number.to_string())).collect()).await;
    for (copy, site) in both_copies().await {
        browse(&site.http(), &[], async |page| {
            page.open(&format!("?servidor={}", many.ws())).await?;
            page.wait_kept().await?;
            page.click("#openbtn").await?;
            page.wait("#evento-message[data-count='250']").await?;
            page.click(".log-head button:first-of-type").await?;
            page.type_into("#data", "rascunho").await?;
            copy.publish("dois");
            takes_over(page, "dois").await?;
            assert_eq!(draft(page).await?, "rascunho");
            let before = page
                .run("return document.querySelector('.before pre').textContent.trim().split('\\n')")
                .await?;
            let before: Vec<String> = serde_json::from_value(before)?;
            // By then the server may have closed, too.
            let messages: Vec<_> = before.iter().filter(|line| line.contains(" #1 message '")).collect();
            assert_eq!(messages.len(), 250, "{before:?}");
            assert!(messages[0].ends_with("'0'") && messages[249].ends_with("'249'"), "{before:?}");
            Ok(())
        })
        .await;
    }
}

/// The host has dropped the files of the version that a tab still shows, and another tab has let the new one in.
#[tokio::test]
async fn an_old_tab_without_its_files_says_so_and_goes_on() {
    let copy = Copy::of(&dist());
    let site = site_at(copy.folder(), "/").await;
    let expected = ["404", "integrity", "Chromium: Failed to fetch"];
    browse(&site.http(), &expected, async |page| {
        connects_once_kept(page).await?;
        page.in_new_tab(async |page| {
            page.open("").await?;
            copy.publish("dois");
            for (start, end) in [("en-", ".html"), ("pt-instruments-", ".txt"), ("instruments-", ".wasm")] {
                let name = copy.asset(start, end);
                let renamed = name.replace(start, &format!("{start}dois-"));
                fs::rename(copy.folder().join(&name), copy.folder().join(&renamed)).expect("a file");
                copy.edit("sw.js", |script| script.replace(&name, &renamed));
            }
            takes_over(page, "dois").await
        })
        .await?;
        // Nor has the browser itself what it was never shown.
        page.forget_cache().await?;
        page.click("a[data-language=en]").await?;
        page.wait_text(".toast", &text("pt", "says.not_arrived").replace("{text}", "English")).await?;
        page.click("#instrument-close > summary").await?;
        page.wait_text("#instrument-close .error", &text("pt", "panel.drawers.missing")).await?;
        page.wait_state("open").await?;
        echo(page).await
    })
    .await;
}
