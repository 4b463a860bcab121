//! Text inside a block.

use super::verification::mark;
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
        Inline::Claim(claim) => claim.proof.as_ref().map(|proof| mark(&claim.id, proof)).unwrap_or_default(),
        Inline::Link { href, text } => html! { <a href={href.clone()}>{ inlines(text) }</a> },
    }
}

/// The text of a heading or row as a link to itself, so that the address can be copied.
pub(super) fn anchored(id: &str, text: Html) -> Html {
    html! { <a class="anchor" href={format!("#{id}")}>{ text }</a> }
}
