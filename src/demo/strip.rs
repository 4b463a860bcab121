//! One line that repeats the lit row of the event table, for a reader who has only the panel in view.

use super::State;
use crate::{i18n::Texts, python};
use yew::prelude::*;

/// What [`Strip`] shows.
#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct Props {
    pub(super) texts: Texts,
    pub(super) state: UseReducerHandle<State>,
}

/// The last event with the fields of its argument, and links to its row and to its handler.
#[component]
pub(super) fn Strip(Props { texts, state }: &Props) -> Html {
    let link = &texts.interface.panel.link;
    let last = state.log.lit().next().map(|(_, event)| event);
    let fields = last.map(python::fields).unwrap_or_default();
    let field = |(field, value): &(content::Field, String)| {
        html! { <li><code>{ format!("evt.{}", field.name()) }</code>{ " = " }<samp>{ value }</samp></li> }
    };
    html! {
        <div class="strip" data-lit={last.map(|_| "")}>
            <p class="strip-label">
                { &link.label }
                if let Some(event) = last {
                    { ": " }<code>{ event.event().name() }</code>{ " " }
                    <a href={format!("#{}", event.event().anchor())}>{ &link.table }</a>{ " " }
                    <a href="#exemplo">{ &link.example }</a>
                }
            </p>
            if last.is_some() {
                <ul>{ for fields.iter().map(field) }</ul>
            } else {
                <p class="hint">{ &link.none }</p>
            }
        </div>
    }
}
