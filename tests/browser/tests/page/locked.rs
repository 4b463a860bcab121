//! The page is locked down: what it may load and do is what its policy says, on the wire and in the browser.

use browser_tests::{
    Copy, INSTRUMENTS, Outcome, Page, browse, dist, dist_docs, get,
    servers::{self, both_sites, site_at},
    text,
};
use serde_json::json;

#[tokio::test]
async fn every_answer_has_the_headers_of_the_policy() {
    for site in both_sites().await {
        for path in ["", "en/", "nada", "eco", "manifest.webmanifest", "sw.js", "icons/icon.svg"] {
            let address = format!("{}{path}", site.http());
            let answer = get(&address).await;
            for (name, value) in hosting::security_headers(false) {
                assert_eq!(answer.header(name), Some(value.as_str()), "{name} of {address}");
            }
            assert_eq!(answer.header("strict-transport-security"), None, "{address}");
        }
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
    for site in both_sites().await {
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
}

async fn runs_no_foreign_script(page: &Page) -> Outcome {
    let inline = "const script = document.createElement('script');
        script.append('window.ran = true'); document.body.append(script); return window.ran === undefined;";
    assert_eq!(page.run(inline).await?, true);
    Ok(())
}

/// A whole visit asks no other server for anything, and the policy has nothing to complain of: a conversation by the
/// network, one inside the page, the instruments, the other tabs, the editor, Python, the proofs, another language. No
/// element has a `style` attribute but those that the editor has in its shadow.
#[tokio::test]
async fn a_visit_asks_nobody_else_and_leaves_what_the_page_says() {
    let other = servers::sending(vec!["olá".into()]).await;
    for site in both_sites().await {
        browse(&site.http(), &["404", "RuntimeError", "The test says no."], async |page| {
            let base = site.http().replace(&site.origin(), "");
            visit(page, &other.ws(), base == "/").await?;
            let asked =
                "return performance.getEntriesByType('resource').map(({ name }) => new URL(name).origin)
                .filter((origin) => origin !== location.origin)";
            assert_eq!(page.run(asked).await?, json!([]));
            assert_eq!(page.count("[style]").await?, 0);
            leaves_what_it_says(page, &base).await
        })
        .await;
    }
}

/// What the foot of the page says is kept, where it says; and nothing else.
async fn leaves_what_it_says(page: &Page, base: &str) -> Outcome {
    page.wait_kept().await?;
    // A program that breaks leaves more, until the next page takes it; the one of a wrong address does not.
    page.run("Element.prototype.insertBefore = Node.prototype.insertBefore = () => { throw new Error('The test says no.'); }").await?;
    page.click("#openbtn").await?;
    page.wait("html[data-script=broken]").await?;
    page.visit("nada").await?;
    let keys = |names: &[&str]| names.iter().map(|name| format!("{base}{name}")).collect::<Vec<_>>();
    let kept = "return Promise.all([caches.keys(), indexedDB.databases()]).then(([caches, databases]) => [
        Object.keys(localStorage).sort(), Object.keys(sessionStorage).sort(), caches.map((name) => name.split(' ')[0]),
        databases, document.cookie])";
    let wanted = json!([
        keys(&["language", "python", "theme"]),
        keys(&["draft", "log", "tab"]),
        ["brython-websocket"],
        [],
        ""
    ]);
    assert_eq!(page.run(kept).await?, wanted);
    Ok(())
}

/// Where Python is, is compressed anew for each site: once is enough.
async fn visit(page: &Page, server: &str, runs_python: bool) -> Outcome {
    page.open(&format!("?servidor={server}")).await?;
    page.connect().await?;
    page.wait("#log [data-event=message]").await?;
    page.close().await?;
    page.click("#server option[value=embutido]").await?;
    for instrument in INSTRUMENTS {
        page.unfold(instrument).await?;
    }
    page.play("push").await?;
    page.wait("#evento-message[data-count='2']").await?;
    page.close().await?;
    for tab in ["tab-rust", "tab-seed", "tab-today"] {
        page.click(&format!("#{tab}")).await?;
        page.wait(&format!("#{tab}[aria-selected=true]")).await?;
    }
    page.click("#edit_python").await?;
    page.write_program("print('olá')").await?;
    if runs_python {
        page.click("#run_python").await?;
        page.wait_text("#python_output", "olá").await?;
    }
    page.click("[data-proofs]").await?;
    page.wait(".proofs tbody tr").await?;
    page.type_into("#theme", &text("pt", "theme.dark")).await?;
    page.click("a[data-language=es]").await?;
    page.wait("html[lang=es]").await.map(drop)
}

#[tokio::test]
async fn a_program_that_was_tampered_with_is_refused() {
    for (start, end) in [("page-", ".wasm"), ("page-", ".js"), ("socket-", ".js")] {
        let copy = Copy::of(&dist());
        copy.tamper(&copy.asset(start, end));
        let site = site_at(copy.folder(), "/").await;
        browse(&site.http(), &["integrity"], async |page| {
            page.visit("").await?;
            page.wait("html[data-script=failed]").await?;
            assert_eq!(page.count("html[data-hydrated]").await?, 0, "{start}{end}");
            assert!(page.text(".not-loaded").await?.contains(&text("pt", "trouble.not_loaded")));
            assert!(page.shows("#evento-close").await?, "the reference is gone");
            Ok(())
        })
        .await;
    }
}

/// Then no script runs at all: the page is one without scripts.
#[tokio::test]
async fn a_start_script_that_was_tampered_with_is_refused() {
    for (folder, base) in [(dist(), "/"), (dist_docs(), "/docs/")] {
        let copy = Copy::of(&folder);
        copy.tamper(&copy.asset("start-", ".js"));
        let site = site_at(copy.folder(), base).await;
        browse(&site.http(), &["integrity", "404"], async |page| {
            page.visit("en/").await?;
            assert_eq!(page.text(".no-script").await?, text("en", "trouble.needs_script"));
            assert_eq!(page.count("html[data-script]").await?, 0);
            assert!(page.shows("#evento-close").await?, "the reference is gone");
            page.visit("nada").await?;
            assert!(page.shows("section[lang=fr]").await?, "a language is not told");
            Ok(())
        })
        .await;
    }
}
