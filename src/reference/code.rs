//! Source code, coloured.

use content::{Code, Interface, Span};
use yew::prelude::*;

/// A piece of code that nothing lights; `class` is that of a signature, or empty.
pub(super) fn snippet(interface: &Interface, source: &Code, class: &'static str) -> Html {
    html! {
        <div class="code-block">
            { copy_button(&interface.page.copy) }
            <pre class={classes!("code", class)}>
                <code>{ for source.parts.iter().map(|part| spans(&part.spans)) }</code>
            </pre>
        </div>
    }
}

/// The button that copies the code after it; the style sheet hides it until the page is alive.
pub(super) fn copy_button(text: &str) -> Html {
    html! { <button type="button" class="quiet copy" data-copy="">{ text.to_owned() }</button> }
}

pub(super) fn spans(spans: &[Span]) -> Html {
    spans.iter().map(span).collect()
}

fn span(span: &Span) -> Html {
    match span.class {
        None => html! { { &span.text } },
        Some(class) => html! { <span class={class.css()}>{ &span.text }</span> },
    }
}
