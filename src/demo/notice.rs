//! What the panel answers to what it cannot do: what happened, and what to do.

use super::Notice;
use crate::{i18n::Texts, websocket::AddressError, websocket::OpenError};
use content::{Address, Panel};
use yew::prelude::*;

/// What [`NoticeView`] shows.
#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct Props {
    pub(super) texts: Texts,
    pub(super) notice: Option<Notice>,
}

/// The sentence about the last click; the element stays, so that a screen reader hears what comes into it.
#[component]
pub(super) fn NoticeView(Props { texts, notice }: &Props) -> Html {
    let text = notice.as_ref().map(|notice| sentence(&texts.interface.panel, notice));
    html! { <p class="notice error" role="alert">{ text.unwrap_or_default() }</p> }
}

fn sentence(panel: &Panel, notice: &Notice) -> String {
    let notices = &panel.notices;
    match notice {
        Notice::EmptyMessage => notices.empty_message.clone(),
        Notice::NotOpen => notices.not_open.clone(),
        Notice::NotOpened(OpenError::NotImplemented) => notices.not_supported.clone(),
        Notice::NotOpened(OpenError::Address(error)) => address(&panel.address, error),
        Notice::NotOpened(OpenError::Refused(reason)) => notices.refused.fill(&[("reason", reason)]),
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
