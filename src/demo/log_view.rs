//! The log as a list, the buttons that clear it and bring it back, and the log of a page that broke.

use super::{Entry, Intent, State, entry::EntryView};
use crate::i18n::Texts;
use std::rc::Rc;
use yew::prelude::*;

/// The log and the buttons that clear it and bring it back.
pub(super) fn log_view(texts: &Texts, state: &State, list: &NodeRef, intent: &Callback<Intent>) -> Html {
    let names = &texts.live.panel.log;
    let (log, can_send) = (&state.log, state.controls().send);
    let onscroll = intent.reform(|_| Intent::ScrollLog);
    let entry = |entry: &Rc<Entry>| {
        html! {
            <EntryView key={entry.id} entry={Rc::clone(entry)} {texts} {can_send} intent={intent.clone()} />
        }
    };
    let onclear = intent.reform(|_| Intent::ClearLog);
    let onrestore = intent.reform(|_| Intent::RestoreLog);
    let dropped = (log.dropped() > 0).then(|| texts.formats.plural(&names.dropped, log.dropped()));
    html! {
        <div class="log">
            <div class="log-head">
                <h3 id="log-titulo">{ &names.label }</h3>
                <button type="button" class="quiet" disabled={!log.can_restore()} onclick={onrestore}>
                    { &names.undo }
                </button>
                <button type="button" class="quiet" disabled={log.is_empty()} onclick={onclear}>{ &names.clear }</button>
            </div>
            if let Some(dropped) = dropped { <p class="hint">{ dropped }</p> }
            // Not live: under many messages it would never be silent; `spoken` tells the last one.
            <div id="log" ref={list} role="log" aria-live="off" aria-labelledby="log-titulo" tabindex="0" {onscroll}>
                <ol>{ for log.entries().map(entry) }</ol>
            </div>
            if log.is_empty() { <p class="hint empty">{ &names.empty }</p> }
        </div>
    }
}

/// The log of the page that broke before this one, as text.
pub(super) fn log_before(texts: &Texts, text: &str, intent: &Callback<Intent>) -> Html {
    if text.is_empty() {
        return Html::default();
    }
    let names = &texts.live.panel.log;
    let onclick = intent.reform(|_| Intent::ForgetBefore);
    html! {
        <details class="before">
            <summary>{ &names.before }</summary>
            <pre>{ text }</pre>
            <button type="button" class="quiet" {onclick}>{ &names.forget }</button>
        </details>
    }
}
