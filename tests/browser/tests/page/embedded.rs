//! The socket inside the page answers as the browser's own: each expression runs on both, and what it gives, or
//! the name of what it throws, must be the same.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use browser_tests::{browse, servers::site};
use serde_json::json;

/// Bodies of async functions: `Socket` is the class, `echo` an address that answers, `nobody` one that refuses,
/// `next(socket, type)` waits for an event.
const EXPRESSIONS: &[&str] = &[
    // Constructor
    "return new Socket()",
    "return new Socket('')?.readyState",
    "return new Socket('ftp://127.0.0.1/')",
    "return new Socket(echo + '#a')",
    "return new Socket(echo + '#')",
    "return new Socket('ws://a b/')",
    "return new Socket(Symbol())",
    "return new Socket('http://127.0.0.1:1/eco?a=b c').url",
    "return new Socket('https://127.0.0.1:1/eco').url",
    "return new Socket('/x').url.startsWith('ws://127.0.0.1:')",
    "return new Socket(echo, ['a', 'a'])",
    "return new Socket(echo, ['echo', 'Echo']).readyState",
    "return new Socket(echo, '')",
    "return new Socket(echo, 'a b')",
    "return new Socket(echo, {})",
    "return new Socket(echo, null).readyState",
    "return new Socket(echo, 5).readyState",
    "return new Socket(echo, []).readyState",
    "const s = new Socket(echo, 'chat'); return (await next(s, 'close')).code",
    "return [Socket.CONNECTING, Socket.OPEN, Socket.CLOSING, Socket.CLOSED]",
    "const s = new Socket(echo); return [s.CONNECTING, s.OPEN, s.CLOSING, s.CLOSED, s.readyState, s.protocol]",
    "const s = new Socket(echo); return [s.extensions.constructor.name, s.bufferedAmount, s.binaryType]",
    "return String(new Socket(echo))",
    "const s = new Socket(echo); s.binaryType = 'nada'; return s.binaryType",
    // send
    "return new Socket(echo).send()",
    "return new Socket(echo).send('a')",
    "return new Socket(echo).send(Symbol())",
    "const s = await opened(); s.send(''); return (await next(s, 'message')).data",
    "const s = await opened(); s.send(null); return (await next(s, 'message')).data",
    "const s = await opened(); s.send({}); return (await next(s, 'message')).data",
    "const s = await opened(); s.send([1, 2]); return (await next(s, 'message')).data",
    "const s = await opened(); s.send('a\\ud800b'); return (await next(s, 'message')).data",
    "const s = await opened(); s.send('olá'); const n = s.bufferedAmount; await next(s, 'message'); return [n, s.bufferedAmount]",
    "const s = await opened(); s.binaryType = 'arraybuffer'; s.send(new Uint8Array([1, 2, 3]).subarray(1)); return bytes((await next(s, 'message')).data)",
    "const s = await opened(); s.binaryType = 'arraybuffer'; s.send(new Blob(['ab'])); s.send('c'); return [bytes((await next(s, 'message')).data), (await next(s, 'message')).data]",
    "const s = await opened(); s.send(new ArrayBuffer(4)); const { data } = await next(s, 'message'); return [data.constructor.name, data.size, data.type]",
    "const s = await opened(); const a = new Uint8Array([1]); s.binaryType = 'arraybuffer'; s.send(a); a[0] = 9; return bytes((await next(s, 'message')).data)",
    "const s = await opened(); s.send('a'); const e = await next(s, 'message'); return [e.type, e.origin.startsWith('ws://'), e.lastEventId, e.source, e.ports.length, e.target === s]",
    "const s = await opened(); s.close(); s.send('ção'); const n = s.bufferedAmount; await next(s, 'close'); s.send('a'); return [n, s.bufferedAmount]",
    // close
    "const s = await opened(); return s.close(1001)",
    "const s = await opened(); return s.close(2999)",
    "const s = await opened(); return s.close(5000)",
    "const s = await opened(); return s.close(0)",
    "const s = await opened(); return s.close(null)",
    "const s = await opened(); return s.close(1000n)",
    "const s = await opened(); return s.close(Symbol())",
    "const s = await opened(); return s.close(1000, 'é'.repeat(62))",
    "const s = await opened(); return s.close(undefined, 'a')",
    "const s = await opened(); s.close(1000, 'x'.repeat(123)); return end(await next(s, 'close'))",
    "const s = await opened(); s.close(1000.5); return end(await next(s, 'close'))",
    "const s = await opened(); s.close(3000.5); return end(await next(s, 'close'))",
    "const s = await opened(); s.close('4000', 'até'); return end(await next(s, 'close'))",
    "const s = await opened(); s.close(undefined, ''); return end(await next(s, 'close'))",
    "const s = await opened(); s.close(); const state = s.readyState; s.close(4000); return [state, end(await next(s, 'close')), s.readyState]",
    "const s = new Socket(echo); s.close(); return [s.readyState, end(await next(s, 'close'))]",
    "const s = new Socket(nobody); return [end(await next(s, 'close')), s.readyState]",
    // Order of events, with the promises that are settled between them
    "return trace(new Socket(nobody), 'close')",
    "const s = new Socket(echo); s.addEventListener('open', () => { s.send('a'); s.close(4001, 'b'); }); return trace(s, 'close')",
    "const s = new Socket(echo); s.addEventListener('open', () => s.send('a')); s.addEventListener('message', () => s.close()); return trace(s, 'close')",
    // Scenarios
    "return trace(new Socket(echo + '?scenario=refused'), 'close')",
    "return trace(new Socket(echo + '?scenario=nada'), 'close')",
    "return trace(new Socket(echo + '?scenario=burst&n=1000001'), 'close')",
    "const s = new Socket(echo + '?n=1&sc%65nario=b%75rst'); return [s.url.slice(-25), (await next(s, 'message')).data]",
    "const s = new Socket(echo + '?scenario=server-close'); return [end(await next(s, 'close')), s.readyState]",
    "const s = new Socket(echo + '?scenario=server-close'); s.onopen = () => s.send('a'); return trace(s, 'close')",
    "const s = new Socket(echo + '?scenario=dropped'); return [end(await next(s, 'close')), s.readyState]",
    "const s = new Socket(echo + '?scenario=dropped'); s.onopen = () => s.send('a'); return trace(s, 'close')",
    "const s = new Socket(echo + '?scenario=dropped'); s.onopen = () => s.close(3000); return end(await next(s, 'close'))",
    "const s = new Socket(echo + '?scenario=push'), told = []; s.onopen = () => s.send('a'); s.onmessage = ({ data }) => { if (told.push(data) === 3) s.close(); }; return [end(await next(s, 'close')), told]",
    "const s = new Socket(echo + '?scenario=burst&n=3'), told = []; s.onmessage = ({ data }) => { if (told.push(data) === 3) s.send('a'); if (data === 'a') s.close(); }; return [end(await next(s, 'close')), told]",
    "const s = new Socket(echo + '?scenario=burst'); s.onmessage = () => s.close(4000); return trace(s, 'close')",
    // on… attributes
    "const s = new Socket(echo); return [s.onopen, s.onmessage, s.onerror, s.onclose]",
    "const s = new Socket(echo), f = () => {}; s.onopen = f; const set = s.onopen === f; s.onopen = 5; return [set, s.onopen]",
    "const s = new Socket(echo), o = {}; s.onopen = o; return s.onopen === o",
    "let n = 0; const s = new Socket(echo), f = () => n++; s.onopen = f; s.addEventListener('open', f); await next(s, 'open'); return n",
    "let n = 0; const s = new Socket(echo), f = () => n++; s.addEventListener('open', f); s.onopen = f; s.onopen = null; await next(s, 'open'); return n",
    "const calls = [], s = new Socket(echo); s.onopen = () => calls.push(1); s.addEventListener('open', () => calls.push(2)); s.onopen = () => calls.push(3); await next(s, 'open'); return calls",
    "const s = new Socket(echo); let self; s.onopen = function () { self = this === s; }; await next(s, 'open'); return self",
];

/// What Firefox's own class answers otherwise, where Chromium and ours do as the standard says: it knows no empty
/// address, stays open without the subprotocol that it asked for, and takes a reason without a code.
const FIREFOX: &[(&str, &str)] = &[
    ("return new Socket('')?.readyState", "SyntaxError"),
    ("const s = new Socket(echo, 'chat'); return (await next(s, 'close')).code", "\"nothing in 5 s\""),
    ("const s = await opened(); return s.close(undefined, 'a')", "undefined"),
    (
        "const s = await opened(); s.close(undefined, ''); return end(await next(s, 'close'))",
        "[\"close\",1005,\"\",true]",
    ),
];

const HARNESS: &str = "
    const [echo, done] = arguments;
    const next = (socket, type) => new Promise((resolve) => socket.addEventListener(type, resolve, { once: true }));
    const bytes = (buffer) => [...new Uint8Array(buffer)];
    const end = (event) => [event.type, event.code, event.reason, event.wasClean];
    const trace = async (socket, last) => {
        const told = [];
        for (const type of ['open', 'message', 'error', 'close']) {
            socket.addEventListener(type, () => { told.push(type); Promise.resolve().then(() => told.push('settled')); });
        }
        await next(socket, last);
        await new Promise((resolve) => setTimeout(resolve));
        return told;
    };
    const answer = async (Socket, run) => {
        const opened = async () => { const socket = new Socket(echo); await next(socket, 'open'); return socket; };
        const nobody = echo.replace('/eco', '/nada');
        try {
            const late = new Promise((resolve) => setTimeout(resolve, 5000, 'nothing in 5 s'));
            const value = await Promise.race([run(Socket, echo, nobody, next, bytes, end, trace, opened), late]);
            return JSON.stringify(value) ?? 'undefined';
        } catch (error) {
            return error.name;
        }
    };
    (async () => {
        const file = document.querySelector('link[rel=modulepreload][href*=socket-]').href;
        const { EmbeddedWebSocket } = await import(file);
        const pairs = [];
        for (const run of expressions) pairs.push([await answer(WebSocket, run), await answer(EmbeddedWebSocket, run)]);
        return pairs;
    })().then(done, (error) => done(String(error)));
";

/// The harness with the expressions as functions: the page's policy lets no text become a program.
fn harness() -> String {
    let functions = EXPRESSIONS.iter().map(|body| {
        format!("async (Socket, echo, nobody, next, bytes, end, trace, opened) => {{ {body} }},")
    });
    format!("const expressions = [{}]; {HARNESS}", functions.collect::<String>())
}

#[tokio::test]
async fn answers_as_the_browser_does() {
    let site = site().await;
    // The refused handshakes of the browser's own class, and what it says of a message after `close`.
    browse(&site.http(), &["WebSocket connection to", "already in CLOSING or CLOSED state"], async |page| {
        page.open("").await?;
        let pairs = page.run_async(&harness(), vec![site.ws().into()]).await?;
        let pairs: Vec<[String; 2]> = serde_json::from_value(pairs)?;
        assert_eq!(pairs.len(), EXPRESSIONS.len());
        let different = EXPRESSIONS.iter().zip(&pairs).filter(|(_, [browser, embedded])| browser != embedded);
        let different: Vec<_> =
            different.map(|(expression, [browser, _])| (*expression, &**browser)).collect();
        let known = if page.is_firefox() { FIREFOX } else { &[] };
        assert_eq!(different, known, "(expression, the browser's answer) where ours is another");
        Ok(())
    })
    .await;
}

/// Counts the timers that are set, and gives what the embedded class leaves behind.
const LEFT: &str = "
    const done = arguments[arguments.length - 1];
    const next = (socket, type) => new Promise((resolve) => socket.addEventListener(type, resolve, { once: true }));
    const timers = new Set(), { setTimeout: set, clearTimeout: clear } = window;
    window.setTimeout = (work, delay) => {
        const timer = set(() => { timers.delete(timer); work(); }, delay);
        timers.add(timer);
        return timer;
    };
    window.clearTimeout = (timer) => { timers.delete(timer); clear(timer); };
    (async () => {
        const file = document.querySelector('link[rel=modulepreload][href*=socket-]').href;
        const { EmbeddedWebSocket } = await import(file);
        const left = {};
        for (const name of ['server-close', 'dropped', 'push', 'burst&n=1000000']) {
            const socket = new EmbeddedWebSocket(`ws://127.0.0.1/eco?scenario=${name}`);
            let messages = 0;
            socket.onmessage = () => messages++;
            // Some end by themselves, which a slow machine may see first.
            const closed = next(socket, 'close');
            await next(socket, 'open');
            // The page goes on painting, and its timers run.
            for (let frame = 0; frame < 5; frame++) await new Promise(requestAnimationFrame);
            await new Promise((resolve) => set(resolve, 100));
            const before = messages;
            socket.close();
            await closed;
            await new Promise((resolve) => set(resolve, 100));
            left[name] = [messages - before, timers.size, before < 1000000];
        }
        return left;
    })().then(done, (error) => done(String(error)));
";

#[tokio::test]
async fn nothing_goes_on_after_the_close() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        let left = page.run_async(LEFT, vec![]).await?;
        let nothing = json!([0, 0, true]);
        let all = json!({ "server-close": nothing, "dropped": nothing, "push": nothing, "burst&n=1000000": nothing });
        assert_eq!(left, all, "messages after the close, timers, whether it was in the middle");
        Ok(())
    })
    .await;
}
