//! The seed's own controls: open, input, send, close.

use super::{Intent, State};
use crate::i18n::Texts;
use web_sys::{Element, HtmlElement, HtmlInputElement};
use yew::prelude::*;

/// What [`Controls`] shows.
#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct Props {
    pub(super) texts: Texts,
    pub(super) state: UseReducerHandle<State>,
    pub(super) intent: Callback<Intent>,
}

/// Two buttons for the connection, then the message and the button that sends it.
#[component]
pub(super) fn Controls(Props { texts, state, intent }: &Props) -> Html {
    let panel = &texts.interface.panel;
    let can = state.controls();
    let input = use_node_ref();
    use_effect_with(can, {
        let input = input.clone();
        move |_| keep_focus(&input)
    });
    let target = state.target();
    let onopen = intent.reform(move |_| Intent::Open(target.clone()));
    let onclose = intent.reform(|_| Intent::Close);
    let oninput = intent.reform(|event: InputEvent| {
        Intent::EditDraft(event.target_unchecked_into::<HtmlInputElement>().value())
    });
    let draft = state.draft.clone();
    let send = intent.reform(move |()| Intent::Send(draft.clone()));
    let onsend = send.reform(|_| ());
    // Not a form: the browser submits none whose button is disabled, and Enter has an answer then too.
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.is_composing() {
            send.emit(());
        }
    });
    html! {
        <>
            <div class="buttons">
                <button id="openbtn" type="button" class="primary" disabled={!can.open} onclick={onopen}>
                    { &panel.open }
                </button>
                <button id="closebtn" type="button" disabled={!can.close} onclick={onclose}>{ &panel.close }</button>
            </div>
            <div class="message">
                <label for="data">{ &panel.message }</label>
                <input
                    id="data"
                    ref={input}
                    autocomplete="off"
                    enterkeyhint="send"
                    disabled={state.environment.is_none()}
                    value={state.draft.clone()}
                    {oninput}
                    {onkeydown}
                />
                <button id="send_button" type="button" disabled={!can.send} onclick={onsend}>{ &panel.send }</button>
            </div>
        </>
    }
}

/// A keyboard user whose button has just been disabled goes on in the input, which never is. A pointer's focus
/// is left alone: on a phone the keyboard would come up unasked.
fn keep_focus(input: &NodeRef) {
    let active =
        web_sys::window().and_then(|window| window.document()).and_then(|document| document.active_element());
    let lost = |element: &Element| element.matches("button:disabled:focus-visible").unwrap_or(false);
    if let (Some(input), true) = (input.cast::<HtmlElement>(), active.is_some_and(|element| lost(&element))) {
        // Fails only for an element that is not in the page.
        let _ = input.focus();
    }
}
