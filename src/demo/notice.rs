//! What the panel answers to what it cannot do: what happened, and what to do.

use super::{Notice, State};
use crate::{
    i18n::Texts,
    websocket::{AddressError, OpenError},
};
use content::{Address, Notices};
use yew::prelude::*;

/// The sentence about the last click, or about how the connection ended; the element stays, so that a screen
/// reader hears what comes into it, and what is in it is made anew each time, so that the same is heard again. What is
/// wrong with an address stands beside its field: here it is only heard.
pub(super) fn notice(texts: &Texts, state: &State) -> Html {
    let panel = &texts.live.panel;
    let text = match &state.notice {
        None => Html::default(),
        Some(Notice::NotOpened(OpenError::Address(error))) => {
            html! { <span key={state.notices} class="visually-hidden">{ address(&panel.address, error) }</span> }
        }
        Some(notice) => html! { <span key={state.notices}>{ sentence(&panel.notices, notice) }</span> },
    };
    html! { <p class="notice error" role="alert">{ text }</p> }
}

fn sentence(notices: &Notices, notice: &Notice) -> String {
    match notice {
        Notice::EmptyMessage => notices.empty_message.clone(),
        Notice::NotOpen => notices.not_open.clone(),
        Notice::NotOpened(OpenError::NotImplemented) => notices.not_supported.clone(),
        // What a policy blocks, Firefox refuses at once and without a word.
        Notice::NotOpened(OpenError::Refused(reason)) if reason.is_empty() => notices.blocked.clone(),
        Notice::NotOpened(OpenError::Refused(reason)) => notices.refused.fill(&[("reason", reason)]),
        Notice::NotOpened(OpenError::Address(_)) => String::new(),
        Notice::Failed => notices.failed.clone(),
        Notice::Cancelled => notices.cancelled.clone(),
        Notice::Dropped => notices.dropped.clone(),
        Notice::Blocked => notices.blocked.clone(),
    }
}

/// What is wrong with an address.
pub(super) fn address(texts: &Address, error: &AddressError) -> String {
    match error {
        AddressError::Empty => texts.empty.clone(),
        AddressError::NoScheme => texts.no_scheme.clone(),
        AddressError::Scheme(scheme) => texts.scheme.fill(&[("scheme", scheme)]),
        AddressError::Fragment => texts.fragment.clone(),
        AddressError::NoHost => texts.no_host.clone(),
        AddressError::Space => texts.space.clone(),
        AddressError::Host(character) => texts.host.fill(&[("character", &character.to_string())]),
        AddressError::Port => texts.port.clone(),
        AddressError::Insecure => texts.insecure.clone(),
    }
}
