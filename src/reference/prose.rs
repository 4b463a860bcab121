//! Text inside a block.

use content::Inline;
use yew::prelude::*;

/// A run of text.
pub(super) fn inlines(inlines: &[Inline]) -> Html {
    inlines.iter().map(inline).collect()
}

fn inline(inline: &Inline) -> Html {
    match inline {
        Inline::Text(text) => html! { { text } },
        Inline::Code(text) => html! { <code>{ text }</code> },
        Inline::Emphasis(text) => html! { <em>{ inlines(text) }</em> },
        Inline::Strong(text) => html! { <strong>{ inlines(text) }</strong> },
        Inline::Link { href, text } => html! { <a href={href.clone()}>{ inlines(text) }</a> },
    }
}

/// The link of a heading or row to itself. Its name is the heading it stands in.
pub(super) fn anchor(id: &str) -> Html {
    html! { <a class="anchor" href={format!("#{id}")} aria-labelledby={id.to_owned()}>{ "#" }</a> }
}
