//! What to watch in a scenario: a sentence, the order of events to expect, and what has come of it.

use super::{
    super::{Intent, Scenario, Step},
    Bench,
    fields::{Field, clicked, field},
};
use crate::websocket::Event;
use content::ScenarioTexts;
use yew::prelude::*;

/// The code that `server-close` ends with, and the one of a connection that broke.
const CODE: u16 = 4001;
const BROKEN: u16 = 1006;

/// What is expected of a scenario, in order; the number is how often in a row, `None` for as often as the reader
/// lets it.
#[must_use]
pub(super) fn expected(scenario: Scenario, count: u32) -> Vec<(Step, Option<u32>)> {
    let once = |step| (step, Some(1));
    let (open, error) = (once(Step::Told(Event::Open)), once(Step::Told(Event::Error)));
    match scenario {
        Scenario::Refused | Scenario::EarlyClose => vec![error, once(Step::Closed(BROKEN))],
        Scenario::ServerClose => vec![open, once(Step::Closed(CODE))],
        Scenario::Dropped => vec![open, once(Step::Closed(BROKEN))],
        Scenario::Push => vec![open, (Step::Told(Event::Message), None)],
        Scenario::Binary => vec![open, once(Step::Sent), once(Step::Told(Event::Message))],
        Scenario::Burst => vec![open, (Step::Told(Event::Message), Some(count))],
    }
}

/// How an expected step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// It has not come yet.
    Pending,
    /// It has come as it should.
    Happened,
    /// Something else came.
    Differs(Step),
}

/// Compares what came with what was expected. What comes after the last expected step is the reader's own doing,
/// and none of the scenario's business.
pub(super) fn marks(expected: &[(Step, Option<u32>)], came: &[(Step, u32)]) -> Vec<Mark> {
    let mut differs = false;
    let mark = |at: usize, (step, times): &(Step, Option<u32>)| match came.get(at) {
        _ if differs => Mark::Pending,
        None => Mark::Pending,
        Some((found, count)) if found == step => {
            // A message that the reader sends in between makes of one row two.
            if times.is_none_or(|times| *count >= times) {
                Mark::Happened
            } else {
                short(came.get(at + 1), &mut differs)
            }
        }
        Some((found, _)) => {
            differs = true;
            Mark::Differs(*found)
        }
    };
    let mut mark = mark;
    expected.iter().enumerate().map(|(at, step)| mark(at, step)).collect()
}

/// The mark of a step that has not come often enough yet: pending, unless something else came after it.
fn short(next: Option<&(Step, u32)>, differs: &mut bool) -> Mark {
    match next {
        None => Mark::Pending,
        Some((found, _)) => {
            *differs = true;
            Mark::Differs(*found)
        }
    }
}

pub(super) fn card(texts: &ScenarioTexts, bench: &Bench<'_>, scenario: Scenario) -> Html {
    let state = bench.state;
    let played = state.link.connection().and_then(|connection| connection.scenario);
    let playing = played.filter(|(played, _)| *played == scenario);
    let count = playing.map_or_else(|| state.settings.burst().unwrap_or(0), |(_, count)| count);
    let expected = expected(scenario, count);
    let came = if playing.is_some() { state.trace.steps() } else { &[] };
    let marks = marks(&expected, came);
    let complete = marks.iter().all(|mark| *mark == Mark::Happened);
    let step = |((step, times), mark): (&(Step, Option<u32>), &Mark)| {
        // The words for those who see neither shape nor colour; what differs, everybody reads.
        let hidden = "visually-hidden";
        let (mark, shape, class, word) = match mark {
            Mark::Pending => ("pending", "○", hidden, texts.pending.clone()),
            Mark::Happened => ("happened", "✓", hidden, texts.happened.clone()),
            Mark::Differs(found) => {
                ("differs", "✗", "error", texts.differs.fill(&[("found", &name(bench, *found))]))
            }
        };
        let name = name(bench, *step);
        let name = match times {
            Some(1) => name,
            Some(times) => {
                let count = bench.texts.formats.number(u64::from(*times));
                texts.times.fill(&[("step", &name), ("count", &count)])
            }
            None => [&name, ", ", &texts.until_closed].concat(),
        };
        html! {
            <li data-mark={mark}>
                <span aria-hidden="true">{ shape }</span>{ " " }<code>{ name }</code>
                <span {class}>{ " — " }{ word }</span>
            </li>
        }
    };
    html! {
        <>
            <p>{ code(sentence(texts, scenario)) }</p>
            <h4>{ &texts.expected }</h4>
            <ol class="expected">{ for expected.iter().zip(&marks).map(step) }</ol>
            if scenario == Scenario::Burst { { burst(texts, bench) } }
            <p class="hint" role="status">{ if complete { texts.complete.as_str() } else { "" } }</p>
        </>
    }
}

/// How a step is called: as the reference calls it.
fn name(bench: &Bench<'_>, step: Step) -> String {
    match step {
        Step::Sent => bench.texts.live.panel.send.clone(),
        Step::Told(event) => event.name().to_owned(),
        Step::Closed(code) => [Event::Close.name(), " ", &code.to_string()].concat(),
    }
}

fn sentence(texts: &ScenarioTexts, scenario: Scenario) -> &str {
    match scenario {
        Scenario::Refused => &texts.refused,
        Scenario::ServerClose => &texts.server_close,
        Scenario::Dropped => &texts.dropped,
        Scenario::EarlyClose => &texts.early_close,
        Scenario::Push => &texts.push,
        Scenario::Binary => &texts.binary,
        Scenario::Burst => &texts.burst,
    }
}

/// A text in which code stands between backticks.
pub(super) fn code(text: &str) -> Html {
    let part = |(at, part): (usize, &str)| {
        if at % 2 == 1 {
            html! { <code>{ part }</code> }
        } else {
            html! { { part } }
        }
    };
    text.split('`').enumerate().map(part).collect()
}

/// How many messages, and the question before very many.
fn burst(texts: &ScenarioTexts, bench: &Bench<'_>) -> Html {
    let settings = &bench.state.settings;
    let count = settings.burst();
    let error = count.is_none().then(|| texts.count_error.clone());
    let value = settings.burst.as_str();
    let input = Field { id: "burst-count", label: &texts.count, value, mode: "numeric", error };
    let yes = bench.intent.reform(|_: MouseEvent| Intent::PlayAnyway);
    let no = clicked(bench, |settings| settings.asks = false);
    let number = bench.texts.formats.number(u64::from(count.unwrap_or_default()));
    html! {
        <>
            { field(input, bench, |settings, typed| {
                settings.burst = typed;
                settings.asks = false;
            }) }
            if settings.asks {
                <div role="alert">
                    <p>{ texts.asks.fill(&[("count", &number)]) }</p>
                    <button id="burst-yes" type="button" onclick={yes}>{ &texts.asks_yes }</button>{ " " }
                    <button type="button" onclick={no}>{ &texts.asks_no }</button>
                </div>
            }
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: Step = Step::Told(Event::Open);
    const MESSAGE: Step = Step::Told(Event::Message);

    #[test]
    fn what_comes_is_ticked_off() {
        let burst = expected(Scenario::Burst, 3);
        assert_eq!(marks(&burst, &[]), [Mark::Pending, Mark::Pending]);
        assert_eq!(marks(&burst, &[(OPEN, 1)]), [Mark::Happened, Mark::Pending]);
        assert_eq!(marks(&burst, &[(OPEN, 1), (MESSAGE, 2)]), [Mark::Happened, Mark::Pending]);
        let whole = [(OPEN, 1), (MESSAGE, 3), (Step::Closed(1005), 1)];
        assert_eq!(marks(&burst, &whole), [Mark::Happened, Mark::Happened]);
    }

    #[test]
    fn a_difference_is_shown_as_one() {
        let refused = expected(Scenario::Refused, 0);
        assert_eq!(marks(&refused, &[(OPEN, 1)]), [Mark::Differs(OPEN), Mark::Pending]);
        let burst = expected(Scenario::Burst, 3);
        let closed = Step::Closed(1006);
        assert_eq!(
            marks(&burst, &[(OPEN, 1), (MESSAGE, 2), (closed, 1)]),
            [Mark::Happened, Mark::Differs(closed)]
        );
    }
}
