//! The components as strings: what is prerendered, and what a light or an entry looks like.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail by a panic")]
#![cfg(not(target_arch = "wasm32"))]

use brython_websocket::{
    app,
    i18n::{Language, Texts},
    python,
    reference::{self, Light, Lights, Reference},
    websocket::{CloseEvent, Data, DomEvent, Event},
};
use futures_executor::block_on;
use yew::{BaseComponent, LocalServerRenderer};

fn texts() -> Texts {
    Language::Portuguese.content().unwrap()
}

fn rendered<C: BaseComponent>(props: C::Properties) -> String {
    block_on(LocalServerRenderer::<C>::with_props(props).hydratable(false).render())
}

fn reference(lights: Lights) -> String {
    rendered::<Reference>(reference::Props { texts: texts(), lights })
}

fn page() -> String {
    rendered::<app::App>(app::Props { texts: texts() })
}

/// The lights while `event` is lit and has fired once.
fn lit(event: &DomEvent) -> Lights {
    Lights(Event::ALL.map(|name| {
        if name == event.event() {
            Light { count: 1, fields: Some(python::fields(event)) }
        } else {
            Light::default()
        }
    }))
}

/// The element that starts at `start`, up to the end tag that closes it.
fn element<'a>(html: &'a str, start: &str, tag: &str) -> &'a str {
    let from = html.find(start).unwrap_or_else(|| panic!("no {start}"));
    let length = html[from..].find(&format!("</{tag}>")).unwrap();
    &html[from..from + length]
}

#[test]
fn the_prerendered_page_has_every_name_and_nothing_to_click() {
    let page = page();
    for part in [
        "<h1>",
        r#"id="openbtn""#,
        r#"id="data""#,
        r#"id="send_button""#,
        r#"id="closebtn""#,
        r#"id="status""#,
        r#"data-state="idle""#,
        r#"id="log""#,
        r#"id="laboratorio""#,
    ] {
        assert_eq!(page.matches(part).count(), 1, "{part}");
    }
    for event in Event::ALL {
        assert!(page.contains(&format!(r#"id="{}""#, event.anchor())));
        assert!(page.contains(&format!(r#"data-handler="{}""#, event.handler())));
    }
    for tag in ["<button", "<select", "<input"] {
        for control in page.split(tag).skip(1) {
            let attributes = control.split('>').next().unwrap();
            assert!(attributes.contains("disabled"), "{tag}{attributes}");
        }
    }
    assert!(!page.contains("data-lit"), "something is lit before anything happened");
    assert!(!page.contains("style="), "a style attribute, which a strict policy blocks");
}

#[test]
fn every_local_link_has_its_anchor() {
    let page = page();
    for link in page.split(r##"href="#"##).skip(1) {
        let id = link.split('"').next().unwrap();
        assert!(page.contains(&format!(r#" id="{id}""#)), "#{id}");
    }
}

#[test]
fn no_id_stands_twice() {
    let page = page();
    let ids: Vec<&str> = page.split(r#" id=""#).skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    for id in &ids {
        assert_eq!(ids.iter().filter(|other| *other == id).count(), 1, "{id}");
    }
}

#[test]
fn headings_never_skip_a_level() {
    let page = page();
    let levels: Vec<u32> =
        page.split("<h").skip(1).filter_map(|rest| rest.chars().next()?.to_digit(10)).collect();
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
}

#[test]
fn a_close_event_lights_its_row_its_handler_and_four_values() {
    let close = CloseEvent { code: 4001, reason: "até logo".to_owned(), was_clean: true };
    let html = reference(lit(&DomEvent::Close(close)));
    let row = element(&html, r#"<tr role="row" id="evento-close""#, "tr");
    assert!(row.contains(r#"data-count="1" data-lit="""#), "{row}");
    for value in ["'close'", "4001", "'até logo'", "True"] {
        assert!(row.contains(&format!("<samp>{value}</samp>")), "{value} in {row}");
    }
    assert!(html.contains(r#"data-handler="on_close" data-lit="""#));
    assert_eq!(html.matches("data-lit").count(), 2);
}

#[test]
fn a_message_is_text_whatever_it_says() {
    let html = reference(lit(&DomEvent::Message(Data::from("<img src=x onerror=alert(1)>"))));
    assert!(!html.contains("<img"));
    assert!(html.contains("&lt;img src=x"));
}

#[test]
fn the_reference_names_what_the_module_is_made_of() {
    let html = reference(Lights::default());
    for fact in [
        "NotImplementedError",
        "JavascriptError",
        "RFC 6455",
        "WHATWG",
        "websocket.supported",
        "import websocket",
        "__BRYTHON__.has_websocket",
        "[object Object]",
        "bufferedAmount",
        "TypeError",
        "123 bytes",
        "3.12.5",
        "DOMEvent",
        "1005",
        "1006",
    ] {
        assert!(html.contains(fact), "{fact}");
    }
}
