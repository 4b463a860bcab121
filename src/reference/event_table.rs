//! The event table: one row an event, which lights with the values of the argument.

use super::{
    Light, Lights,
    prose::{anchored, inlines},
    tables::{cards, cell},
};
use crate::i18n::Texts;
use content::{EventRow, FieldRow, Table};
use yew::prelude::*;

/// What stands in the place of a value while there is none; it keeps the place, so that nothing moves.
const NO_VALUE: &str = "—";

pub(super) fn event_table(texts: &Texts, lights: &Lights) -> Html {
    let names = &texts.interface.table;
    let head = [&names.event, &names.when, &names.fields, &names.count].map(|text| html! { { text } });
    let rows = texts.events.iter().map(|event| row(names, event, lights.of(event.event))).collect();
    cards("events", &head, rows)
}

fn row(names: &Table, row: &EventRow, light: &Light) -> Html {
    let event = row.event;
    let count = light.count.to_string();
    let fields = row.fields.iter().map(|field| self::field(field, light.value(field.field)));
    html! {
        <tr role="row" id={event.anchor()} data-count={count.clone()} data-lit={light.attribute()}>
            <th scope="row" role="rowheader">{ anchored(event.anchor(), html! { <code>{ event.name() }</code> }) }</th>
            { cell(&names.when, inlines(&row.when)) }
            { cell(&names.fields, html! { <dl class="fields">{ for fields }</dl> }) }
            { cell(&names.count, html! { <span class="count">{ count }</span> }) }
        </tr>
    }
}

fn field(row: &FieldRow, value: Option<&str>) -> Html {
    html! {
        <div>
            <dt><code>{ format!("evt.{}", row.field.name()) }</code>{ " " }<span class="kind">{ &row.kind }</span></dt>
            <dd class="value"><samp>{ value.unwrap_or(NO_VALUE).to_owned() }</samp></dd>
            <dd class="meaning">{ inlines(&row.meaning) }</dd>
        </div>
    }
}
