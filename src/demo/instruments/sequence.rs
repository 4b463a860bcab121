//! The sequence diagram: page on the left, server on the right, time downwards.

use super::{
    super::{Connection, Entry, Link, Moment, Retry, What},
    Bench,
    conversation::is_obeyed,
};
use crate::websocket::{Data, DomEvent};
use content::PictureTexts;
use std::rc::Rc;
use yew::prelude::*;

/// The most steps that are drawn; a longer conversation shows its last ones.
const MOST: usize = 24;
/// How many characters of a message stand on its arrow.
const CHARACTERS: usize = 26;
/// Where the lines of page and server stand, how high the head and a step are, in units of the picture.
const PAGE: i32 = 50;
const SERVER: i32 = 290;
const WIDTH: i32 = 340;
const HEAD: i32 = 34;
const STEP: i32 = 30;

/// Which way a step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    ToServer,
    ToPage,
    /// Nothing goes; the page learns of it.
    Here,
    /// The end, on both sides.
    End,
    /// Nothing, for some time: the wait before another attempt.
    Gap,
}

#[derive(Debug)]
struct Step {
    at: Moment,
    way: Way,
    kind: &'static str,
    what: String,
}

pub(super) fn sequence(texts: &PictureTexts, bench: &Bench<'_>) -> Html {
    let state = bench.state.shown();
    let heading = html! { <h4 id="sequence-title">{ &texts.sequence }</h4> };
    let Some(connection) = state.pictured().connection() else {
        return html! { <>{ heading }<p class="hint">{ &texts.nothing }</p></> };
    };
    let own = |entry: &&Rc<Entry>| entry.connection.as_ref().is_some_and(|own| own.id == connection.id);
    let told: Vec<&Rc<Entry>> = state.log.entries().rev().filter(own).collect();
    let earlier = (told.len() + 1).saturating_sub(MOST);
    let is_before =
        |entry: &&Rc<Entry>| entry.connection.as_ref().is_some_and(|other| other.id < connection.id);
    let before = state.log.entries().rev().find(is_before).filter(|_| connection.attempt.is_some());
    let waited = before.map(|last| gap(texts, bench, last.at, connection.at.since(last.at) / 1000));
    let first = (earlier == 0).then(|| waited.into_iter().chain([request(texts, bench, connection)]));
    let rest = told.iter().take(MOST).rev().filter_map(|entry| step(texts, bench, entry));
    let blocked = matches!(state.pictured(), Link::Blocked(_)).then(|| Step {
        at: connection.at,
        way: Way::End,
        kind: "broken",
        what: bench.texts.live.panel.states.blocked.clone(),
    });
    let waiting = match (state.retry, told.first().filter(|_| !connection.of_python)) {
        (Retry::Waiting { delay, .. }, Some(last)) => Some(gap(texts, bench, last.at, delay.into())),
        _ => None,
    };
    let steps: Vec<Step> = first.into_iter().flatten().chain(rest).chain(blocked).chain(waiting).collect();
    let hidden = (earlier > 0).then(|| bench.texts.formats.plural(&texts.earlier, earlier as u64));
    let height = HEAD + STEP * i32::try_from(steps.len()).unwrap_or(0) + 10;
    html! {
        <>
            { heading }
            if let Some(hidden) = hidden { <p class="hint">{ hidden }</p> }
            <svg
                class="sequence"
                viewBox={["0 0 ", &WIDTH.to_string(), " ", &height.to_string()].concat()}
                role="img"
                aria-labelledby="sequence-title"
                aria-describedby="sequence-words"
            >
                { head(&texts.page, PAGE, height) }
                { head(&texts.server, SERVER, height) }
                { for steps.iter().enumerate().map(|(at, step)| arrow(step, at)) }
            </svg>
            <details>
                <summary>{ &texts.in_words }</summary>
                <ol id="sequence-words">{ for steps.iter().map(|step| html! { <li>{ words(texts, bench, step) }</li> }) }</ol>
            </details>
        </>
    }
}

fn request(texts: &PictureTexts, bench: &Bench<'_>, connection: &Connection) -> Step {
    let what = match connection.attempt {
        None => texts.request.clone(),
        Some(attempt) => {
            let again = texts.again.fill(&[("attempt", &bench.texts.formats.number(u64::from(attempt)))]);
            [&texts.request, ", ", &again].concat()
        }
    };
    Step { at: connection.at, way: Way::ToServer, kind: "request", what }
}

/// So many milliseconds after `at` without a connection.
fn gap(texts: &PictureTexts, bench: &Bench<'_>, at: Moment, ms: u64) -> Step {
    // No reader tells more than tenths apart.
    let seconds = bench.texts.formats.decimal(ms / 100 * 100);
    Step { at, way: Way::Gap, kind: "wait", what: texts.wait.fill(&[("seconds", &seconds)]) }
}

/// `None` for what never left the page.
fn step(texts: &PictureTexts, bench: &Bench<'_>, entry: &Entry) -> Option<Step> {
    let (way, kind, what) = match &entry.what {
        What::NotSent { .. } => return None,
        What::Sent(data) => (Way::ToServer, "sent", said(bench, data)),
        What::Told(DomEvent::Message(data)) => (Way::ToPage, "message", said(bench, data)),
        What::Told(DomEvent::Open) => (Way::ToPage, "open", texts.accepted.clone()),
        What::Told(DomEvent::Error) => (Way::Here, "error", texts.refused.clone()),
        What::Told(DomEvent::Close(close)) if !close.was_clean => (Way::End, "broken", texts.broken.clone()),
        What::Told(DomEvent::Close(close)) => {
            let code = if close.code == 1005 { texts.no_code.clone() } else { close.code.to_string() };
            (Way::End, "close", texts.closed.fill(&[("code", &code)]))
        }
    };
    Some(Step { at: entry.at, way, kind, what })
}

fn said(bench: &Bench<'_>, data: &Data) -> String {
    match data.text() {
        Some(text) => {
            let mut said: String = text
                .chars()
                .take(CHARACTERS)
                .map(|c| if c.is_control() || is_obeyed(c) { ' ' } else { c })
                .collect();
            if text.chars().nth(CHARACTERS).is_some() {
                said.push('…');
            }
            said
        }
        None => {
            let bytes = bench.texts.formats.number(data.byte_len() as u64);
            bench.texts.live.panel.log.bytes.fill(&[("bytes", &bytes)])
        }
    }
}

/// The name and the line of a side.
fn head(name: &str, x: i32, height: i32) -> Html {
    let x = x.to_string();
    html! {
        <>
            <text class="side" x={x.clone()} y="16" text-anchor="middle">{ name }</text>
            <line class="life" x1={x.clone()} y1="24" x2={x} y2={height.to_string()} />
        </>
    }
}

fn arrow(step: &Step, at: usize) -> Html {
    let y = HEAD + STEP * i32::try_from(at).unwrap_or(0) + 18;
    let line = |from: i32, to: i32| {
        html! { <line x1={from.to_string()} y1={y.to_string()} x2={to.to_string()} y2={y.to_string()} /> }
    };
    // A point to the right of `x`, or to the left.
    let point = |x: i32, back: i32| {
        let corner = |x: i32, y: i32| [&x.to_string(), ",", &y.to_string()].concat();
        let points = [corner(x, y), corner(x + back, y - 4), corner(x + back, y + 4)].join(" ");
        html! { <polygon {points} /> }
    };
    let (drawing, middle) = match step.way {
        Way::ToServer => (html! { <>{ line(PAGE, SERVER) }{ point(SERVER, -8) }</> }, (PAGE + SERVER) / 2),
        Way::ToPage => (html! { <>{ line(SERVER, PAGE) }{ point(PAGE, 8) }</> }, (PAGE + SERVER) / 2),
        Way::Here => {
            (html! { <circle cx={PAGE.to_string()} cy={y.to_string()} r="4" /> }, (PAGE + SERVER) / 2)
        }
        Way::End | Way::Gap => (line(PAGE - 12, SERVER + 12), (PAGE + SERVER) / 2),
    };
    html! {
        <g data-step={step.kind}>
            { drawing }
            <text x={middle.to_string()} y={(y - 5).to_string()} text-anchor="middle">{ &step.what }</text>
        </g>
    }
}

fn words(texts: &PictureTexts, bench: &Bench<'_>, step: &Step) -> String {
    let time = bench.texts.formats.time(step.at);
    let (from, to) = match step.way {
        Way::ToServer => (&texts.page, &texts.server),
        Way::ToPage => (&texts.server, &texts.page),
        Way::Here | Way::End | Way::Gap => {
            return texts.line_here.fill(&[("time", &time), ("what", &step.what)]);
        }
    };
    texts.line.fill(&[("time", &time), ("from", from), ("to", to), ("what", &step.what)])
}
