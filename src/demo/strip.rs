//! Two lines that repeat the lit row of the event table, for a reader who has only the panel in view.

use super::State;
use crate::{
    i18n::Texts,
    python,
    websocket::{DomEvent, Event, Payload},
};
use content::Field;
use yew::prelude::*;

/// How much of a message is read aloud, in characters.
const SPOKEN: usize = 200;

/// The last event with the fields of its argument, and links to its row and to its handler.
pub(super) fn strip(texts: &Texts, state: &State) -> Html {
    let link = &texts.live.panel.link;
    let Some(last) = state.lit().next_back() else {
        return html! {
            <div class="strip"><p class="hint">{ &link.none }</p></div>
        };
    };
    let names = state.lit().map(|event| event.event().name()).collect::<Vec<_>>().join(" → ");
    // The name of the event is in the line above.
    let fields = python::fields(last).into_iter().filter(|(field, _)| *field != Field::Type);
    let field = |(field, value): (Field, String)| {
        html! { <li><code>{ field.name() }</code>{ " = " }<samp>{ value }</samp></li> }
    };
    html! {
        <div class="strip" data-lit="">
            <p>
                <span class="visually-hidden">{ &link.label }{ ": " }</span>
                <code>{ names }</code>
                <a href={format!("#{}", last.event().anchor())}>{ &link.table }</a>
                <a href={format!("#{}", last.event().example_anchor())}>{ &link.example }</a>
            </p>
            <ul>{ for fields.map(field) }</ul>
        </div>
    }
}

/// The last message, for a screen reader: the badge tells the other events. The element stays, and its text is
/// made anew for each message, so that the same words are heard again. It has no word of any language, or a change of
/// the language would be heard as a message.
pub(super) fn spoken(state: &State) -> Html {
    let text = match state.lit().next_back() {
        Some(DomEvent::Message(data)) => match data.payload() {
            Payload::Text(text) => text.chars().take(SPOKEN).collect(),
            Payload::Binary(_) => format!("{} B", data.byte_len()),
        },
        Some(DomEvent::Open | DomEvent::Error | DomEvent::Close(_)) | None => String::new(),
    };
    let text = if text.is_empty() { text } else { format!("{}: {text}", Event::Message.name()) };
    let key = state.count(Event::Message);
    html! { <p class="visually-hidden" aria-live="polite"><span {key}>{ text }</span></p> }
}
