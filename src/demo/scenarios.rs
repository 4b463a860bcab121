//! The buttons of the scenarios, and what the instruments tell of the one that is looked at.

use super::{
    Intent, Presence, Scenario, State,
    instruments::{Bench, Instruments},
};
use crate::i18n::Texts;
use content::Scenarios;
use yew::prelude::*;

/// One button a scenario, and below them what to watch.
pub(super) fn scenarios(
    texts: &Texts,
    state: &State,
    instruments: Option<&Instruments>,
    intent: &Callback<Intent>,
) -> Html {
    let names = &texts.live.panel.scenarios;
    let can_open = state.controls().open;
    let button = |scenario: Scenario| {
        let playable = state.can_play(scenario);
        let settings =
            super::Settings { scenario: Some(scenario.index()), asks: false, ..state.settings.clone() };
        let look = {
            let (intent, settings) = (intent.clone(), settings.clone());
            Callback::from(move |()| intent.emit(Intent::Want(settings.clone())))
        };
        let (onfocus, onpointerenter) = (look.reform(|_| ()), look.reform(|_| ()));
        let onclick = {
            let (intent, wish) = (intent.clone(), state.settings.play(scenario));
            Callback::from(move |_| wish.iter().for_each(|wish| intent.emit(wish.clone())))
        };
        let pressed = (state.settings.scenario == Some(scenario.index())).then_some("");
        html! {
            <li>
                <button
                    type="button"
                    class="quiet"
                    autocomplete="off"
                    data-scenario={scenario.name()}
                    data-shown={pressed}
                    disabled={!can_open || !playable}
                    {onclick}
                    {onfocus}
                    {onpointerenter}
                >
                    { name(names, scenario) }
                </button>
                if !playable { <span class="hint">{ " " }{ &names.not_here }</span> }
            </li>
        }
    };
    html! {
        <div class="scenarios">
            <h3 id="scenarios">{ &names.label }</h3>
            <ul aria-labelledby="scenarios">{ for Scenario::ALL.map(button) }</ul>
            { card(texts, state, instruments, intent) }
        </div>
    }
}

fn name(names: &Scenarios, scenario: Scenario) -> &str {
    match scenario {
        Scenario::Refused => &names.refused,
        Scenario::ServerClose => &names.server_close,
        Scenario::Dropped => &names.dropped,
        Scenario::EarlyClose => &names.early_close,
        Scenario::Push => &names.push,
        Scenario::Binary => &names.binary,
        Scenario::Burst => &names.burst,
    }
}

/// What to watch in the scenario that is looked at.
fn card(texts: &Texts, state: &State, instruments: Option<&Instruments>, intent: &Callback<Intent>) -> Html {
    let Some(scenario) = state.settings.scenario.and_then(|at| Scenario::ALL.get(at)) else {
        return Html::default();
    };
    html! {
        <div id="scenario">
            { match instruments {
                Some(instruments) => instruments.card(&Bench { texts, state, intent }, *scenario),
                None => absence(texts, state, intent),
            } }
        </div>
    }
}

/// What stands where the instruments are not here.
pub(super) fn absence(texts: &Texts, state: &State, intent: &Callback<Intent>) -> Html {
    let names = &texts.live.panel.drawers;
    let settings = state.settings.clone();
    let onclick = intent.reform(move |_| Intent::Want(settings.clone()));
    match state.instruments {
        Presence::Unwanted | Presence::Here => Html::default(),
        Presence::Coming => html! { <p class="hint">{ &names.loading }</p> },
        Presence::Missing => html! {
            <p class="error">
                { &names.missing }{ " " }<button type="button" class="quiet" {onclick}>{ &names.again }</button>
            </p>
        },
    }
}
