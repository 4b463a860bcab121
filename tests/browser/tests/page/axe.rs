//! axe-core finds nothing: in every language, both themes, every state of the demo, on a phone and on a wide screen.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use browser_tests::{INSTRUMENTS, Key, LANGUAGES, Outcome, Page, browse, path_of, required, servers};
use serde_json::json;
use std::fs;

/// What each node violates, with the rule's name; the callback is the last argument.
const CHECK: &str = "const done = arguments[arguments.length - 1];
    axe.run({ resultTypes: ['violations'] }).then(
        ({ violations }) => done(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html))),
        (error) => done([String(error)]));";

const WIDTHS: [u32; 2] = [1280, 390];

#[tokio::test]
async fn portuguese_violates_nothing() {
    check("pt").await;
}

#[tokio::test]
async fn english_violates_nothing() {
    check("en").await;
}

#[tokio::test]
async fn spanish_violates_nothing() {
    check("es").await;
}

#[tokio::test]
async fn french_violates_nothing() {
    check("fr").await;
}

#[tokio::test]
async fn what_stands_where_the_page_does_not_violates_nothing() {
    let site = servers::site().await;
    browse(&site.http(), &["404"], async |page| {
        page.visit("fr/nada").await?;
        violates_nothing(page, "404").await
    })
    .await;
}

#[tokio::test]
async fn what_was_verified_violates_nothing() {
    let site = servers::site().await;
    browse(&site.http(), &[], async |page| {
        page.pretend("prefers-reduced-motion", "reduce").await?;
        page.open("en/").await?;
        page.click("[data-proofs]").await?;
        page.wait(".proofs tbody tr").await?;
        everywhere(page, "verified").await
    })
    .await;
}

#[tokio::test]
async fn the_editor_violates_nothing() {
    let site = servers::site().await;
    // axe-core speaks to frames of its own origin, and the one of the program has none: Firefox tells so.
    browse(&site.http(), &["Firefox: does not match the recipient"], async |page| {
        page.pretend("prefers-reduced-motion", "reduce").await?;
        page.open("fr/?servidor=embutido").await?;
        page.click("#run_python").await?;
        page.write_program("ws = None\n1 / 0  # ici\n").await?;
        page.click("#run_python").await?;
        page.wait_in_editor(".cm-line[data-error]").await?;
        page.focus_editor().await?;
        page.press_in_editor(Key::Control + "f").await?;
        page.wait_in_editor(".cm-search").await?;
        everywhere(page, "editor").await
    })
    .await;
}

#[tokio::test]
async fn the_laboratory_violates_nothing() {
    let site = servers::site().await;
    browse(&site.http(), &[], async |page| {
        page.pretend("prefers-reduced-motion", "reduce").await?;
        page.open("").await?;
        for instrument in INSTRUMENTS {
            page.unfold(instrument).await?;
        }
        page.click("#retry").await?;
        everywhere(page, "instruments at rest").await?;
        page.play("burst").await?;
        page.wait_complete("burst").await?;
        page.paste("#close-code", "1005").await?;
        page.type_into("#log-search", "9").await?;
        page.click("#log-form option[value=json]").await?;
        everywhere(page, "instruments at work").await?;
        page.click("#closebtn").await?;
        page.wait_state("closed").await?;
        page.choose_burst("1000000").await?;
        page.play("burst").await?;
        page.wait("#burst-yes").await?;
        everywhere(page, "a question").await?;
        page.paste("#log-search", "").await?;
        page.play("dropped").await?;
        page.wait("#log ol > li:last-child[data-code='1006']").await?;
        everywhere(page, "a connection that comes back").await
    })
    .await;
}

/// The four languages are those that are checked here.
#[test]
fn every_language_is_checked() {
    assert_eq!(LANGUAGES, ["pt", "en", "es", "fr"]);
}

/// Some states at the root of a host and the others below it, where it is the same page.
async fn check(language: &str) {
    let ([root, below], silent) = (servers::both_sites().await, servers::silent().await);
    let [site, other] = if ["en", "fr"].contains(&language) { [below, root] } else { [root, below] };
    let refused = servers::nobody().await;
    browse(&site.http(), &["WebSocket connection to"], async |page| {
        // A colour on its way to another has a contrast of its own.
        page.pretend("prefers-reduced-motion", "reduce").await?;
        page.open(&path_of(language)).await?;
        everywhere(page, "idle").await?;
        page.connect().await?;
        page.send("a").await?;
        page.wait("#log [data-event=message]").await?;
        everywhere(page, "open").await?;
        page.click("#closebtn").await?;
        page.wait_state("closed").await?;
        everywhere(page, "closed with 1005").await?;
        let page = &page.at(&other.http());
        page.open(&format!("{}?servidor={}", path_of(language), silent.ws())).await?;
        page.click("#openbtn").await?;
        page.wait_state("connecting").await?;
        everywhere(page, "connecting").await?;
        page.open(&format!("{}?servidor={refused}", path_of(language))).await?;
        page.click("#openbtn").await?;
        page.wait_state("closed").await?;
        everywhere(page, "closed with 1006").await
    })
    .await;
}

async fn everywhere(page: &Page, state: &str) -> Outcome {
    for theme in ["light", "dark"] {
        page.run(&format!("document.documentElement.dataset.theme = '{theme}'")).await?;
        for width in WIDTHS {
            page.resize(width, 900).await?;
            violates_nothing(page, &format!("{state}, {theme}, {width} pixels")).await?;
        }
    }
    Ok(())
}

async fn violates_nothing(page: &Page, place: &str) -> Outcome {
    if page.run("return typeof axe").await? == "undefined" {
        let source = fs::read_to_string(required("AXE")).unwrap();
        page.run_as_console(&source).await?;
    }
    let violations = page.run_async(CHECK, vec![]).await?;
    assert_eq!(violations, json!([]), "{place}");
    Ok(())
}
