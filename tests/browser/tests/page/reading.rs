//! What the readers of good documentation have: contents, anchors, copies, themes.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use browser_tests::{
    LANGUAGES, Outcome, Page, browse, path_of,
    servers::{both_sites, site},
    text,
};
use serde_json::json;

/// Places, and the section of the contents that each is in.
const PLACES: [(&str, &str); 8] = [
    ("introducao", "introducao"),
    ("bind", "objeto"),
    ("mensagens-binarias", "objeto"),
    ("evento-close", "eventos"),
    ("codigos", "codigos"),
    ("websocket", "websocket"),
    ("close", "objeto"),
    ("por-que-error-nao-explica", "eventos"),
];

#[tokio::test]
async fn the_contents_mark_the_section_that_is_read() {
    let screens = [[(1440, "pt"), (390, "fr")], [(1200, "en"), (390, "es")]];
    for (site, screens) in both_sites().await.iter().zip(screens) {
        browse(&site.http(), &[], async |page| {
            for (width, language) in screens {
                page.resize(width, 800).await?;
                page.open(&path_of(language)).await?;
                for (place, section) in PLACES {
                    page.run(&format!("document.getElementById('{place}').scrollIntoView()")).await?;
                    let current =
                        "[...document.querySelectorAll('.contents [aria-current]')].map((link) => link.hash)";
                    let is_right = format!("String({current}) === '#{section}'");
                    page.wait_true(&format!("{section} is current at {place}, {width} pixels"), &is_right)
                        .await?;
                }
            }
            // In a window that shows several of the last ones, these are passed too.
            page.resize(1440, 2000).await?;
            page.run("scrollTo(0, document.documentElement.scrollHeight)").await?;
            page.wait(".contents a[href='#glossario'][aria-current]").await.map(drop)
        })
        .await;
    }
}

#[tokio::test]
async fn headings_rows_and_contents_can_be_linked_to() {
    for site in both_sites().await {
        browse(&site.http(), &[], async |page| {
            let mut first = None;
            for language in LANGUAGES {
                page.open(&path_of(language)).await?;
                let without = "return [...document.querySelectorAll('main :is(h2, h3), [id^=evento-]')].filter((place) =>
                    place.querySelector('a.anchor')?.getAttribute('href') !== `#${place.id}`).map(({ outerHTML }) => outerHTML)";
                assert_eq!(page.run(without).await?, json!([]), "{language}: what has no anchor");
                let dead = "return [...document.querySelectorAll('a[href^=\"#\"]')].filter(({ hash }) =>
                    !document.getElementById(hash.slice(1))).map(({ outerHTML }) => outerHTML)";
                assert_eq!(page.run(dead).await?, json!([]), "{language}: what leads nowhere");
                let ids = "return [...document.querySelectorAll('[id]')].map(({ id }) => id)";
                let ids = page.run(ids).await?;
                assert_eq!(first.get_or_insert(ids.clone()), &ids, "{language}: the anchors are others");
            }
            page.open("#evento-close").await?;
            page.wait_true(
                "the row is on the screen",
                "document.querySelector('#evento-close').getBoundingClientRect().top < innerHeight / 2",
            )
            .await
        })
        .await;
    }
}

#[tokio::test]
async fn a_copy_is_the_code_and_nothing_else() {
    let example = include_str!("../../../../static/example.py");
    for site in both_sites().await {
        browse(&site.http(), &[], async |page| {
            page.allow_clipboard(true).await?;
            page.open("").await?;
            let mut copied = Vec::new();
            for code in 0..page.count(".copy").await? {
                page.run(&format!("document.querySelectorAll('.copy')[{code}].click()")).await?;
                page.wait_text(".toast", &text("pt", "says.copied")).await?;
                page.run("document.querySelector('.toast').replaceChildren()").await?;
                let [clipboard, shown] = &clipboard_and_code(page, code).await?;
                assert_eq!(clipboard.trim_end(), shown.trim_end());
                copied.push(clipboard.clone());
            }
            assert!(
                copied.iter().any(|code| code == example.trim_end()),
                "the example is not among {copied:#?}"
            );
            Ok(())
        })
        .await;
    }
}

/// What the clipboard holds, and what is on the screen beside a button.
async fn clipboard_and_code(page: &Page, code: usize) -> browser_tests::WebDriverResult<[String; 2]> {
    let script = format!(
        "return navigator.clipboard.readText().then((text) =>
            [text, document.querySelectorAll('.copy')[{code}].parentElement.querySelector('pre').innerText]);"
    );
    Ok(serde_json::from_value(page.run(&script).await?)?)
}

#[tokio::test]
async fn code_that_cannot_be_copied_is_selected() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        page.allow_clipboard(false).await?;
        is_selected(page).await?;
        // As on a page that came by plain http.
        page.before_scripts("Object.defineProperty(navigator, 'clipboard', { value: undefined });").await?;
        page.open("").await?;
        is_selected(page).await
    })
    .await;
}

async fn is_selected(page: &Page) -> Outcome {
    page.run("document.querySelector('.copy').click()").await?;
    page.wait_text(".toast", &text("pt", "says.not_copied")).await?;
    let selected = "return getSelection().toString().trim() === document.querySelector('.code-block pre').innerText.trim()";
    assert_eq!(page.run(selected).await?, true);
    Ok(())
}

/// Remembers the theme at the moment when there is something to paint.
const FIRST_PAINT: &str = "new MutationObserver((_, observer) => {
    if (!document.body) return;
    observer.disconnect();
    window.firstTheme = document.documentElement.dataset.theme ?? 'system';
}).observe(document, { childList: true, subtree: true });";

#[tokio::test]
async fn a_theme_stays_and_never_flashes() {
    for site in both_sites().await {
        browse(&site.http(), &["404"], async |page| {
            page.before_scripts(FIRST_PAINT).await?;
            page.open("").await?;
            for theme in ["dark", "light", "system"] {
                page.type_into("#theme", &text("pt", &format!("theme.{theme}"))).await?;
                for address in ["?a", "es/", "nada"] {
                    page.visit(address).await?;
                    page.wait("body").await?;
                    assert_eq!(page.run("return window.firstTheme").await?, theme, "{address}");
                }
                page.open("").await?;
                assert_eq!(page.wait("#theme").await?.value().await?.as_deref(), Some(theme));
                for scheme in ["dark", "light"] {
                    page.pretend("prefers-color-scheme", scheme).await?;
                    let wanted = if theme == "system" { scheme } else { theme };
                    assert_eq!(
                        is_dark(page).await?,
                        wanted == "dark",
                        "{theme} where the system is {scheme}"
                    );
                }
            }
            Ok(())
        })
        .await;
    }
}

async fn is_dark(page: &Page) -> browser_tests::WebDriverResult<bool> {
    let red = "return Number(getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/)[0])";
    Ok(page.run(red).await?.as_f64().unwrap() < 128.0)
}

#[tokio::test]
async fn a_reader_learns_of_what_age_and_version_the_page_is() {
    for site in both_sites().await {
        browse(&site.http(), &[], async |page| {
            for language in LANGUAGES {
                page.open(&path_of(language)).await?;
                let foot = page.text(".page-foot").await?;
                assert!(
                    foot.contains(
                        &text(language, "foot.version").replace("{version}", env!("CARGO_PKG_VERSION"))
                    ),
                    "{foot}"
                );
                let day = page.attribute(".page-foot time", "datetime").await?.unwrap();
                let shape: String = day.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
                assert_eq!(shape, "0000-00-00");
                assert!(page.text(".page-foot time").await?.contains(&day[..4]));
                assert!(page.count("#glossario ~ .terms dt").await? > 5, "{language}: the glossary is short");
            }
            Ok(())
        })
        .await;
    }
}
