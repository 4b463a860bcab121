//! The log as a list that stays at its end until the reader scrolls away from it.

use super::{Intent, Log, entry::EntryView, focus};
use crate::i18n::Texts;
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;

/// What [`LogView`] shows.
#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct Props {
    pub(super) texts: Texts,
    pub(super) log: Log,
    pub(super) can_send: bool,
    pub(super) intent: Callback<Intent>,
}

/// How near to its end, in CSS pixels, a log counts as being at its end.
const NEAR: i32 = 8;

/// Whether the log stays at its end, and where it was scrolled to last, in CSS pixels.
struct End {
    follows: bool,
    top: i32,
}

impl Default for End {
    fn default() -> Self {
        Self { follows: true, top: 0 }
    }
}

impl End {
    fn follow(&mut self, list: &Element) {
        if self.follows {
            list.set_scroll_top(list.scroll_height());
            self.top = list.scroll_top();
        }
    }

    /// The event comes a frame after the scroll, when new entries may have made the end another one: not to be
    /// there says nothing. Only a reader scrolls up.
    fn scrolled(&mut self, list: &Element) {
        let top = list.scroll_top();
        if top + list.client_height() + NEAR >= list.scroll_height() {
            self.follows = true;
        } else if top < self.top {
            self.follows = false;
        }
        self.top = top;
    }
}

/// The log and the buttons that clear it and bring it back.
#[component]
pub(super) fn LogView(Props { texts, log, can_send, intent }: &Props) -> Html {
    let names = &texts.live.panel.log;
    let list = use_node_ref();
    let end = use_mut_ref(End::default);
    use_effect_with(log.clone(), {
        let (list, end) = (list.clone(), Rc::clone(&end));
        move |_| {
            if let Some(list) = list.cast::<Element>() {
                end.borrow_mut().follow(&list);
            }
        }
    });
    use_effect_with((log.is_empty(), log.can_restore()), {
        let list = list.clone();
        move |_| focus::rescue(&list)
    });
    let onscroll =
        Callback::from(move |event: yew::Event| end.borrow_mut().scrolled(&event.target_unchecked_into()));
    let entry = |entry: &Rc<super::Entry>| {
        html! {
            <EntryView key={entry.id} entry={Rc::clone(entry)} {texts} can_send={*can_send} intent={intent.clone()} />
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
