//! The program that the page shows, run in real Brython: what it does, what the page tells of it, and what happens
//! when something does not come.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use browser_tests::{
    Copy, Outcome, Page, WebDriverResult, browse, laboratory_text,
    servers::{Line, site, static_host_of},
    text,
};
use serde_json::Value;
use std::fs;

const RUNNING: &str = "#python_output[data-state=running]";
const FAILED: &str = "#python_output[data-state=failed]";

async fn runs(page: &Page) -> Outcome {
    page.click("#run_python").await?;
    page.wait(RUNNING).await.map(drop)
}

async fn writes(page: &Page, program: &str) -> Outcome {
    if page.count("textarea#py_source").await? == 0 {
        page.click("#edit_python").await?;
    }
    page.paste("textarea#py_source", program).await
}

/// The events of the log, those of the program alone.
async fn told(page: &Page) -> WebDriverResult<Value> {
    page.run(
        "return [...document.querySelectorAll('#log [data-from=python]')].map(({ dataset }) => dataset.event)",
    )
    .await
}

#[tokio::test]
async fn what_is_shown_runs_and_lights_the_page() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        for (server, tab) in [
            ("embutido", "tab-today"),
            ("local", "tab-today"),
            ("embutido", "tab-seed"),
            ("local", "tab-seed"),
        ] {
            page.open(&format!("?servidor={server}")).await?;
            page.click(&format!("#{tab}")).await?;
            page.wait(&format!("#{tab}[aria-selected=true]")).await?;
            let loaded = "return performance.getEntriesByType('resource')
                .filter(({ name }) => /brython|frame/.test(name)).length";
            assert_eq!(page.run(loaded).await?, 0, "Brython came before it was wanted");
            runs(page).await?;
            page.in_frame(async |page| page.click("#openbtn").await).await?;
            page.wait("#evento-open[data-lit]").await?;
            page.wait("[data-handler=on_open][data-lit]").await?;
            page.in_frame(async |page| {
                page.type_into("#data", "olá").await?;
                page.click("#send_button").await
            })
            .await?;
            page.wait("[data-handler=on_message][data-lit]").await?;
            page.wait_text("#log [data-from=python][data-event=message]", "olá").await?;
            page.in_frame(async |page| page.click("#closebtn").await).await?;
            page.wait("#log [data-from=python][data-event=close][data-code='1005']").await?;
            page.wait_text("#python_output", "close 1005").await?;
            let expected: Value = ["open", "sent", "message", "close"].into_iter().collect();
            assert_eq!(told(page).await?, expected, "{server} {tab}");
            let printed = page.text("#python_output").await?;
            assert_eq!(
                printed.split_whitespace().collect::<Vec<_>>().join(" "),
                "open message olá close 1005 True"
            );
            // The panel's own controls are none of the program's affair.
            assert_eq!(page.buttons().await?, [true, false, false], "{server} {tab}");
            if server == "local" {
                let shown = page.text("#py_source").await?;
                assert!(shown.contains(&site.ws()), "what is shown is not what runs: {shown}");
            }
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn what_the_program_does_is_in_the_pictures_beside_the_page_s_own() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        page.unfold("pictures").await?;
        page.connect().await?;
        runs(page).await?;
        page.in_frame(async |page| page.click("#openbtn").await).await?;
        page.wait("#log [data-from=python][data-connection='2'][data-event=open]").await?;
        page.wait("[data-step=open]").await?;
        page.wait("[data-node=open][data-lit]").await?;
        page.in_frame(async |page| page.click("#closebtn").await).await?;
        page.wait("[data-node=closed][data-lit]").await?;
        assert_eq!(page.buttons().await?, [false, true, true], "the page's connection goes on");
        page.send("ainda aqui").await?;
        page.wait_text("#log [data-connection='1'][data-event=message]", "ainda aqui").await
    })
    .await;
}

#[tokio::test]
async fn a_mistake_is_told_with_its_line_and_what_to_do() {
    let site = site().await;
    let ws = "from browser import websocket\nws = websocket.WebSocket('ws://a.invalid/eco')\n";
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        runs(page).await?;
        for (program, line, hint) in [
            ("def f(:\n    pass".to_owned(), "1", "syntax"),
            (format!("{ws}ws.send('a')"), "3", "send_before_open"),
            (format!("{ws}def on_open():\n    pass\nws.bind('open', on_open)"), "3", "handler_argument"),
            ("import antigravity_none".to_owned(), "1", "no_module"),
            ("print('a')\ninput('?')".to_owned(), "2", "input"),
            ("while True: pass".to_owned(), "1", "endless"),
        ] {
            writes(page, &program).await?;
            page.click("#run_python").await?;
            page.wait(FAILED).await?;
            let advice = laboratory_text("pt", &format!("python.{hint}")).replace('`', "");
            page.wait_text(".python-failure", &advice).await?;
            page.wait_text(".python-failure", &format!("Linha {line}:")).await?;
        }
        writes(page, &format!("{ws}ws.bind('open', lambda evt: ws.send(b'a'))")).await?;
        runs(page).await?;
        page.wait_text(".python-hint", &laboratory_text("pt", "python.send_bytes").replace('`', "")).await?;
        page.connect().await
    })
    .await;
}

#[tokio::test]
async fn what_is_written_survives_a_reload_and_can_be_had_back() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        runs(page).await?;
        let original = page.text("#py_source").await?;
        writes(page, "print('meu programa')").await?;
        page.reload().await?;
        page.wait("textarea#py_source").await?;
        let value = "return document.querySelector('#py_source').value";
        assert_eq!(page.run(value).await?, "print('meu programa')");
        page.click("#run_python").await?;
        page.wait_text("#python_output", "meu programa").await?;
        page.click("#reset_python").await?;
        page.wait_text("pre#py_source", &original).await?;
        page.click("#edit_python + button").await?;
        page.wait("textarea#py_source").await?;
        assert_eq!(page.run(value).await?, "print('meu programa')");
        page.click("#reset_python").await?;
        page.wait("pre#py_source").await?;
        page.reload().await?;
        page.wait("pre#py_source").await.map(drop)
    })
    .await;
}

#[tokio::test]
async fn a_program_that_is_stopped_is_gone() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        runs(page).await?;
        let program = "from browser import timer\ntimer.set_interval(lambda: print('ainda'), 50)";
        writes(page, program).await?;
        runs(page).await?;
        page.wait_text("#python_output", "ainda").await?;
        page.click("#stop_python").await?;
        page.wait("#python_output[data-state=stopped]").await?;
        page.wait_gone("#python_frame iframe").await?;
        page.wait("#stop_python:disabled").await?;
        page.wait_text("#python_state", &laboratory_text("pt", "python.stopped")).await
    })
    .await;
}

#[tokio::test]
async fn brython_that_does_not_come_is_told_and_may_be_asked_for_again() {
    let copy = Copy::of(&browser_tests::dist());
    let file = copy.folder().join(copy.asset("brython-library-", ".json"));
    let bytes = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    let host = static_host_of(copy.folder()).await;
    browse(&host.http(), &["404", "integrity"], async |page| {
        page.open("?servidor=embutido").await?;
        page.click("#run_python").await?;
        page.wait(FAILED).await?;
        page.wait_text("#python_state", &laboratory_text("pt", "python.not_arrived")).await?;
        page.connect().await?;
        fs::write(&file, &bytes).unwrap();
        runs(page).await
    })
    .await;
}

#[tokio::test]
async fn without_a_network_the_page_says_what_the_program_needs() {
    let site = site().await;
    let line = Line::to(&site).await;
    browse(&line.http(), &["ERR_"], async |page| {
        page.open("?servidor=embutido").await?;
        page.wait_kept().await?;
        line.cut();
        page.click("#run_python").await?;
        page.wait_true(
            "it failed",
            "document.querySelector('#python_output[data-state=failed], .python .error')",
        )
        .await?;
        assert_eq!(page.text("#run_python").await?, text("pt", "page.run"));
        page.connect().await
    })
    .await;
}
