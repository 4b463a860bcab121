//! What folds away: the instruments, each drawn when it is open.

use super::{
    Instrument, Intent, State,
    instruments::{Bench, Instruments},
    scenarios::absence,
};
use crate::i18n::Texts;
use content::Drawers;
use web_sys::Element;
use yew::prelude::*;

/// The instruments, folded or open.
pub(super) fn drawers(
    texts: &Texts,
    state: &State,
    instruments: Option<&Instruments>,
    intent: &Callback<Intent>,
) -> Html {
    let names = &texts.live.panel.drawers;
    let drawer = |instrument: Instrument| {
        let shows = state.settings.shows(instrument);
        let ontoggle = intent.reform(move |event: web_sys::Event| {
            let open = event.target_unchecked_into::<Element>().has_attribute("open");
            Intent::Toggle(instrument, open)
        });
        html! {
            <details id={["instrument-", instrument.name()].concat()} class="drawer" {ontoggle}>
                <summary>{ name(names, instrument) }</summary>
                if shows {
                    <div>
                        { match instruments {
                            Some(instruments) => instruments.drawer(&Bench { texts, state, intent }, instrument),
                            None => absence(texts, state, intent),
                        } }
                    </div>
                }
            </details>
        }
    };
    // What is unfolded sooner, nobody hears of.
    let inert = state.environment.is_none();
    html! { <div class="drawers" {inert}>{ for Instrument::ALL.map(drawer) }</div> }
}

fn name(names: &Drawers, instrument: Instrument) -> &str {
    match instrument {
        Instrument::Pictures => &names.pictures,
        Instrument::Close => &names.close,
        Instrument::Log => &names.log,
        Instrument::Retry => &names.retry,
    }
}
