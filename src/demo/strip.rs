//! Two lines that repeat the lit row of the event table, for a reader who has only the panel in view.

use super::{Said, State};
use crate::{
    i18n::Texts,
    python,
    websocket::{Event, Payload},
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

/// The messages, for a screen reader: the badge tells the other events. The element stays, and its text is made anew
/// for each, so that the same words are heard again. It has no word of any language, or a change of the language
/// would be heard as a message.
pub(super) fn spoken(state: &State) -> Html {
    let text = match state.heard.said() {
        Some(Said::Message(entry)) => match entry.what.data().map(|data| (data.payload(), data.byte_len())) {
            Some((Payload::Text(text), _)) => text.chars().take(SPOKEN).collect(),
            Some((Payload::Binary(_), bytes)) => [&bytes.to_string(), " B"].concat(),
            None => String::new(),
        },
        Some(Said::More(count)) => ["× ", &count.to_string()].concat(),
        None => String::new(),
    };
    let text = if text.is_empty() { text } else { [Event::Message.name(), ": ", &text].concat() };
    let key = state.heard.times();
    html! { <p class="visually-hidden" aria-live="polite"><span {key}>{ text }</span></p> }
}
