//! The example's three tabs: by mouse and keyboard, lit by the same events, in every language, kept over a reload, and
//! told in words when what they open does not come.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use browser_tests::{
    Copy, Key, LANGUAGES, Outcome, Page, WebDriverResult, browse, dist, get, path_of, required,
    servers::{self, both_sites, site},
    text,
};
use serde_json::json;
use std::fs;

/// The tabs, what each is called in `i18n/`, and its program.
const TABS: [(&str, &str, &str); 3] = [
    ("tab-today", "today", include_str!("../../../../static/example.py")),
    ("tab-seed", "seed", include_str!("../../../../static/example-seed.py")),
    ("tab-rust", "rust", include_str!("../../../../static/example.rs")),
];

/// Waits until this tab alone is chosen, and its program is the one that is shown.
async fn wait_chosen(page: &Page, tab: &str) -> Outcome {
    page.wait(&format!("#{tab}[aria-selected=true][tabindex='0']")).await?;
    assert_eq!(page.count("[role=tab][aria-selected=true]").await?, 1, "{tab}");
    assert_eq!(page.count("[role=tab][tabindex='-1']").await?, 2, "{tab}");
    assert_eq!(page.attribute("#programa", "aria-labelledby").await?.as_deref(), Some(tab));
    let (_, _, program) = TABS.into_iter().find(|(id, ..)| *id == tab).unwrap();
    assert_eq!(shown(page).await?, program.trim_end(), "{tab}");
    Ok(())
}

async fn shown(page: &Page) -> WebDriverResult<String> {
    let code = page.run("return document.querySelector('#programa pre').textContent").await?;
    Ok(code.as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn each_tab_shows_its_program_and_says_what_it_is() {
    for site in both_sites().await {
        browse(&site.http(), &[], async |page| {
            for language in LANGUAGES {
                page.open(&path_of(language)).await?;
                page.wait("#tab-today:enabled").await?;
                wait_chosen(page, "tab-today").await?;
                for (tab, name, _) in TABS.into_iter().rev() {
                    assert_eq!(page.text(&format!("#{tab}")).await?, text(language, &format!("tabs.{name}")));
                    page.click(&format!("#{tab}")).await?;
                    wait_chosen(page, tab).await?;
                    page.wait_text(".tabs + .hint", &text(language, &format!("tabs.{name}_about"))).await?;
                    assert_eq!(page.count(".tabs ~ .hint").await?, 1);
                }
            }
            Ok(())
        })
        .await;
    }
}

#[tokio::test]
async fn the_module_comes_as_a_file_of_its_name() {
    for site in both_sites().await {
        browse(&site.http(), &[], async |page| {
            page.open("").await?;
            page.click("#tab-seed:enabled").await?;
            wait_chosen(page, "tab-seed").await?;
            assert_eq!(page.attribute(".tabs + .hint a", "download").await?.as_deref(), Some("websocket.py"));
            let file = page.run("return document.querySelector('.tabs + .hint a').href").await?;
            let file = get(file.as_str().unwrap()).await;
            assert_eq!(file.status, 200);
            assert_eq!(file.text(), include_str!("../../../../static/websocket.py"));
            Ok(())
        })
        .await;
    }
}

#[tokio::test]
async fn keys_go_round_the_tabs() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("en/").await?;
        page.wait("#tab-today:enabled").await?;
        page.run("document.querySelector('#tab-today').focus()").await?;
        for (key, tab) in [
            (Key::Right, "tab-seed"),
            (Key::Right, "tab-rust"),
            (Key::Right, "tab-today"),
            (Key::Left, "tab-rust"),
            (Key::Left, "tab-seed"),
            (Key::Home, "tab-today"),
            (Key::End, "tab-rust"),
        ] {
            page.press(key + "").await?;
            wait_chosen(page, tab).await?;
            assert_eq!(page.focused().await?, tab);
        }
        // With a key of the browser's own they are its affair.
        page.press(Key::Control + Key::Home).await?;
        wait_chosen(page, "tab-rust").await?;
        // One stop, and the next one is in the panel.
        page.press(Key::Tab).await?;
        let in_panel = "return document.activeElement.closest('#programa') !== null";
        assert_eq!(page.run(in_panel).await?, true);
        page.press(Key::Shift + Key::Tab).await?;
        assert_eq!(page.focused().await?, "tab-rust");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn the_same_events_light_the_handlers_of_every_tab() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        for server in ["embutido", "local"] {
            page.open(&format!("?servidor={server}")).await?;
            page.wait("#tab-today:enabled").await?;
            for (tab, _, program) in TABS.into_iter().rev() {
                page.click(&format!("#{tab}")).await?;
                wait_chosen(page, tab).await?;
                page.connect().await?;
                assert_eq!(page.lit().await?, ["open"], "{server} {tab}");
                lines_of(page, "open", program).await?;
                page.send("olá").await?;
                page.wait("[data-handler=on_message][data-lit]").await?;
                lines_of(page, "message", program).await?;
                page.click("#closebtn").await?;
                page.wait_state("closed").await?;
                assert_eq!(page.lit().await?, ["close"], "{server} {tab}");
                lines_of(page, "close", program).await?;
            }
        }
        // What is lit stays lit when another tab is opened, and the link beside the panel leads to it.
        page.click("#tab-rust").await?;
        wait_chosen(page, "tab-rust").await?;
        assert_eq!(page.lit().await?, ["close"]);
        lines_of(page, "close", TABS[2].2).await?;
        page.wait("#exemplo-close[data-handler=on_close]").await?;
        Ok(())
    })
    .await;
}

/// The lines that are lit are those of the event's handler in this program.
async fn lines_of(page: &Page, event: &str, program: &str) -> Outcome {
    let lines = page.run("return document.querySelector('[data-handler][data-lit]').textContent").await?;
    let lines = lines.as_str().unwrap_or_default().to_owned();
    let name = format!("on_{event}");
    assert!(program.contains(&lines) && lines.lines().next().unwrap().contains(&name), "{event}: {lines}");
    assert!(!lines.trim_end().is_empty() && lines.matches("on_").count() == 1, "{event}: {lines}");
    Ok(())
}

#[tokio::test]
async fn a_copy_is_the_program_of_the_tab() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.allow_clipboard(true).await?;
        page.open("").await?;
        page.wait("#tab-today:enabled").await?;
        for (tab, _, program) in TABS.into_iter().rev() {
            page.click(&format!("#{tab}")).await?;
            wait_chosen(page, tab).await?;
            let label = page.attribute("#programa .copy", "aria-label").await?;
            assert!(label.unwrap().ends_with(program.lines().next().unwrap()), "{tab}");
            page.run("document.querySelector('#programa .copy').click()").await?;
            page.wait_text(".toast", &text("pt", "says.copied")).await?;
            page.run("document.querySelector('.toast').replaceChildren()").await?;
            assert_eq!(page.run("return navigator.clipboard.readText()").await?, program.trim_end());
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn another_language_and_a_reload_keep_the_tab() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        page.click("#tab-seed:enabled").await?;
        wait_chosen(page, "tab-seed").await?;
        page.connect().await?;
        for language in ["fr", "en", "es", "pt"] {
            page.click(&format!("a[data-language={language}]")).await?;
            let about = json!(text(language, "tabs.seed_about"));
            let says = format!(
                "document.querySelector('.tabs + .hint')?.innerText.replaceAll('\\u00a0', ' ').startsWith({about})"
            );
            page.wait_true("the line is in the language", &says).await?;
            wait_chosen(page, "tab-seed").await?;
            assert_eq!(page.text("#tab-seed").await?, text(language, "tabs.seed"));
            assert_eq!(page.lit().await?, ["open"], "{language}");
        }
        page.reload().await?;
        page.wait("#tab-seed[aria-selected=true]").await?;
        wait_chosen(page, "tab-seed").await?;
        page.connect().await?;
        assert_eq!(page.lit().await?, ["open"]);
        page.click("#tab-today").await?;
        wait_chosen(page, "tab-today").await?;
        page.reload().await?;
        page.wait("#tab-today:enabled").await?;
        wait_chosen(page, "tab-today").await?;
        // Rubbish in the storage is no tab.
        page.run("for (const key of Object.keys(sessionStorage)) sessionStorage.setItem(key, '\"nada')")
            .await?;
        page.reload().await?;
        page.wait("#tab-today:enabled").await?;
        wait_chosen(page, "tab-today").await
    })
    .await;
}

#[tokio::test]
async fn programs_that_do_not_come_are_told_and_may_be_asked_for_again() {
    let copy = Copy::of(&dist());
    let file = copy.folder().join(copy.asset("programs-", ".html"));
    let programs = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    let site = servers::static_host_of(copy.folder()).await;
    browse(&site.http(), &["404"], async |page| {
        page.open("").await?;
        page.click("#tab-rust:enabled").await?;
        page.wait_text(".toast", &text("pt", "says.not_arrived").replace("{text}", "Rust")).await?;
        wait_chosen(page, "tab-today").await?;
        page.connect().await?;
        assert_eq!(page.lit().await?, ["open"]);
        // A language is changed all the same, and the tabs stay usable.
        page.click("a[data-language=en]").await?;
        page.wait("html[lang=en] #tab-seed:enabled").await?;
        assert_eq!(page.text("#tab-seed").await?, text("en", "tabs.seed"));
        wait_chosen(page, "tab-today").await?;
        // A host that answers with a page for what it does not have.
        fs::copy(copy.folder().join("index.html"), &file).unwrap();
        // By keys: the sentence may stand before the tab.
        page.run("document.querySelector('#tab-rust').focus()").await?;
        page.press(Key::Enter + "").await?;
        page.wait_text(".toast", &text("en", "says.not_arrived").replace("{text}", "Rust")).await?;
        wait_chosen(page, "tab-today").await?;
        fs::write(&file, &programs).unwrap();
        page.press(Key::Enter + "").await?;
        wait_chosen(page, "tab-rust").await?;
        assert_eq!(page.text(".toast").await?, "");
        assert_eq!(page.lit().await?, ["open"]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_first_visit_does_not_load_the_other_programs() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        page.wait("#tab-today:enabled").await?;
        let loaded = "return performance.getEntriesByType('resource').map(({ name }) => name)
            .filter((name) => /programs|websocket-/.test(name))";
        assert_eq!(page.run(loaded).await?, json!([]));
        page.click("#tab-seed").await?;
        wait_chosen(page, "tab-seed").await?;
        assert_eq!(page.run(loaded).await?.as_array().unwrap().len(), 1);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn without_scripts_there_is_todays_program_and_no_dead_tab() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.without_scripts().await?;
        page.visit("").await?;
        assert!(!page.shows(".tabs").await?);
        assert!(page.shows(".handler").await?);
        Ok(())
    })
    .await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        page.click("#tab-rust:enabled").await?;
        wait_chosen(page, "tab-rust").await?;
        page.as_printed().await?;
        assert!(!page.shows(".tabs").await?);
        Ok(())
    })
    .await;
}

/// The tab of Rust has nothing to run; but what is written there, or runs, stays within reach.
#[tokio::test]
async fn beside_rust_a_program_of_python_can_be_stopped_and_had_back() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        page.click("#tab-rust:enabled").await?;
        wait_chosen(page, "tab-rust").await?;
        assert!(!page.shows("#run_python").await?);
        // What runs goes on, and can be stopped; what does not run any more is out of the way.
        page.click("#tab-today").await?;
        wait_chosen(page, "tab-today").await?;
        page.click("#run_python").await?;
        page.wait("#python_output[data-state=running]").await?;
        page.click("#tab-rust").await?;
        wait_chosen(page, "tab-rust").await?;
        for other in ["#run_python", "#edit_python", "#save_python"] {
            assert!(!page.shows(other).await?, "{other}");
        }
        assert!(page.shows("#python_output").await?);
        page.click("#stop_python").await?;
        page.wait("#python_output[data-state=stopped]").await?;
        assert!(!page.shows(".python").await?);
        // After a reload there is the tab, and the program that was written.
        page.click("#tab-today").await?;
        wait_chosen(page, "tab-today").await?;
        page.write_program("print('meu')").await?;
        page.reload().await?;
        page.wait_editor().await?;
        page.click("#reset_python").await?;
        page.click("#tab-rust:enabled").await?;
        wait_chosen(page, "tab-rust").await?;
        page.run(
            "const key = Object.keys(sessionStorage).find((key) => key.endsWith('tab'));
            localStorage.setItem(key.slice(0, -3) + 'python', 'print(1)');",
        )
        .await?;
        page.reload().await?;
        page.wait("#tab-rust[aria-selected=true]").await?;
        page.wait_editor().await?;
        assert!(!page.shows(".tabs").await?);
        page.click("#run_python").await?;
        page.wait_text("#python_output", "1").await?;
        page.click("#reset_python").await?;
        page.wait_gone(".editor").await?;
        wait_chosen(page, "tab-rust").await?;
        assert!(page.shows(".tabs").await?);
        Ok(())
    })
    .await;
}

/// The tabs are prose: they work where the program has not come.
#[tokio::test]
async fn without_the_program_the_tabs_work() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.block(&[".wasm"]).await?;
        page.visit("").await?;
        page.wait("html[data-script=failed]").await?;
        page.click("#tab-rust:enabled").await?;
        wait_chosen(page, "tab-rust").await
    })
    .await;
}

#[tokio::test]
async fn nothing_is_wider_than_a_phone_and_axe_finds_nothing() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        for (width, language) in [(320, "fr"), (390, "pt"), (1280, "en")] {
            page.resize(width, 800).await?;
            page.open(&path_of(language)).await?;
            page.wait("#tab-today:enabled").await?;
            page.run(&fs::read_to_string(required("AXE")).unwrap()).await?;
            for theme in ["light", "dark"] {
                page.pretend("prefers-color-scheme", theme).await?;
                for (tab, ..) in TABS.into_iter().rev() {
                    page.click(&format!("#{tab}")).await?;
                    wait_chosen(page, tab).await?;
                    let wider = "return document.documentElement.scrollWidth - innerWidth";
                    assert!(page.run(wider).await?.as_i64().unwrap() <= 0, "{tab} at {width} pixels");
                    let check = "const done = arguments[arguments.length - 1];
                        axe.run(document.querySelector('#exemplo').closest('section'), { resultTypes: ['violations'] }).then(
                            ({ violations }) => done(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html))),
                            (error) => done([String(error)]));";
                    assert_eq!(page.run_async(check, vec![]).await?, json!([]), "{tab}, {width} pixels, {theme}");
                }
            }
        }
        Ok(())
    })
    .await;
}
