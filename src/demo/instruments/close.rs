//! A close with a code and a reason, and what any code says.

use super::{
    super::Intent,
    Bench,
    fields::{Field, field},
};
use crate::websocket::LONGEST_REASON;
use content::{CloseTexts, Laboratory};
use web_sys::SubmitEvent;
use yew::prelude::*;

/// What is wrong with what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// No number that is a close code.
    NotACode,
    /// A code that a page may not send.
    NotSendable,
}

/// The code that was typed, which a page may send.
///
/// # Errors
/// What is wrong with it.
pub fn sendable(typed: &str) -> Result<u16, Wrong> {
    match code(typed) {
        None => Err(Wrong::NotACode),
        Some(code @ (1000 | 3000..=4999)) => Ok(code),
        Some(_) => Err(Wrong::NotSendable),
    }
}

fn code(typed: &str) -> Option<u16> {
    typed.trim().parse().ok().filter(|code| (1000..=4999).contains(code))
}

pub(super) fn close(laboratory: &Laboratory, bench: &Bench<'_>) -> Html {
    let (texts, settings) = (&laboratory.texts.close, &bench.state.settings);
    let can_close = bench.state.controls().send;
    let sendable = sendable(&settings.code);
    let (most, used) = (LONGEST_REASON.to_string(), settings.reason.len());
    let too_long = (used > LONGEST_REASON).then(|| texts.too_long.fill(&[("most", &most)]));
    let ready = can_close && too_long.is_none();
    let onsubmit = {
        let (intent, reason) = (bench.intent.clone(), settings.reason.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let (true, Ok(code)) = (ready, sendable) {
                intent.emit(Intent::CloseWith(code, reason.clone()));
            }
        })
    };
    let code_field = Field {
        id: "close-code",
        label: &texts.code,
        value: &settings.code,
        mode: "numeric",
        error: sendable.err().map(|wrong| match wrong {
            Wrong::NotACode => texts.not_a_number.clone(),
            Wrong::NotSendable => texts.not_sendable.clone(),
        }),
    };
    let reason_field = Field {
        id: "close-reason",
        label: &texts.reason,
        value: &settings.reason,
        mode: "text",
        error: too_long,
    };
    let counter = texts.used.fill(&[("used", &used.to_string()), ("most", &most)]);
    html! {
        <form novalidate=true {onsubmit}>
            { field(code_field, bench, |settings, typed| settings.code = typed) }
            { meaning(texts, laboratory, &settings.code) }
            { field(reason_field, bench, |settings, typed| settings.reason = typed) }
            <p id="close-used" class="hint">{ counter }</p>
            <button id="close-send" type="submit" disabled={!ready || sendable.is_err()}>{ &texts.send }</button>
            if !can_close { <p class="hint">{ &texts.needs_open }</p> }
        </form>
    }
}

/// What the typed code says, whoever sends it.
fn meaning(texts: &CloseTexts, laboratory: &Laboratory, typed: &str) -> Html {
    let Ok(number) = typed.trim().parse() else { return Html::default() };
    let sentence = match laboratory.code(number) {
        Some(row) => [&row.name, ". ", &row.meaning].concat(),
        None if (1000..=4999).contains(&number) => texts.unknown.clone(),
        None => texts.outside.clone(),
    };
    html! {
        <p id="close-meaning">
            <code>{ number }</code>{ " — " }{ sentence }
            if sendable(typed).is_ok() { { " " }{ &texts.sendable } }
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::{Wrong, sendable};

    #[test]
    fn a_page_sends_1000_and_3000_to_4999() {
        for (typed, expected) in [
            ("1000", Ok(1000)),
            (" 4999 ", Ok(4999)),
            ("3000", Ok(3000)),
            ("1005", Err(Wrong::NotSendable)),
            ("2999", Err(Wrong::NotSendable)),
            ("5000", Err(Wrong::NotACode)),
            ("999", Err(Wrong::NotACode)),
            ("70000", Err(Wrong::NotACode)),
            ("", Err(Wrong::NotACode)),
            ("mil", Err(Wrong::NotACode)),
        ] {
            assert_eq!(sendable(typed), expected, "{typed}");
        }
    }
}
