//! Python's frame: it runs the very example and tells all that happens, whatever a program does in it. The driver
//! hears no console of a frame that is isolated.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use browser_tests::{Outcome, Page, browse, get, manifest, servers::site};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const EXAMPLE: &str = include_str!("../../../../static/example.py");

fn embedded() -> Value {
    json!("embedded")
}

async fn runs(page: &Page, source: &str) -> Outcome {
    page.python(source, embedded(), json!({})).await
}

#[tokio::test]
async fn the_example_tells_what_it_prints_with_both_echoes() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        for server in [embedded(), Value::Null] {
            let source = EXAMPLE.replace("ws://127.0.0.1:8081/eco", &site.ws());
            page.python(&source, server, json!({})).await?;
            page.wait_told("running").await?;
            page.in_frame(async |frame| {
                for id in ["openbtn", "send_button", "closebtn"] {
                    frame
                        .wait(&format!("#{id}:{}", if id == "openbtn" { "enabled" } else { "disabled" }))
                        .await?;
                }
                frame.click("#openbtn").await?;
                frame.wait("#send_button:enabled").await?;
                frame.type_into("#data", "olá, <eco>").await?;
                frame.click("#send_button").await
            })
            .await?;
            page.wait_printed("message olá, <eco>\n").await?;
            page.in_frame(async |frame| frame.click("#closebtn").await).await?;
            page.wait_printed("close").await?;
            let text = json!("olá, <eco>");
            let expected = [
                json!([1, "request", site.ws()]),
                json!([1, "open", ""]),
                json!([1, "sent", text, 11, true]),
                json!([1, "message", text, 11, true]),
                json!([1, "closing", null, ""]),
                json!([1, "close", 1005, "", true]),
            ];
            assert_eq!(page.socket_events().await?, expected);
            assert_eq!(page.printed().await?, "open\nmessage olá, <eco>\nclose 1005  True\n");
            let kinds: Vec<_> = page.told().await?.iter().map(|message| message[0].clone()).collect();
            assert_eq!(kinds[..3], ["here", "ready", "running"], "{kinds:?}");
        }
        Ok(())
    })
    .await;
}

/// Source, the exception's name, its line, the hint.
const FAULTS: &[(&str, &str, u32, Option<&str>)] = &[
    ("a = 1\nprint('x'\nb = 2\n", "SyntaxError", 2, Some("syntax")),
    ("if True:\nprint(1)\n", "IndentationError", 2, Some("syntax")),
    ("def f():\n    return 1 / 0\n\n\nf()\n", "ZeroDivisionError", 2, None),
    ("import numpy\n", "ModuleNotFoundError", 1, Some("no-module")),
    ("from browser import ajax\n", "ImportError", 1, Some("no-module")),
    ("import json\nfrom json import load_all\n", "ImportError", 2, None),
    ("x = input('?')\n", "RuntimeError", 1, Some("input")),
    ("from browser import window\nwindow.confirm('?')\n", "RuntimeError", 2, Some("input")),
    ("from browser import prompt\nprompt('?')\n", "RuntimeError", 2, Some("input")),
    ("def f(n):\n    return f(n + 1)\nf(0)\n", "RecursionError", 2, Some("recursion")),
    (
        "from browser import websocket\nws = websocket.WebSocket('ws://127.0.0.1/eco')\nws.send('a')\n",
        "JavascriptError",
        3,
        Some("send-before-open"),
    ),
    ("ws = None\nws.send('a')\n", "AttributeError", 2, Some("send-before-open")),
    (
        "from browser import websocket\nws = websocket.WebSocket('ws://127.0.0.1/eco')\ndef f():\n    pass\nws.bind('open', f)\n",
        "TypeError",
        3,
        Some("handler-argument"),
    ),
    (
        "from browser import timer\ndef f():\n    1 / 0\ntimer.set_timeout(f, 0)\n",
        "ZeroDivisionError",
        3,
        None,
    ),
    (
        "from browser import aio\nasync def f():\n    await aio.sleep(0)\n    raise KeyError(1)\naio.run(f())\n",
        "KeyError",
        4,
        None,
    ),
    ("import own\nown.f()\n", "ValueError", 2, None),
    ("import time\ntime.sleep(1)\n", "NotImplementedError", 2, None),
];

#[tokio::test]
async fn a_fault_is_told_with_its_line_and_what_it_is() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        let own = json!({ "own": "def f():\n    raise ValueError('x')\n" });
        for (source, name, line, hint) in FAULTS {
            page.python(source, embedded(), own.clone()).await?;
            let failed = &page.wait_told("failed").await?[1];
            let told = (&failed["name"], &failed["line"], &failed["hint"]);
            assert_eq!(told, (&json!(name), &json!(line), &json!(hint)), "{source}: {failed}");
            let trace = failed["traceback"].as_str().unwrap();
            assert!(trace.contains(*name), "{source}: {trace}");
            assert!(
                *hint == Some("handler-argument") || trace.contains("File \"exemplo.py\", line "),
                "{trace}"
            );
            for inner in ["VFS", "frame/", "http", "$B", "undefined"] {
                assert!(!trace.contains(inner), "{source}: {trace}");
            }
        }
        Ok(())
    })
    .await;
}

/// How long an endless loop may take to end: two seconds, and what a slow machine adds.
const SOON: Duration = Duration::from_secs(12);

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
            assert!(start.elapsed() < SOON, "{source}: too late");
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
    (
        "window.eval('setInterval(() => { for (let i = 0; i < 1000; i++) parent.postMessage(i, \"*\") })')\nprint('done')",
        "out",
    ),
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
        // A hundred take many seconds on a slow machine.
        page.run("window.limits = { failures: 10 }").await?;
        runs(page, "from browser import timer\ndef f():\n    1 / 0\ntimer.set_interval(f, 0)\n").await?;
        page.wait_told("dropped").await?;
        let failed = page.told().await?.iter().filter(|message| message[0] == "failed").count();
        assert_eq!(failed, 10);
        goes_on(page).await
    })
    .await;
}

const BURST: &str = "
from browser import websocket
count = 0

def on_message(evt):
    global count
    count += 1

ws = websocket.WebSocket(HOST + '?scenario=burst&n=30000')
ws.bind('message', on_message)
ws.bind('message', lambda evt: ws.close() if count == 30000 else None)
ws.bind('close', lambda evt: print('messages', count))
";

#[tokio::test]
async fn a_flood_is_told_message_by_message_while_the_page_paints() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        page.run(
            "window.painted = 0; const next = () => { painted++; requestAnimationFrame(next); }; next();",
        )
        .await?;
        for server in [embedded(), Value::Null] {
            page.python(&BURST.replace("HOST", &format!("'{}'", site.ws())), server, json!({})).await?;
            page.wait_printed("messages 30000\n").await?;
            let numbers =
                "told.filter((message) => message[3] === 'message').map((message) => parseInt(message[4]))";
            let whole =
                format!("return {numbers}.every((number, at) => number === at + 1) && {numbers}.length");
            assert_eq!(page.run(&whole).await?, 30_000);
            assert!(
                page.run("const before = painted; painted = 0; return before").await?.as_u64().unwrap() > 5
            );
        }
        Ok(())
    })
    .await;
}

const SENDS: &str = "
from browser import websocket, window

def on_open(evt):
    ws.send(b'ab')
    ws.send([1, 2])
    ws.send('t')
    ws.send(window.Uint8Array.new([7, 8]))
    ws.send(window.Blob.new(['ola']))
    ws.send('x' * (2 ** 20 + 1))
    ws.send('end')

def on_message(evt):
    print(evt.data if isinstance(evt.data, str) and len(evt.data) < 20 else '...')
    if evt.data == 'end':
        ws.close(3001, 'fim')
        ws.send('lost')

ws = websocket.WebSocket(HOST)
ws.bind('open', on_open)
ws.bind('message', on_message)
ws.bind('close', lambda evt: print(evt.code, evt.reason, evt.wasClean))
";

#[tokio::test]
async fn all_that_is_sent_and_comes_is_told_in_order() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        for server in [embedded(), Value::Null] {
            let source = SENDS.replace("HOST", &format!("'{}'", site.ws()));
            page.python(&source, server, json!({})).await?;
            page.wait_printed("3001 fim True\n").await?;
            let told = page.told().await?;
            let hints: Vec<_> = told.iter().filter(|message| message[0] == "hint").map(|hint| hint[1].clone()).collect();
            assert_eq!(hints, ["send-bytes", "send-other"]);
            // What is longer than a MiB is told by its beginning.
            let cut = "return told.filter((m) => m[6] && m[4].length > 100).map((m) => { const of = [m[4].length, m[5]]; m[4] = 'long'; return of; })";
            assert_eq!(page.run(cut).await?, json!([[1_048_576, 1_048_577], [1_048_576, 1_048_577]]));
            let carried = [
                json!(["[object Object]", 15, true]),
                json!(["1,2", 3, true]),
                json!(["t", 1, true]),
                json!([[7, 8], 2, false]),
                json!([b"ola", 3, false]),
                json!(["long", 1_048_577, true]),
                json!(["end", 3, true]),
            ];
            let events = page.socket_events().await?;
            for what in ["sent", "message"] {
                let of: Vec<_> = events.iter().filter(|event| event[1] == what).map(|event| json!(event.as_array().unwrap()[2..])).collect();
                assert_eq!(of, carried, "{what}");
            }
            let last: Vec<_> = events.iter().rev().take(3).rev().cloned().collect();
            assert_eq!(last, [json!([1, "closing", 3001, "fim"]), json!([1, "lost", "lost", 4, true]), json!([1, "close", 3001, "fim", true])]);
            assert_eq!(page.printed().await?, "[object Object]\n1,2\nt\n...\n...\n...\nend\n3001 fim True\n");
        }
        Ok(())
    })
    .await;
}

/// What a program can see of the class, the same with the browser's own and the embedded one.
const SEEN: &str = "
from browser import websocket, window
W = window.WebSocket
print(W.name, W.length, W.CONNECTING, W.OPEN, W.CLOSING, W.CLOSED)
print(window.eval('[typeof WebSocket, WebSocket.prototype.constructor === WebSocket, WebSocket.prototype.send.name, WebSocket.prototype.send.length, /native code/.test(WebSocket)].join()'))
ws = websocket.WebSocket(HOST)
print(ws, type(ws), ws.url == HOST, ws.readyState, ws.bufferedAmount, ws.binaryType, ws.onopen)
window.ws = ws
print(window.eval('[ws instanceof WebSocket, ws instanceof EventTarget, Object.prototype.toString.call(ws), ws.constructor === WebSocket].join()'))
for wrong in [lambda: websocket.WebSocket(), lambda: websocket.WebSocket('ftp://a/'), lambda: ws.send(), lambda: ws.close(1001)]:
    try:
        wrong()
        print('taken')
    except Exception as e:
        print(type(e).__name__)
";

#[tokio::test]
async fn the_class_is_as_the_browsers_own() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        let mut seen = Vec::new();
        for server in [embedded(), Value::Null] {
            page.python(&SEEN.replace("HOST", &format!("'{}'", site.ws())), server, json!({})).await?;
            page.wait_told("running").await?;
            seen.push(page.printed().await?);
        }
        let start = "WebSocket 1 0 1 2 3\nfunction,true,send,1,true\n";
        assert!(seen[0].starts_with(start), "{}", seen[0]);
        assert!(seen[0].contains("\ntrue,true,[object WebSocket],true\n"), "{}", seen[0]);
        assert_eq!(seen[0].matches("JavascriptError").count(), 4, "{}", seen[0]);
        assert_eq!(seen[0], seen[1]);
        Ok(())
    })
    .await;
}

/// Every module that the build has picked, imported.
#[tokio::test]
async fn what_is_packed_of_the_library_works() {
    let site = site().await;
    let told: Value =
        serde_json::from_slice(&get(&format!("{}{}", site.origin(), manifest())).await.body).unwrap();
    let own = json!({ "websocket": include_str!("../../../../static/websocket.py") });
    let source = "
import json, time
from browser import timer, websocket, document, html, window, aio, bind
print(json.loads(json.dumps({'a': [1, 2.5, None, True, 'á']})), time.time() > 0, time.strftime('%d') != '', websocket.supported)
";
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        runs(page, source).await?;
        page.wait_told("running").await?;
        assert_eq!(page.printed().await?, "{'a': [1, 2.5, None, True, 'á']} True True True\n");
        // What the page tells a reader of, whose program wants another module.
        for name in told["modules"].as_str().unwrap().split(',') {
            page.python(&format!("import {name}\nprint({name}.__name__)\n"), embedded(), own.clone()).await?;
            page.wait_printed(&format!("{name}\n")).await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_refused_connection_is_told_as_the_browser_has_it() {
    let site = site().await;
    browse(&site.http(), &["Firefox: can’t establish a connection"], async |page| {
        page.open("").await?;
        let nobody = browser_tests::servers::nobody().await;
        let source = format!("from browser import websocket\nws = websocket.WebSocket('{nobody}')\nws.bind('close', lambda e: print(e.code))\n");
        page.python(&source, Value::Null, json!({})).await?;
        page.wait_printed("1006\n").await?;
        let expected = [json!([1, "request", nobody]), json!([1, "error"]), json!([1, "close", 1006, "", false])];
        assert_eq!(page.socket_events().await?, expected);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn the_frame_is_dressed_as_the_page_says() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        // A name that the program gives is the program's.
        runs(page, "from browser import document\ndocument['send_button'].text = 'Vai'").await?;
        page.wait_told("running").await?;
        page.frame_speaks("pt-BR", ["Abrir", "Mensagem", "Vai", "Fechar"]).await?;
        page.run(
            "const labels = { title: 'Program', '#openbtn': 'Open', '[for=data]': 'Message', '#send_button': 'Send', '#closebtn': 'Close' };
            port.postMessage(['dress', { labels, lang: 'en', theme: 'dark' }]);",
        )
        .await?;
        page.frame_speaks("en", ["Open", "Message", "Vai", "Close"]).await?;
        page.in_frame(async |frame| frame.wait("html[data-theme=dark]").await.map(drop)).await
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
