//! Four languages: a page of its own for each, and a change in place that loses nothing.

use browser_tests::{
    LANGUAGES, Outcome, Page, WebDriverResult, browse, draft, path_of,
    servers::{both_sites, sending, site},
    text,
    tungstenite::Message,
};

#[tokio::test]
async fn each_page_speaks_its_language() {
    for site in both_sites().await {
        browse(&site.http(), &[], async |page| {
            for language in LANGUAGES {
                page.open(&path_of(language)).await?;
                speaks(page, language).await?;
                assert_eq!(page.text("h1").await?, text(language, "heading"));
                assert!(page.text(".page-foot").await?.contains(&text(language, "foot.privacy")));
                assert_eq!(page.place().await?, path_of(language));
            }
            Ok(())
        })
        .await;
    }
}

/// What tells the language, in the head, in the prose and in what the program draws.
async fn speaks(page: &Page, language: &str) -> Outcome {
    page.wait(&format!("html[lang='{}']", text(language, "language"))).await?;
    page.wait_text("#openbtn", &text(language, "panel.open")).await?;
    assert_eq!(page.title().await?, text(language, "title"));
    assert_eq!(page.text(".tagline").await?, text(language, "tagline"));
    assert_eq!(page.attribute("[aria-current=page]", "data-language").await?.as_deref(), Some(language));
    assert_eq!(page.text("label[for=theme]").await?, text(language, "theme.label"));
    Ok(())
}

#[tokio::test]
async fn a_first_visit_asks_for_one_language() {
    for site in both_sites().await {
        browse(&site.http(), &[], async |page| {
            page.open("en/").await?;
            page.wait_kept().await?;
            let files = files(page).await?;
            assert!(files.iter().any(|file| is_hashed(file, "en")), "{files:?}");
            assert!(
                !files.iter().any(|file| ["pt", "es", "fr"].iter().any(|other| is_hashed(file, other))),
                "{files:?}"
            );
            assert!(files.iter().all(|file| file.starts_with(&site.http())), "{files:?}");
            Ok(())
        })
        .await;
    }
}

/// The addresses of all that the page has loaded.
async fn files(page: &Page) -> WebDriverResult<Vec<String>> {
    let names = page.run("return performance.getEntriesByType('resource').map(({ name }) => name)").await?;
    Ok(serde_json::from_value(names)?)
}

/// Whether the file is one of the language's, under a name that is made of its bytes.
fn is_hashed(file: &str, language: &str) -> bool {
    let name =
        file.rsplit_once("/assets/").and_then(|(_, name)| name.strip_prefix(language)?.strip_prefix('-'));
    let hash = name.and_then(|name| name.split_once('.')).map(|(hash, _)| hash);
    hash.is_some_and(|hash| hash.len() == 8 && hash.chars().all(|digit| digit.is_ascii_hexdigit()))
}

#[tokio::test]
async fn a_change_of_language_keeps_everything_else() {
    for site in both_sites().await {
        browse(&site.http(), &[], async |page| {
            page.open("?servidor=local#codigos").await?;
            page.connect().await?;
            page.send("um").await?;
            page.wait("#evento-message[data-count='1']").await?;
            page.type_into("#data", "rascunho").await?;
            page.run("window.sameDocument = true; document.querySelector('#codigos').scrollIntoView()")
                .await?;
            for (language, count) in [("en", 2), ("es", 3), ("fr", 4)] {
                let before = (page.log().await?, top(page).await?);
                change_to(page, language).await?;
                speaks(page, language).await?;
                stays_in_place(page, before.1).await?;
                assert_eq!(page.place().await?, format!("{language}/?servidor=local#codigos"));
                assert_eq!(page.log().await?, before.0, "{language}: the log was lost");
                still_converses(page, count).await?;
            }
            assert_eq!(page.run("return window.sameDocument").await?, true);
            let files = files(page).await?;
            for language in ["en", "es", "fr"] {
                assert!(files.iter().any(|file| is_hashed(file, language)), "{language}: {files:?}");
            }
            goes_back(page).await
        })
        .await;
    }
}

/// Clicks the link of a language where the reader is: WebDriver would scroll to it first.
async fn change_to(page: &Page, language: &str) -> Outcome {
    let script = format!(
        "const link = document.querySelector('a[data-language={language}]');
         link.focus({{ preventScroll: true }});
         link.click();"
    );
    page.run(&script).await?;
    page.wait(&format!("a[data-language={language}][aria-current=page]")).await?;
    let focused = "return document.activeElement.dataset.language";
    assert_eq!(page.run(focused).await?, language, "the focus was lost");
    Ok(())
}

async fn top(page: &Page) -> WebDriverResult<f64> {
    let top = page.run("return document.querySelector('#codigos').getBoundingClientRect().top").await?;
    Ok(top.as_f64().unwrap_or(f64::NAN))
}

async fn stays_in_place(page: &Page, before: f64) -> Outcome {
    let near =
        format!("Math.abs(document.querySelector('#codigos').getBoundingClientRect().top - {before}) <= 2");
    page.wait_true("the section is where it was", &near).await
}

/// The connection and the draft are as they were: the draft is sent, comes back and is written again.
async fn still_converses(page: &Page, count: u32) -> Outcome {
    page.wait_state("open").await?;
    assert_eq!(draft(page).await?, "rascunho", "the draft was lost");
    page.run("document.querySelector('#send_button').click()").await?;
    page.wait(&format!("#evento-message[data-count='{count}']")).await?;
    page.paste("#data", "rascunho").await
}

async fn goes_back(page: &Page) -> Outcome {
    for language in ["es", "en", "pt"] {
        page.back().await?;
        speaks(page, language).await?;
        assert_eq!(page.place().await?, format!("{}?servidor=local#codigos", path_of(language)));
        page.wait_state("open").await?;
    }
    assert_eq!(draft(page).await?, "rascunho");
    assert_eq!(page.run("return window.sameDocument").await?, true);
    Ok(())
}

#[tokio::test]
async fn the_choice_is_remembered() {
    for site in both_sites().await {
        browse(&site.http(), &[], async |page| {
            page.open("").await?;
            assert!(
                page.run("return navigator.languages[0]")
                    .await?
                    .as_str()
                    .is_some_and(|tag| tag.starts_with("en"))
            );
            speaks(page, "pt").await?;
            change_to(page, "en").await?;
            page.open("?servidor=embutido#bind").await?;
            speaks(page, "en").await?;
            assert_eq!(page.place().await?, "en/?servidor=embutido#bind");
            page.open("es/").await?;
            speaks(page, "es").await?;
            page.open("en/").await?;
            change_to(page, "pt").await?;
            page.open("").await?;
            speaks(page, "pt").await
        })
        .await;
    }
}

#[tokio::test]
async fn a_language_that_does_not_come_changes_nothing() {
    for site in both_sites().await {
        browse(&site.http(), &[], async |page| {
            page.block(&["/en-*.html"]).await?;
            page.open("").await?;
            page.connect().await?;
            page.click("a[data-language=en]").await?;
            page.wait_text(".toast", &text("pt", "says.not_arrived").replace("{text}", "English")).await?;
            speaks(page, "pt").await?;
            assert_eq!(page.place().await?, "");
            page.send("olá").await?;
            page.wait("#log [data-event=message]").await?;
            // The reader tries again, as the sentence says.
            page.block(&[]).await?;
            page.click("a[data-language=en]").await?;
            speaks(page, "en").await?;
            page.wait_state("open").await
        })
        .await;
    }
}

/// A slow answer to an older wish does not undo the newer one.
#[tokio::test]
async fn the_last_choice_counts() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.before_scripts(
            "const { open, send } = XMLHttpRequest.prototype;
             XMLHttpRequest.prototype.open = function (method, url) { this.slow = url.includes('/en-'); open.call(this, method, url); };
             XMLHttpRequest.prototype.send = function () {
                 if (!this.slow) return send.call(this);
                 window.letGo = () => { this.addEventListener('loadend', () => { window.late = true; }); send.call(this); };
             };",
        )
        .await?;
        page.open("").await?;
        page.click("a[data-language=en]").await?;
        page.click("a[data-language=es]").await?;
        speaks(page, "es").await?;
        page.run("letGo()").await?;
        page.wait_true("the older answer is here", "window.late").await?;
        assert_eq!(page.place().await?, "es/");
        speaks(page, "es").await
    })
    .await;
}

#[tokio::test]
async fn a_click_for_a_new_tab_is_the_browsers() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        for keys in ["ctrlKey", "metaKey", "shiftKey"] {
            let click = format!(
                "let taken;
                 addEventListener('click', (event) => {{ taken = event.defaultPrevented; event.preventDefault(); }}, {{ once: true }});
                 const click = new MouseEvent('click', {{ {keys}: true, bubbles: true, cancelable: true }});
                 document.querySelector('a[data-language=en]').dispatchEvent(click);
                 return taken;"
            );
            assert_eq!(page.run(&click).await?, false, "{keys}");
        }
        speaks(page, "pt").await
    })
    .await;
}

#[tokio::test]
async fn what_the_start_script_does_goes_on_in_the_new_language() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        page.type_into("#theme", &text("pt", "theme.dark")).await?;
        change_to(page, "fr").await?;
        assert_eq!(page.wait("#theme:enabled").await?.value().await?.as_deref(), Some("dark"));
        page.allow_clipboard(true).await?;
        page.run("document.querySelector('.copy').click()").await?;
        page.wait_text(".toast", &text("fr", "says.copied")).await?;
        page.visit("fr/#bind").await?;
        page.wait(".contents a[href='#objeto'][aria-current]").await?;
        page.back().await?;
        speaks(page, "fr").await
    })
    .await;
}

#[tokio::test]
async fn times_numbers_and_plurals_are_those_of_the_language() {
    let site = site().await;
    // The opening is an entry too: one more than the log holds.
    let short = std::iter::repeat_n(Message::text("x"), 4999);
    let many = sending(short.chain([Message::text("x".repeat(12_345))]).collect()).await;
    browse(&site.http(), &[], async |page| {
        page.open(&format!("?servidor={}", many.ws())).await?;
        page.click("#openbtn").await?;
        page.wait("#evento-message[data-count='5000']").await?;
        for (language, decimal, number) in [
            ("pt", ',', "12.345"),
            ("en", '.', "12,345"),
            ("es", ',', "12.345"),
            ("fr", ',', "12\u{202f}345"),
        ] {
            change_to(page, language).await?;
            page.wait_text(".log > .hint", &text(language, "panel.log.dropped.one").replace("{count}", "1"))
                .await?;
            let time = page.text("#log time").await?;
            assert!(is_clock(&time, decimal), "{language}: {time}");
            let bytes = text(language, "panel.log.bytes").replace("{bytes}", number);
            let entry = page.text("#log li:last-child").await?;
            assert!(entry.contains(&bytes), "{language}: {bytes} is not in {entry}");
        }
        page.send("a").await?;
        page.wait_text(".log > .hint", &text("fr", "panel.log.dropped.other").replace("{count}", "2")).await
    })
    .await;
}

/// Hours, minutes, seconds and thousandths, as in `23:59:58,123`.
fn is_clock(time: &str, decimal: char) -> bool {
    let shape: String = time.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    shape == format!("00:00:00{decimal}000")
}

/// A tab that was asked for and is on its way is still asked for in the new language.
#[tokio::test]
async fn a_change_of_language_forgets_no_tab() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.before_scripts(
            "const { open, send } = XMLHttpRequest.prototype;
             XMLHttpRequest.prototype.open = function (method, url) { this.held = url.includes('/programs-'); open.call(this, method, url); };
             XMLHttpRequest.prototype.send = function () {
                 if (this.held) (window.held ??= []).push(this); else send.call(this);
             };
             window.letGo = () => held.forEach((request) => send.call(request));",
        )
        .await?;
        page.open("").await?;
        page.click("#tab-rust:enabled").await?;
        page.wait_true("its program is asked for", "window.held").await?;
        change_to(page, "en").await?;
        page.run("letGo()").await?;
        page.wait("#tab-rust[aria-selected=true]").await?;
        page.wait_text(".tabs + .hint", &text("en", "tabs.rust_about")).await
    })
    .await;
}
