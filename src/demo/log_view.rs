//! The log as a list, the buttons that clear it, bring it back and hold it, and the log of a page that broke.

use super::{Entry, Intent, Sight, State, entry::EntryView, instruments::Instruments, settings::Instrument};
use crate::i18n::Texts;
use std::rc::Rc;
use yew::prelude::*;

/// What there is to see: the entries that pass the filter, oldest first.
pub(super) fn rows<'a>(state: &'a State, instruments: Option<&Instruments>) -> Vec<&'a Rc<Entry>> {
    let shown = state.shown();
    let filter = instruments.filter(|_| state.settings.filter());
    let passes = |entry: &&Rc<Entry>| filter.is_none_or(|filter| filter.passes(&state.settings, entry));
    shown.sight.kept(&shown.log).entries().filter(passes).collect()
}

/// The log and its buttons.
pub(super) fn log_view(
    texts: &Texts,
    state: &State,
    instruments: Option<&Instruments>,
    list: &NodeRef,
    intent: &Callback<Intent>,
) -> Html {
    let names = &texts.live.panel.log;
    let (shown, can_send) = (state.shown(), state.controls().send);
    let (log, all) = (&shown.log, rows(state, instruments));
    let part = shown.sight.part(&all);
    let tools = instruments.filter(|_| state.settings.shows(Instrument::Log));
    let entry = |at: usize| {
        let entry = Rc::clone(all[at]);
        let previous = at.checked_sub(1).map(|before| Rc::clone(all[before]));
        let key = entry.id;
        let form = state.settings.form;
        html! {
            <EntryView
                {key}
                {entry}
                {previous}
                {texts}
                {can_send}
                {form}
                tools={tools.cloned()}
                intent={intent.clone()}
            />
        }
    };
    let onscroll = intent.reform(|_| Intent::ScrollLog);
    let onclear = intent.reform(|_| Intent::ClearLog);
    let onrestore = intent.reform(|_| Intent::RestoreLog);
    let onend = intent.reform(|_| Intent::SeeEnd);
    let paused = matches!(shown.sight, Sight::Paused { .. });
    let onpause = intent.reform(move |_| if paused { Intent::SeeEnd } else { Intent::Pause });
    let dropped = (log.dropped() > 0).then(|| texts.formats.plural(&names.dropped, log.dropped()));
    let unseen = Some(shown.sight.unseen(log)).filter(|unseen| *unseen > 0);
    html! {
        <div class="log">
            <div class="log-head">
                <h3 id="log-titulo">{ &names.label }</h3>
                <div class="log-buttons">
                    <button type="button" class="quiet" disabled={log.is_empty()} onclick={onpause}>
                        { if paused { &names.go_on } else { &names.pause } }
                    </button>
                    <button type="button" class="quiet" disabled={!log.can_restore()} onclick={onrestore}>
                        { &names.undo }
                    </button>
                    <button type="button" class="quiet" disabled={log.is_empty()} onclick={onclear}>
                        { &names.clear }
                    </button>
                </div>
            </div>
            if let Some(instruments) = instruments.filter(|_| state.replay.is_some()) { { instruments.replaying(intent) } }
            if let Some(dropped) = dropped { <p class="hint">{ dropped }</p> }
            // Not live: under many messages it would never be silent; `spoken` tells the last one.
            <div id="log" ref={list} role="log" aria-live="off" aria-labelledby="log-titulo" tabindex="0" {onscroll}>
                if log.is_empty() { <p class="hint">{ &names.empty }</p> }
                <ol>{ for part.map(entry) }</ol>
            </div>
            if let Some(unseen) = unseen {
                <button type="button" class="unseen" onclick={onend}>{ texts.formats.plural(&names.unseen, unseen) }</button>
            }
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
