//! The tabs of the example and what they open. They are prose: `static/start.js` hears them, and puts a program into
//! the place of another around the handlers, which light whichever program they are lines of.

use super::code;
use content::{Code, TabTexts};
use yew::prelude::*;

/// What the page begins with, and the ids of the other tabs.
pub const TODAY: &str = "tab-today";
/// The API of the old page.
pub const SEED: &str = "tab-seed";
/// This project's own module.
pub const RUST: &str = "tab-rust";

/// The tabs, which are no tabs yet, and cannot be used, while no script is there to hear them.
pub(super) fn tabs(texts: &TabTexts) -> Html {
    let tab = |(id, name): (&'static str, &String)| html! { <button {id} disabled=true>{ name }</button> };
    let tabs = [(TODAY, &texts.today), (SEED, &texts.seed), (RUST, &texts.rust)];
    html! { <div class="buttons tabs">{ for tabs.map(tab) }</div> }
}

/// A program as it is put into the page.
pub fn program(code: &Code) -> Html {
    let part = |part: &content::Part| {
        let lines = code::spans(&part.spans);
        if part.handler.is_some() {
            html! { <span class="handler">{ lines }</span> }
        } else {
            lines
        }
    };
    html! { <code>{ for code.parts.iter().map(part) }</code> }
}
