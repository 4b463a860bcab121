//! The panel: what its parts are and in which order.

use super::{
    Intent, State, Transport, chooser::Chooser, controls::Controls, log_view::LogView, notice::NoticeView,
    state::Link, strip::Strip,
};
use crate::i18n::Texts;
use yew::prelude::*;

/// What [`Panel`] shows.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct Props {
    /// The language.
    pub texts: Texts,
    /// The state.
    pub state: UseReducerHandle<State>,
    /// Where the reader's wishes go.
    pub intent: Callback<Intent>,
}

/// The live panel.
#[component]
pub fn Panel(Props { texts, state, intent }: &Props) -> Html {
    let panel = &texts.interface.panel;
    html! {
        <section id="laboratorio" class="panel" aria-labelledby="laboratorio-titulo">
            <h2 id="laboratorio-titulo">{ &panel.title }</h2>
            <p class="lead">{ &panel.lead }</p>
            <p class="needs-script">{ &panel.needs_script }</p>
            <Chooser texts={texts} state={state.clone()} intent={intent.clone()} />
            { badge(texts, state) }
            <Controls texts={texts} state={state.clone()} intent={intent.clone()} />
            <NoticeView texts={texts} notice={state.notice.clone()} />
            <Strip texts={texts} state={state.clone()} />
            <LogView
                texts={texts}
                log={state.log.clone()}
                can_send={state.controls().send}
                intent={intent.clone()}
            />
        </section>
    }
}

/// The state in a word, a shape and a colour; and whether a network is in use at all.
fn badge(texts: &Texts, state: &State) -> Html {
    let panel = &texts.interface.panel;
    let word = match &state.link {
        Link::Idle => panel.states.idle.clone(),
        Link::Connecting(_) => panel.states.connecting.clone(),
        Link::Open(_) => panel.states.open.clone(),
        Link::Closing(_) => panel.states.closing.clone(),
        Link::Closed(_, close) => panel.states.closed.fill(&[("code", &close.code.to_string())]),
    };
    let target = state.link.connection().map(|connection| &connection.target);
    let simulated = target.is_some_and(|target| target.transport == Transport::Embedded);
    html! {
        <p id="status" role="status" data-state={state.link.name()}>
            <span class="shape" aria-hidden="true" />
            <span>{ word }</span>
            if simulated { <span class="simulated">{ &panel.simulated }</span> }
        </p>
    }
}
