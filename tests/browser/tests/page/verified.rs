//! What was verified: a table and a mark beside each statement, when a reader asks for them.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use browser_tests::{
    Outcome, Page, browse, path_of,
    servers::{Line, both_sites, site},
    verification_text,
};
use serde_json::json;

const SHOW: &str = "[data-proofs='']";
const HIDE: &str = "[data-proofs=document]";

/// What `cargo xtask verify` has written.
fn results() -> toml::Table {
    include_str!("../../../../verify/results.toml").parse().unwrap()
}

async fn shown(page: &Page) -> Outcome {
    page.run(&format!("document.querySelector(\"{SHOW}\").click()")).await?;
    page.wait(".proofs tbody tr").await.map(drop)
}

#[tokio::test]
async fn each_statement_has_its_mark_and_its_row() {
    let results = results();
    let statements = results["statement"].as_array().unwrap();
    let columns = results["column"].as_array().unwrap();
    let newest = columns.last().unwrap()["brython"].as_str().unwrap();
    for site in both_sites().await {
        browse(&site.http(), &[], async |page| {
            for language in ["pt", "fr"] {
                page.open(&path_of(language)).await?;
                assert_eq!(page.count(".proof").await?, 0);
                shown(page).await?;
                assert_eq!(page.count(".proofs tbody tr").await?, statements.len());
                assert_eq!(page.count(".proofs tbody td").await?, statements.len() * columns.len());
                let dead = "return [...document.querySelectorAll('.proof, .proofs a')].filter(({ hash }) =>
                    !document.getElementById(hash.slice(1))).map(({ outerHTML }) => outerHTML)";
                assert_eq!(page.run(dead).await?, json!([]), "{language}: what leads nowhere");
                for statement in statements {
                    told(page, language, statement, newest).await?;
                }
                assert_eq!(page.text(HIDE).await?, verification_text(language, "hide"));
                is_focused(page, HIDE).await?;
            }
            Ok(())
        })
        .await;
    }
}

/// Each outcome stands in the row, and what is not as said beside the statement too.
async fn told(page: &Page, language: &str, statement: &toml::Value, newest: &str) -> Outcome {
    let id = statement["id"].as_str().unwrap();
    let script = format!(
        "const [said, found] = ['said', 'found'].map((place) => document.getElementById(`${{place}}-{id}`));
        const cells = [...found.querySelectorAll('td')].map((cell) => cell.textContent);
        return [said.textContent, said.dataset.verdict, ...cells];"
    );
    let texts: Vec<String> = serde_json::from_value(page.run(&script).await?)?;
    let (mark, rest) = texts.split_first().unwrap();
    let outcomes: Vec<&str> =
        statement["outcomes"].as_array().unwrap().iter().map(|outcome| outcome.as_str().unwrap()).collect();
    assert!(mark.contains(&format!("Brython {newest}")), "{language}, {id}: {mark}");
    let as_said = outcomes.iter().all(|outcome| *outcome == "as said");
    assert_eq!(rest[0] == "as-said", as_said, "{language}, {id}: {rest:?}");
    for (cell, outcome) in rest[1..].iter().zip(outcomes) {
        match outcome.strip_prefix("other: ") {
            None => assert!(cell.contains(&verification_text(language, "as_said")), "{id}: {cell}"),
            Some(seen) => assert!(cell.contains(seen) && mark.contains(seen), "{id}: {cell}, {mark}"),
        }
    }
    Ok(())
}

async fn is_focused(page: &Page, selector: &str) -> Outcome {
    let focused = format!("document.activeElement === document.querySelector(\"{selector}\")");
    page.wait_true("the button has the focus", &focused).await
}

#[tokio::test]
async fn what_was_shown_goes_again_and_the_reader_stays() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        let before = page.run("return document.querySelector('main').innerText").await?;
        page.run("document.querySelector('#verificacao').scrollIntoView()").await?;
        shown(page).await?;
        stays(page).await?;
        page.run(&format!("document.querySelector(\"{HIDE}\").click()")).await?;
        page.wait(SHOW).await?;
        assert_eq!(page.count(".proof, .proofs").await?, 0);
        stays(page).await?;
        assert_eq!(page.run("return document.querySelector('main').innerText").await?, before);
        is_focused(page, SHOW).await?;
        // Another language takes it away, and the page goes on.
        shown(page).await?;
        page.run("document.querySelector('a[data-language=en]').click()").await?;
        page.wait("html[lang=en]").await?;
        page.wait_gone(".proof").await?;
        shown(page).await?;
        page.connect().await
    })
    .await;
}

async fn stays(page: &Page) -> Outcome {
    let near = "Math.abs(document.querySelector('#verificacao').getBoundingClientRect().top) < 60";
    page.wait_true("the section is where it was", near).await
}

#[tokio::test]
async fn a_phone_scrolls_the_table_and_not_the_page() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        for (width, language) in [(320, "pt"), (390, "en"), (1280, "es")] {
            page.resize(width, 800).await?;
            page.open(&path_of(language)).await?;
            shown(page).await?;
            let fits = "const page = document.documentElement; return page.scrollWidth <= page.clientWidth;";
            assert_eq!(page.run(fits).await?, true, "{width} pixels");
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn what_does_not_come_is_told_and_may_be_asked_for_again() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.block(&["-proofs-*.html", "/pt-proofs*"]).await?;
        page.open("").await?;
        page.run(&format!("document.querySelector(\"{SHOW}\").click()")).await?;
        page.wait_text(".toast", &verification_text("pt", "failed")).await?;
        assert_eq!(page.count(".proof").await?, 0);
        page.block(&[]).await?;
        shown(page).await
    })
    .await;
}

#[tokio::test]
async fn nothing_of_it_is_loaded_before() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        page.wait_kept().await?;
        let loaded = "return performance.getEntriesByType('resource').filter(({ name }) => name.includes('proofs')).length";
        assert_eq!(page.run(loaded).await?, 0);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn it_is_there_without_a_network() {
    let site = site().await;
    let line = Line::to(&site).await;
    browse(&line.http(), &[], async |page| {
        page.open("").await?;
        page.goes_offline(&line).await?;
        page.open("").await?;
        shown(page).await
    })
    .await;
}
