//! The Python example: the lines of a handler light while its event does.

use super::{Lights, code::copy_button};
use crate::{i18n::Texts, slot::Slots};
use content::Event;
use yew::prelude::*;

/// The slot of the code after the last handler.
pub(super) const REST: &str = "code-rest";

/// What the names of all slots of code begin with: it is the same in every language.
pub const CODE: &str = "code-";

/// The slots of the code before the handler of `event` and of the handler itself.
pub(super) fn code_slots(event: Event) -> [String; 2] {
    ["before", "handler"].map(|part| format!("code-{part}-{}", event.name()))
}

/// The example, which is out of sight while an editor has its place.
pub(super) fn example(texts: &Texts, slots: &Slots, lights: &Lights, is_edited: bool) -> Html {
    let page = &texts.live.page;
    let handler = |event: Event| {
        let [before, handler] = code_slots(event).map(|slot| slots.get(&slot));
        html! {
            <>
                { before }
                <span id={event.example_anchor()} class="handler" data-handler={event.handler()} data-lit={lights.of(event).attribute()}>
                    { handler }
                </span>
            </>
        }
    };
    html! {
        <div class="code-block" hidden={is_edited}>
            { copy_button(&page.copy) }
            <pre id={(!is_edited).then_some("py_source")} class="code" tabindex="0" role="region" aria-label={page.example.clone()}>
                <code>{ for Event::ALL.map(handler) }{ slots.get(REST) }</code>
            </pre>
        </div>
    }
}
