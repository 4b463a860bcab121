//! Whatever stands in a link, in a program's address, in the browser's storage and caches, or around the page: nothing
//! of it runs, and no password is told.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use browser_tests::{
    Copy, browse, conversation, dist, is_unharmed,
    servers::{self, sending, site, static_host_of},
    text,
};
use serde_json::json;
use std::fs;
use tempfile::TempDir;

#[tokio::test]
async fn a_link_with_a_hostile_address_opens_nothing() {
    let site = site().await;
    let secret = format!("ws://usuario:segredo@{}/eco", site.origin().trim_start_matches("http://"));
    browse(&site.http(), &[], async |page| {
        page.count_sockets().await?;
        let scheme = |name: &str| text("pt", "panel.address.scheme").replace("{scheme}", name);
        let credentials = text("pt", "panel.address.credentials");
        for (address, error) in [
            ("javascript:window.ran=1", &scheme("javascript")),
            ("data:text/html,<script>window.ran=2</script>", &scheme("data")),
            ("\"><img src=x onerror=window.ran=3>", &text("pt", "panel.address.no_scheme")),
            ("__proto__", &text("pt", "panel.address.no_scheme")),
            ("constructor", &text("pt", "panel.address.no_scheme")),
            ("ws://\u{202e}<b>/", &text("pt", "panel.address.host").replace("{character}", "<")),
            (&format!("ws://{}", "/".repeat(5000)), &text("pt", "panel.address.no_host")),
            (&secret, &credentials),
            ("//usuario:segredo@127.0.0.1/eco", &text("pt", "panel.address.no_scheme")),
        ] {
            page.open(&format!("?servidor={}", encoded(address))).await?;
            page.wait_text("#address-error", error).await?;
            page.click("#openbtn").await?;
            assert_eq!(page.focused().await?, "address", "{address}");
            page.wait("#status[data-state=idle]").await?;
            is_unharmed(page, address).await?;
            let found = "const field = document.querySelector('#address');
                const kept = JSON.stringify([{ ...localStorage }, { ...sessionStorage }]);
                return [sockets, document.querySelectorAll('#log li').length, field.value.slice(0, 100),
                    (document.body.innerText + kept).includes('segredo')];";
            let field: String = address.chars().take(100).collect();
            assert_eq!(page.run(found).await?, json!([0, 0, field, false]), "{address}");
        }
        Ok(())
    })
    .await;
}

/// As a link has it.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// A program may have a password in an address, and the browser takes it; the log does not tell it.
#[tokio::test]
async fn the_password_of_a_program_is_not_in_the_log() {
    // A host of plain files: to pack Brython takes long, and is nothing of this test.
    let (host, server) = (servers::static_host().await, sending(Vec::new()).await);
    let place = server.origin().trim_start_matches("http://").to_owned();
    let program = format!(
        "from browser import websocket\nws = websocket.WebSocket('ws://usuario:segredo@{place}/eco')\nws.bind('open', lambda evt: ws.close())\n"
    );
    browse(&host.http(), &[], async |page| {
        page.open(&format!("?servidor={}", server.ws())).await?;
        page.click("#run_python").await?;
        page.wait("#python_output[data-state=running]").await?;
        page.write_program(&program).await?;
        page.click("#run_python").await?;
        page.wait("#log [data-from=python][data-event=close]").await?;
        page.wait_text("#log [data-from=python][data-event=open]", &format!("ws://***@{place}/eco")).await?;
        page.unfold("log").await?;
        for (button, name) in [("#export-lines", "websocket.ndjson"), ("#export-text", "websocket.txt")] {
            assert!(!page.downloaded(button, name).await?.contains("segredo"), "{name}");
        }
        Ok(())
    })
    .await;
}

/// Whatever the browser has stored under our names, the page opens and works as if there were nothing.
#[tokio::test]
async fn rubbish_in_the_storage_does_nothing() {
    let site = site().await;
    let large = "x".repeat(300_000);
    browse(&site.http(), &[], async |page| {
        page.resize(320, 800).await?;
        page.open("").await?;
        for rubbish in [
            "",
            "null",
            "undefined",
            "{}",
            "[object Object]",
            "{\"a\":",
            "__proto__",
            "constructor",
            "toString",
            "../../en",
            "pt\0",
            "<img src=x onerror=window.ran=1>",
            "\u{202e}\u{1b}[2J\n",
            "tab-today\"]",
            "-1",
            "1e999",
            &large,
        ] {
            let fill = "const [rubbish] = arguments;
                for (const key of ['theme', 'language', 'python', 'draft', 'log', 'tab', 'nada']) {
                    localStorage.setItem('/' + key, rubbish);
                    sessionStorage.setItem('/' + key, rubbish);
                }
                localStorage.setItem(rubbish.slice(0, 99), rubbish.slice(0, 99));
                [...arguments].at(-1)();";
            page.run_async(fill, vec![json!(rubbish)]).await?;
            page.open("").await?;
            let name: String = rubbish.chars().take(40).collect();
            assert_eq!(
                page.run(
                    "return [document.documentElement.lang, document.documentElement.dataset.theme ?? null]"
                )
                .await?,
                json!(["pt-BR", null]),
                "{name}"
            );
            page.wait("#tab-today[aria-selected=true]").await?;
            is_unharmed(page, &name).await?;
            page.run("localStorage.clear(); sessionStorage.clear()").await?;
        }
        page.open("?servidor=embutido").await?;
        conversation(page).await
    })
    .await;
}

/// Into each of the caches that the service worker has made: what is none of ours, and beside them a cache that has
/// their name and is none.
const FOREIGN: &str = "
    const done = [...arguments].at(-1), harm = () => new Response('window.ran = 1', { headers: { 'Content-Type': 'text/javascript' } });
    (async () => {
        const names = (await caches.keys()).filter((name) => name.startsWith('brython-websocket '));
        for (const name of [...names, `${names[0]}x`, 'brython-websocket', 'x']) {
            const cache = await caches.open(name);
            for (const path of ['nada', 'en/nada', 'assets/nada.js', '?servidor=javascript:1']) await cache.put(path, harm());
        }
        done(names.length);
    })();";

/// In the place of each file that is a program or a style: other bytes.
const REPLACED: &str = "
    const done = [...arguments].at(-1);
    (async () => {
        let replaced = 0;
        for (const name of (await caches.keys()).filter((name) => name.startsWith('brython-websocket '))) {
            const cache = await caches.open(name);
            for (const { url } of await cache.keys()) {
                if (!/\\/assets\\/.*\\.(js|wasm|css)$/.test(url)) continue;
                const type = (await cache.match(url)).headers.get('Content-Type');
                await cache.put(url, new Response('window.ran = 1', { headers: { 'Content-Type': type } }));
                replaced += 1;
            }
        }
        done(replaced);
    })();";

/// What is in the worker's caches and is none of ours is nothing; and of ours only what was built is run.
#[tokio::test]
async fn rubbish_in_the_caches_is_not_run() {
    let site = site().await;
    browse(&site.http(), &["integrity"], async |page| {
        page.open("").await?;
        page.wait_kept().await?;
        assert_eq!(page.run_async(FOREIGN, vec![]).await?, 1);
        page.open("?servidor=embutido").await?;
        conversation(page).await?;
        assert!(page.run_async(REPLACED, vec![]).await?.as_u64() > Some(3));
        page.forget_cache().await?;
        page.visit("").await?;
        page.wait_true("the page is there", "document.readyState === 'complete'").await?;
        // The reference is whole, and nothing of it runs.
        assert_eq!(page.count("main h2").await?, 9);
        assert_eq!(page.count("html[data-hydrated]").await?, 0);
        is_unharmed(page, "without its program").await
    })
    .await;
}

/// A foreign page with ours in a frame.
async fn framing(address: &str) -> (TempDir, servers::Server) {
    let folder = TempDir::new().unwrap();
    let page = format!(
        "<!DOCTYPE html><title>Outra</title><link rel=\"icon\" href=\"data:,\"><iframe src=\"{address}\"></iframe>"
    );
    fs::write(folder.path().join("index.html"), page).unwrap();
    let host = static_host_of(folder.path().to_owned()).await;
    (folder, host)
}

#[tokio::test]
async fn nobody_frames_the_page_of_our_server() {
    let site = site().await;
    let (_folder, host) = framing(&site.http()).await;
    browse(&host.http(), &["frame-ancestors"], async |page| {
        page.visit("").await?;
        page.wait("iframe").await?;
        page.in_frame(async |page| {
            page.wait_true(
                "the frame has come to its end",
                "document.readyState === 'complete' && location.href !== 'about:blank'",
            )
            .await?;
            assert_eq!(page.count("#app").await?, 0);
            Ok(())
        })
        .await
    })
    .await;
}

/// A host that sends no headers cannot forbid it: a `<meta>` has no say in that (`SECURITY.md`). The page in the
/// frame has all other rules, and nothing to lose.
#[tokio::test]
async fn a_host_without_headers_lets_others_frame_the_page() {
    let copy = Copy::of(&dist());
    let site = static_host_of(copy.folder()).await;
    let (_folder, host) = framing(&format!("{}?servidor=embutido", site.http())).await;
    browse(&host.http(), &["TrustedScript"], async |page| {
        page.visit("").await?;
        page.in_frame(async |page| {
            page.wait("html[data-hydrated]").await?;
            let inline = "const script = document.createElement('script');
                script.append('window.ran = true'); document.body.append(script); return window.ran === undefined;";
            assert_eq!(page.run(inline).await?, true);
            Ok(())
        })
        .await
    })
    .await;
}
