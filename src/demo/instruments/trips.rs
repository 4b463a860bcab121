//! How long each echo took: from a message to the answer that says the same.

use super::{
    super::{Entry, Intent, Moment, Settings, State, What},
    Bench,
    fields::{Field, clicked, field, tick},
};
use crate::websocket::{Data, DomEvent};
use content::PictureTexts;
use yew::prelude::*;

/// How many messages without an answer are remembered, and how many trips are drawn.
const WAITING: usize = 100;
const DRAWN: usize = 100;
/// The most echoes that are measured at once.
const MOST: u32 = 100_000;
/// The size of the picture, in its units.
const WIDTH: u32 = 340;
const HEIGHT: u64 = 90;

/// The times of the echoes on the last connection, in microseconds, oldest first. An answer belongs to the oldest
/// message that says the same, wherever others stand between them.
fn trips(state: &State) -> Vec<u64> {
    let Some(connection) = state.pictured().connection() else { return Vec::new() };
    let own =
        |entry: &&std::rc::Rc<Entry>| entry.connection.as_ref().is_some_and(|own| own.id == connection.id);
    let mut waiting: Vec<(&Data, Moment)> = Vec::new();
    let mut trips = Vec::new();
    for entry in state.log.entries().filter(own) {
        match &entry.what {
            What::Sent(data) => {
                if waiting.len() == WAITING {
                    waiting.remove(0);
                }
                waiting.push((data, entry.at));
            }
            What::Told(DomEvent::Message(data)) => {
                if let Some(at) = waiting.iter().position(|(sent, _)| *sent == data) {
                    trips.push(entry.at.since(waiting.remove(at).1));
                }
            }
            What::NotSent { .. } | What::Told(DomEvent::Open | DomEvent::Error | DomEvent::Close(_)) => {}
        }
    }
    trips
}

/// The value below which a part of `sorted` lies (nearest rank); 0 of nothing.
fn percentile(sorted: &[u64], percent: usize) -> u64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or(0)
}

pub(super) fn drawn(texts: &PictureTexts, bench: &Bench<'_>) -> Html {
    let trips = trips(bench.state.shown());
    let ms = |us: u64| bench.texts.formats.decimal(us);
    let mut sorted = trips.clone();
    sorted.sort_unstable();
    let (median, high) = (percentile(&sorted, 50), percentile(&sorted, 95));
    let summary = if trips.is_empty() {
        texts.trips_nothing.clone()
    } else {
        let count = bench.texts.formats.number(trips.len() as u64);
        texts.trips_summary.fill(&[("median", &ms(median)), ("high", &ms(high)), ("count", &count)])
    };
    html! {
        <>
            <h4 id="trips-title">{ &texts.trips }</h4>
            if !trips.is_empty() { { chart(texts, bench, &trips, median, high) } }
            <p id="trips-words" class="hint">{ summary }</p>
            { measure(texts, bench) }
        </>
    }
}

fn chart(texts: &PictureTexts, bench: &Bench<'_>, trips: &[u64], median: u64, high: u64) -> Html {
    let last = &trips[trips.len().saturating_sub(DRAWN)..];
    // Twice the 95th percentile: a single long one does not make all others flat.
    let top = (2 * high).max(1);
    let y = |us: u64| (HEIGHT - us.min(top) * HEIGHT / top).to_string();
    let wide = (WIDTH / u32::try_from(last.len()).unwrap_or(1).max(1)).clamp(2, 24);
    let bar = |(at, us): (usize, &u64)| {
        let x = u32::try_from(at).unwrap_or(0) * wide;
        let height = (us.min(&top) * HEIGHT / top).max(1);
        html! {
            <rect x={x.to_string()} y={(HEIGHT - height).to_string()} width={(wide - 1).to_string()} height={height.to_string()} />
        }
    };
    let line = |class: &'static str, us: u64| {
        html! { <line {class} x1="0" x2={WIDTH.to_string()} y1={y(us)} y2={y(us)} /> }
    };
    let top_text = texts.trips_axis.fill(&[("high", &bench.texts.formats.decimal(top))]);
    html! {
        <svg class="trips" viewBox="0 -14 340 106" role="img" aria-labelledby="trips-title" aria-describedby="trips-words">
            <text x="0" y="-3">{ top_text }</text>
            { for last.iter().enumerate().map(bar) }
            { line("median", median) }
            { line("high", high) }
        </svg>
    }
}

/// The control that asks for echoes.
fn measure(texts: &PictureTexts, bench: &Bench<'_>) -> Html {
    let (state, settings) = (bench.state, &bench.state.settings);
    let count = Settings::count(&settings.echoes, MOST);
    let (open, binary) = (state.controls().send, settings.binary);
    let onclick = {
        let intent = bench.intent.clone();
        Callback::from(move |_: MouseEvent| {
            count.into_iter().for_each(|count| intent.emit(Intent::Measure(count, binary)));
        })
    };
    let error = count.is_none().then(|| texts.echoes_error.clone());
    let input =
        Field { id: "echoes-count", label: &texts.echoes, value: &settings.echoes, mode: "numeric", error };
    let number = |count: u32| bench.texts.formats.number(u64::from(count));
    let running = state
        .run
        .map(|run| texts.running.fill(&[("done", &number(run.done)), ("total", &number(run.total))]));
    let ready = open && state.run.is_none() && count.is_some();
    let onbinary = clicked(bench, |settings| settings.binary = !settings.binary);
    html! {
        <>
            { field(input, bench, |settings, typed| settings.echoes = typed) }
            { tick(Some("echoes-binary"), html! { { &texts.binary } }, binary, onbinary) }
            <p class="row">
                <button id="echoes-start" type="button" disabled={!ready} {onclick}>{ &texts.measure }</button>
                <span class="hint">{ running }</span>
            </p>
            if !open { <p class="hint">{ &texts.needs_open }</p> }
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::percentile;

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let hundred: Vec<u64> = (1..=100).collect();
        assert_eq!([50, 95, 100].map(|percent| percentile(&hundred, percent)), [50, 95, 100]);
        assert_eq!(percentile(&[7], 95), 7);
        assert_eq!(percentile(&[1, 9], 50), 1);
        assert_eq!(percentile(&[], 50), 0);
    }
}
