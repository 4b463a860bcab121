//! The server chooser, and the field for an address of the reader's own.

use super::{Intent, Notice, Server, State, notice, server::PUBLIC};
use crate::{i18n::Texts, websocket::OpenError};
use content::Servers;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// The id of the field for an address; the focus goes there when the address is wrong.
pub(super) const ADDRESS: &str = "address";

/// The chooser; it rests while a connection is in use, whose server it could not change.
pub(super) fn chooser(texts: &Texts, state: &State, intent: &Callback<Intent>) -> Html {
    let servers = &texts.live.panel.servers;
    let disabled = !state.controls().open;
    let onchange = intent.reform(|event: yew::Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        let server = Server::ALL.into_iter().find(|server| server.name() == select.value());
        Intent::ChooseServer(server.unwrap_or(Server::Embedded))
    });
    let option = |server: Server| {
        html! {
            <option value={server.name()} selected={server == state.server}>{ name(servers, server) }</option>
        }
    };
    html! {
        <div class="chooser">
            <label for="server">{ &texts.live.panel.server }</label>
            <select id="server" autocomplete="off" aria-describedby="server-hint" {disabled} {onchange}>
                { for Server::ALL.map(option) }
            </select>
            <p id="server-hint" class="hint">{ hint(servers, state) }</p>
            if state.server == Server::Other { { address(texts, state, intent) } }
        </div>
    }
}

fn name(servers: &Servers, server: Server) -> &str {
    match server {
        Server::Embedded => &servers.embedded,
        Server::Local => &servers.local,
        Server::Public => &servers.public,
        Server::Other => &servers.other,
    }
}

fn hint(servers: &Servers, state: &State) -> String {
    match state.server {
        Server::Embedded => servers.embedded_hint.clone(),
        Server::Local => servers.local_hint.fill(&[("address", state.surroundings().local())]),
        Server::Public => servers.public_hint.fill(&[("address", PUBLIC)]),
        Server::Other => servers.other_hint.clone(),
    }
}

/// The field, with what is wrong in it beside it. An empty field is not wrong before the reader opens.
fn address(texts: &Texts, state: &State, intent: &Callback<Intent>) -> Html {
    let tried = matches!(state.notice, Some(Notice::NotOpened(OpenError::Address(_))));
    let error = state.target().err().filter(|_| tried || !state.typed.is_empty());
    let oninput = intent.reform(|event: InputEvent| {
        Intent::EditAddress(event.target_unchecked_into::<HtmlInputElement>().value())
    });
    let onsubmit = intent.reform(|event: SubmitEvent| {
        event.prevent_default();
        Intent::Open
    });
    html! {
        <form class="field" novalidate=true {onsubmit}>
            <label for={ADDRESS}>{ &texts.live.panel.servers.address }</label>
            <input
                id={ADDRESS}
                type="url"
                autocomplete="off"
                spellcheck="false"
                aria-describedby="address-error"
                aria-invalid={error.is_some().then_some("true")}
                readonly={!state.controls().open}
                value={state.typed.clone()}
                {oninput}
            />
            <p id="address-error" class="error">
                { error.map(|error| notice::address(&texts.live.panel.address, &error)).unwrap_or_default() }
            </p>
        </form>
    }
}
