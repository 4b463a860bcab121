//! The seed's own controls: open, input, send, close.

use super::{Controls as Can, Intent, focus};
use crate::i18n::Texts;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, PointerEvent};
use yew::prelude::*;

/// What [`Controls`] shows.
#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct Props {
    pub(super) texts: Texts,
    pub(super) can: Can,
    pub(super) alive: bool,
    pub(super) draft: String,
    pub(super) intent: Callback<Intent>,
}

/// Two buttons for the connection, then the message and the button that sends it.
#[component]
pub(super) fn Controls(Props { texts, can, alive, draft, intent }: &Props) -> Html {
    let panel = &texts.live.panel;
    let input = use_node_ref();
    use_effect_with(*can, {
        let input = input.clone();
        move |_| focus::rescue(&input)
    });
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
                    disabled={!alive}
                    value={draft.clone()}
                    {oninput}
                    {onkeydown}
                />
                <button id="send_button" type="button" disabled={!can.send} onclick={onsend} {onmousedown}>
                    { &panel.send }
                </button>
            </div>
        </>
    }
}
