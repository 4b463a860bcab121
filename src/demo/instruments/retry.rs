//! Reconnection: the switch, and what is going on.

use super::{
    super::{Intent, Link, Retry},
    Bench, fields,
};
use content::RetryTexts;
use yew::prelude::*;

pub(super) fn retry(texts: &RetryTexts, bench: &Bench<'_>) -> Html {
    let (state, on) = (bench.state, bench.state.retry.is_on());
    let number = |number: u32| bench.texts.formats.number(u64::from(number));
    let now = match state.retry {
        Retry::Off => texts.off.clone(),
        Retry::Waiting { attempt, delay, left } => texts.waiting.fill(&[
            ("attempt", &number(attempt)),
            ("seconds", &number(left.div_ceil(1000))),
            ("delay", &bench.texts.formats.decimal(u64::from(delay))),
        ]),
        Retry::On { .. } | Retry::Due { .. } => match (&state.link, state.link.connection()) {
            (Link::Connecting(connection), _) if connection.attempt.is_some() => {
                texts.connecting.fill(&[("attempt", &number(connection.attempt.unwrap_or_default()))])
            }
            _ => texts.resting.clone(),
        },
    };
    let onchange = bench.intent.reform(move |_| Intent::Retry(!on));
    html! {
        <>
            { fields::tick(Some("retry"), html! { { &texts.on } }, on, onchange) }
            <p id="retry-now" class="hint" role="status">{ now }</p>
            <p class="hint">{ &texts.explanation }</p>
        </>
    }
}
