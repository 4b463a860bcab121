//! The panel: what its parts are and in which order.

use super::{
    Intent, State, Transport,
    chooser::chooser,
    controls::controls,
    drawers::drawers,
    instruments::Instruments,
    link::Link,
    log_view::{log_before, log_view},
    notice::notice,
    scenarios::scenarios,
    strip::{spoken, strip},
};
use crate::{i18n::Texts, slot::Slots};
use yew::prelude::*;

/// The nodes that focus and scroll go to.
#[derive(Clone, Debug, Default)]
pub struct Nodes {
    /// The message.
    pub(super) input: NodeRef,
    /// The log.
    pub(super) log: NodeRef,
}

/// The live panel.
pub fn panel(
    texts: &Texts,
    slots: &Slots,
    state: &State,
    instruments: Option<&Instruments>,
    nodes: &Nodes,
    intent: &Callback<Intent>,
) -> Html {
    let panel = &texts.live.panel;
    html! {
        <section id="laboratorio" class="panel" aria-labelledby="laboratorio-titulo">
            <h2 id="laboratorio-titulo">{ &panel.title }</h2>
            <div data-slot="trouble">{ slots.get("trouble") }</div>
            <div class="live">
                { chooser(texts, state, intent) }
                { badge(texts, state) }
                // Above the controls, so that a phone has it in sight while they are used.
                { strip(texts, state.shown()) }
                { spoken(state) }
                { controls(texts, state, &nodes.input, intent) }
                { notice(texts, state) }
                { log_view(texts, state, instruments, &nodes.log, intent) }
                { log_before(texts, &state.log_before, intent) }
                { scenarios(texts, slots, state, instruments, intent) }
                { drawers(texts, state, instruments, intent) }
            </div>
        </section>
    }
}

/// The state in a word, a shape and a colour; and whether a network is in use at all.
fn badge(texts: &Texts, state: &State) -> Html {
    let panel = &texts.live.panel;
    let word = match &state.link {
        _ if state.environment.is_none() => panel.states.loading.clone(),
        Link::Idle => panel.states.idle.clone(),
        Link::Connecting(_) => panel.states.connecting.clone(),
        Link::Open(_) => panel.states.open.clone(),
        Link::Cancelling(_) | Link::Closing(_) => panel.states.closing.clone(),
        Link::Closed(_, close) => panel.states.closed.fill(&[("code", &close.code.to_string())]),
        // The panel's own is never of a program.
        Link::Blocked(_) | Link::Gone(_) => panel.states.blocked.clone(),
    };
    let simulated =
        state.link.connection().is_some_and(|connection| connection.target.transport == Transport::Embedded);
    let clean = matches!(&state.link, Link::Closed(_, close) if close.was_clean).then_some("");
    html! {
        <p id="status" role="status" data-state={state.link.name()} data-clean={clean}>
            <span class="shape" aria-hidden="true" />
            <span>{ word }</span>
            if simulated { <span class="simulated">{ &panel.simulated }</span> }
        </p>
    }
}
