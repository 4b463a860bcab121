//! Python's frame keeps a program in, whatever it does. The driver hears no console of a frame that is isolated.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use browser_tests::{Outcome, Page, browse, get, manifest, servers::site};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

pub(crate) fn embedded() -> Value {
    json!("embedded")
}

pub(crate) async fn runs(page: &Page, source: &str) -> Outcome {
    page.python(source, embedded(), json!({})).await
}

/// Each of them never pauses by itself.
const ENDLESS: &[&str] = &[
    "while True: pass",
    "x = [i for i in range(10 ** 12)]",
    "x = sum(i * i for i in range(10 ** 12))",
    "while True:\n    try:\n        while True:\n            x = 1\n    except:\n        pass\n    finally:\n        y = 2\n",
    "from browser import timer\ndef f():\n    while True:\n        try:\n            x = 1\n        except BaseException:\n            continue\ntimer.set_timeout(f, 0)\n",
    "def g():\n    while True:\n        yield 1\nfor x in g():\n    pass\n",
];

#[tokio::test]
async fn an_endless_loop_ends_and_the_page_lives_meanwhile() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        for source in ENDLESS {
            let start = Instant::now();
            runs(page, source).await?;
            // The page paints while the program runs.
            let painted = "let left = 20; const next = () => left-- ? requestAnimationFrame(next) : arguments[0](true); next();";
            assert_eq!(page.run_async(painted, vec![]).await?, true);
            let failed = &page.wait_told("failed").await?[1];
            assert_eq!((&failed["hint"], &failed["name"]), (&json!("endless"), &json!("TimeoutError")), "{source}: {failed}");
            assert!(start.elapsed() > Duration::from_secs(2), "{source}: too early");
        }
        Ok(())
    })
    .await;
}

/// The page's own socket and the next program of a frame are as if nothing had happened.
async fn goes_on(page: &Page) -> Outcome {
    runs(page, "print('alive')").await?;
    page.wait_printed("alive\n").await?;
    page.connect().await?;
    page.click("#closebtn").await?;
    page.wait_state("closed").await
}

#[tokio::test]
async fn what_is_printed_is_bounded_and_the_rest_is_counted() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        for (source, all) in [
            ("for i in range(20_000): print(i)\nprint('end')", [20_001, 108_894]),
            ("for i in range(10): print('x' * 2 ** 20)\nprint('end')", [11, 10 * 1_048_577 + 4]),
            ("from browser import alert\nfor i in range(20): alert('x' * 2 ** 20)\n", [20, 20 * 1_048_577]),
        ] {
            runs(page, source).await?;
            let sum = "told.reduce(([lines, size], [kind, first, second]) =>
                kind === 'out' ? [lines + second, size + first.length] : [lines, size], [0, 0])";
            let last = "(told.findLast(([kind]) => kind === 'dropped')?.slice(1) ?? [0, 0])";
            page.wait_true("all is told or counted", &format!("{sum}[0] + {last}[0] >= {}", all[0])).await?;
            let [told, dropped]: [[u64; 2]; 2] =
                serde_json::from_value(page.run(&format!("return [{sum}, {last}]")).await?)?;
            assert!(told[0] <= 10_000 && told[1] <= 1 << 20, "{source}: {told:?}");
            assert!(dropped[1] > 0, "{source}: {dropped:?}");
            assert_eq!([told[0] + dropped[0], told[1] + dropped[1]], all, "{source}");
            let longest = page.run("return Math.max(...told.filter(([kind]) => kind === 'out').map(([, text]) => text.length), 0)").await?;
            assert!(longest.as_u64().unwrap() <= 65_536, "{longest}");
        }
        runs(page, "for i in range(10 ** 6): print(i)").await?;
        page.wait_told("dropped").await?;
        goes_on(page).await
    })
    .await;
}

/// What a program tries, each with what it prints.
const OUT_OF_REACH: &[(&str, &str)] = &[
    ("window.eval('parent.document')", "SecurityError|Blocked|denied"),
    ("window.eval('localStorage')", "sandboxed"),
    ("window.eval('sessionStorage')", "sandboxed"),
    ("window.eval('document.cookie')", "sandboxed"),
    ("window.eval('indexedDB.open(\"a\")')", "denied|insecure"),
    ("window.eval('top.location.href')", "Blocked|denied"),
    ("window.eval('top.location = \"about:blank\"')", "Unsafe|navigate|sandboxed|permission|insecure"),
    ("open('/index.html').read()", "XMLHttpRequest|network"),
];

#[tokio::test]
async fn a_program_reaches_nothing_of_the_page() {
    let site = site().await;
    browse(&site.http(), &["Firefox: Content-Security-Policy"], async |page| {
        page.open("").await?;
        page.run("localStorage.setItem('a', 'b'); window.forged = 0; addEventListener('message', () => forged++)").await?;
        let mut told = Vec::new();
        for (attempt, said) in OUT_OF_REACH {
            let source = format!("from browser import window\ntry:\n    print('got', {attempt})\nexcept BaseException as e:\n    print('refused', e)\n");
            runs(page, &source).await?;
            page.wait_told("running").await?;
            let printed = page.printed().await?;
            if !(printed.starts_with("refused") && said.split('|').any(|said| printed.contains(said))) {
                told.push((attempt, printed));
            }
        }
        assert_eq!(told, []);
        for asked in ["fetch('/')", "eval('(async () => navigator.serviceWorker.register(\"sw.js\"))()')"] {
            let source = format!("from browser import window\nwindow.{asked}.then(lambda a: print('got'), lambda e: print('refused'))\n");
            runs(page, &source).await?;
            page.wait_printed("refused\n").await?;
        }
        // Forged messages come from the frame's window, to which nobody listens; the port has only what happened.
        runs(page, "from browser import window\nwindow.eval('parent.postMessage([\"failed\", {}], \"*\")')\nprint('sent')\n").await?;
        page.wait_printed("sent\n").await?;
        page.wait_true("the page has got the message", "forged === 1").await?;
        let told = page.told().await?;
        assert!(told.iter().all(|message| message[0] != "failed"), "{told:?}");
        goes_on(page).await
    })
    .await;
}

/// With the embedded echo there is no network, not by what is not wrapped either.
#[tokio::test]
async fn a_program_with_the_embedded_echo_reaches_no_server() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        let source = format!(
            "from browser import window\nstream = window.WebSocketStream.new('{}')\nstream.opened.then(lambda a: print('got'), lambda e: print('refused'))\n",
            site.ws()
        );
        for (server, said) in [(Value::Null, "got\n"), (embedded(), "refused\n")] {
            page.python(&source, server, json!({})).await?;
            page.wait_printed(said).await?;
        }
        Ok(())
    })
    .await;
}

/// What a program does to its own document, and what is told of it at the end.
const BREAKS: &[(&str, &str)] = &[
    ("window.location.reload()", "loaded again"),
    ("window.location.href = 'about:blank'", "bye"),
    ("window.eval('location.href = \"/\"')", "bye"),
    ("window.close()\nprint('done')", "out"),
    ("document.body.remove()\nprint('done')", "out"),
    ("window.document.open()\nwindow.document.write('x')\nwindow.document.close()\nprint('done')", "out"),
    ("window.WebSocket = 3\nprint('done')", "out"),
    (
        "window.eval('delete window.WebSocket; Array.prototype.push = Array.prototype.map = JSON.parse = MessagePort.prototype.postMessage = () => {}')\nprint('done')",
        "out",
    ),
    ("window.eval('setInterval(() => { throw new Error(\"x\") })')\nprint('done')", "failed"),
    ("for i in range(1000):\n    websocket.WebSocket('ws://127.0.0.1/eco')\nprint('done')", "out"),
];

#[tokio::test]
async fn a_program_breaks_nothing_but_its_own_frame() {
    let site = site().await;
    // The page may not be framed, so the frame that goes there is empty.
    browse(&site.http(), &["frame-ancestors"], async |page| {
        page.open("").await?;
        for (breaks, told) in BREAKS {
            runs(page, &format!("from browser import document, websocket, window\n{breaks}\n")).await?;
            page.wait_told(told).await?;
            assert_eq!(page.count("html[data-hydrated]").await?, 1, "{breaks}");
            goes_on(page).await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn failures_without_end_are_counted() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        // Brython takes a busy machine seconds for each.
        page.run("window.limits = { failures: 3 }").await?;
        runs(page, "from browser import timer\ndef f():\n    1 / 0\ntimer.set_interval(f, 0)\n").await?;
        page.wait_told("dropped").await?;
        let failed = page.told().await?.iter().filter(|message| message[0] == "failed").count();
        assert_eq!(failed, 3);
        goes_on(page).await
    })
    .await;
}

#[tokio::test]
async fn the_frame_has_its_own_policy_on_the_wire_and_in_itself() {
    let site = site().await;
    let told: Value =
        serde_json::from_slice(&get(&format!("{}{}", site.origin(), manifest())).await.body).unwrap();
    let frame = get(&format!("{}{}", site.origin(), told["frame"].as_str().unwrap())).await;
    let policy = hosting::content_security_policy_of_frames();
    assert_eq!(frame.header("content-security-policy"), Some(policy.as_str()));
    let own = frame
        .text()
        .split("http-equiv=\"Content-Security-Policy\" content=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    assert!(!own.contains("unsafe-inline") && own.contains("script-src 'sha256-"), "{own}");
    let brython = told["brython"][1].as_str().unwrap();
    assert!(own.contains(&format!("'{brython}' 'unsafe-eval'")), "{own}");
}
