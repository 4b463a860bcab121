//! The reference: content to HTML. It knows nothing of the demo; what it lights, the page tells it.
//!
//! What lights is drawn by the program; all else is prose, which goes into [slots](crate::slot).

mod code;
mod event_table;
mod example;
mod lights;
mod prose;
mod section;
mod slots;
mod tables;
mod tabs;
mod verification;

pub use example::CODE;
pub use lights::{Light, Lights};
pub use slots::slots;
pub use tabs::{RUST, SEED, TODAY, program};

use crate::{i18n::Texts, slot::Slots};
use content::{Content, Section};
use event_table::event_table;
use example::example;
use slots::PROSE;
use yew::prelude::*;

/// All sections. `editor` stands in the place of the example while the reader changes it, and `below` under it.
pub fn reference(texts: &Texts, slots: &Slots, lights: &Lights, editor: Option<Html>, below: Html) -> Html {
    let [start, events_start, events_end, example_start, example_end, end] =
        PROSE.map(|name| html! { <div data-slot={name}>{ slots.get(name) }</div> });
    html! {
        <>
            { start }
            <section>
                { events_start }
                { event_table(texts, slots, lights) }
                { events_end }
            </section>
            <section>
                { example_start }
                { example(texts, slots, lights, editor.is_some()) }
                { editor.unwrap_or_default() }
                { below }
                { example_end }
            </section>
            { end }
        </>
    }
}

/// A section under a heading that is no place in the page.
pub fn aside(content: &Content, section: &Section) -> Html {
    html! { <><h3>{ title(section) }</h3>{ section::View(content).blocks(&section.blocks) }</> }
}

/// The text of a section's heading.
pub fn title(section: &Section) -> Html {
    prose::inlines(&section.title)
}
