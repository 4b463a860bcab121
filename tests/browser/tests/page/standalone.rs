//! The file that a reader takes along: it runs from the disk, with nothing of the site.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use browser_tests::{
    Outcome, Page, browse, get, laboratory_text, manifest,
    servers::{open_host_of, site},
};
use serde_json::Value;
use std::{fs, path::PathBuf};
use tempfile::TempDir;

#[path = "../../../../src/standalone.rs"]
#[allow(unreachable_pub, reason = "it is the page's own")]
mod own;
use own::Standalone;

const CDN: &str = "https://cdn.jsdelivr.net/npm/brython@";

/// The template, and where the site has Brython.
async fn template() -> (String, Value) {
    let site = site().await;
    let told = get(&format!("{}{}", site.origin(), manifest())).await;
    let told: Value = serde_json::from_slice(&told.body).unwrap();
    let template = get(&format!("{}{}", site.origin(), told["standalone"][0].as_str().unwrap())).await;
    (template.text().to_owned(), told)
}

#[tokio::test]
async fn it_names_this_very_brython() {
    let (template, told) = template().await;
    let version = told["version"].as_str().unwrap();
    let integrity = told["brython"][1].as_str().unwrap();
    let script = format!(
        "<script src=\"{CDN}{version}/brython.min.js\" integrity=\"{integrity}\" crossorigin=\"anonymous\"></script>"
    );
    assert!(template.contains(&script), "{script}");
}

/// Fills in the template, and opens what comes of it.
async fn opened(page: &Page, whole: &Standalone<'_>) -> Outcome {
    opened_file(page, &whole.html(&template().await.0)).await
}

/// Writes the file with Brython from a host of our own, and opens it as by a double click.
async fn opened_file(page: &Page, html: &str) -> Outcome {
    let (_, told) = template().await;
    let host = open_host_of(browser_tests::dist()).await;
    let version = told["version"].as_str().unwrap();
    let local = format!("{}{}", host.origin(), told["brython"][0].as_str().unwrap());
    let html = html.replace(&format!("{CDN}{version}/brython.min.js"), &local);
    assert!(html.contains(&local), "Brython's address is another");
    let folder = TempDir::new().unwrap();
    let path: PathBuf = folder.path().join("exemplo.html");
    fs::write(&path, html).unwrap();
    page.at(&format!("file://{}", path.display())).visit("").await
}

fn example() -> Standalone<'static> {
    Standalone {
        language: "pt-BR",
        title: "Eco & <eco>",
        open: "Abrir conexão",
        data: "Mensagem",
        send: "Enviar",
        close: "Fechar conexão",
        note: "Eco embutido",
        missing: "Faltou o Brython",
        program: include_str!("../../../../static/example.py"),
        modules: &[],
    }
}

async fn converses(page: &Page) -> Outcome {
    page.click("#openbtn").await?;
    page.wait("#send_button:enabled").await?;
    page.send("olá").await?;
    page.wait_text("#output", "message olá").await?;
    page.click("#closebtn").await?;
    page.wait_text("#output", "close 1005  True").await
}

#[tokio::test]
async fn the_example_runs_by_a_double_click() {
    browse("", &[], async |page| {
        opened(page, &example()).await?;
        assert_eq!(page.title().await?, "Eco & <eco>");
        converses(page).await?;
        assert_eq!(page.run("return document.documentElement.lang").await?, "pt-BR");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_program_arrives_as_it_was_written_whatever_stands_in_it() {
    let program = "\n# </textarea></script><!-- <script> &lt; {{title}} &amp;\nimport own\nfrom browser import window\nwindow.console.log('dito')\nprint(own.NAME, '</script>', '&lt;', \"é\\t|\")\n1 / 0\n";
    let modules = [("own", "NAME = '<b>&amp;</textarea>'\n")];
    browse("", &[], async |page| {
        opened(page, &Standalone { program, modules: &modules, ..example() }).await?;
        page.wait_text("#output", "ZeroDivisionError").await?;
        let output = page.run("return document.getElementById('output').textContent").await?;
        let output = output.as_str().unwrap();
        assert!(output.starts_with("<b>&amp;</textarea> </script> &lt; é\t|\n"), "{output}");
        assert!(output.contains("File \"exemplo.py\", line 7"), "{output}");
        assert_eq!(page.run("return document.getElementById('program').value").await?, program);
        // What the program tells the console, and not what Brython tells its own authors there.
        let console = page.console().await?;
        assert!(console.len() == 1 && console[0].contains("dito"), "{console:?}");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn without_brython_it_says_what_it_did_not_get() {
    browse("", &["Firefox: CORS request did not succeed", "Firefox: The computed hash is"], async |page| {
        page.block(&[".js"]).await?;
        opened(page, &example()).await?;
        page.wait_text("#missing", "Faltou o Brython").await?;
        assert!(!page.shows("#note").await?);
        Ok(())
    })
    .await;
}

const CHANGED: &str = "import websocket

def eco(evt):
    print('eco', evt.data, '</script>')

ws = websocket.websocket('ws://127.0.0.1/eco')
ws.bind('open', lambda evt: ws.send('olá & até'))
ws.bind('message', eco)
";

/// The button of the page gives the program as it stands there, in the page's words.
#[tokio::test]
async fn what_the_page_s_button_gives_runs_by_a_double_click() {
    let site = site().await;
    let (_, told) = template().await;
    let licence = get(&format!("{}{}", site.origin(), told["licence"].as_str().unwrap())).await;
    browse(&site.http(), &[], async |page| {
        for (language, path) in [("pt", ""), ("fr", "fr/")] {
            let page = &page.at(&format!("{}{path}", site.http()));
            page.open("?servidor=embutido").await?;
            page.click("#run_python").await?;
            page.wait("#python_output[data-state=running]").await?;
            if language == "fr" {
                page.write_program(CHANGED).await?;
            }
            let shown = page.program().await?;
            let file = page.downloaded("#save_python", "websocket.html").await?;
            assert!(file.contains(licence.text()), "Brython's library without its licence");
            opened_file(page, &file).await?;
            assert_eq!(page.run("return document.getElementById('program').value").await?, shown);
            page.wait_text("#note", &laboratory_text(language, "python.note")).await?;
            page.wait_text("#closebtn", &laboratory_text(language, "python.close")).await?;
            if language == "pt" {
                converses(page).await?;
            } else {
                page.wait_text("#output", "eco olá & até </script>").await?;
            }
        }
        Ok(())
    })
    .await;
}
