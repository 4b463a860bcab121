//! The prose of the reference, cut where something on it lights: what each slot holds.

use super::{
    code, event_table,
    example::{self, REST},
    prose::inlines,
    section::View,
    tabs::tabs,
};
use content::{Block, Content, Event, EventRow, Part, Section};
use yew::prelude::*;

/// The slots of the prose: the sections before the event table's, what is around the table and around the
/// example, each in its section, and the sections after that.
pub(super) const PROSE: [&str; 6] =
    ["start", "events-start", "events-end", "example-start", "example-end", "end"];

/// What is in the slots of the reference; `None` where the event table or the example has no section of its own.
#[must_use]
pub fn slots(content: &Content) -> Option<Vec<(String, Html)>> {
    let place = |wanted: &Block| {
        let holds = |section: &Section| section.blocks.contains(wanted);
        content.sections.iter().position(holds)
    };
    let (events, example) = (place(&Block::EventTable)?, place(&Block::Example)?);
    let view = View(content);
    let whole = |sections: &[Section]| sections.iter().map(|section| view.section(section)).collect::<Html>();
    let [events_start, events_end] = view.halves(&content.sections[events], &Block::EventTable)?;
    let [example_start, example_end] = view.halves(&content.sections[example], &Block::Example)?;
    let texts = [
        whole(&content.sections[..events]),
        events_start,
        events_end,
        html! { <>{ example_start }{ tabs(&content.interface.tabs) }</> },
        example_end,
        whole(content.sections.get(example + 1..)?),
    ];
    // Nothing stands between the two: their sections are neighbours.
    if example != events + 1 {
        return None;
    }
    let texts = PROSE.into_iter().map(str::to_owned).zip(texts);
    Some(texts.chain(content.events.iter().flat_map(cells)).chain(code_slots(content)?).collect())
}

fn cells(row: &EventRow) -> Vec<(String, Html)> {
    let mut cells = vec![(event_table::when(row.event), inlines(&row.when))];
    for field in &row.fields {
        let [name, meaning] = event_table::field_slots(row.event, field.field);
        let evt = format!("evt.{}", field.field.name());
        cells.push((
            name,
            html! { <><code>{ evt }</code>{ " " }<span class="kind">{ &field.kind }</span></> },
        ));
        cells.push((meaning, inlines(&field.meaning)));
    }
    cells
}

/// The example's code; `None` where its handlers are not in the order of the event table.
fn code_slots(content: &Content) -> Option<Vec<(String, Html)>> {
    let mut rest = content.example.parts.as_slice();
    let mut slots = Vec::new();
    for event in Event::ALL {
        let at = rest.iter().position(|part| part.handler.is_some())?;
        if rest[at].handler != Some(event) {
            return None;
        }
        let [before, handler] = example::code_slots(event);
        slots.push((before, lines(&rest[..at])));
        slots.push((handler, lines(&rest[at..=at])));
        rest = &rest[at + 1..];
    }
    slots.push((REST.to_owned(), lines(rest)));
    Some(slots)
}

fn lines(parts: &[Part]) -> Html {
    parts.iter().map(|part| code::spans(&part.spans)).collect()
}
