//! Python's frame runs the very example, and tells all that happens. The driver hears no console of a frame that is
//! isolated.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use crate::sandbox::{embedded, runs};
use browser_tests::{browse, get, manifest, servers::site};
use serde_json::{Value, json};

const EXAMPLE: &str = include_str!("../../../../static/example.py");

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
    ("from browser import confirm\nconfirm('?')\n", "RuntimeError", 2, Some("input")),
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
        "from browser import websocket\nclass C:\n    def f(self):\n        pass\nws = websocket.WebSocket('ws://127.0.0.1/eco')\nws.bind('open', C().f)\n",
        "TypeError",
        3,
        Some("handler-argument"),
    ),
    ("def f():\n    pass\n\nf(1)\n", "TypeError", 4, None),
    (
        "from browser import window\nwindow.parent.postMessage('forged', '*')\n",
        "JavascriptError",
        2,
        Some("out-of-reach"),
    ),
    ("from browser import window\nwindow.localStorage\n", "JavascriptError", 2, Some("out-of-reach")),
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
