//! What a row of the log shows while the tools of the log are open: times since others, and what can be done with it.

use super::{
    super::{Intent, What, hex::hex},
    Row, files,
};
use crate::websocket::{Data, DomEvent};
use content::LogTools;
use yew::prelude::*;

pub(super) fn row(texts: &LogTools, row: &Row<'_>) -> Html {
    let entry = row.entry;
    let since_previous = row
        .previous
        .map(|previous| texts.since_previous.fill(&[("time", &span(row, entry.at.since(previous.at)))]));
    // Of an entry that is not of an open connection there is nothing to tell.
    let open = entry.connection.as_ref().and_then(|connection| connection.opened);
    let since_open = open.map(|open| texts.since_open.fill(&[("time", &span(row, entry.at.since(open)))]));
    let copy = |data: &Data| {
        let text = data.text().map_or_else(|| hex(data.bytes(), data.held()), ToOwned::to_owned);
        let copied = texts.copied.clone();
        let onclick =
            Callback::from(move |event: MouseEvent| files::copy(&event, text.clone(), copied.clone()));
        html! { <button type="button" class="quiet" {onclick}>{ &texts.copy }</button> }
    };
    let again = |data: &Data| {
        let wish = Intent::SendAgain(data.clone());
        let onclick = row.intent.reform(move |_| wish.clone());
        html! { <button type="button" class="quiet" disabled={!row.can_send || data.is_clipped()} {onclick}>{ &texts.again }</button> }
    };
    html! {
        <p class="entry-tools">
            <span class="hint">{ since_previous }{ " " }{ since_open }</span>
            { entry.what.data().map(copy) }
            { match &entry.what {
                What::Sent(data) => again(data),
                What::NotSent { .. } | What::Told(DomEvent::Open | DomEvent::Error | DomEvent::Message(_) | DomEvent::Close(_)) => Html::default(),
            } }
        </p>
    }
}

/// A span of time, in milliseconds below ten seconds.
fn span(row: &Row<'_>, us: u64) -> String {
    let number = |number: u64| row.texts.formats.number(number);
    match us {
        0..1000 => "< 1 ms".to_owned(),
        1000..10_000_000 => [&number(us / 1000), " ms"].concat(),
        _ => [&number(us / 1_000_000), " s"].concat(),
    }
}
