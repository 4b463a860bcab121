//! The program that the page shows, run in real Brython: what it does, what the page tells of it, and what happens
//! when something does not come.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use browser_tests::{
    Copy, Outcome, Page, WebDriverResult, browse, get, laboratory_text, manifest,
    servers::{Line, Server, Weather, nobody, silent, site, static_host_of, strict},
    text,
};
use serde_json::{Value, json};
use std::fs;

const RUNNING: &str = "#python_output[data-state=running]";
const FAILED: &str = "#python_output[data-state=failed]";

async fn runs(page: &Page) -> Outcome {
    page.click("#run_python").await?;
    page.wait(RUNNING).await.map(drop)
}

/// An advice to the reader, as the page shows it.
fn advice(name: &str) -> String {
    laboratory_text("pt", &format!("python.{name}")).replace('`', "")
}

/// The events of the log, those of the program alone.
async fn told(page: &Page) -> WebDriverResult<Vec<String>> {
    let events = "return [...document.querySelectorAll('#log [data-from=python]')].map(({ dataset }) => dataset.event)";
    Ok(serde_json::from_value(page.run(events).await?)?)
}

/// Where a site has Brython, and how much of it.
async fn told_by(site: &Server) -> Value {
    let told = get(&format!("{}{}", site.origin(), manifest())).await;
    serde_json::from_slice(&told.body).unwrap()
}

#[tokio::test]
async fn what_is_shown_runs_and_lights_the_page() {
    let site = site().await;
    let licence = format!("{}{}", site.origin(), told_by(&site).await["licence"].as_str().unwrap());
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
            let links =
                "return [...document.querySelectorAll('.python a')].map(({ href, textContent }) => [href, textContent])";
            assert_eq!(page.run(links).await?, json!([[licence, laboratory_text("pt", "python.licence")]]));
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
            assert_eq!(told(page).await?, ["open", "sent", "message", "close"], "{server} {tab}");
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
    let modules = told_by(&site).await["modules"].as_str().unwrap().replace(',', ", ");
    let ws = "from browser import websocket\nws = websocket.WebSocket('ws://a.invalid/eco')\n";
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        runs(page).await?;
        for (program, line, hint) in [
            ("def f(:\n    pass".to_owned(), "1", "syntax"),
            (format!("{ws}ws.send('a')"), "3", "send_before_open"),
            (format!("{ws}def on_open():\n    pass\nws.bind('open', on_open)"), "3", "handler_argument"),
            ("print('a')\ninput('?')".to_owned(), "2", "input"),
            ("while True: pass".to_owned(), "1", "endless"),
            ("def f(n):\n    return f(n + 1)\nf(0)".to_owned(), "2", "recursion"),
        ] {
            page.write_program(&program).await?;
            page.click("#run_python").await?;
            page.wait(FAILED).await?;
            page.wait_text(".python-failure", &advice(hint)).await?;
            page.wait_text(".python-failure", &format!("Linha {line}:")).await?;
        }
        // What can be imported instead is what the build has packed.
        page.write_program("import numpy").await?;
        page.click("#run_python").await?;
        page.wait_text(".python-failure", &advice("no_module").replace("{modules}", &modules)).await?;
        for (data, hint) in [("b'a'", "send_bytes"), ("[1, 2]", "send_other")] {
            page.write_program(&format!("{ws}ws.bind('open', lambda evt: ws.send({data}))")).await?;
            runs(page).await?;
            page.wait_text(".python-hint", &advice(hint)).await?;
        }
        page.connect().await
    })
    .await;
}

/// What is highlighted of the program as the page has it, and that it can be seen.
const HIGHLIGHTED: &str = "
    const highlight = CSS.highlights.get('exception');
    if (!highlight) return null;
    const source = document.querySelector('#py_source');
    const [behind, around] = ['::highlight(exception)', null].map((part) => getComputedStyle(source, part).backgroundColor);
    return [...highlight].map(({ startContainer, startOffset, endContainer, endOffset }) => {
        const range = document.createRange();
        range.setStart(startContainer, startOffset);
        range.setEnd(endContainer, endOffset);
        return [range.toString(), source.contains(range.commonAncestorContainer), behind !== around];
    });
";

/// The line of an exception stands out in the program that nobody has changed, until it is run again.
#[tokio::test]
async fn a_mistake_stands_out_in_the_example_itself() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        runs(page).await?;
        page.in_frame(async |page| {
            page.run("document.querySelector('#closebtn').disabled = false").await?;
            page.click("#closebtn").await
        })
        .await?;
        page.wait(FAILED).await?;
        page.wait_text(".python-failure", ": ws.close()").await?;
        assert_eq!(page.run(HIGHLIGHTED).await?, json!([["ws.close()", true, true]]));
        runs(page).await?;
        assert_eq!(page.run(HIGHLIGHTED).await?, Value::Null);
        Ok(())
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
        page.write_program("print('meu programa')").await?;
        page.reload().await?;
        page.wait_editor().await?;
        assert_eq!(page.program().await?, "print('meu programa')");
        page.click("#run_python").await?;
        page.wait_text("#python_output", "meu programa").await?;
        page.click("#reset_python").await?;
        page.wait_text("pre#py_source", &original).await?;
        page.click("#undo_python").await?;
        page.wait_editor().await?;
        assert_eq!(page.program().await?, "print('meu programa')");
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
        let program = "from browser import timer\ntimer.set_interval(lambda: print('tique'), 50)";
        page.write_program(program).await?;
        runs(page).await?;
        page.wait_text("#python_output", "tique").await?;
        page.click("#stop_python").await?;
        page.wait("#python_output[data-state=stopped]").await?;
        page.wait_gone("#python_frame iframe").await?;
        page.wait("#stop_python:disabled").await?;
        page.wait_text("#python_state", &laboratory_text("pt", "python.stopped")).await
    })
    .await;
}

/// What no statement of Python interrupts.
#[tokio::test]
async fn a_program_that_never_lets_go_can_be_stopped() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        runs(page).await?;
        page.write_program("from browser import window\nwindow.eval('for (;;);')").await?;
        runs(page).await?;
        page.click("#stop_python").await?;
        page.wait("#python_output[data-state=stopped]").await?;
        page.wait_gone("#python_frame iframe").await?;
        page.write_program("print('o próximo')").await?;
        runs(page).await?;
        page.wait_text("#python_output", "o próximo").await?;
        page.connect().await
    })
    .await;
}

/// Notes each state that the page shows of the program.
const STATES: &str = "
    window.seen = [];
    new MutationObserver(() => seen.push(document.querySelector('#python_output').dataset.state))
        .observe(document.querySelector('#python_output'), { attributes: true, attributeFilter: ['data-state'] });
";

#[tokio::test]
async fn a_program_that_prints_nothing_is_seen_to_run() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        runs(page).await?;
        page.write_program("while True: pass").await?;
        page.run(STATES).await?;
        page.click("#run_python").await?;
        page.wait(FAILED).await?;
        page.wait_text(".python-failure", &advice("endless")).await?;
        assert_eq!(page.run("return seen").await?, json!(["loading", "running", "failed"]));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_download_that_fails_leaves_the_program_alone() {
    let copy = Copy::of(&browser_tests::dist());
    let host = static_host_of(copy.folder()).await;
    browse(&host.http(), &["404", "integrity"], async |page| {
        page.open("?servidor=embutido").await?;
        runs(page).await?;
        page.write_program("print('escrito')").await?;
        runs(page).await?;
        page.wait_text("#python_output", "escrito").await?;
        let file = copy.folder().join(copy.asset("standalone-", ".txt"));
        let kept = fs::read(&file).unwrap();
        fs::remove_file(&file).unwrap();
        page.click("#save_python").await?;
        page.wait_text(".python > .error", &laboratory_text("pt", "python.not_saved")).await?;
        page.wait(RUNNING).await?;
        page.wait("#stop_python:enabled").await?;
        assert_eq!(page.text("#python_output").await?, "escrito");
        assert_eq!(page.count("#python_frame iframe").await?, 1);
        // What has come since is asked for again, and the sentence goes.
        fs::write(&file, kept).unwrap();
        page.forget_cache().await?;
        page.downloaded("#save_python", "websocket.html").await?;
        page.wait_true("it is empty", "!document.querySelector('.python > .error').textContent").await
    })
    .await;
}

/// The frame has its bounds from the page itself: a host of static files sends no header.
#[tokio::test]
async fn the_frame_has_no_origin_on_any_host() {
    for host in [site().await, static_host_of(browser_tests::dist()).await] {
        browse(&host.http(), &[], async |page| {
            page.open("?servidor=embutido").await?;
            runs(page).await?;
            page.wait("#python_frame iframe[sandbox='allow-scripts']").await?;
            page.write_program("from browser import window\nprint(window.origin)\nwindow.parent.document")
                .await?;
            page.click("#run_python").await?;
            page.wait(FAILED).await?;
            page.wait_text("#python_output", "null").await
        })
        .await;
    }
}

#[tokio::test]
async fn an_address_of_a_link_is_the_program_s_too() {
    let (site, other) = (site().await, site().await);
    browse(&site.http(), &[], async |page| {
        page.open(&format!("?servidor={}", other.ws())).await?;
        runs(page).await?;
        let shown = page.text("#py_source").await?;
        assert!(shown.contains(&format!("HOST = \"{}\"", other.ws())), "{shown}");
        page.in_frame(async |page| page.click("#openbtn").await).await?;
        page.wait("#log [data-from=python][data-event=open]").await?;
        page.in_frame(async |page| {
            page.type_into("#data", "olá").await?;
            page.click("#send_button").await
        })
        .await?;
        page.wait_text("#log [data-from=python][data-event=message]", "olá").await?;
        page.in_frame(async |page| page.click("#closebtn").await).await?;
        page.wait("#log [data-from=python][data-event=close][data-code='1005']").await.map(drop)
    })
    .await;
}

#[tokio::test]
async fn a_server_that_lets_no_frame_in_is_explained() {
    let (site, strict) = (site().await, strict().await);
    browse(&site.http(), &["Firefox: can’t establish a connection"], async |page| {
        page.open(&format!("?servidor={}", strict.ws())).await?;
        runs(page).await?;
        page.in_frame(async |page| page.click("#openbtn").await).await?;
        page.wait("#log [data-from=python][data-event=close][data-code='1006']").await?;
        page.wait_text(".python-hint", &advice("null_origin")).await
    })
    .await;
}

#[tokio::test]
async fn brython_that_does_not_come_is_told_and_may_be_asked_for_again() {
    let copy = Copy::of(&browser_tests::dist());
    let host = static_host_of(copy.folder()).await;
    // Another Brython than the frame's policy names.
    let told = ["404", "integrity", "Firefox: blocked an inline script"];
    browse(&host.http(), &told, async |page| {
        page.open("?servidor=embutido").await?;
        for (start, end) in [("library-", ".json"), ("brython-", ".js")] {
            let file = copy.folder().join(copy.asset(start, end));
            let bytes = fs::read(&file).unwrap();
            let other = bytes.iter().map(|byte| if *byte == b'a' { b'b' } else { *byte }).collect();
            let longer = [&bytes[..], b"\n"].concat();
            let shorter = bytes[..bytes.len() - 1].to_vec();
            for instead in [None, Some(other), Some(longer), Some(shorter)] {
                match &instead {
                    None => fs::remove_file(&file).unwrap(),
                    Some(bytes) => fs::write(&file, bytes).unwrap(),
                }
                page.forget_cache().await?;
                page.click("#run_python").await?;
                page.wait(FAILED).await?;
                page.wait_text("#python_state", &laboratory_text("pt", "python.not_arrived")).await?;
                page.wait("#stop_python:disabled").await?;
            }
            fs::write(&file, &bytes).unwrap();
        }
        page.connect().await?;
        page.forget_cache().await?;
        runs(page).await
    })
    .await;
}

/// Notes what the page shows of the progress, each value once: how much, of how much, and in words.
const PROGRESS: &str = "
    window.seen = [];
    new MutationObserver(() => {
        const progress = document.querySelector('#python_progress');
        if (!progress) return;
        const { value, max, nextElementSibling: { textContent } } = progress;
        if (seen.at(-1)?.[0] !== value) seen.push([value, max, textContent]);
    }).observe(document.querySelector('.python'), { childList: true, subtree: true, attributes: true });
";

#[tokio::test]
async fn brython_tells_how_far_it_has_come() {
    let site = site().await;
    let line = Line::to(&site).await;
    let told = told_by(&site).await;
    let whole = told["size"].as_u64().unwrap();
    browse(&line.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        page.run(PROGRESS).await?;
        line.turns(Weather::Slow(200_000));
        runs(page).await?;
        let seen: Vec<(u64, u64, String)> = serde_json::from_value(page.run("return seen").await?)?;
        assert!(seen.len() > 5 && seen.is_sorted(), "{seen:?}");
        assert!(seen.iter().all(|(_, max, _)| *max == whole), "{seen:?}");
        assert_eq!(seen.last().unwrap().0, whole, "{seen:?}");
        let megabytes = |bytes: u64| {
            let hundredths = bytes / 10_000;
            let text = format!("{},{:02}", hundredths / 100, hundredths % 100);
            text.trim_end_matches('0').trim_end_matches(',').to_owned()
        };
        for (bytes, _, text) in seen {
            let arrived = laboratory_text("pt", "python.arrived")
                .replace("{arrived}", &megabytes(bytes))
                .replace("{whole}", &megabytes(whole));
            assert_eq!(text, arrived);
        }
        assert_eq!(page.count("#python_progress").await?, 0);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn what_is_stopped_on_its_way_does_not_run() {
    let site = site().await;
    let line = Line::to(&site).await;
    browse(&line.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        line.turns(Weather::Slow(50_000));
        page.click("#run_python").await?;
        page.wait("#python_progress").await?;
        page.click("#stop_python").await?;
        page.wait("#python_output[data-state=stopped]").await?;
        line.turns(Weather::Fine);
        runs(page).await?;
        assert_eq!(page.count("#python_frame iframe").await?, 1);
        Ok(())
    })
    .await;
}

/// Waits until what is behind the controls in the frame has this colour.
async fn frame_is(page: &Page, color: &str) -> Outcome {
    let is = format!("getComputedStyle(document.body).backgroundColor === '{color}'");
    page.in_frame(async |frame| frame.wait_true(color, &is).await).await
}

#[tokio::test]
async fn the_frame_follows_the_reader_s_theme_and_the_system_s() {
    let site = site().await;
    let (light, dark) = ("rgb(244, 245, 244)", "rgb(27, 33, 40)");
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        page.pretend("prefers-color-scheme", "light").await?;
        runs(page).await?;
        frame_is(page, light).await?;
        for (theme, color) in [("dark", dark), ("light", light), ("dark", dark), ("system", light)] {
            page.click(&format!("#theme option[value={theme}]")).await?;
            frame_is(page, color).await?;
        }
        page.pretend("prefers-color-scheme", "dark").await?;
        frame_is(page, dark).await?;
        page.click("#theme option[value=light]").await?;
        frame_is(page, light).await?;
        // The next program has it from its beginning.
        runs(page).await?;
        frame_is(page, light).await
    })
    .await;
}

#[tokio::test]
async fn a_program_goes_on_in_the_language_that_the_reader_changes_to() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        let speaks = async |language: &str, tag: &str| {
            let [open, message, send, close] = ["open", "message", "send", "close"]
                .map(|name| laboratory_text(language, &format!("python.{name}")));
            page.frame_speaks(tag, [&open, &message, &send, &close]).await?;
            let title = laboratory_text(language, "python.frame");
            page.wait(&format!("iframe[title=\"{title}\"]")).await.map(drop)
        };
        page.open("?servidor=embutido").await?;
        runs(page).await?;
        speaks("pt", "pt-BR").await?;
        page.in_frame(async |page| page.click("#openbtn").await).await?;
        page.wait("#log [data-from=python][data-event=open]").await?;
        page.click("a[hreflang=fr]").await?;
        speaks("fr", "fr").await?;
        // It is the same program: what it has opened is open.
        page.in_frame(async |page| page.click("#closebtn").await).await?;
        page.wait("#log [data-from=python][data-event=close][data-code='1005']").await.map(drop)
    })
    .await;
}

/// The instruments are on their way in one language when the reader changes to another.
#[tokio::test]
async fn the_instruments_come_in_the_language_of_the_page() {
    let site = site().await;
    let line = Line::to(&site).await;
    browse(&line.http(), &[], async |page| {
        // It would keep the instruments, and have them at once.
        page.before_scripts("delete Navigator.prototype.serviceWorker;").await?;
        page.open("?servidor=embutido").await?;
        // The other language is in the browser's cache from now on, and the instruments are not.
        for (language, tag) in [("fr", "fr"), ("pt", "pt-BR")] {
            page.click(&format!("a[data-language={language}]")).await?;
            page.wait(&format!("html[lang='{tag}']")).await?;
        }
        line.turns(Weather::Slow(20_000));
        page.click("#run_python").await?;
        page.click("a[data-language=fr]").await?;
        page.wait("html[lang=fr]").await?;
        assert_eq!(page.count("#stop_python").await?, 0, "the instruments were quicker");
        line.turns(Weather::Fine);
        page.wait_text("#stop_python", &laboratory_text("fr", "python.stop")).await
    })
    .await;
}

#[tokio::test]
async fn a_connection_that_never_opens_is_explained() {
    let site = site().await;
    let (nobody, silent) = (nobody().await, silent().await);
    let program = |address: &str, then: &str| {
        format!(
            "from browser import websocket\nws = websocket.WebSocket('{address}')\n\
             ws.bind('close', lambda evt: print('fim', evt.code))\n{then}"
        )
    };
    let eco = |scenario: &str| program(&format!("{}?scenario={scenario}", site.ws()), "");
    browse(&site.http(), &["Firefox: can’t establish a connection"], async |page| {
        // The program itself gives up; a connection that was open breaks off; a refusal that no server gave.
        for (server, program) in [
            ("local", program(&silent.ws(), "ws.close()")),
            ("local", eco("dropped")),
            ("embutido", eco("refused")),
        ] {
            page.open(&format!("?servidor={server}")).await?;
            runs(page).await?;
            page.write_program(&program).await?;
            runs(page).await?;
            page.wait_text("#python_output", "fim 1006").await?;
            assert_eq!(page.count(".python-hint").await?, 0, "{program}");
        }
        page.open("?servidor=local").await?;
        runs(page).await?;
        page.write_program(&program(&nobody, "")).await?;
        runs(page).await?;
        page.wait_text("#python_output", "fim 1006").await?;
        page.wait_text(".python-hint", &advice("null_origin")).await?;
        let events = told(page).await?;
        assert!(events.ends_with(&["error".into(), "close".into()]), "{events:?}");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn without_a_network_the_page_says_what_the_program_needs() {
    let site = site().await;
    let line = Line::to(&site).await;
    browse(&line.http(), &["Chromium: ERR_"], async |page| {
        page.open("?servidor=embutido").await?;
        page.wait_kept().await?;
        let kept = "return caches.keys()
            .then((names) => Promise.all(names.map((name) => caches.open(name).then((cache) => cache.keys()))))
            .then((all) => all.flat().map(({ url }) => url).filter((url) => /brython|library|python|editor|frame/.test(url)))";
        assert_eq!(page.run(kept).await?, json!([]), "what most readers never want is kept");
        // A scenario brings the instruments, and they can say what does not come.
        page.unfold("log").await?;
        line.cut();
        page.click("#run_python").await?;
        page.wait(FAILED).await?;
        page.wait_text("#python_state", &laboratory_text("pt", "python.not_arrived")).await?;
        assert_eq!(page.text("#run_python").await?, text("pt", "page.run"));
        page.connect().await
    })
    .await;
}

/// All is in the browser's own cache but for the frame, which no cache and no worker answers for.
#[tokio::test]
async fn a_frame_that_does_not_come_is_told() {
    let copy = Copy::of(&browser_tests::dist());
    let host = static_host_of(copy.folder()).await;
    browse(&host.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        fs::remove_dir_all(copy.folder().join("frame")).unwrap();
        page.click("#run_python").await?;
        page.wait(FAILED).await?;
        page.wait_text("#python_state", &laboratory_text("pt", "python.no_frame")).await?;
        page.wait("#stop_python:disabled").await?;
        assert_eq!(page.count("#python_frame iframe").await?, 0);
        page.connect().await
    })
    .await;
}

/// What a program prints without end, or at once: the page shows the last of what the frame lets through, and says
/// what is missing before and after it.
#[tokio::test]
async fn what_is_printed_without_end_leaves_the_page_alive() {
    let site = site().await;
    let [cut, dropped] = ["cut", "dropped"].map(|name| laboratory_text("pt", &format!("python.{name}")));
    let dropped = dropped.split("{count}").next().unwrap();
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        runs(page).await?;
        for (program, is_cut) in [
            ("for i in range(10 ** 6): print(i)", false),
            ("print('x' * 10 ** 7)", true),
            ("from browser import timer\ntimer.set_interval(lambda: print('tique ' * 1000), 0)", true),
        ] {
            page.write_program(program).await?;
            page.click("#run_python").await?;
            page.wait_text("#python_output + .hint", dropped).await?;
            if is_cut {
                page.wait_text("#python_output_title + .hint", &cut).await?;
            }
            let shown = "const { textContent, scrollTop } = document.querySelector('#python_output');
                return [textContent.length, Math.abs(scrollTop)]";
            let [length, from_end]: [u64; 2] = serde_json::from_value(page.run(shown).await?)?;
            assert!((1000..=65_536).contains(&length), "{program}: {length}");
            assert_eq!(from_end, 0, "{program}: what is shown is not the end");
            page.connect().await?;
            page.click("#closebtn").await?;
            page.wait_state("closed").await?;
        }
        page.click("#stop_python").await?;
        page.wait("#python_output[data-state=stopped]").await.map(drop)
    })
    .await;
}

/// What a program does to its frame: the page says that it is gone, or gives an advice, or has nothing to say of it.
const BREAKS: &[(&str, Option<&str>)] = &[
    ("window.location.reload()", Some("gone")),
    ("window.location.href = 'about:blank'", Some("gone")),
    ("window.close()", Some("window_close")),
    ("window.document.open()\nwindow.document.write('x')\nwindow.document.close()", Some("gone")),
    ("window.WebSocket = 3", Some("socket_replaced")),
    ("window.eval('delete window.WebSocket')", Some("socket_replaced")),
    ("window.eval('WebSocket.prototype.send = MessagePort.prototype.postMessage = () => {}')", None),
    ("window.eval('parent.postMessage(1, \"*\")')", Some("posted")),
];

#[tokio::test]
async fn a_program_that_breaks_its_frame_leaves_the_page_as_it_is() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        runs(page).await?;
        for (breaks, told) in BREAKS {
            page.write_program(&format!("from browser import window\n{breaks}\nprint('feito')")).await?;
            page.click("#run_python").await?;
            if *told == Some("gone") {
                page.wait(FAILED).await?;
                page.wait_text("#python_state", &laboratory_text("pt", "python.gone")).await?;
                page.wait("#stop_python:disabled").await?;
                assert_eq!(page.count("#python_frame iframe").await?, 0, "{breaks}");
            } else {
                page.wait_text("#python_output", "feito").await?;
                page.wait(RUNNING).await?;
                match told {
                    Some(hint) => page.wait_text(".python-hint", &advice(hint)).await?,
                    None => assert_eq!(page.count(".python-hint").await?, 0, "{breaks}"),
                }
            }
        }
        // The page's own socket is none of the program's.
        page.connect().await?;
        page.send("olá").await?;
        page.wait_text("#log [data-event=message]", "olá").await?;
        assert!(told(page).await?.is_empty());
        Ok(())
    })
    .await;
}

const FORGED: &str = "
from browser import window
window.eval('''
    const forged = [['failed', { name: 'Forged', message: '', traceback: 'x' }], ['bye'], ['out', 'forged', 1],
        ['socket', 1, Date.now(), 'request', 'ws://a/'], ['socket', 1, Date.now(), 'open', '']];
    const { port1, port2 } = new MessageChannel();
    for (const message of [...forged, ['batch', forged], ['here']]) {
        parent.postMessage(message, '*');
        postMessage(message, '*');
        // Firefox lets no program make a message of another origin.
        try {
            dispatchEvent(new MessageEvent('message', { data: ['hello'], source: parent, ports: [port1] }));
        } catch {}
        port2.postMessage(message);
    }
    // Whatever is at hand while the frame's own script runs: the event that it answers, and what it calls.
    const say = (event) => forged.forEach((message) => event?.target?.postMessage?.(message));
    const spied = (object, name) => {
        const own = object[name];
        object[name] = function (...values) { say(window.event); say(this); return own.apply(this, values); };
    };
    say(window.event);
    spied(document, 'querySelector');
    spied(Array.prototype, Symbol.iterator);
    spied(Object, 'entries');
    const { get } = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data');
    Object.defineProperty(MessageEvent.prototype, 'data', { get() { say(this); return get.call(this); } });
''')
print('enviadas')
";

#[tokio::test]
async fn forged_messages_reach_nobody() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        runs(page).await?;
        page.run("window.heard = 0; addEventListener('message', () => heard++)").await?;
        page.write_program(FORGED).await?;
        runs(page).await?;
        page.wait_text("#python_output", "enviadas").await?;
        page.wait_true("the page has been posted all of them", "heard === 7").await?;
        page.wait_text(".python-hint", &advice("posted")).await?;
        // What the page says to the frame, no program hears either.
        page.click("#theme option[value=dark]").await?;
        page.in_frame(async |frame| frame.wait("html[data-theme=dark]").await.map(drop)).await?;
        assert_eq!(page.text("#python_output").await?, "enviadas");
        page.wait(RUNNING).await?;
        assert!(told(page).await?.is_empty());
        page.connect().await
    })
    .await;
}

/// What a program has the frame's own script say, with more in it than the page takes: a traceback; a batch with too
/// many messages; and one with too much in them. Other functions of the browser's than these would do as well.
const OVERSIZED: [&str; 3] = [
    "
    const { slice } = String.prototype;
    String.prototype.slice = function (start, end) {
        return start === 0 && end === 65536 ? 'x'.repeat(2 ** 26) : slice.call(this, start, end);
    };
    throw new Error('x');
",
    "
    setTimeout(() => {
        Object.defineProperty(Array.prototype, 0, { configurable: true, set(value) {
            Object.defineProperty(this, 0, { value, writable: true, enumerable: true, configurable: true });
            this.length = 5000;
        } });
        alert('x');
        delete Array.prototype[0];
    }, 100);
",
    "
    setTimeout(() => {
        const message = ['out', 'x'.repeat(60000), 0];
        Object.defineProperty(Array.prototype, 0, { configurable: true, set(value) {
            Object.defineProperty(this, 0, { value, writable: true, enumerable: true, configurable: true });
            if (value[0] === 'out') for (let at = 1; at < 1000; at++) this[at] = message;
        } });
        alert('x');
        delete Array.prototype[0];
    }, 100);
",
];

#[tokio::test]
async fn messages_beyond_all_bounds_end_the_program_and_nothing_else() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        runs(page).await?;
        for forges in OVERSIZED {
            let program = format!("from browser import window\nwindow.eval('''{{{forges}}}''')");
            page.write_program(&program).await?;
            page.click("#run_python").await?;
            page.wait_text("#python_state", &laboratory_text("pt", "python.too_much")).await?;
            page.wait(FAILED).await?;
            page.wait("#stop_python:disabled").await?;
            assert_eq!(page.count("#python_frame iframe").await?, 0, "{forges}");
            page.connect().await?;
            page.close().await?;
        }
        page.write_program("print('adiante')").await?;
        runs(page).await?;
        page.wait_text("#python_output", "adiante").await
    })
    .await;
}

const FAILS: &str = "from browser import websocket

def falha(evt):
    return {}['chave']

ws = websocket.WebSocket('ws://127.0.0.1/eco')
ws.bind('open', falha)
ws.bind('open', lambda evt: ws.send('depois'))
ws.bind('message', lambda evt: print('veio', evt.data))
";

#[tokio::test]
async fn a_handler_that_fails_is_told_and_the_others_go_on() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        runs(page).await?;
        page.write_program(FAILS).await?;
        page.click("#run_python").await?;
        page.wait_text("#python_output", "veio depois").await?;
        page.wait(FAILED).await?;
        page.wait_text("#python_state", &laboratory_text("pt", "python.raised")).await?;
        page.wait_text(".python-failure", "KeyError: 'chave'").await?;
        page.wait_text(".python-failure", "Linha 4: return {}['chave']").await?;
        assert_eq!(told(page).await?, ["open", "sent", "message"]);
        Ok(())
    })
    .await;
}
