//! A conversation of a file, step by step.

use super::{
    super::{Action, Intent, Replay, State},
    Bench,
};
use content::LogTools;
use std::rc::Rc;
use yew::prelude::*;

/// The conversation after `count` more steps.
fn after(replay: &Replay, count: usize) -> Rc<Replay> {
    let Replay { actions, taken, state } = replay;
    let upto = actions.len().min(taken + count);
    let steps: Vec<Action> = actions[*taken..upto].to_vec();
    Rc::new(Replay { actions: Rc::clone(actions), taken: upto, state: state.clone().after(steps) })
}

/// What goes on in it, and out of it.
pub(super) fn replay(texts: &LogTools, bench: &Bench<'_>) -> Html {
    let Some(replay) = &bench.state.replay else { return Html::default() };
    let number = |count: usize| bench.texts.formats.number(count as u64);
    let total = replay.actions.len();
    let to = |replay: &Rc<Replay>, count: usize| {
        let replay = Rc::clone(replay);
        bench.intent.reform(move |_| Intent::Replay(Some(after(&replay, count))))
    };
    let start = Rc::new(Replay { actions: Rc::clone(&replay.actions), taken: 0, state: State::default() });
    let ended = replay.taken == total;
    let onstart = bench.intent.reform(move |_| Intent::Replay(Some(Rc::clone(&start))));
    html! {
        <div id="replay">
            <p role="status">{ texts.replay.fill(&[("taken", &number(replay.taken)), ("total", &number(total))]) }</p>
            <p class="row">
                <button type="button" class="quiet" disabled={ended} onclick={to(replay, 1)}>{ &texts.step }</button>
                <button type="button" class="quiet" disabled={ended} onclick={to(replay, total)}>{ &texts.rest }</button>
                <button type="button" class="quiet" disabled={replay.taken == 0} onclick={onstart}>{ &texts.start }</button>
                { leave(texts, bench.intent) }
            </p>
        </div>
    }
}

/// That what the log shows is not what happens now, for who does not have the tools in sight.
pub(super) fn replaying(texts: &LogTools, intent: &Callback<Intent>) -> Html {
    html! { <p class="hint">{ &texts.replaying }{ " " }{ leave(texts, intent) }</p> }
}

fn leave(texts: &LogTools, intent: &Callback<Intent>) -> Html {
    let onclick = intent.reform(|_| Intent::Replay(None));
    html! { <button type="button" class="quiet" {onclick}>{ &texts.leave }</button> }
}
