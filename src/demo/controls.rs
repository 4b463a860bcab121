//! The seed's own controls: open, input, send, close.

use super::{Intent, State, focus};
use crate::i18n::Texts;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, PointerEvent};
use yew::prelude::*;

/// Two buttons for the connection, then the message and the button that sends it.
pub(super) fn controls(texts: &Texts, state: &State, input: &NodeRef, intent: &Callback<Intent>) -> Html {
    let panel = &texts.live.panel;
    let (can, alive) = (state.controls(), state.environment.is_some());
    let onopen = {
        let (intent, input) = (intent.clone(), input.clone());
        Callback::from(move |event: MouseEvent| {
            // A mouse goes on at the keyboard; a finger would have one come up over the page.
            if event.dyn_ref::<PointerEvent>().is_some_and(|event| event.pointer_type() == "mouse") {
                focus::node(&input);
            }
            // Afterwards: the focus goes elsewhere when the address is wrong.
            intent.emit(Intent::Open);
        })
    };
    let onclose = intent.reform(|_| Intent::Close);
    let onsend = intent.reform(|_| Intent::Send);
    let oninput = intent.reform(|event: InputEvent| {
        Intent::EditDraft(event.target_unchecked_into::<HtmlInputElement>().value())
    });
    // Not a form: the browser submits none whose button is disabled, and Enter has an answer then too.
    let onkeydown = {
        let intent = intent.clone();
        Callback::from(move |event: KeyboardEvent| {
            // A key that is held down is one wish, and one that composes a character is none.
            if event.key() == "Enter" && !event.is_composing() && !event.repeat() {
                intent.emit(Intent::Send);
            }
        })
    };
    // The input keeps the focus, and a phone its keyboard, while the button is used.
    let onmousedown = Callback::from(|event: MouseEvent| event.prevent_default());
    html! {
        <>
            <div class="buttons">
                <button id="openbtn" type="button" class="primary" autocomplete="off" disabled={!can.open} onclick={onopen}>
                    { &panel.open }
                </button>
                <button id="closebtn" type="button" autocomplete="off" disabled={!can.close} onclick={onclose}>{ &panel.close }</button>
            </div>
            <div class="message">
                <label for="data">{ &panel.message }</label>
                <input
                    id="data"
                    ref={input.clone()}
                    autocomplete="off"
                    enterkeyhint="send"
                    disabled={!alive}
                    value={state.draft.clone()}
                    {oninput}
                    {onkeydown}
                />
                <button id="send_button" type="button" autocomplete="off" disabled={!can.send} onclick={onsend} {onmousedown}>
                    { &panel.send }
                </button>
            </div>
        </>
    }
}
