//! From the HTML to a living page, and what is left where the program never comes or ends by an error.

use browser_tests::{
    LANGUAGES, Outcome, Page, browse, pairs, path_of,
    servers::{both_sites, holding_back_programs, site},
    text,
};

/// Each node of the page carries a mark from before the program runs: text too, where only prose stands.
const MARK: &str = "document.addEventListener('DOMContentLoaded', () => {
    window.prerendered = [];
    const mark = (node) => { node.prerendered = true; prerendered.push(node); };
    document.querySelectorAll('#app, #app *').forEach(mark);
    for (const slot of document.querySelectorAll('[data-slot]')) {
        const texts = document.createTreeWalker(slot, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) mark(texts.currentNode);
    }
});";

#[tokio::test]
async fn hydration_keeps_the_nodes_of_every_language() {
    for site in both_sites().await {
        browse(&site.http(), &[], async |page| {
            page.before_scripts(MARK).await?;
            for language in LANGUAGES {
                page.open(&path_of(language)).await?;
                let anew =
                    "return [...document.querySelectorAll('#app *')].filter((node) => !node.prerendered)
                    .map((node) => node.outerHTML.slice(0, 100))";
                assert_eq!(page.run(anew).await?.as_array().map(Vec::len), Some(0), "{language}: made anew");
                let lost =
                    "return prerendered.filter((node) => !node.isConnected).map((node) => node.textContent)";
                assert_eq!(page.run(lost).await?.as_array().map(Vec::len), Some(0), "{language}: lost");
                let parts = ["main p", "#evento-open", "[data-handler=on_open]", ".panel #openbtn", ".code"];
                for part in parts {
                    let kept = format!("return document.querySelector('{part}').prerendered");
                    assert_eq!(page.run(&kept).await?, true, "{language}: {part}");
                }
            }
            Ok(())
        })
        .await;
    }
}

#[tokio::test]
async fn without_scripts_the_reference_is_whole_and_no_control_is_dead() {
    for site in both_sites().await {
        browse(&site.http(), &[], async |page| {
            page.without_scripts().await?;
            for language in LANGUAGES {
                page.visit(&path_of(language)).await?;
                reference_is_whole(page).await?;
                says_that_it_needs_scripts(page, language).await?;
            }
            Ok(())
        })
        .await;
    }
}

async fn says_that_it_needs_scripts(page: &Page, language: &str) -> Outcome {
    assert_eq!(page.text(".no-script").await?, text(language, "trouble.needs_script"));
    assert_eq!(page.count("html[data-script]").await?, 0);
    assert!(!page.shows(":is(button, input, select)").await?, "a dead control");
    shows_a_conversation_and_no_control(page).await
}

/// In the place of what cannot be clicked stands what would happen.
async fn shows_a_conversation_and_no_control(page: &Page) -> Outcome {
    assert!(page.count(".conversation ol > li").await? >= 6, "the worked conversation is short");
    assert!(page.shows(".conversation ol > li").await?);
    assert!(!page.shows(".panel :is(button, input, select)").await?, "a dead control in the panel");
    Ok(())
}

/// Every part of the reference is in sight, the four rows of the event table among them.
async fn reference_is_whole(page: &Page) -> Outcome {
    let hidden = "return [...document.querySelectorAll('main, main *')].filter((part) =>
        !part.closest('.copy, .tabs, .python, [data-proofs]') && !part.checkVisibility({ visibilityProperty: true })).map((part) => part.outerHTML)";
    assert_eq!(page.run(hidden).await?, serde_json::json!([]), "what cannot be seen");
    assert_eq!(page.count("[id^=evento-]").await?, 4);
    let sections = page.count("main h2").await?;
    assert_eq!(
        sections,
        page.count(".contents a").await? - 1,
        "all that the contents name but the laboratory"
    );
    assert!(page.text("main").await?.len() > 10_000, "the reference is short");
    Ok(())
}

#[tokio::test]
async fn controls_rest_until_the_program_is_there() {
    let (gate, host) = holding_back_programs().await;
    browse(&host.http(), &[], async |page| {
        page.visit("").await?;
        page.wait("html[data-script=loading]").await?;
        assert!(page.shows(".panel #openbtn").await?);
        assert_eq!(page.count(".panel :is(button, input, select):enabled").await?, 0);
        assert!(!page.shows(".update").await?);
        assert_eq!(page.text("#status").await?, text("pt", "panel.states.loading"));
        gate.add_permits(1);
        page.wait("html[data-hydrated][data-script=running]").await?;
        assert_eq!(page.buttons().await?, [true, false, false]);
        assert_eq!(page.text("#status").await?, text("pt", "panel.states.idle"));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_program_that_is_blocked_leaves_the_reference() {
    for site in both_sites().await {
        browse(&site.http(), &[], async |page| {
            for (part, language) in
                [(".wasm", "en"), ("/page-*.js", "es"), ("/socket-*.js", "fr"), (".txt", "pt")]
            {
                page.block(&[part]).await?;
                page.visit(&path_of(language)).await?;
                says_that_it_has_failed(page, language).await?;
            }
            Ok(())
        })
        .await;
    }
}

#[tokio::test]
async fn a_browser_without_webassembly_keeps_the_reference() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.before_scripts("delete window.WebAssembly").await?;
        page.visit("").await?;
        says_that_it_has_failed(page, "pt").await
    })
    .await;
}

/// As an extension of the browser may do, or a host that makes pages smaller.
#[tokio::test]
async fn a_page_that_was_changed_on_the_way_keeps_the_reference() {
    let site = site().await;
    browse(&site.http(), &["RuntimeError"], async |page| {
        page.before_scripts(
            "document.addEventListener('DOMContentLoaded', () => document.querySelector('#openbtn').remove());",
        )
        .await?;
        page.visit("").await?;
        says_that_it_has_failed(page, "pt").await
    })
    .await;
}

async fn says_that_it_has_failed(page: &Page, language: &str) -> Outcome {
    page.wait("html[data-script=failed]").await?;
    page.wait_text(".not-loaded", &text(language, "trouble.not_loaded")).await?;
    assert!(page.shows(".not-loaded a").await? && !page.shows(".no-script").await?);
    shows_a_conversation_and_no_control(page).await?;
    reference_is_whole(page).await
}

#[tokio::test]
async fn without_the_start_script_the_page_is_one_without_scripts() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.block(&["/start-*.js"]).await?;
        for language in LANGUAGES {
            page.visit(&path_of(language)).await?;
            reference_is_whole(page).await?;
            says_that_it_needs_scripts(page, language).await?;
        }
        Ok(())
    })
    .await;
}

/// What the prose offers does not need the program.
#[tokio::test]
async fn theme_contents_copies_and_languages_work_without_the_program() {
    for site in both_sites().await {
        browse(&site.http(), &[], async |page| {
            page.block(&[".wasm"]).await?;
            page.visit("").await?;
            page.wait("html[data-script=failed]").await?;
            page.type_into("#theme", &text("pt", "theme.dark")).await?;
            page.wait("html[data-theme=dark]").await?;
            page.click(".contents summary").await?;
            page.click(".contents a[href='#codigos']").await?;
            page.wait(".contents a[href='#codigos'][aria-current]").await?;
            page.click("a[data-language=fr]").await?;
            page.wait("html[lang=fr][data-theme=dark][data-script=failed]").await?;
            assert_eq!(page.place().await?, "fr/#codigos");
            page.allow_clipboard(true).await?;
            assert!(page.shows(".copy").await?, "no code can be copied");
            page.run("document.querySelector('.copy').click()").await?;
            page.wait_text(".toast", &text("fr", "says.copied")).await
        })
        .await;
    }
}

/// From then on nothing can be put into the page: what the program draws next is its end.
const BREAK: &str = "for (const name of ['insertBefore', 'appendChild', 'append', 'replaceChild']) {
    for (const { prototype } of [Node, Element]) {
        if (Object.hasOwn(prototype, name)) prototype[name] = () => { throw new Error('The test says no.'); };
    }
}";

#[tokio::test]
async fn a_program_that_breaks_says_so_and_gives_back_what_was_in_it() {
    for (site, language) in both_sites().await.iter().zip(["pt", "en"]) {
        browse(&site.http(), &["The test says no.", "RuntimeError"], async |page| {
            page.open(&format!("{}?servidor=embutido#bind", path_of(language))).await?;
            page.connect().await?;
            page.send("olá").await?;
            page.wait("#log [data-event=message]").await?;
            page.type_into("#data", "rascunho").await?;
            let log = page.log().await?;
            page.run(BREAK).await?;
            page.click("#closebtn").await?;
            page.wait("html[data-script=broken]").await?;
            page.wait_text(".broken", &text(language, "trouble.broken")).await?;
            assert_eq!(page.count(".panel :is(button, select):enabled").await?, 0);
            assert_eq!(page.log().await?, log, "the log is gone");
            assert_eq!(draft(page).await?, "rascunho", "the draft is gone");
            let told = page.run("return document.querySelector('#log').innerText").await?;
            page.click(".broken a").await?;
            page.wait("html[data-hydrated][data-script=running]").await?;
            assert_eq!(draft(page).await?, "rascunho", "the draft was lost");
            assert_eq!(page.log().await?, pairs(&[]), "the old entries are none of the new page");
            page.click(".before summary").await?;
            assert_eq!(page.run("return document.querySelector('.before pre').textContent").await?, told);
            page.click(".before button").await?;
            page.wait_gone(".before").await?;
            page.open(&format!("{}?servidor=embutido", path_of(language))).await?;
            page.reload().await?;
            page.wait("html[data-hydrated]").await?;
            assert_eq!((page.count(".before").await?, draft(page).await?), (0, String::new()));
            Ok(())
        })
        .await;
    }
}

async fn draft(page: &Page) -> browser_tests::WebDriverResult<String> {
    Ok(page.wait("#data").await?.value().await?.unwrap_or_default())
}
