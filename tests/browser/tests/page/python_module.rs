//! The Python module `websocket` in a real Brython: what it does is what the browser's own socket does, told by one
//! script that runs on both; and where the browser has no socket it raises what the old page says.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail by a panic")]

use browser_tests::{Outcome, Page, WebDriverResult, browse, required, servers};
use std::{fs, path::Path};
use tempfile::TempDir;

/// Tells in `window.told` what happens on a socket, and `window.make` makes one: by today's module or by ours, as the
/// address of the page asks. Handlers are bound as in the example, and every call that may raise is told.
const SCRIPT: &str = r#"
from browser import websocket as today, window
import websocket

def make(host):
    return today.WebSocket(host) if "today" in window.location.search else websocket.websocket(host)

def tell(*what):
    window.told.push(" ".join(str(part) for part in what))

def trying(name, function, *arguments):
    try:
        function(*arguments)
        tell(name, "done")
    except Exception as error:
        tell(name, type(error).__name__)

def start(host):
    def on_open(evt):
        tell(evt.type, ws.readyState, ws.url == evt.target.url)
        if "scenario" in host:
            return
        trying("send bytes", ws.send, b"a")
        trying("send", ws.send, "olá")
    def on_message(evt):
        tell(evt.type, type(evt.data).__name__, evt.data)
        if evt.data == "olá":
            trying("close 1001", ws.close, 1001)
            trying("close long", ws.close, 4000, "é" * 62)
            trying("close", ws.close, 4000, "até")
            trying("close again", ws.close)
            trying("send late", ws.send, "a")
            tell("buffered", ws.bufferedAmount)
    def on_error(evt):
        tell(evt.type)
    def on_close(evt):
        tell(evt.type, evt.code, evt.reason, evt.wasClean, ws.readyState)
        window.over = True
    try:
        ws = make(host)
    except Exception as error:
        tell("raised", type(error).__name__)
        window.over = True
        return
    tell("made", ws.readyState, ws.binaryType)
    ws.binaryType = "arraybuffer"
    tell("set", ws.binaryType, ws.protocol == "", hasattr(ws, "nada"))
    trying("send early", ws.send, "a")
    for name, handler in [("open", on_open), ("message", on_message), ("error", on_error), ("close", on_close)]:
        ws.bind(name, handler)

def last(host):
    # A handler as an attribute, which the browser's object has besides.
    ws = make(host)
    def told(evt):
        tell("onopen", evt.type)
        ws.close()
    def end(evt):
        window.over = True
    ws.onopen = told
    ws.onclose = end

window.start = start
window.last = last
window.supported = websocket.supported
window.documented = all(part.__doc__ for part in (websocket, websocket.websocket, websocket.WebSocket,
    websocket.WebSocket.bind, websocket.WebSocket.send, websocket.WebSocket.close))
window.ready = True
"#;

/// A folder with a page that runs the script, as a reader would put it together.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let brython = required("BRYTHON");
    for file in ["brython.min.js", "brython_stdlib.js"] {
        fs::copy(Path::new(&brython).join(file), folder.path().join(file)).unwrap();
    }
    let page = "<!DOCTYPE html><meta charset=utf-8><title>a</title><link rel=icon href=data:,>
        <script>told = [], over = false, ready = false;</script>
        <script src=brython.min.js></script><script src=brython_stdlib.js></script>
        <script type=text/python src=script.py></script>";
    fs::write(folder.path().join("index.html"), page).unwrap();
    fs::write(folder.path().join("script.py"), SCRIPT).unwrap();
    fs::write(folder.path().join("websocket.py"), include_str!("../../../../static/websocket.py")).unwrap();
    folder
}

async fn open(page: &Page, query: &str) -> Outcome {
    page.visit(query).await?;
    page.wait_true("the script has run", "ready").await
}

/// What is told of a socket to `host`, up to its end.
async fn told(page: &Page, start: &str, host: &str) -> WebDriverResult<Vec<String>> {
    page.run(&format!("told.length = 0; over = false; {start}({host:?})")).await?;
    page.wait_true("it is over", "over").await?;
    Ok(serde_json::from_value(page.run("return told").await?)?)
}

#[tokio::test]
async fn it_does_what_the_browsers_own_socket_does() {
    let (folder, echo) = (folder(), servers::site().await);
    let host = servers::static_host_of(folder.path().to_owned()).await;
    let nobody = servers::nobody().await;
    let ended = format!("{}?scenario=server-close", echo.ws());
    browse(&host.http(), &["ERR_CONNECTION_REFUSED", "already in CLOSING"], async |page| {
        let mut both = Vec::new();
        for query in ["?today", "?ours"] {
            open(page, query).await?;
            let mut all = Vec::new();
            for (start, host) in [
                ("start", echo.ws().as_str()),
                ("start", &nobody),
                ("start", &ended),
                ("start", "ftp://127.0.0.1/"),
                ("start", "ws://127.0.0.1/#a"),
                ("last", &echo.ws()),
            ] {
                all.push(told(page, start, host).await?);
            }
            both.push(all);
        }
        assert_eq!(both[0], both[1], "today's module and ours");
        let [echo, refused, ended, scheme, fragment, attribute] = both[1].as_slice() else {
            panic!("{both:?}")
        };
        let begin = ["made 0 blob", "set arraybuffer True False", "send early JavascriptError"];
        assert_eq!(
            *echo,
            [
                begin.as_slice(),
                &[
                    "open 1 True",
                    "send bytes done",
                    "send done",
                    "message str [object Object]",
                    "message str olá",
                    "close 1001 JavascriptError",
                    "close long JavascriptError",
                    "close done",
                    "close again done",
                    "send late done",
                    "buffered 1",
                    "close 4000 até True 3",
                ]
            ]
            .concat()
        );
        assert_eq!(*refused, [begin.as_slice(), &["error", "close 1006  False 3"]].concat());
        assert!(ended.last().unwrap().starts_with("close 4001 "), "{ended:?}");
        assert_eq!([scheme, fragment], [&["raised JavascriptError"]; 2]);
        assert_eq!(*attribute, ["onopen open"]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn it_says_what_it_is_for() {
    let folder = folder();
    let host = servers::static_host_of(folder.path().to_owned()).await;
    browse(&host.http(), &[], async |page| {
        open(page, "").await?;
        assert_eq!(page.run("return [documented, supported]").await?, serde_json::json!([true, true]));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn without_a_socket_in_the_browser_it_raises_not_implemented_error() {
    let folder = folder();
    let host = servers::static_host_of(folder.path().to_owned()).await;
    browse(&host.http(), &[], async |page| {
        page.before_scripts("delete window.WebSocket").await?;
        for query in ["?today", "?ours"] {
            open(page, query).await?;
            assert_eq!(
                told(page, "start", "ws://127.0.0.1:1/").await?,
                ["raised NotImplementedError"],
                "{query}"
            );
            assert_eq!(page.run("return supported").await?, false);
        }
        Ok(())
    })
    .await;
}
