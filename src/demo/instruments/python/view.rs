//! What stands below the program: its buttons, its frame and what it has printed; and the editor in its place.

use super::{
    super::{
        super::{Arrived, Failure, Guest, Hint, Intent, Line, Phase, Raised, Settings, Unfit},
        Bench, Fetched,
        card::code,
        fields::to,
        files,
    },
    editor::{Editor, Props},
    shown::shown_source,
};
use content::{Laboratory, LogTools, PythonTexts};
use std::{borrow::Cow, rc::Rc};
use yew::prelude::*;

/// The program as the reader changes it.
pub(in super::super) fn editor(
    laboratory: &Laboratory,
    bench: &Bench<'_>,
    fetched: &Fetched,
) -> Option<Html> {
    let Laboratory { texts, .. } = laboratory;
    let Settings { source, unfit, .. } = &*bench.state.settings;
    let source = source.as_deref()?;
    let error = match &bench.state.guest.failure {
        Some(Failure::Raised(Raised { line: Some(line), .. })) if line.is_in(source) => Some(line.number),
        _ => None,
    };
    let typed = bench.intent.reform(|typed: String| {
        to(move |settings| {
            // What was typed is not to be lost to the button that undoes. The editor also tells what it was shown.
            if settings.source.as_ref() != Some(&typed) {
                settings.source = Some(typed.clone());
                settings.source_before = None;
                settings.unfit = None;
            }
        })
    });
    let opened = bench.intent.reform(|opened: Result<String, (String, Unfit)>| {
        to(move |settings| match &opened {
            Ok(source) => {
                settings.source_before = settings.source.replace(source.clone());
                settings.unfit = None;
            }
            Err(unfit) => settings.unfit = Some(unfit.clone()),
        })
    });
    let props = yew::props!(Props {
        name: texts.python.code.clone(),
        texts: Rc::new(texts.editor.clone()),
        source: source.to_owned(),
        error,
        lit: bench.state.lit().map(|event| event.event().name()).collect::<Vec<_>>(),
        unfit: unfit.clone(),
        fetched: fetched.clone(),
        typed,
        opened,
    });
    Some(html! { <Editor ..props /> })
}

/// The buttons after the one that runs.
pub(in super::super) fn actions(laboratory: &Laboratory, bench: &Bench<'_>) -> Html {
    let (texts, settings) = (&laboratory.texts.python, &bench.state.settings);
    let guest = &bench.state.guest;
    let stop = bench.intent.reform(|_: MouseEvent| Intent::StopPython);
    let change = match &settings.source {
        None => {
            let intent = bench.intent.clone();
            let edit = move |_: MouseEvent| {
                if let Some(source) = shown_source() {
                    intent.emit(to(move |settings| settings.source = Some(source.clone())));
                }
            };
            html! { <button id="edit_python" type="button" onclick={edit}>{ &texts.edit }</button> }
        }
        Some(source) => {
            let reset = bench
                .intent
                .reform(|_: MouseEvent| to(|settings| settings.source_before = settings.source.take()));
            let (whole, LogTools { copy, copied, .. }) = (source.clone(), &laboratory.texts.log);
            let copied = copied.clone();
            let copies =
                Callback::from(move |event: MouseEvent| files::copy(&event, whole.clone(), copied.clone()));
            html! {
                <>
                    <button id="reset_python" type="button" onclick={reset}>{ &texts.reset }</button>
                    // Another program has not been copied: it has another button.
                    <button id="copy_python" key={source.clone()} type="button" onclick={copies}>{ copy }</button>
                </>
            }
        }
    };
    let undo =
        bench.intent.reform(|_: MouseEvent| to(|settings| settings.source = settings.source_before.take()));
    let save = bench.intent.reform(|_: MouseEvent| Intent::SavePython);
    let unsaved = match &settings.unsaved {
        Some(Failure::NoBrython) => &texts.no_brython,
        Some(_) => &texts.not_saved,
        None => "",
    };
    html! {
        <>
            <button id="stop_python" type="button" disabled={!guest.is_alive()} onclick={stop}>{ &texts.stop }</button>
            { change }
            if settings.source_before.is_some() {
                <button id="undo_python" type="button" onclick={undo}>{ &texts.undo }</button>
            }
            <button id="save_python" type="button" onclick={save}>{ &texts.save }</button>
            <p class="error" role="alert">{ unsaved }</p>
        </>
    }
}

/// The frame, and what the program tells.
pub(in super::super) fn rest(laboratory: &Laboratory, bench: &Bench<'_>) -> Html {
    let texts = &laboratory.texts.python;
    let guest = &bench.state.guest;
    // That of the run: another one that is chosen meanwhile is that of the next.
    let is_embedded =
        if guest.is_alive() { guest.is_embedded } else { bench.state.guest_address().is_none() };
    let server = if is_embedded { &texts.embedded } else { &texts.network };
    let word = match guest.phase {
        Phase::Idle => String::new(),
        Phase::Loading => texts.loading.clone(),
        Phase::Running => texts.running.fill(&[("version", &guest.version)]),
        Phase::Failed => failure(texts, guest.failure.as_ref()).to_owned(),
        Phase::Stopped => texts.stopped.clone(),
    };
    let raised = match &guest.failure {
        Some(Failure::Raised(raised)) => exception(texts, bench, raised),
        _ => Html::default(),
    };
    let output = if guest.output.is_empty() { &texts.nothing } else { &guest.output };
    html! {
        <>
            <p class="hint">{ server }</p>
            <p id="python_state" role="status">{ word }</p>
            if !guest.licence.is_empty() {
                <p class="hint"><a href={guest.licence.clone()}>{ &texts.licence }</a></p>
            }
            if guest.phase == Phase::Loading { { coming(texts, bench, guest.arrived) } }
            { raised }
            if let Some(hint) = guest.hint { <p class="python-hint">{ code(&advice(texts, guest, hint)) }</p> }
            // What is in it, the runner puts there.
            <div id="python_frame" />
            <h3 id="python_output_title">{ &texts.output }</h3>
            if guest.is_cut { <p class="hint">{ &texts.cut }</p> }
            <pre
                id="python_output"
                class="code"
                data-state={guest.phase.name()}
                data-empty={guest.output.is_empty().then_some("")}
                tabindex="0"
                role="log"
                aria-live="off"
                aria-labelledby="python_output_title"
            >
                { output }
            </pre>
            if guest.dropped > 0 {
                <p class="hint">
                    { texts.dropped.fill(&[("count", &bench.texts.formats.number(guest.dropped))]) }
                </p>
            }
        </>
    }
}

/// How far Brython has come: drawn, and as a number, which is not told at each of its changes.
fn coming(texts: &PythonTexts, bench: &Bench<'_>, arrived: Option<Arrived>) -> Html {
    let label = texts.loading.clone();
    let Some(Arrived { bytes, whole }) = arrived else { return html! { <progress aria-label={label} /> } };
    let megabytes = |bytes: usize| bench.texts.formats.decimal(bytes as u64 / 1000);
    let [value, max] = [bytes, whole].map(|bytes| bytes.to_string());
    let told = texts.arrived.fill(&[("arrived", &megabytes(bytes)), ("whole", &megabytes(whole))]);
    html! {
        <>
            <progress id="python_progress" aria-label={label} {value} {max} />
            <p class="hint">{ told }</p>
        </>
    }
}

fn failure<'a>(texts: &'a PythonTexts, failure: Option<&Failure>) -> &'a str {
    match failure {
        Some(Failure::NoBrython) => &texts.no_brython,
        Some(Failure::NotArrived) => &texts.not_arrived,
        Some(Failure::NoFrame) => &texts.no_frame,
        Some(Failure::Gone) => &texts.gone,
        Some(Failure::TooMuch) => &texts.too_much,
        Some(Failure::Raised(_)) | None => &texts.raised,
    }
}

fn exception(texts: &PythonTexts, bench: &Bench<'_>, raised: &Raised) -> Html {
    let guest = &bench.state.guest;
    let line = raised.line.as_ref().map(|Line { number, code }| {
        let number = bench.texts.formats.number(*number as u64);
        texts.line.fill(&[("line", &number), ("code", code)])
    });
    html! {
        <div class="python-failure">
            <p><code>{ &raised.what }</code></p>
            if let Some(line) = line { <p><code>{ line }</code></p> }
            if let Some(hint) = raised.hint { <p class="python-hint">{ code(&advice(texts, guest, hint)) }</p> }
            <details>
                <summary>{ &texts.traceback }</summary>
                <pre class="code" tabindex="0">{ &raised.traceback }</pre>
            </details>
        </div>
    }
}

fn advice<'a>(texts: &'a PythonTexts, guest: &Guest, hint: Hint) -> Cow<'a, str> {
    let text = match hint {
        Hint::NoModule => return no_module(texts, &guest.modules).into(),
        Hint::SendBeforeOpen => &texts.send_before_open,
        Hint::HandlerArgument => &texts.handler_argument,
        Hint::Input => &texts.input,
        Hint::Endless => &texts.endless,
        Hint::Recursion => &texts.recursion,
        Hint::Syntax => &texts.syntax,
        Hint::SendBytes => &texts.send_bytes,
        Hint::SendOther => &texts.send_other,
        Hint::NullOrigin => &texts.null_origin,
        Hint::SocketReplaced => &texts.socket_replaced,
        Hint::WindowClose => &texts.window_close,
        Hint::Posted => &texts.posted,
        Hint::OutOfReach => &texts.out_of_reach,
    };
    text.into()
}

fn no_module(texts: &PythonTexts, modules: &str) -> String {
    let modules: Vec<_> = modules.split(',').map(|name| ["`", name, "`"].concat()).collect();
    texts.no_module.fill(&[("modules", &modules.join(", "))])
}
