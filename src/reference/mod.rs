//! The reference: content to HTML. It knows nothing of the demo; what it lights, the page tells it.
//!
//! What lights is a component; all else is prose, which goes into [slots](crate::slot).

mod code;
mod event_table;
mod example;
mod lights;
mod prose;
mod section;
mod slots;
mod tables;

pub use lights::{Light, Lights};
pub use slots::slots;

use crate::{i18n::Texts, slot::Slots};
use content::{Content, Section};
use event_table::EventTable;
use example::Example;
use slots::PROSE;
use yew::prelude::*;

/// What [`Reference`] shows.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct Props {
    /// The language.
    pub texts: Texts,
    /// The prose.
    pub slots: Slots,
    /// What is lit.
    pub lights: Lights,
}

/// All sections.
#[component]
pub fn Reference(Props { texts, slots, lights }: &Props) -> Html {
    let [start, events_start, events_end, example_start, example_end, end] =
        PROSE.map(|name| html! { <div data-slot={name}>{ slots.get(name) }</div> });
    html! {
        <>
            { start }
            <section aria-labelledby="eventos">
                { events_start }
                <EventTable {texts} {slots} lights={lights.clone()} />
                { events_end }
            </section>
            <section aria-labelledby="exemplo">
                { example_start }
                <Example {texts} {slots} lights={lights.clone()} />
                { example_end }
            </section>
            { end }
        </>
    }
}

/// A section under a heading that is no place in the page.
#[must_use]
pub fn aside(content: &Content, section: &Section) -> Html {
    html! { <><h3>{ title(section) }</h3>{ section::View(content).blocks(&section.blocks) }</> }
}

/// The text of a section's heading.
#[must_use]
pub fn title(section: &Section) -> Html {
    prose::inlines(&section.title)
}
