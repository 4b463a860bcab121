//! Programs that mean harm, or do it unawares: what they print, break or forge, and never letting go.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use crate::python::{FAILED, RUNNING, advice, runs, told};
use browser_tests::{
    Outcome, Page, browse, laboratory_text,
    servers::{site, static_host_of},
};

/// What no statement of Python interrupts.
#[tokio::test]
async fn a_program_that_never_lets_go_can_be_stopped() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        runs(page).await?;
        page.write_program("from browser import window\nwindow.eval('for (;;);')").await?;
        runs(page).await?;
        page.click("#stop_python").await?;
        page.wait("#python_output[data-state=stopped]").await?;
        page.wait_gone("#python_frame iframe").await?;
        page.write_program("print('o próximo')").await?;
        runs(page).await?;
        page.wait_text("#python_output", "o próximo").await?;
        page.connect().await
    })
    .await;
}

/// The frame has its bounds from the page itself: a host of static files sends no header.
#[tokio::test]
async fn the_frame_has_no_origin_on_any_host() {
    for host in [site().await, static_host_of(browser_tests::dist()).await] {
        browse(&host.http(), &[], async |page| {
            page.open("?servidor=embutido").await?;
            runs(page).await?;
            page.wait("#python_frame iframe[sandbox='allow-scripts']").await?;
            page.write_program("from browser import window\nprint(window.origin)\nwindow.parent.document")
                .await?;
            page.click("#run_python").await?;
            page.wait(FAILED).await?;
            page.wait_text("#python_output", "null").await
        })
        .await;
    }
}

/// What a program prints without end, or at once: the page shows the last of what the frame lets through, and says
/// what is missing before and after it.
#[tokio::test]
async fn what_is_printed_without_end_leaves_the_page_alive() {
    let site = site().await;
    let [cut, dropped] = ["cut", "dropped"].map(|name| laboratory_text("pt", &format!("python.{name}")));
    let dropped = dropped.split("{count}").next().unwrap();
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        runs(page).await?;
        for (program, is_cut) in [
            ("for i in range(10 ** 6): print(i)", false),
            ("print('x' * 10 ** 7)", true),
            ("from browser import timer\ntimer.set_interval(lambda: print('tique ' * 1000), 0)", true),
        ] {
            page.write_program(program).await?;
            page.click("#run_python").await?;
            page.wait_text("#python_output + .hint", dropped).await?;
            if is_cut {
                page.wait_text("#python_output_title + .hint", &cut).await?;
            }
            let shown = "const { textContent, scrollTop } = document.querySelector('#python_output');
                return [textContent.length, Math.abs(scrollTop)]";
            let [length, from_end]: [u64; 2] = serde_json::from_value(page.run(shown).await?)?;
            assert!((1000..=65_536).contains(&length), "{program}: {length}");
            assert_eq!(from_end, 0, "{program}: what is shown is not the end");
            page.connect().await?;
            page.click("#closebtn").await?;
            page.wait_state("closed").await?;
        }
        page.click("#stop_python").await?;
        page.wait("#python_output[data-state=stopped]").await.map(drop)
    })
    .await;
}

/// What a program does to its frame: the page says that it is gone, or gives an advice, or has nothing to say of it.
const BREAKS: &[(&str, Option<&str>)] = &[
    ("window.location.reload()", Some("gone")),
    ("window.location.href = 'about:blank'", Some("gone")),
    ("window.close()", Some("window_close")),
    ("window.document.open()\nwindow.document.write('x')\nwindow.document.close()", Some("gone")),
    ("window.WebSocket = 3", Some("socket_replaced")),
    ("window.eval('delete window.WebSocket')", Some("socket_replaced")),
    ("window.setTimeout(lambda: setattr(window, 'WebSocket', 3), 50)", Some("socket_replaced")),
    ("window.eval('WebSocket.prototype.send = MessagePort.prototype.postMessage = () => {}')", None),
    ("window.eval('parent.postMessage(1, \"*\")')", Some("posted")),
];

#[tokio::test]
async fn a_program_that_breaks_its_frame_leaves_the_page_as_it_is() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        runs(page).await?;
        for (breaks, told) in BREAKS {
            page.write_program(&format!("from browser import window\n{breaks}\nprint('feito')")).await?;
            page.click("#run_python").await?;
            if *told == Some("gone") {
                page.wait(FAILED).await?;
                page.wait_text("#python_state", &laboratory_text("pt", "python.gone")).await?;
                page.wait("#stop_python:disabled").await?;
                assert_eq!(page.count("#python_frame iframe").await?, 0, "{breaks}");
            } else {
                page.wait_text("#python_output", "feito").await?;
                page.wait(RUNNING).await?;
                match told {
                    Some(hint) => page.wait_text(".python-hint", &advice(hint)).await?,
                    None => assert_eq!(page.count(".python-hint").await?, 0, "{breaks}"),
                }
            }
        }
        // The page's own socket is none of the program's.
        page.connect().await?;
        page.send("olá").await?;
        page.wait_text("#log [data-event=message]", "olá").await?;
        assert!(told(page).await?.is_empty());
        Ok(())
    })
    .await;
}

const FORGED: &str = "
from browser import window
window.eval('''
    const forged = [['failed', { name: 'Forged', message: '', traceback: 'x' }], ['bye'], ['out', 'forged', 1],
        ['socket', 1, Date.now(), 'request', 'ws://a/'], ['socket', 1, Date.now(), 'open', '']];
    const { port1, port2 } = new MessageChannel();
    for (const message of [...forged, ['batch', forged], ['here']]) {
        parent.postMessage(message, '*');
        postMessage(message, '*');
        // Firefox lets no program make a message of another origin.
        try {
            dispatchEvent(new MessageEvent('message', { data: ['hello'], source: parent, ports: [port1] }));
        } catch {}
        port2.postMessage(message);
    }
    // Whatever is at hand while the frame's own script runs: the event that it answers, and what it calls.
    const say = (event) => forged.forEach((message) => event?.target?.postMessage?.(message));
    const spied = (object, name) => {
        const own = object[name];
        object[name] = function (...values) { say(window.event); say(this); return own.apply(this, values); };
    };
    say(window.event);
    spied(document, 'querySelector');
    spied(Array.prototype, Symbol.iterator);
    spied(Object, 'entries');
    const { get } = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data');
    Object.defineProperty(MessageEvent.prototype, 'data', { get() { say(this); return get.call(this); } });
''')
print('enviadas')
";

#[tokio::test]
async fn forged_messages_reach_nobody() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        runs(page).await?;
        page.run("window.heard = 0; addEventListener('message', () => heard++)").await?;
        page.write_program(FORGED).await?;
        runs(page).await?;
        page.wait_text("#python_output", "enviadas").await?;
        page.wait_true("the page has been posted all of them", "heard === 7").await?;
        page.wait_text(".python-hint", &advice("posted")).await?;
        // What the page says to the frame, no program hears either.
        page.click("#theme option[value=dark]").await?;
        page.in_frame(async |frame| frame.wait("html[data-theme=dark]").await.map(drop)).await?;
        assert_eq!(page.text("#python_output").await?, "enviadas");
        page.wait(RUNNING).await?;
        assert!(told(page).await?.is_empty());
        page.connect().await
    })
    .await;
}

/// What a program has the frame's own script say, with more in it than the page takes: a traceback; a batch with too
/// many messages; and one with too much in them. Other functions of the browser's than these would do as well.
const OVERSIZED: [&str; 3] = [
    "
    const { slice } = String.prototype;
    String.prototype.slice = function (start, end) {
        return start === 0 && end === 65536 ? 'x'.repeat(2 ** 26) : slice.call(this, start, end);
    };
    throw new Error('x');
",
    "
    setTimeout(() => {
        Object.defineProperty(Array.prototype, 0, { configurable: true, set(value) {
            Object.defineProperty(this, 0, { value, writable: true, enumerable: true, configurable: true });
            this.length = 5000;
        } });
        alert('x');
        delete Array.prototype[0];
    }, 100);
",
    "
    setTimeout(() => {
        const message = ['out', 'x'.repeat(60000), 0];
        Object.defineProperty(Array.prototype, 0, { configurable: true, set(value) {
            Object.defineProperty(this, 0, { value, writable: true, enumerable: true, configurable: true });
            if (value[0] === 'out') for (let at = 1; at < 1000; at++) this[at] = message;
        } });
        alert('x');
        delete Array.prototype[0];
    }, 100);
",
];

#[tokio::test]
async fn messages_beyond_all_bounds_end_the_program_and_nothing_else() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        runs(page).await?;
        for forges in OVERSIZED {
            let program = format!("from browser import window\nwindow.eval('''{{{forges}}}''')");
            page.write_program(&program).await?;
            page.click("#run_python").await?;
            is_ended_and_nothing_else(page, forges).await?;
        }
        the_next_one_runs(page).await
    })
    .await;
}

/// The program has said too much, and the page goes on.
async fn is_ended_and_nothing_else(page: &Page, program: &str) -> Outcome {
    page.wait_text("#python_state", &laboratory_text("pt", "python.too_much")).await?;
    page.wait(FAILED).await?;
    page.wait("#stop_python:disabled").await?;
    assert_eq!(page.count("#python_frame iframe").await?, 0, "{program}");
    page.connect().await?;
    page.close().await
}

async fn the_next_one_runs(page: &Page) -> Outcome {
    page.write_program("print('adiante')").await?;
    runs(page).await?;
    page.wait_text("#python_output", "adiante").await
}

#[tokio::test]
async fn messages_without_end_end_the_program_and_nothing_else() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        runs(page).await?;
        let posts = "for (let left = 1000; left; left--) parent.postMessage(left, \"*\")";
        let program = format!("from browser import window\nwindow.eval('setInterval(() => {{ {posts} }})')");
        page.write_program(&program).await?;
        page.click("#run_python").await?;
        page.wait_text(".python-hint", &advice("posted")).await?;
        is_ended_and_nothing_else(page, &program).await?;
        the_next_one_runs(page).await
    })
    .await;
}
