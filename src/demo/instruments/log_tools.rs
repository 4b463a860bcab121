//! Filter, forms, export and import of the log.

use super::{
    super::{Form, KINDS, Refusal},
    Bench,
    conversation::{as_text, exported},
    fields::{Field, clicked, field, tick, to},
    files,
    replay::replay,
};
use content::LogTools;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

pub(super) fn log_tools(texts: &LogTools, bench: &Bench<'_>) -> Html {
    let (state, settings) = (bench.state, &bench.state.settings);
    let shown = state.shown();
    let kind = |(at, name): (usize, &&'static str)| {
        let onchange = clicked(bench, move |settings| settings.hidden ^= 1 << at);
        tick(
            None,
            html! { <code data-kind={*name}>{ *name }</code> },
            settings.hidden >> at & 1 == 0,
            onchange,
        )
    };
    let search = Field {
        id: "log-search",
        label: &texts.search,
        value: &settings.search,
        mode: "search",
        error: None,
    };
    let onform = bench.intent.reform(|event: Event| {
        let value = event.target_unchecked_into::<HtmlSelectElement>().value();
        let form = FORMS.into_iter().find(|(_, name)| *name == value).map_or(Form::Text, |(form, _)| form);
        to(move |settings| settings.form = form)
    });
    let option = |(form, name): (Form, &'static str)| {
        let label = match form {
            Form::Text => &texts.as_text,
            Form::Json => &texts.as_json,
            Form::Hex => &texts.as_hex,
        };
        html! { <option value={name} selected={form == settings.form}>{ label }</option> }
    };
    let export = |name: &'static str, kind: &'static str, text: fn(&super::super::Log) -> String| {
        let log = shown.log.clone();
        Callback::from(move |_: MouseEvent| files::save(name, kind, &text(&log)).unwrap_or_default())
    };
    let (lines, plain) = (
        export("websocket.ndjson", "application/x-ndjson", exported),
        export("websocket.txt", "text/plain", as_text),
    );
    let onfile = {
        let intent = bench.intent.clone();
        Callback::from(move |event: Event| {
            intent.emit(to(|settings| settings.refusal = None));
            files::read(&event, intent.clone());
        })
    };
    let empty = shown.log.is_empty();
    html! {
        <>
            { replay(texts, bench) }
            <fieldset>
                <legend>{ &texts.show }</legend>
                { for KINDS.iter().enumerate().map(kind) }
            </fieldset>
            { field(search, bench, |settings, typed| settings.search = typed) }
            { passing(texts, bench) }
            <div class="field">
                <label for="log-form">{ &texts.form }</label>
                <select id="log-form" autocomplete="off" onchange={onform}>{ for FORMS.map(option) }</select>
            </div>
            <p class="row">
                <button id="export-lines" type="button" class="quiet" disabled={empty} onclick={lines}>{ &texts.export_lines }</button>
                <button id="export-text" type="button" class="quiet" disabled={empty} onclick={plain}>{ &texts.export_text }</button>
            </p>
            <div class="field">
                <label for="import">{ &texts.import }</label>
                <input id="import" type="file" accept=".ndjson,application/x-ndjson" onchange={onfile} />
                <p id="import-error" class="error" role="alert">
                    { settings.refusal.as_ref().map(|refusal| sentence(texts, refusal)) }
                </p>
            </div>
        </>
    }
}

const FORMS: [(Form, &str); 3] = [(Form::Text, "text"), (Form::Json, "json"), (Form::Hex, "hex")];

/// How many entries pass, while some are hidden.
fn passing(texts: &LogTools, bench: &Bench<'_>) -> Html {
    let settings = &bench.state.settings;
    if !settings.filter() {
        return Html::default();
    }
    let shown = bench.state.shown();
    let number = |count: usize| bench.texts.formats.number(count as u64);
    let kept = shown.sight.kept(&shown.log);
    let (total, passing) =
        (kept.entries().len(), kept.entries().filter(|entry| super::drawn::passes(settings, entry)).count());
    let reset = clicked(bench, |settings| {
        settings.hidden = 0;
        settings.search.clear();
    });
    html! {
        <p class="hint" role="status">
            if passing == 0 {
                { &texts.nothing }
            } else {
                { texts.shown.fill(&[("shown", &number(passing)), ("total", &number(total))]) }
            }
            { " " }<button type="button" class="quiet" onclick={reset}>{ &texts.reset }</button>
        </p>
    }
}

fn sentence(texts: &LogTools, refusal: &Refusal) -> String {
    match refusal {
        Refusal::TooLarge => texts.too_large.fill(&[("most", &(files::LARGEST >> 20).to_string())]),
        Refusal::NotOurs => texts.not_ours.clone(),
        Refusal::Line(line) => texts.wrong_line.fill(&[("line", &line.to_string())]),
        Refusal::Unreadable => texts.unreadable.clone(),
    }
}
