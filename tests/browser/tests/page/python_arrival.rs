//! What has to come before a program runs: Brython, its library, the frame, the instruments; how it is told, and what
//! happens when it does not.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use crate::python::{FAILED, RUNNING, runs, told_by};
use browser_tests::{
    Copy, browse, laboratory_text,
    servers::{Line, Weather, site, static_host_of},
    text,
};
use serde_json::json;
use std::fs;

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
        line.turns(Weather::Slow(4_000));
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
