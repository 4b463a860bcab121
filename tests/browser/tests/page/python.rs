//! The program that the page shows, run in real Brython: what it does, and what the page tells of it.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use browser_tests::{
    Outcome, Page, WebDriverResult, browse, get, laboratory_text, manifest,
    servers::{Server, nobody, silent, site, strict},
};
use serde_json::{Value, json};

pub(crate) const RUNNING: &str = "#python_output[data-state=running]";
pub(crate) const FAILED: &str = "#python_output[data-state=failed]";

pub(crate) async fn runs(page: &Page) -> Outcome {
    page.click("#run_python").await?;
    page.wait(RUNNING).await.map(drop)
}

/// An advice to the reader, as the page shows it.
pub(crate) fn advice(name: &str) -> String {
    laboratory_text("pt", &format!("python.{name}")).replace('`', "")
}

/// The events of the log, those of the program alone.
pub(crate) async fn told(page: &Page) -> WebDriverResult<Vec<String>> {
    let events = "return [...document.querySelectorAll('#log [data-from=python]')].map(({ dataset }) => dataset.event)";
    Ok(serde_json::from_value(page.run(events).await?)?)
}

/// Where a site has Brython, and how much of it.
pub(crate) async fn told_by(site: &Server) -> Value {
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
        closes_what_is_not_open(page).await?;
        assert_eq!(page.run(HIGHLIGHTED).await?, json!([["ws.close()", true, true]]));
        runs(page).await?;
        assert_eq!(page.run(HIGHLIGHTED).await?, Value::Null);
        // The program goes on while the page shows another one, which has no such line.
        page.click("#tab-seed").await?;
        page.wait("#tab-seed[aria-selected=true]").await?;
        closes_what_is_not_open(page).await?;
        assert_eq!(page.run(HIGHLIGHTED).await?, Value::Null);
        Ok(())
    })
    .await;
}

/// The example's own mistake, which its controls keep readers from.
async fn closes_what_is_not_open(page: &Page) -> Outcome {
    page.in_frame(async |page| {
        page.run("document.querySelector('#closebtn').disabled = false").await?;
        page.click("#closebtn").await
    })
    .await?;
    page.wait(FAILED).await?;
    page.wait_text(".python-failure", ": ws.close()").await
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

/// Another server that is chosen meanwhile is that of the next run.
#[tokio::test]
async fn what_is_said_of_the_network_is_of_the_program_that_runs() {
    let site = site().await;
    let [embedded, network] =
        ["embedded", "network"].map(|name| laboratory_text("pt", &format!("python.{name}")));
    browse(&site.http(), &[], async |page| {
        for (runs_with, said, chosen, said_of_chosen) in
            [("local", &network, "embutido", &embedded), ("embutido", &embedded, "local", &network)]
        {
            page.open(&format!("?servidor={runs_with}")).await?;
            runs(page).await?;
            page.click(&format!("#server option[value={chosen}]")).await?;
            page.wait_text("#server-hint", if chosen == "local" { "ws://" } else { "sem rede" }).await?;
            assert!(page.text(".python").await?.contains(said), "{runs_with}");
            page.click("#stop_python").await?;
            page.wait("#python_output[data-state=stopped]").await?;
            page.wait_text(".python", said_of_chosen).await?;
        }
        Ok(())
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
