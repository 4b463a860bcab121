//! What stands below the Python program: the button that runs it, and all else once the instruments are here.

use super::{
    Intent,
    guest::Phase,
    instruments::{Bench, Instruments},
    scenarios::absence,
};
use yew::prelude::*;

pub(super) fn python(bench: &Bench<'_>, instruments: Option<&Instruments>) -> Html {
    let Bench { texts, state, intent } = bench;
    let run = intent.reform(|_| Intent::RunPython);
    let is_alive = state.environment.is_some();
    let [actions, rest] = match instruments {
        Some(instruments) => instruments.python(bench),
        None if state.guest.phase == Phase::Idle => Default::default(),
        None => [Html::default(), absence(texts, state, intent)],
    };
    html! {
        <div class="python">
            <button id="run_python" disabled={!is_alive} onclick={run}>{ &texts.live.page.run }</button>
            { actions }
            { rest }
        </div>
    }
}
