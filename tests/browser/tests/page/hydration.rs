//! From the HTML to a living page, and what is left where the program never comes or ends by an error.

use browser_tests::{
    LANGUAGES, Outcome, Page, browse, converse, draft, pairs, path_of,
    servers::{both_sites, holding_back_programs, sending, site},
    text,
    tungstenite::Message,
};
use serde_json::json;

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

/// What a reader can use now but what the start script hears: copies, theme, proofs, the example's tabs, and the answers
/// to a new version. The message can be written always, for it is kept.
const USABLE: &str = "return [...document.querySelectorAll(':is(button, input, select, textarea, summary):enabled, summary')]
    .filter((control) => !control.closest('[inert], .contents, .update, .tabs')
        && !control.matches('.copy, #theme, [data-proofs], [data-script=broken] #data')).map(({ outerHTML }) => outerHTML)";

/// The program waits in the page, for a host that holds it back has no site below its root.
const HELD_BACK: &str = "const { compile } = WebAssembly;
    const gate = new Promise((open) => { window.letThrough = open; });
    WebAssembly.compile = (bytes) => gate.then(() => compile(bytes));";

#[tokio::test]
async fn controls_rest_until_the_program_is_there() {
    for site in both_sites().await {
        browse(&site.http(), &[], async |page| {
            page.before_scripts(HELD_BACK).await?;
            page.visit("").await?;
            page.wait("html[data-script=loading]").await?;
            assert!(page.shows(".panel #openbtn").await?);
            assert_eq!(page.run(USABLE).await?, json!([]), "what is dead");
            assert!(!page.shows(".update").await?);
            assert_eq!(page.text("#status").await?, text("pt", "panel.states.loading"));
            page.run("letThrough()").await?;
            page.wait("html[data-hydrated][data-script=running]").await?;
            assert_eq!(page.buttons().await?, [true, false, false]);
            assert_eq!(page.text("#status").await?, text("pt", "panel.states.idle"));
            Ok(())
        })
        .await;
    }
}

/// As where a line has fallen silent; nobody waits half a minute here.
#[tokio::test]
async fn a_program_that_never_comes_is_given_up() {
    let (gate, host) = holding_back_programs().await;
    browse(&host.http(), &[], async |page| {
        page.before_scripts(
            "const later = window.setTimeout;
             window.setTimeout = (what, time, ...rest) => later(what, time === 30_000 ? 0 : time, ...rest);",
        )
        .await?;
        page.visit("").await?;
        says_that_it_has_failed(page, "pt").await?;
        page.click("#tab-rust:enabled").await?;
        page.wait("#tab-rust[aria-selected=true]").await?;
        // Firefox would wait for it a minute yet, before it lets go of what the page has left.
        gate.add_permits(1);
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
    for site in both_sites().await {
        browse(&site.http(), &[], async |page| {
            page.before_scripts("delete window.WebAssembly").await?;
            page.visit("").await?;
            says_that_it_has_failed(page, "pt").await
        })
        .await;
    }
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
    for (site, languages) in both_sites().await.iter().zip([["pt", "fr"], ["en", "es"]]) {
        browse(&site.http(), &[], async |page| {
            page.block(&["/start-*.js"]).await?;
            for language in languages {
                page.visit(&path_of(language)).await?;
                reference_is_whole(page).await?;
                says_that_it_needs_scripts(page, language).await?;
            }
            Ok(())
        })
        .await;
    }
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
            page.leave_by("a[data-language=fr]").await?;
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

/// From then on nothing can be put into the page, which is the end of what the program draws next, until it is mended.
/// What has a tree of its own, as the editor, has no part in it.
const BREAK: &str = "const own = [];
    for (const name of ['insertBefore', 'appendChild', 'append', 'replaceChild']) {
        for (const { prototype } of [Node, Element]) {
            if (!Object.hasOwn(prototype, name)) continue;
            const method = prototype[name];
            own.push([prototype, name, method]);
            prototype[name] = function (...nodes) {
                if (this.getRootNode() === document) throw new Error('The test says no.');
                return method.apply(this, nodes);
            };
        }
    }
    window.mend = () => { for (const [prototype, name, method] of own) prototype[name] = method; };";

#[tokio::test]
async fn a_program_that_breaks_says_so_and_gives_back_what_was_in_it() {
    for (site, language) in both_sites().await.iter().zip(["pt", "en"]) {
        browse(&site.http(), &["The test says no.", "RuntimeError"], async |page| {
            page.open(&format!("{}?servidor=embutido#bind", path_of(language))).await?;
            converse(page).await?;
            page.type_into("#data", "rascunho").await?;
            let log = page.log().await?;
            breaks(page, language).await?;
            assert_eq!(page.log().await?, log, "the log is gone");
            assert_eq!(draft(page).await?, "rascunho", "the draft is gone");
            begins_anew(page).await?;
            assert_eq!(draft(page).await?, "rascunho", "the draft was lost");
            assert_eq!(page.log().await?, pairs(&[]), "the old entries are none of the new page");
            page.click(".before summary").await?;
            // The last of them is what it broke at: it is in no row.
            let told = [
                "#1 open ws://embutido.invalid/eco",
                "#1 sent 'olá'",
                "#1 message 'olá'",
                "#1 close 1005 ''",
            ];
            assert_eq!(before(page).await?, told);
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

async fn breaks(page: &Page, language: &str) -> Outcome {
    page.run(BREAK).await?;
    page.click("#closebtn").await?;
    page.wait("html[data-script=broken]").await?;
    page.run("mend()").await?;
    page.wait_text(".broken", &text(language, "trouble.broken")).await?;
    assert_eq!(page.run(USABLE).await?, json!([]), "what is dead");
    Ok(())
}

/// The reader does what a broken page asks for.
async fn begins_anew(page: &Page) -> Outcome {
    page.leave_by(".broken a").await?;
    page.wait("html[data-hydrated][data-script=running]").await.map(drop)
}

/// What the log of the page before says, a line an entry, without its times.
async fn before(page: &Page) -> browser_tests::WebDriverResult<Vec<String>> {
    let lines = "return document.querySelector('.before pre').textContent.trim().split('\\n').map((line) => line.slice(13))";
    Ok(serde_json::from_value(page.run(lines).await?)?)
}

/// More than the page has rows for, of a log that stands still besides.
#[tokio::test]
async fn the_whole_log_outlives_the_program() {
    let site = site().await;
    let many = sending((0..250).map(|number| Message::text(number.to_string())).collect()).await;
    browse(&site.http(), &["The test says no.", "RuntimeError"], async |page| {
        page.open(&format!("?servidor={}", many.ws())).await?;
        page.click("#openbtn").await?;
        page.wait("#evento-message[data-count='250']").await?;
        page.click(".log-head button:first-of-type").await?;
        breaks(page, "pt").await?;
        begins_anew(page).await?;
        let before = before(page).await?;
        assert_eq!((before[1].as_str(), before[250].as_str()), ("#1 message '0'", "#1 message '249'"));
        Ok(())
    })
    .await;
}

/// There is nothing to keep of it, and the sentence that stands in its place is no log.
#[tokio::test]
async fn of_an_empty_log_nothing_is_kept() {
    let site = site().await;
    browse(&site.http(), &["The test says no.", "RuntimeError"], async |page| {
        page.open("es/?servidor=embutido").await?;
        page.run(BREAK).await?;
        page.click("#openbtn").await?;
        page.wait("html[data-script=broken]").await?;
        begins_anew(page).await?;
        assert_eq!(page.count(".before").await?, 0);
        Ok(())
    })
    .await;
}

/// The program in the editor cannot be changed any more; what the start script hears goes on.
#[tokio::test]
async fn what_needs_no_program_outlives_it() {
    let site = site().await;
    browse(&site.http(), &["The test says no.", "RuntimeError"], async |page| {
        page.allow_clipboard(true).await?;
        page.open("fr/?servidor=embutido").await?;
        page.connect().await?;
        page.unfold("log").await?;
        page.click("#edit_python").await?;
        page.wait_editor().await?;
        breaks(page, "fr").await?;
        page.type_into("#theme", &text("fr", "theme.dark")).await?;
        page.wait("html[data-theme=dark]").await?;
        page.run("document.querySelector('main .copy').click()").await?;
        page.wait_text(".toast", &text("fr", "says.copied")).await?;
        page.run("document.querySelector('[data-proofs]').click()").await?;
        page.wait(".proofs tbody tr").await?;
        page.run("document.querySelector('#tab-seed').click()").await?;
        page.wait("#tab-seed[aria-selected=true]").await?;
        page.leave_by("a[data-language=en]").await?;
        page.wait("html[lang=en][data-hydrated][data-script=running]").await.map(drop)
    })
    .await;
}

/// A program in wasm that calls itself for ever, as ours would without room on the stack: browsers tell of it by an
/// error of JavaScript's.
const OVERFLOW: &str =
    "const bytes = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0,
        10, 6, 1, 4, 0, 16, 0, 11];
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes)));
    setTimeout(() => exports.f());";

#[tokio::test]
async fn a_program_without_room_on_the_stack_says_so_too() {
    let site = site().await;
    browse(&site.http(), &["Chromium: Maximum call stack", "Firefox: too much recursion"], async |page| {
        page.open("?servidor=embutido").await?;
        // Deep enough in a script of the page's own it is not the program's affair.
        page.run("setTimeout(() => { const deep = () => deep(); deep(); })").await?;
        page.run("return new Promise((done) => setTimeout(done))").await?;
        assert_eq!(page.count("html[data-script=running]").await?, 1);
        page.run(OVERFLOW).await?;
        page.wait("html[data-script=broken]").await?;
        page.wait_text(".broken", &text("pt", "trouble.broken")).await
    })
    .await;
}
