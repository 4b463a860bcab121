//! An entry of the log.

use super::{Entry, Intent, Moment, Transport, What};
use crate::{
    i18n::Texts,
    websocket::{CloseEvent, Data, DomEvent},
};
use content::{Log, Template};
use std::{fmt::Write, rc::Rc};
use yew::prelude::*;

/// What [`EntryView`] shows.
#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct Props {
    pub(super) entry: Rc<Entry>,
    pub(super) texts: Texts,
    pub(super) can_send: bool,
    pub(super) intent: Callback<Intent>,
}

/// How much of a message is shown, in characters and in bytes.
const SHOWN_CHARACTERS: usize = 2000;
const SHOWN_BYTES: usize = 64;

/// An entry: direction, event, time, data, bytes; or how a connection ended.
#[component]
pub(super) fn EntryView(Props { entry, texts, can_send, intent }: &Props) -> Html {
    let names = &texts.interface.panel.log;
    let (arrow, direction, event) = kind(names, &entry.what);
    let connection = entry.connection.as_ref().map(|connection| connection.id.to_string());
    let code = match &entry.what {
        What::Told(DomEvent::Close(close)) => Some(close.code.to_string()),
        What::Told(_) | What::Sent(_) | What::NotSent(_) => None,
    };
    let failed = matches!(entry.what, What::NotSent(_)).then_some("");
    let bytes = data(&entry.what).map(|data| names.bytes.fill(&[("bytes", &data.byte_len().to_string())]));
    let number = connection.as_ref().map(|number| names.connection.fill(&[("number", number)]));
    html! {
        <li data-event={event} data-connection={connection} data-code={code} data-failed={failed}>
            <p class="entry-head">
                <span class="direction"><span aria-hidden="true">{ arrow }</span>{ " " }{ direction }</span>
                { " " }if let What::Told(_) = entry.what { <code>{ event }</code>{ " " } }
                <time datetime={iso(entry.at)}>{ clock(entry.at) }</time>
                if let Some(bytes) = bytes { { " · " }<span class="bytes">{ bytes }</span> }
                if let Some(number) = number { { " · " }<span class="number">{ number }</span> }
            </p>
            { body(texts, entry) }
            if let What::NotSent(Data::Text(text)) = &entry.what {
                <button type="button" class="quiet" disabled={!can_send} onclick={resend(intent, text)}>
                    { &names.resend }
                </button>
            }
        </li>
    }
}

fn resend(intent: &Callback<Intent>, text: &str) -> Callback<MouseEvent> {
    let text = text.to_owned();
    intent.reform(move |_| Intent::Send(text.clone()))
}

/// The arrow, the word for the direction, and the name of the event.
fn kind<'a>(names: &'a Log, what: &What) -> (&'static str, &'a str, &'static str) {
    match what {
        What::Sent(_) => ("↑", &names.sent, "sent"),
        What::NotSent(_) => ("⨯", &names.failed, "sent"),
        What::Told(event @ DomEvent::Message(_)) => ("↓", &names.received, event.event().name()),
        What::Told(event) => ("•", &names.event, event.event().name()),
    }
}

fn body(texts: &Texts, entry: &Entry) -> Html {
    let names = &texts.interface.panel.log;
    match &entry.what {
        What::Sent(data) | What::NotSent(data) | What::Told(DomEvent::Message(data)) => message(names, data),
        What::Told(DomEvent::Open) => opened(texts, entry),
        What::Told(DomEvent::Error) => html! { <p>{ &names.error }</p> },
        What::Told(DomEvent::Close(close)) => closed(texts, close),
    }
}

fn opened(texts: &Texts, entry: &Entry) -> Html {
    let panel = &texts.interface.panel;
    let target = entry.connection.as_ref().map(|connection| &connection.target);
    let address = target.map_or("", |target| &target.address);
    let simulated = target.is_some_and(|target| target.transport == Transport::Embedded);
    html! {
        <p>
            { panel.log.opened.fill(&[("address", address)]) }
            if simulated { { " " }<span class="simulated">{ &panel.simulated }</span> }
        </p>
    }
}

fn closed(texts: &Texts, close: &CloseEvent) -> Html {
    let names = &texts.interface.panel.log;
    let code = close.code.to_string();
    let name = texts.close_code(close.code).map(|row| format!(" ({})", row.name)).unwrap_or_default();
    let reason = if close.reason.is_empty() {
        names.no_reason.clone()
    } else {
        names.reason.fill(&[("reason", &close.reason)])
    };
    let clean = if close.was_clean { &names.clean } else { &names.unclean };
    html! {
        <ul class="close">
            <li>{ names.closed.fill(&[("code", &code)]) }{ name }</li>
            <li><bdi>{ reason }</bdi></li>
            <li>{ clean }</li>
        </ul>
    }
}

/// The message, if it is one.
const fn data(what: &What) -> Option<&Data> {
    match what {
        What::Sent(data) | What::NotSent(data) | What::Told(DomEvent::Message(data)) => Some(data),
        What::Told(DomEvent::Open | DomEvent::Error | DomEvent::Close(_)) => None,
    }
}

/// A message, always as text.
fn message(names: &Log, data: &Data) -> Html {
    let (label, shown, clipped) = match data {
        Data::Text(text) => (None, text.chars().take(SHOWN_CHARACTERS).collect(), clipped_text(names, text)),
        Data::Binary(binary) => (Some(&names.binary), hex(binary), clipped_bytes(names, binary)),
    };
    html! {
        <>
            <p class="data">
                if let Some(label) = label { <span class="binary">{ label }</span>{ " " } }
                <bdi>{ shown }</bdi>
            </p>
            if let Some(clipped) = clipped { <p class="hint">{ clipped }</p> }
        </>
    }
}

fn clipped_text(names: &Log, text: &str) -> Option<String> {
    // Bytes are never fewer than characters: a short text need not be counted.
    let total = if text.len() > SHOWN_CHARACTERS { text.chars().count() } else { 0 };
    clipped(&names.clipped, SHOWN_CHARACTERS, total)
}

fn clipped_bytes(names: &Log, bytes: &[u8]) -> Option<String> {
    clipped(&names.clipped_binary, SHOWN_BYTES, bytes.len())
}

fn clipped(text: &Template, shown: usize, total: usize) -> Option<String> {
    (total > shown).then(|| text.fill(&[("shown", &shown.to_string()), ("total", &total.to_string())]))
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes.iter().take(SHOWN_BYTES) {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x} ");
    }
    text.truncate(text.trim_end().len());
    text
}

/// The reader's clock: hours, minutes, seconds and thousandths.
fn clock(at: Moment) -> String {
    let (hours, minutes, seconds, millis) = time_of_day(at.unix_ms + i64::from(at.offset_minutes) * 60_000);
    format!("{hours:02}:{minutes:02}:{seconds:02},{millis:03}")
}

/// The same, as a time that a program can read.
fn iso(at: Moment) -> String {
    let (hours, minutes, seconds, millis) = time_of_day(at.unix_ms + i64::from(at.offset_minutes) * 60_000);
    format!("{hours:02}:{minutes:02}:{seconds:02}.{millis:03}")
}

const fn time_of_day(ms: i64) -> (i64, i64, i64, i64) {
    let ms = ms.rem_euclid(86_400_000);
    (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000)
}
