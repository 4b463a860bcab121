//! The file that a reader takes along: it runs from the disk, with nothing of the site.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use browser_tests::{
    Page, browse, get, manifest,
    servers::{open_host_of, site},
};
use serde_json::Value;
use std::{fs, path::PathBuf};
use tempfile::TempDir;

#[path = "../../../src/standalone.rs"]
#[allow(unreachable_pub, reason = "it is the page's own")]
mod standalone;
use standalone::Standalone;

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

/// Writes the file with Brython from a host of our own, and opens it as by a double click.
async fn opened(page: &Page, whole: &Standalone<'_>) -> browser_tests::Outcome {
    let (template, told) = template().await;
    let host = open_host_of(browser_tests::dist()).await;
    let version = told["version"].as_str().unwrap();
    let local = format!("{}{}", host.origin(), told["brython"][0].as_str().unwrap());
    let html = whole.html(&template).replace(&format!("{CDN}{version}/brython.min.js"), &local);
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
        program: include_str!("../../../static/example.py"),
        modules: &[],
    }
}

#[tokio::test]
async fn the_example_runs_by_a_double_click() {
    browse("", &[], async |page| {
        opened(page, &example()).await?;
        assert_eq!(page.title().await?, "Eco & <eco>");
        page.click("#openbtn").await?;
        page.wait("#send_button:enabled").await?;
        page.send("olá").await?;
        page.wait_text("#output", "message olá").await?;
        page.click("#closebtn").await?;
        page.wait_text("#output", "close 1005  True").await?;
        assert_eq!(page.run("return document.documentElement.lang").await?, "pt-BR");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_program_arrives_as_it_was_written_whatever_stands_in_it() {
    let program = "\n# </textarea></script><!-- <script> &lt; {{title}} &amp;\nimport own\nprint(own.NAME, '</script>', '&lt;', \"é\\t|\")\n1 / 0\n";
    let modules = [("own", "NAME = '<b>&amp;</textarea>'\n")];
    browse("", &[], async |page| {
        opened(page, &Standalone { program, modules: &modules, ..example() }).await?;
        page.wait_text("#output", "ZeroDivisionError").await?;
        let output = page.run("return document.getElementById('output').textContent").await?;
        let output = output.as_str().unwrap();
        assert!(output.starts_with("<b>&amp;</textarea> </script> &lt; é\t|\n"), "{output}");
        assert!(output.contains("File \"exemplo.py\", line 5"), "{output}");
        assert_eq!(page.run("return document.getElementById('program').value").await?, program);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn without_brython_it_says_what_it_did_not_get() {
    browse("", &[], async |page| {
        page.block(&[".js"]).await?;
        opened(page, &example()).await?;
        page.wait_text("#missing", "Faltou o Brython").await?;
        assert!(!page.shows("#note").await?);
        Ok(())
    })
    .await;
}
