//! The buttons of the scenarios, which are prose but for what a click on them does, and what the instruments tell of
//! the one that is looked at.

use super::{
    Intent, Presence, Scenario, State,
    instruments::{Bench, Instruments},
};
use crate::{i18n::Texts, slot::Slots};
use web_sys::Element;
use yew::prelude::*;

/// One button a scenario, and below them what to watch.
pub(super) fn scenarios(
    texts: &Texts,
    slots: &Slots,
    state: &State,
    instruments: Option<&Instruments>,
    intent: &Callback<Intent>,
) -> Html {
    let onfocusin = intent.reform(|event: FocusEvent| Intent::Look(of(&event)));
    let onpointerover = intent.reform(|event: PointerEvent| Intent::Look(of(&event)));
    let onpointerleave = intent.reform(|_: PointerEvent| Intent::Look(None));
    let onclick = {
        let intent = intent.clone();
        move |event: MouseEvent| {
            of(&event).into_iter().for_each(|scenario| intent.emit(Intent::Play(scenario)));
        }
    };
    // A server that cannot refuse cannot do what else only ours does.
    let only_some = (!state.can_play(Scenario::Refused)).then_some("");
    html! {
        <div class="scenarios">
            <fieldset
                data-slot="scenarios"
                data-only-some={only_some}
                disabled={!state.controls().open}
                {onclick}
                {onfocusin}
                {onpointerover}
                {onpointerleave}
            >
                { slots.get("scenarios") }
            </fieldset>
            if let Some(scenario) = state.settings.told() {
                <div id="scenario">
                    { match instruments {
                        Some(instruments) => instruments.card(&Bench { texts, state, intent }, scenario),
                        None => absence(texts, state, intent),
                    } }
                </div>
            }
        </div>
    }
}

/// The scenario whose button an event is about.
fn of(event: &web_sys::Event) -> Option<Scenario> {
    const NAME: &str = "data-scenario";
    let button = event.target_dyn_into::<Element>()?.closest("[data-scenario]").ok()??;
    button.get_attribute(NAME)?.parse().ok()
}

/// What stands where the instruments are not here.
pub(super) fn absence(texts: &Texts, state: &State, intent: &Callback<Intent>) -> Html {
    let names = &texts.live.panel.drawers;
    match state.instruments {
        Presence::Unwanted | Presence::Here => Html::default(),
        Presence::Coming => html! { <p class="hint">{ &names.loading }</p> },
        Presence::Missing => {
            let onclick = intent.reform(|_| Intent::FetchAgain);
            html! {
                <p class="error">
                    { &names.missing }{ " " }<button type="button" class="quiet" {onclick}>{ &names.again }</button>
                </p>
            }
        }
    }
}
