//! The module in a real browser: one script against a real echo server and against the embedded one, and the
//! two traces must be the same. `cargo xtask test` starts the server and runs this file.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::panic, reason = "a test may fail by a panic")]

use brython_websocket::websocket::{
    AddressError, CloseError, CloseEvent, Data, DomEvent, Event, LONGEST_REASON, LONGEST_WHOLE, OpenError,
    Payload, SendError, WebSocket, embedded, supported, websocket,
};
use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use futures_util::StreamExt;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The echo of `server/`, told when this file is compiled: a browser has no environment.
const ECHO: &str = match option_env!("ECHO_ADDRESS") {
    Some(address) => address,
    None => "",
};

type Open = fn(&str) -> Result<WebSocket, OpenError>;

/// Both ways to an echo; every script runs on each.
const WAYS: [(&str, Open); 2] = [("real", websocket), ("embedded", embedded)];

/// A socket and what its handlers were given, in order.
fn traced(open: Open, address: &str) -> (WebSocket, UnboundedReceiver<DomEvent>) {
    assert!(!ECHO.is_empty(), "ECHO_ADDRESS was not set; run `cargo xtask test --only module`");
    let socket = open(address).unwrap_or_else(|error| panic!("{address}: {error:?}"));
    let (sender, receiver) = unbounded();
    for event in Event::ALL {
        let sender = sender.clone();
        socket.bind(event, move |told| {
            assert_eq!(told.event(), event, "a handler of another event was called");
            // The receiver goes when its test has seen enough.
            let _ = sender.unbounded_send(told.clone());
        });
    }
    (socket, receiver)
}

async fn next(events: &mut UnboundedReceiver<DomEvent>) -> DomEvent {
    events.next().await.unwrap_or_else(|| panic!("the handlers are gone"))
}

/// Everything up to the close event.
async fn rest(events: &mut UnboundedReceiver<DomEvent>) -> Vec<DomEvent> {
    let mut told = Vec::new();
    while !matches!(told.last(), Some(DomEvent::Close(_))) {
        told.push(next(events).await);
    }
    told
}

fn closed(code: u16, reason: &str, was_clean: bool) -> DomEvent {
    DomEvent::Close(CloseEvent { code, reason: reason.to_owned(), was_clean })
}

#[wasm_bindgen_test]
async fn a_conversation() {
    for (name, open) in WAYS {
        let (socket, mut events) = traced(open, ECHO);
        assert_eq!(socket.send("early"), Err(SendError::NotOpen), "{name}");
        assert_eq!(next(&mut events).await, DomEvent::Open, "{name}");
        let big = "é".repeat(1 << 19);
        let texts = ["olá", "", "<b>não</b>", "\0", "\u{202e}abc", "😀", &big];
        for text in texts {
            assert_eq!(socket.send(text), Ok(()), "{name}");
        }
        assert_eq!(socket.send(vec![0, 255, 7]), Ok(()), "{name}");
        for text in texts {
            assert_eq!(next(&mut events).await, DomEvent::Message(Data::from(text)), "{name}");
        }
        assert_eq!(next(&mut events).await, DomEvent::Message(Data::from(vec![0, 255, 7])), "{name}");
        assert_eq!(socket.close_with(4000, "até logo"), Ok(()), "{name}");
        assert_eq!(socket.send("late"), Err(SendError::NotOpen), "{name}");
        socket.close();
        assert_eq!(rest(&mut events).await, [closed(4000, "até logo", true)], "{name}");
        assert_eq!(socket.send("late"), Err(SendError::NotOpen), "{name}");
    }
}

#[wasm_bindgen_test]
async fn close_without_a_code_is_1005() {
    for (name, open) in WAYS {
        let (socket, mut events) = traced(open, ECHO);
        assert_eq!(next(&mut events).await, DomEvent::Open, "{name}");
        socket.close();
        assert_eq!(rest(&mut events).await, [closed(1005, "", true)], "{name}");
    }
}

#[wasm_bindgen_test]
async fn close_with_1000() {
    for (name, open) in WAYS {
        let (socket, mut events) = traced(open, ECHO);
        assert_eq!(next(&mut events).await, DomEvent::Open, "{name}");
        assert_eq!(socket.close_with(1000, ""), Ok(()), "{name}");
        assert_eq!(rest(&mut events).await, [closed(1000, "", true)], "{name}");
    }
}

#[wasm_bindgen_test]
async fn close_before_open_is_an_error_and_1006() {
    for (name, open) in WAYS {
        let (socket, mut events) = traced(open, ECHO);
        socket.close();
        assert_eq!(rest(&mut events).await, [DomEvent::Error, closed(1006, "", false)], "{name}");
    }
}

#[wasm_bindgen_test]
async fn a_refused_handshake_is_an_error_and_1006() {
    for (name, open) in WAYS {
        let (_socket, mut events) = traced(open, &ECHO.replace("/eco", "/nada"));
        assert_eq!(rest(&mut events).await, [DomEvent::Error, closed(1006, "", false)], "{name}");
    }
}

#[wasm_bindgen_test]
async fn an_answer_that_comes_after_close_is_not_told() {
    for (name, open) in WAYS {
        let (socket, mut events) = traced(open, ECHO);
        assert_eq!(next(&mut events).await, DomEvent::Open, "{name}");
        assert_eq!(socket.send("a"), Ok(()), "{name}");
        socket.close();
        assert_eq!(rest(&mut events).await, [closed(1005, "", true)], "{name}");
    }
}

#[wasm_bindgen_test]
async fn bad_codes_and_reasons_leave_the_connection_open() {
    for (name, open) in WAYS {
        let (socket, mut events) = traced(open, ECHO);
        assert_eq!(next(&mut events).await, DomEvent::Open, "{name}");
        for code in [0, 999, 1001, 1005, 1006, 2999, 5000] {
            assert_eq!(socket.close_with(code, ""), Err(CloseError::Code(code)), "{name}");
        }
        let long = "é".repeat(LONGEST_REASON / 2 + 1);
        assert_eq!(socket.close_with(1000, &long), Err(CloseError::Reason(124)), "{name}");
        assert_eq!(socket.send("still"), Ok(()), "{name}");
        assert_eq!(next(&mut events).await, DomEvent::Message(Data::from("still")), "{name}");
        let longest = "x".repeat(LONGEST_REASON);
        assert_eq!(socket.close_with(3000, &longest), Ok(()), "{name}");
        assert_eq!(rest(&mut events).await, [closed(3000, &longest, true)], "{name}");
    }
}

#[wasm_bindgen_test]
async fn handlers_are_called_in_the_order_of_their_binding_and_each_time_they_are_bound() {
    for (name, open) in WAYS {
        let (socket, mut events) = traced(open, ECHO);
        let (sender, mut calls) = unbounded();
        for number in [1, 2, 2] {
            let sender = sender.clone();
            socket.bind(Event::Open, move |_| drop(sender.unbounded_send(number)));
        }
        assert_eq!(next(&mut events).await, DomEvent::Open, "{name}");
        assert_eq!(
            [calls.next().await, calls.next().await, calls.next().await],
            [Some(1), Some(2), Some(2)],
            "{name}"
        );
        socket.close();
        rest(&mut events).await;
    }
}

#[wasm_bindgen_test]
async fn a_handler_may_use_the_socket_and_bind_another() {
    for (name, open) in WAYS {
        let (socket, mut events) = traced(open, ECHO);
        let again = socket.clone();
        socket.bind(Event::Open, move |_| {
            assert_eq!(again.send("from the handler"), Ok(()));
            let last = again.clone();
            again.bind(Event::Message, move |_| last.close());
        });
        let told = rest(&mut events).await;
        let message = DomEvent::Message(Data::from("from the handler"));
        assert_eq!(told, [DomEvent::Open, message, closed(1005, "", true)], "{name}");
    }
}

#[wasm_bindgen_test]
async fn hundreds_of_messages_come_whole_and_in_order() {
    for (name, open) in WAYS {
        let (socket, mut events) = traced(open, ECHO);
        assert_eq!(next(&mut events).await, DomEvent::Open, "{name}");
        for number in 0..500 {
            assert_eq!(socket.send(number.to_string()), Ok(()), "{name}");
        }
        for number in 0..500 {
            assert_eq!(next(&mut events).await, DomEvent::Message(Data::from(number.to_string())), "{name}");
        }
        socket.close();
        assert_eq!(rest(&mut events).await, [closed(1005, "", true)], "{name}");
    }
}

/// What is longer than [`LONGEST_WHOLE`] comes as its beginning with its true length, and what comes after it is whole.
#[wasm_bindgen_test]
async fn long_messages_come_clipped() {
    const WHOLE: usize = LONGEST_WHOLE as usize;
    let bytes: Vec<u8> = (0..=250).cycle().take(3 * WHOLE).collect();
    let (accents, smileys) = ("é".repeat(WHOLE), format!("a{}", "😀".repeat(WHOLE / 4)));
    let script: [(Payload, Data); 9] = [
        (accents.as_str().into(), Data::beginning(&accents[..WHOLE], 2 * WHOLE)),
        ("after".into(), "after".into()),
        (bytes.as_slice().into(), Data::beginning(&bytes[..WHOLE], 3 * WHOLE)),
        (vec![7].into(), vec![7].into()),
        (bytes[..=WHOLE].into(), Data::beginning(&bytes[..WHOLE], WHOLE + 1)),
        (bytes[..WHOLE].into(), bytes[..WHOLE].into()),
        // A character is never cut, and here one would be.
        (smileys.as_str().into(), Data::beginning(&smileys[..WHOLE - 3], WHOLE + 1)),
        (smileys[..WHOLE - 3].into(), smileys[..WHOLE - 3].into()),
        ("".into(), "".into()),
    ];
    for (name, open) in WAYS {
        let (socket, mut events) = traced(open, ECHO);
        assert_eq!(next(&mut events).await, DomEvent::Open, "{name}");
        for (sent, _) in &script {
            assert_eq!(socket.send(sent.clone()), Ok(()), "{name}");
        }
        for (number, (_, expected)) in script.iter().enumerate() {
            let DomEvent::Message(data) = next(&mut events).await else {
                panic!("{name}: no message {number}")
            };
            // Not assert_eq!: a mebibyte in a panic message helps nobody.
            assert!(&data == expected, "{name}: message {number}, of {} bytes", data.byte_len());
        }
        socket.close();
        assert_eq!(rest(&mut events).await, [closed(1005, "", true)], "{name}");
    }
}

/// The address of the echo with something asked of it.
fn asking(query: &str) -> String {
    format!("{ECHO}?{query}")
}

fn message(text: &str) -> DomEvent {
    DomEvent::Message(Data::from(text))
}

#[wasm_bindgen_test]
async fn what_the_echo_does_not_play_is_refused() {
    for query in [
        "scenario=refused",
        "x=1&sc%65nario=%72efused",
        "scenario=nada",
        "scenario=",
        "scenario=Push",
        "scenario=push+",
        "scenario=burst&n=0",
        "n=1000001&scenario=burst",
        "scenario=burst&n=",
        "scenario=burst&n=%2B5",
        "scenario=burst&n=1e3",
        "scenario=burst&n=5%0A",
        "scenario=burst&n=0&n=5",
    ] {
        for (name, open) in WAYS {
            let (_socket, mut events) = traced(open, &asking(query));
            let told = rest(&mut events).await;
            assert_eq!(told, [DomEvent::Error, closed(1006, "", false)], "{name}: {query}");
        }
    }
}

#[wasm_bindgen_test]
async fn scenarios_that_the_page_plays_are_an_echo() {
    for query in [
        "scenario=early-close",
        "scenario=binary",
        "n=nada",
        "x=1",
        "scenario=binary&n=0",
        "scenario=binary&scenario=nada",
    ] {
        for (name, open) in WAYS {
            let (socket, _) = traced(open, &asking(query));
            socket.close();
            let (socket, mut events) = traced(open, &asking(query));
            assert_eq!(next(&mut events).await, DomEvent::Open, "{name}: {query}");
            assert_eq!(socket.send(vec![0, 255]), Ok(()), "{name}: {query}");
            let echo = DomEvent::Message(Data::from(vec![0, 255]));
            assert_eq!(next(&mut events).await, echo, "{name}: {query}");
            socket.close();
            assert_eq!(rest(&mut events).await, [closed(1005, "", true)], "{name}: {query}");
        }
    }
}

#[wasm_bindgen_test]
async fn the_server_closes_or_the_line_is_cut() {
    let ends = [("server-close", closed(4001, "até logo", true)), ("dropped", closed(1006, "", false))];
    for (scenario, end) in ends {
        for (name, open) in WAYS {
            let (socket, mut events) = traced(open, &asking(&format!("scenario={scenario}")));
            let echo = socket.clone();
            socket.bind(Event::Open, move |_| assert_eq!(echo.send("a"), Ok(())));
            let told = rest(&mut events).await;
            assert_eq!(told, [DomEvent::Open, message("a"), end.clone()], "{name}: {scenario}");
            assert!(socket.is_over() && socket.send("late").is_err(), "{name}: {scenario}");
        }
    }
}

#[wasm_bindgen_test]
async fn a_page_that_closes_first_is_answered() {
    for scenario in ["server-close", "dropped", "push"] {
        for (name, open) in WAYS {
            let (socket, mut events) = traced(open, &asking(&format!("scenario={scenario}")));
            let last = socket.clone();
            socket.bind(Event::Open, move |_| last.close());
            assert_eq!(
                rest(&mut events).await,
                [DomEvent::Open, closed(1005, "", true)],
                "{name}: {scenario}"
            );
        }
    }
}

#[wasm_bindgen_test]
async fn the_server_counts_until_the_page_closes() {
    for (name, open) in WAYS {
        let (socket, mut events) = traced(open, &asking("scenario=push"));
        let page = socket.clone();
        socket.bind(Event::Open, move |_| assert_eq!(page.send("a"), Ok(())));
        let page = socket.clone();
        socket.bind(Event::Message, move |event| {
            if *event == message("2") {
                page.close();
            }
        });
        let told = [DomEvent::Open, message("1"), message("a"), message("2"), closed(1005, "", true)];
        assert_eq!(rest(&mut events).await, told, "{name}");
    }
}

fn line(number: u32, all: u32) -> DomEvent {
    message(&format!("{:.<64}", format!("{number}/{all} ")))
}

#[wasm_bindgen_test]
async fn a_burst_is_whole_and_in_order() {
    for (query, all) in
        [("scenario=burst", 100), ("n=%31&sc%65nario=b%75rst", 1), ("scenario=burst&n=02000", 2000)]
    {
        for (name, open) in WAYS {
            let (socket, mut events) = traced(open, &asking(query));
            assert_eq!(next(&mut events).await, DomEvent::Open, "{name}: {query}");
            for number in 1..=all {
                assert_eq!(next(&mut events).await, line(number, all), "{name}: {query}");
            }
            assert_eq!(socket.send("a"), Ok(()), "{name}: {query}");
            assert_eq!(next(&mut events).await, message("a"), "{name}: {query}");
            socket.close();
            assert_eq!(rest(&mut events).await, [closed(1005, "", true)], "{name}: {query}");
        }
    }
}

/// In the middle of the longest burst a message is answered, and so is a close, after which no message is told.
#[wasm_bindgen_test]
async fn a_burst_hears_the_page() {
    const ALL: u32 = 1_000_000;
    for (name, open) in WAYS {
        let (socket, mut events) = traced(open, &asking(&format!("scenario=burst&n={ALL}")));
        assert_eq!(next(&mut events).await, DomEvent::Open, "{name}");
        assert_eq!(next(&mut events).await, line(1, ALL), "{name}");
        assert_eq!(socket.send("a"), Ok(()), "{name}");
        let mut number = 2;
        loop {
            let told = next(&mut events).await;
            if told == message("a") {
                break;
            }
            assert_eq!(told, line(number, ALL), "{name}");
            number += 1;
        }
        assert!(number < ALL / 2, "{name}: the echo came after {number} lines");
        assert_eq!(socket.close_with(4000, ""), Ok(()), "{name}");
        assert_eq!(rest(&mut events).await, [closed(4000, "", true)], "{name}");
    }
}

#[wasm_bindgen_test]
fn addresses_that_a_browser_refuses_are_errors() {
    for (_, open) in WAYS {
        for (address, error) in [
            ("ftp://127.0.0.1/", AddressError::Scheme("ftp".to_owned())),
            ("ws://127.0.0.1/#parte", AddressError::Fragment),
            ("ws://exem plo/", AddressError::Space),
            ("", AddressError::Empty),
        ] {
            assert_eq!(open(address).err(), Some(OpenError::Address(error)), "{address}");
        }
        let refused = open("ws://exemplo%00.com/").err();
        assert!(matches!(refused, Some(OpenError::Refused(ref words)) if !words.is_empty()), "{refused:?}");
    }
}

/// What the module refuses the browser refuses too, and what it lets pass the browser takes. Where it is stricter
/// on purpose, `address.rs` says so.
#[wasm_bindgen_test]
fn the_rules_for_addresses_are_those_of_the_browser() {
    for address in [
        "ftp://127.0.0.1/",
        "javascript:alert(1)",
        "localhost:8081/eco",
        "ws://127.0.0.1/#parte",
        "ws://127.0.0.1/#",
        "ws://",
        "ws:///?x",
        "ws://:80/",
        "ws://exem<plo/",
        "ws://127.0.0.1:65536/",
        "ws://127.0.0.1:8a/",
        "ws://127.0.0.1:+80/",
        "ws://exem|plo/",
    ] {
        assert!(matches!(websocket(address), Err(OpenError::Address(_))), "{address} passes the module");
        assert!(web_sys::WebSocket::new(address).is_err(), "{address} passes the browser");
    }
    for address in [
        "ws://127.0.0.1:1/eco",
        "WS://127.1:1",
        "http://127.0.0.1:1/?a=b c",
        "https://127.0.0.1:1/com espaço",
        "ws:127.0.0.1:1",
        "ws:\\\\127.0.0.1:1",
        "ws://usuario:senha@127.0.0.1:1/eco",
        "ws://[::1]:1/eco",
        "  ws://127.0.0.1:1  ",
        "ws://127.0.\t0.1:1/\n",
        "/eco",
        "eco?x=1",
    ] {
        assert!(websocket(address).map(|socket| socket.close()).is_ok(), "the module refuses {address}");
    }
}

/// The program that the page shows, as it is shown.
#[allow(clippy::expect_used, reason = "it is short, and its page has what it asks for")]
mod example {
    include!("../static/example.rs");

    /// What a program of its own begins with.
    pub(super) fn start() {
        main();
    }
}

/// Puts the four controls into the page, lets every address lead to `echo`, and keeps what is printed.
const PAGE_OF_THE_EXAMPLE: &str = r#"
    document.body.insertAdjacentHTML("beforeend",
        "<div id=example><input id=data><button id=openbtn></button><button id=send_button disabled></button>" +
        "<button id=closebtn disabled></button></div>");
    const { WebSocket, console: { log } } = globalThis, printed = [];
    globalThis.WebSocket = class extends WebSocket { constructor() { super(echo); } };
    console.log = (text) => printed.push(text);
    const on = () => ["openbtn", "send_button", "closebtn"].map((id) => !document.getElementById(id).disabled);
    const until = async (last) => {
        while (!printed.at(-1)?.startsWith(last)) await new Promise((done) => setTimeout(done, 5));
        return on();
    };
    return { click: (id) => document.getElementById(id).click(), until, on, printed, end() {
        Object.assign(globalThis, { WebSocket });
        console.log = log;
        document.getElementById("example").remove();
    } };"#;

/// A conversation by the controls.
const CONVERSATION: &str = r#"return (async () => {
    const states = [page.on()];
    page.click("openbtn");
    states.push(page.on(), await page.until("open"));
    page.click("send_button");
    document.getElementById("data").value = "ol\u00e1";
    page.click("send_button");
    await page.until("message");
    page.click("closebtn");
    states.push(await page.until("close"));
    page.end();
    return JSON.stringify([states, page.printed]);
})();"#;

#[wasm_bindgen_test]
async fn the_example_does_what_it_shows() {
    let page = js_sys::Function::new_with_args("echo", PAGE_OF_THE_EXAMPLE);
    let page = page.call1(&JsValue::NULL, &ECHO.into()).unwrap_or_else(|error| panic!("{error:?}"));
    example::start();
    let conversation = js_sys::Function::new_with_args("page", CONVERSATION);
    let told = conversation.call1(&JsValue::NULL, &page).unwrap_or_else(|error| panic!("{error:?}"));
    let told = JsFuture::from(js_sys::Promise::resolve(&told)).await.ok().and_then(|told| told.as_string());
    assert_eq!(
        told.as_deref(),
        Some(
            "[[[true,false,false],[false,false,false],[false,true,true],[true,false,false]],\
            [\"open\",\"message ol\u{e1}\",\"close 1005  true\"]]"
        )
    );
}

#[wasm_bindgen_test]
fn this_browser_has_it() {
    assert!(supported());
}

/// Where the browser has no `WebSocket` the module says so, and the embedded echo goes on working.
#[wasm_bindgen_test]
async fn a_browser_without_websocket() {
    let (global, name) = (js_sys::global(), "WebSocket".into());
    let class = js_sys::Reflect::get(&global, &name);
    assert_eq!(js_sys::Reflect::delete_property(&global, &name), Ok(true));
    let refused = websocket(ECHO).err();
    let supported = supported();
    let (socket, mut events) = traced(embedded, ECHO);
    let opened = next(&mut events).await;
    socket.close();
    rest(&mut events).await;
    assert_eq!(js_sys::Reflect::set(&global, &name, &class.unwrap_or_default()), Ok(true));
    assert_eq!((refused, supported), (Some(OpenError::NotImplemented), false));
    assert_eq!(opened, DomEvent::Open);
}
