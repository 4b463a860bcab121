//! Source code, coloured; the example lights the lines of a handler.

use super::Lights;
use crate::i18n::Texts;
use content::{Code, Part, Span};
use yew::prelude::*;

/// A piece of code that nothing lights.
pub(super) fn snippet(source: &Code, class: &'static str) -> Html {
    html! { <pre {class} tabindex="0"><code>{ for source.parts.iter().flat_map(|part| &part.spans).map(span) }</code></pre> }
}

/// The example.
pub(super) fn example(texts: &Texts, lights: &Lights) -> Html {
    let label = texts.interface.notes.example.clone();
    html! {
        <pre class="code" tabindex="0" role="region" aria-label={label}>
            <code>{ for texts.example.parts.iter().map(|part| self::part(part, lights)) }</code>
        </pre>
    }
}

fn part(part: &Part, lights: &Lights) -> Html {
    let spans = part.spans.iter().map(span);
    match part.handler {
        None => spans.collect(),
        Some(event) => html! {
            <span id={event.example_anchor()} class="handler" data-handler={event.handler()} data-lit={lights.of(event).attribute()}>
                { for spans }
            </span>
        },
    }
}

fn span(span: &Span) -> Html {
    match span.class {
        None => html! { { &span.text } },
        Some(class) => html! { <span class={class.css()}>{ &span.text }</span> },
    }
}
