//! The event table: one row an event, which lights with the values of the argument.

use super::{Light, Lights, prose::anchored, tables::cards, tables::cell};
use crate::{i18n::Texts, slot::Slots};
use content::{Event, EventNames, Field};
use yew::prelude::*;

/// What stands in the place of a value while there is none; it keeps the place, so that nothing moves.
const NO_VALUE: &str = "—";

/// The table with its four rows.
pub(super) fn event_table(texts: &Texts, slots: &Slots, lights: &Lights) -> Html {
    let names = &texts.live.page.events;
    let head = [&names.event, &names.when, &names.fields, &names.count].map(|text| html! { { text } });
    let rows = Event::ALL.into_iter().map(|event| row(names, slots, event, lights.of(event))).collect();
    cards("events", &head, rows)
}

/// The slot of the cell that tells when an event fires.
pub(super) fn when(event: Event) -> String {
    format!("{}-when", event.name())
}

/// The slots of a field: its name with its type, and what it holds.
pub(super) fn field_slots(event: Event, field: Field) -> [String; 2] {
    ["name", "meaning"].map(|part| format!("{}-{}-{part}", event.name(), field.name()))
}

fn row(names: &EventNames, slots: &Slots, event: Event, light: &Light) -> Html {
    let count = light.count.to_string();
    let fields = event.fields().iter().map(|field| self::field(slots, event, *field, light.value(*field)));
    let when = when(event);
    let text = slots.get(&when);
    html! {
        <tr role="row" id={event.anchor()} data-count={count.clone()} data-lit={light.attribute()}>
            <th scope="row" role="rowheader">{ anchored(event.anchor(), html! { <code>{ event.name() }</code> }) }</th>
            { cell(&names.when, html! { <div data-slot={when}>{ text }</div> }) }
            { cell(&names.fields, html! { <dl class="fields">{ for fields }</dl> }) }
            { cell(&names.count, html! { <span class="count">{ count }</span> }) }
        </tr>
    }
}

fn field(slots: &Slots, event: Event, field: Field, value: Option<&str>) -> Html {
    let [name, meaning] = field_slots(event, field);
    let texts = [&name, &meaning].map(|slot| slots.get(slot));
    let [named, meant] = texts;
    html! {
        <div>
            <dt data-slot={name}>{ named }</dt>
            <dd class="value"><samp>{ value.unwrap_or(NO_VALUE).to_owned() }</samp></dd>
            <dd class="meaning" data-slot={meaning}>{ meant }</dd>
        </div>
    }
}
