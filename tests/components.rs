//! The components as strings: what is prerendered, and what a light or an entry looks like.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail by a panic")]
#![cfg(not(target_arch = "wasm32"))]

use brython_websocket::{
    app,
    demo::{Action, Before, Connection, Environment, Moment, Nodes, Server, State, panel},
    frame::{Frame, Place},
    i18n::{Language, Texts},
    python,
    reference::{self, Light, Lights},
    slot::{Contents, Slots},
    websocket::{CloseEvent, Data, DomEvent, Event},
};
use content::{Content, Live, compile};
use futures_executor::block_on;
use std::path::Path;
use yew::{AttrValue, BaseComponent, Callback, Html, LocalServerRenderer, Properties, component};

fn content(language: Language) -> Content {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    compile::language(&root.join("i18n").join(language.code()), &root.join("static/example.py")).unwrap()
}

fn texts() -> Texts {
    Texts::new(Live::of(&content(Language::Portuguese)))
}

fn rendered<C: BaseComponent>(props: C::Properties) -> String {
    block_on(LocalServerRenderer::<C>::with_props(props).hydratable(false).render())
}

/// HTML that is no component of its own.
#[component]
fn Fragment(props: &FragmentProps) -> Html {
    props.html.clone()
}

#[derive(PartialEq, Properties)]
struct FragmentProps {
    html: Html,
}

fn html(html: Html) -> String {
    rendered::<Fragment>(FragmentProps { html })
}

fn slots(language: Language) -> Slots {
    let content = content(language);
    let page = |language: Language| {
        let (tag, name) = (language.code().to_owned(), language.code().to_owned());
        Place { language, tag, name, path: format!("/{}", language.path()) }
    };
    let pages = Language::ALL.map(page).to_vec();
    let frame = Frame { language, pages, version: "1.2.3".to_owned(), changed: Some((2026, 2, 3)) };
    let all = frame.slots(&content).into_iter().chain(reference::slots(&content).unwrap());
    Slots::from(all.map(|(name, slot)| (name, AttrValue::from(html(slot)))).collect::<Contents>())
}

fn reference(lights: Lights) -> String {
    html(reference::reference(&texts(), &slots(Language::Portuguese), &lights, None, Html::default()))
}

fn page() -> String {
    page_in(Language::Portuguese)
}

fn page_in(language: Language) -> String {
    let texts = Texts::new(Live::of(&content(language)));
    rendered::<app::App>(app::Props {
        texts,
        slots: slots(language),
        before: None,
        source: None,
        fetched: None,
    })
}

/// The panel after `actions`, on a page that is alive.
fn panel_after(actions: impl IntoIterator<Item = Action>) -> String {
    let first = Action::Hydrated(Environment::default());
    let state = std::iter::once(first)
        .chain(actions)
        .fold(State::default(), |state, action| state.step(action).unwrap_or(state));
    html(panel(
        &texts(),
        &Slots::from(Contents::default()),
        &state,
        None,
        &Nodes::default(),
        &Callback::noop(),
    ))
}

const NOON: Moment = Moment { unix_us: 43_200_042_000, offset_minutes: -180 };

fn connecting(server: Server, typed: &str) -> Action {
    Action::Connecting(Connection::new(1, Environment::default().target(server, typed).unwrap(), NOON))
}

fn told(event: DomEvent) -> Action {
    Action::Told(1, NOON, event)
}

fn closed(code: u16, reason: &str, was_clean: bool) -> Action {
    told(DomEvent::Close(CloseEvent { code, reason: reason.to_owned(), was_clean }))
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
            // Hidden until the page is alive, by the style sheet.
            let hidden =
                ["data-copy", "data-update", "data-proofs"].iter().any(|name| attributes.contains(name));
            // Disabled by what is around them.
            let hidden = hidden || attributes.contains("data-scenario");
            assert!(hidden || attributes.contains("disabled"), "{tag}{attributes}");
        }
    }
    let scenarios = element(&page, "<fieldset", "fieldset");
    assert!(scenarios.split('>').next().unwrap().contains("disabled"));
    assert_eq!(scenarios.matches("data-scenario=").count(), 7);
    assert!(!page.contains("data-lit"), "something is lit before anything happened");
    assert!(!page.contains("style="), "a style attribute, which a strict policy blocks");
}

#[test]
fn every_local_link_has_its_anchor() {
    for page in Language::ALL.map(page_in) {
        for link in page.split(r##"href="#"##).skip(1) {
            let id = link.split('"').next().unwrap();
            assert!(page.contains(&format!(r#" id="{id}""#)), "#{id}");
        }
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

/// What the program draws is what the prerender wrote, but for the prose, which it adopts as it is.
#[test]
fn the_program_has_the_slots_of_the_page_and_nothing_in_them() {
    let slots_of = |html: &str| -> Vec<(String, bool)> {
        let slots = html.split(r#"data-slot=""#).skip(1);
        let filled = |rest: &str| !rest.split_once('>').is_some_and(|(_, inside)| inside.starts_with("</"));
        slots.map(|rest| (rest.split('"').next().unwrap().to_owned(), filled(rest))).collect()
    };
    let texts = Texts::new(Live::of(&content(Language::French)));
    let drawn = rendered::<app::App>(app::Props {
        texts,
        slots: Slots::from(Contents::default()),
        before: None,
        source: None,
        fetched: None,
    });
    let (written, drawn) = (slots_of(&page_in(Language::French)), slots_of(&drawn));
    assert!(written.iter().all(|(_, filled)| *filled) && drawn.iter().all(|(_, filled)| !filled));
    let names = |slots: Vec<(String, bool)>| slots.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(names(written), names(drawn));
}

#[test]
fn the_foot_tells_version_and_day_in_words() {
    let page = page();
    assert!(page.contains("Versão 1.2.3") && page.contains("3 de fevereiro de 2026"), "{page}");
    assert!(page_in(Language::English).contains("February 3, 2026"));
}

#[test]
fn what_a_broken_page_left_is_shown_until_it_is_discarded() {
    let before = Before { draft: "olá".to_owned(), log: "enviada <b>".to_owned() };
    let environment = Environment { before: Some(before), ..Environment::default() };
    let shown = panel_after([Action::Hydrated(environment.clone())]);
    assert!(shown.contains(r#"value="olá""#) && shown.contains("enviada &lt;b&gt;"), "{shown}");
    assert!(!panel_after([Action::Hydrated(environment), Action::BeforeForgotten]).contains("enviada"));
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

#[test]
fn the_badge_names_each_state_and_a_simulation() {
    let open = || vec![connecting(Server::Embedded, ""), told(DomEvent::Open)];
    let close = closed(1005, "", true);
    for (state, word, actions) in [
        ("idle", "Sem conexão", vec![]),
        ("connecting", "Conectando", vec![connecting(Server::Embedded, "")]),
        ("open", "Conexão aberta", open()),
        ("closing", "Fechando", [open(), vec![Action::Closing]].concat()),
        ("closed", "Fechada, código 1005", [open(), vec![close]].concat()),
        ("closed", "Barrada", vec![connecting(Server::Embedded, ""), Action::Blocked(1)]),
    ] {
        let html = panel_after(actions);
        let badge = element(&html, r#"<p id="status""#, "p");
        assert!(badge.contains(&format!(r#"data-state="{state}""#)) && badge.contains(word), "{badge}");
        assert_eq!(badge.contains("simulação"), state != "idle", "{badge}");
    }
    let network = panel_after([connecting(Server::Local, ""), told(DomEvent::Open)]);
    assert!(!network.contains("class=\"simulated\""));
}

#[test]
fn an_entry_tells_direction_time_data_and_bytes() {
    let message = DomEvent::Message(Data::from("olá"));
    let html = panel_after([connecting(Server::Local, ""), told(DomEvent::Open), told(message)]);
    let entry = element(&html, r#"<li data-event="message""#, "li");
    for part in [r#"data-connection="1""#, "recebida", "09:00:00.042", "<bdi>olá</bdi>", "4 B"] {
        assert!(entry.contains(part), "{part} in {entry}");
    }
}

#[test]
fn a_close_entry_tells_code_name_reason_and_farewell() {
    let html = panel_after([connecting(Server::Local, ""), told(DomEvent::Open), closed(4001, "até", true)]);
    let entry = element(&html, r#"<li data-event="close""#, "ul");
    for part in
        [r#"data-code="4001""#, "código 4001 (Da sua aplicação)", "motivo: até", "despedida dos dois lados"]
    {
        assert!(entry.contains(part), "{part} in {entry}");
    }
}

#[test]
fn what_was_not_sent_is_marked_until_it_is() {
    let lost = Action::NotSent(NOON, Data::from("olá"));
    let html = panel_after([lost.clone()]);
    let entry = element(&html, r#"<li data-event="sent""#, "li");
    assert!(entry.contains("data-failed") && entry.contains("não enviada"), "{entry}");
    assert!(entry.contains("disabled") && entry.contains("Enviar de novo"), "{entry}");
    let open = [connecting(Server::Local, ""), told(DomEvent::Open)];
    let html =
        panel_after([lost].into_iter().chain(open).chain([Action::Resent(NOON, Data::from("olá"), 0)]));
    let entry = element(&html, r#"<li data-event="sent""#, "li");
    assert!(entry.contains("enviada de novo às 09:00:00.042") && !entry.contains("<button"), "{entry}");
}

#[test]
fn binary_and_long_messages_tell_their_true_size() {
    let open = || [connecting(Server::Local, ""), told(DomEvent::Open)];
    let bytes = DomEvent::Message(Data::from(vec![0xab; 100]));
    let html = panel_after(open().into_iter().chain([told(bytes)]));
    assert!(
        html.contains("primeiros 64 de 100 bytes")
            && html.contains(&"ab ".repeat(63))
            && html.contains("100 B")
    );
    let text = DomEvent::Message(Data::from("é".repeat(3000)));
    let html = panel_after(open().into_iter().chain([told(text)]));
    assert!(html.contains("primeiros 2000 de 3000 caracteres") && html.contains("6000 B"));
}

#[test]
fn a_message_that_came_clipped_tells_its_true_size_in_bytes() {
    let entry = |data| {
        let actions = [connecting(Server::Local, ""), told(DomEvent::Open), told(DomEvent::Message(data))];
        element(&panel_after(actions), r#"<li data-event="message""#, "li").to_owned()
    };
    let text = entry(Data::beginning("é".repeat(3000), 100_000_000));
    assert!(text.contains("primeiros 4000 de 100000000 bytes") && text.contains("100000000 B"), "{text}");
    assert!(!text.contains("caracteres"), "{text}");
    let bytes = entry(Data::beginning(vec![0xab; 100], 100_000_000));
    assert!(bytes.contains("primeiros 64 de 100000000 bytes") && bytes.contains("100000000 B"), "{bytes}");
}

#[test]
fn the_strip_names_the_error_before_its_close() {
    let html = panel_after([connecting(Server::Local, ""), told(DomEvent::Error), closed(1006, "", false)]);
    let strip = element(&html, r#"class="strip""#, "div");
    for part in ["error → close", "1006", "False", "#evento-close", "#exemplo-close"] {
        assert!(strip.contains(part), "{part} in {strip}");
    }
    assert!(html.contains("Não foi possível abrir a conexão."));
}
