//! An entry of the log.

use super::{
    Entry, Form, Intent, Transport, What,
    hex::hex,
    instruments::{Instruments, Row},
};
use crate::{
    i18n::Texts,
    websocket::{CloseEvent, Data, DomEvent, Payload},
};
use content::{Log, Template};
use std::rc::Rc;
use yew::prelude::*;

/// What [`EntryView`] shows.
#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct Props {
    pub(super) entry: Rc<Entry>,
    /// The entry above it.
    pub(super) previous: Option<Rc<Entry>>,
    pub(super) texts: Texts,
    pub(super) can_send: bool,
    pub(super) form: Form,
    /// The instruments, while those of the log are open.
    pub(super) tools: Option<Instruments>,
    pub(super) intent: Callback<Intent>,
}

/// How much of a message is shown, in characters and in bytes.
const SHOWN_CHARACTERS: usize = 2000;
const SHOWN_BYTES: usize = 64;

/// An entry: direction, event, time, data, bytes; or how a connection ended. A component, so that entries that are
/// there already are not drawn again for each new one.
#[derive(Debug)]
pub(super) struct EntryView;

impl Component for EntryView {
    type Message = ();
    type Properties = Props;

    fn create(_: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, context: &Context<Self>) -> Html {
        view(context.props())
    }
}

fn view(Props { entry, previous, texts, can_send, form, tools, intent }: &Props) -> Html {
    let (names, formats) = (&texts.live.panel.log, &texts.formats);
    let row = Row { texts, entry, previous: previous.as_ref(), can_send: *can_send, intent };
    let id = |entry: &Rc<Entry>| entry.connection.as_ref().map(|connection| connection.id);
    let divider = previous.as_ref().is_some_and(|previous| id(previous) != id(entry)).then_some("");
    let (arrow, direction) = kind(names, &entry.what);
    let event = entry.what.name();
    let connection = entry.connection.as_ref().map(|connection| connection.id.to_string());
    let code = match &entry.what {
        What::Told(DomEvent::Close(close)) => Some(close.code.to_string()),
        What::Told(_) | What::Sent(_) | What::NotSent { .. } => None,
    };
    let failed = matches!(entry.what, What::NotSent { .. }).then_some("");
    let bytes = entry.what.data().map(Data::byte_len);
    let bytes = bytes.map(|bytes| names.bytes.fill(&[("bytes", &formats.number(bytes as u64))]));
    let of_python = entry.connection.as_ref().is_some_and(|connection| connection.of_python);
    let number = connection.as_ref().map(|number| names.connection.fill(&[("number", number)]));
    html! {
        <li
            data-event={event}
            data-connection={connection}
            data-code={code}
            data-failed={failed}
            data-from={of_python.then_some("python")}
            data-divider={divider}
            data-id={entry.id.to_string()}
        >
            <p class="entry-head">
                <span class="direction"><span aria-hidden="true">{ arrow }</span>{ " " }{ direction }</span>
                { " " }if let What::Told(_) = entry.what { <code>{ event }</code>{ " " } }
                <time datetime={entry.at.to_string()}>{ formats.time(entry.at) }</time>
                if let Some(bytes) = bytes { { " · " }{ bytes } }
                if let Some(number) = number { { " · " }{ number } }
                if of_python { { " · " }{ &texts.live.page.python } }
            </p>
            { match (tools, entry.what.data()) {
                (Some(tools), Some(data)) if *form != Form::Text => tools.body(texts, data, *form),
                _ => body(texts, entry),
            } }
            { again(texts, entry, *can_send, intent) }
            if let Some(tools) = tools { { tools.row(&row) } }
        </li>
    }
}

/// For a message that was not sent: the button that sends it, or when it was sent after all.
fn again(texts: &Texts, entry: &Entry, can_send: bool, intent: &Callback<Intent>) -> Html {
    let names = &texts.live.panel.log;
    match &entry.what {
        What::NotSent { resent: Some(at), .. } => {
            html! { <p class="hint">{ names.resent.fill(&[("time", &texts.formats.time(*at))]) }</p> }
        }
        What::NotSent { data, resent: None } => {
            let wish = Intent::Resend(entry.id, data.clone());
            let onclick = intent.reform(move |_| wish.clone());
            html! {
                <button type="button" class="quiet" disabled={!can_send} {onclick}>{ &names.resend }</button>
            }
        }
        What::Sent(_) | What::Told(_) => Html::default(),
    }
}

/// The arrow and the word for the direction.
fn kind<'a>(names: &'a Log, what: &What) -> (&'static str, &'a str) {
    match what {
        What::Sent(_) => ("↑", &names.sent),
        What::NotSent { .. } => ("⨯", &names.failed),
        What::Told(DomEvent::Message(_)) => ("↓", &names.received),
        What::Told(_) => ("•", &names.event),
    }
}

fn body(texts: &Texts, entry: &Entry) -> Html {
    match &entry.what {
        What::Sent(data) | What::NotSent { data, .. } | What::Told(DomEvent::Message(data)) => {
            message(texts, data)
        }
        What::Told(DomEvent::Open) => opened(texts, entry),
        What::Told(DomEvent::Error) => html! { <p>{ &texts.live.panel.log.error }</p> },
        What::Told(DomEvent::Close(close)) => closed(texts, close),
    }
}

fn opened(texts: &Texts, entry: &Entry) -> Html {
    let panel = &texts.live.panel;
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
    let names = &texts.live.panel.log;
    let code = close.code.to_string();
    let name = texts.live.code_name(close.code).map(|name| format!(" ({name})")).unwrap_or_default();
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

fn message(texts: &Texts, data: &Data) -> Html {
    let (names, total) = (&texts.live.panel.log, data.byte_len());
    let clipped = |shown| clipped(texts, &names.clipped_binary, shown, total);
    match data.payload() {
        Payload::Text(text) if data.is_clipped() => {
            // How many characters the rest had, nobody knows.
            let shown = beginning(text);
            part(None, shown, clipped(shown.len()))
        }
        Payload::Text(text) => sent(texts, text),
        Payload::Binary(bytes) => part(Some(&names.binary), &hex(bytes, SHOWN_BYTES), clipped(SHOWN_BYTES)),
    }
}

/// A text of which all is here.
fn sent(texts: &Texts, text: &str) -> Html {
    // Bytes are never fewer than characters: a short text need not be counted.
    let total = if text.len() > SHOWN_CHARACTERS { text.chars().count() } else { 0 };
    part(None, beginning(text), clipped(texts, &texts.live.panel.log.clipped, SHOWN_CHARACTERS, total))
}

/// As much of a text as is shown.
fn beginning(text: &str) -> &str {
    text.char_indices().nth(SHOWN_CHARACTERS).map_or(text, |(end, _)| &text[..end])
}

/// What is shown of a message, always as text, with the kind of what is none, and with what there is to say of the rest.
fn part(kind: Option<&str>, text: &str, rest: Html) -> Html {
    html! {
        <>
            <p class="data">
                if let Some(kind) = kind { <span class="binary">{ kind }</span>{ " " } }
                <bdi>{ text }</bdi>
            </p>
            { rest }
        </>
    }
}

fn clipped(texts: &Texts, text: &Template, shown: usize, total: usize) -> Html {
    let number = |count: usize| texts.formats.number(count as u64);
    let sentence = || text.fill(&[("shown", &number(shown)), ("total", &number(total))]);
    html! { if total > shown { <p class="hint">{ sentence() }</p> } }
}
