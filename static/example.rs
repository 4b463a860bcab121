use brython_websocket::websocket::{DomEvent, Event, WebSocket, supported, websocket};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Document, Element, HtmlInputElement, console, window};

const HOST: &str = "ws://127.0.0.1:8081/eco";

thread_local! {
    static WS: RefCell<Option<WebSocket>> = const { RefCell::new(None) };
}

fn document() -> Document {
    window().and_then(|window| window.document()).expect("this runs in a page")
}

fn element(id: &str) -> Element {
    document().get_element_by_id(id).expect("the page has it")
}

fn disable(id: &str, disabled: bool) {
    element(id).toggle_attribute_with_force("disabled", disabled).expect("a name that is allowed");
}

fn print(text: &str) {
    console::log_1(&text.into());
}

fn show(is_open: bool) {
    disable("openbtn", is_open);
    disable("send_button", !is_open);
    disable("closebtn", !is_open);
}

fn on_open(evt: &DomEvent) {
    print(evt.event().name());
    show(true);
}

fn on_error(evt: &DomEvent) {
    print(evt.event().name());
}

fn on_message(evt: &DomEvent) {
    if let DomEvent::Message(data) = evt {
        print(&format!("message {}", data.text().unwrap_or("(bytes)")));
    }
}

fn on_close(evt: &DomEvent) {
    if let DomEvent::Close(close) = evt {
        print(&format!("close {} {} {}", close.code, close.reason, close.was_clean));
    }
    show(false);
}

fn open_connection() {
    disable("openbtn", true);
    match websocket(HOST) {
        Ok(ws) => {
            ws.bind(Event::Open, on_open);
            ws.bind(Event::Error, on_error);
            ws.bind(Event::Message, on_message);
            ws.bind(Event::Close, on_close);
            WS.set(Some(ws));
        }
        Err(error) => print(&format!("{error:?}")),
    }
}

fn send() {
    let data = element("data").unchecked_into::<HtmlInputElement>().value();
    let Some(ws) = WS.with_borrow(Clone::clone) else { return };
    if !data.is_empty()
        && let Err(error) = ws.send(data)
    {
        print(&format!("{error:?}"));
    }
}

fn close_connection() {
    if let Some(ws) = WS.with_borrow(Clone::clone) {
        ws.close();
    }
}

fn on_click(id: &str, handler: fn()) {
    let handler = Closure::<dyn Fn()>::new(handler).into_js_value();
    element(id).add_event_listener_with_callback("click", handler.unchecked_ref()).expect("a listener");
}

fn main() {
    on_click("openbtn", open_connection);
    on_click("send_button", send);
    on_click("closebtn", close_connection);
    disable("openbtn", !supported());
}
