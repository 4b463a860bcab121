//! The page is locked down: what it may load and do is what its policy says, on the wire and in the browser.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use browser_tests::{
    Outcome, Page, browse, dist, get,
    servers::{self, site, site_at},
    text,
};
use std::{fs, path::Path};
use tempfile::TempDir;

#[tokio::test]
async fn every_answer_has_the_headers_of_the_policy() {
    let site = site().await;
    for path in ["", "en/", "nada", "eco", "manifest.webmanifest", "sw.js", "icons/icon.svg"] {
        let answer = get(&format!("{}{path}", site.http())).await;
        for (name, value) in hosting::security_headers(false) {
            assert_eq!(answer.header(name), Some(value.as_str()), "{name} of /{path}");
        }
        assert_eq!(answer.header("strict-transport-security"), None, "/{path}");
    }
}

/// A host of static files that sends no headers: what a page can say of itself is in it.
#[tokio::test]
async fn a_page_carries_its_own_policy() {
    let host = servers::static_host().await;
    let html = get(&host.http()).await;
    assert!(html.text().contains(&hosting::content_security_policy_of_a_page()));
    browse(&host.http(), &["TrustedScript"], async |page| {
        page.open("").await?;
        runs_no_foreign_script(page).await
    })
    .await;
}

#[tokio::test]
async fn nothing_but_the_page_itself_runs_in_it() {
    let site = site().await;
    browse(&site.http(), &["TrustedHTML", "TrustedScript", "TrustedTypePolicy"], async |page| {
        page.open("").await?;
        runs_no_foreign_script(page).await?;
        let assigned = "try { document.createElement('p').innerHTML = '<b>a</b>'; return 'taken'; }
            catch (error) { return error.name; }";
        assert_eq!(page.run(assigned).await?, "TypeError");
        let policies = "try { trustedTypes.createPolicy('other', {}); return 'made'; } catch (error) { return error.name; }";
        assert_eq!(page.run(policies).await?, "TypeError");
        Ok(())
    })
    .await;
}

async fn runs_no_foreign_script(page: &Page) -> Outcome {
    let inline = "const script = document.createElement('script');
        script.append('window.ran = true'); document.body.append(script); return window.ran === undefined;";
    assert_eq!(page.run(inline).await?, true);
    Ok(())
}

/// A whole visit, with a conversation by the network, one inside the page, another language and no style attribute,
/// asks no other server for anything, and the policy has nothing to complain of.
#[tokio::test]
async fn a_visit_asks_nobody_else() {
    let (site, other) = (site().await, servers::sending(vec!["olá".into()]).await);
    browse(&site.http(), &[], async |page| {
        page.open(&format!("?servidor={}", other.ws())).await?;
        page.connect().await?;
        page.wait("#log [data-event=message]").await?;
        page.click("a[data-language=es]").await?;
        page.wait("html[lang=es]").await?;
        page.click("#closebtn").await?;
        page.wait_state("closed").await?;
        let asked = "return performance.getEntriesByType('resource').map(({ name }) => new URL(name).origin)
            .filter((origin) => origin !== location.origin)";
        assert_eq!(page.run(asked).await?, serde_json::json!([]));
        assert_eq!(page.count("[style]").await?, 0);
        assert_eq!(page.run("return document.cookie").await?, "");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_program_that_was_tampered_with_is_refused() {
    for ending in [".wasm", "page-*.js", "socket-*.js"] {
        let folder = tampered(ending);
        let site = site_at(folder.path().to_owned(), "/").await;
        let expected = ["integrity"];
        browse(&site.http(), &expected, async |page| {
            page.visit("").await?;
            page.wait("html[data-script=failed]").await?;
            assert_eq!(page.count("html[data-hydrated]").await?, 0, "{ending}");
            assert!(page.text(".not-loaded").await?.contains(&text("pt", "trouble.not_loaded")));
            assert!(page.shows("#evento-close").await?, "the reference is gone");
            Ok(())
        })
        .await;
    }
}

/// A copy of the site in which the files of that kind have one more byte, under the names of the right ones.
fn tampered(kind: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    copy(&dist(), folder.path());
    let (start, end) = kind.split_once('*').unwrap_or(("", kind));
    for file in fs::read_dir(folder.path().join("assets")).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with(start) && name.ends_with(end) {
            let mut bytes = fs::read(&path).unwrap();
            bytes.push(b'\n');
            fs::write(&path, bytes).unwrap();
        }
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &target) } else { fs::copy(&path, target).map(drop).unwrap() }
    }
}
