//! The log that a reader imports.

use brython_websocket::demo::{
    Refusal, State,
    instruments::{as_text, exported, imported},
};

/// It is refused with a line that there is, or right behind the last; or it is a conversation that plays to its end,
/// whose own file is taken again and gives the same file.
pub fn log(text: &str) {
    let replay = match imported(text) {
        Ok(replay) => replay,
        Err(Refusal::Line(line)) => {
            return assert!((1..=text.lines().count() + 1).contains(&line), "line {line} of {text:?}");
        }
        Err(Refusal::NotOurs) => return,
        Err(refusal) => panic!("{refusal:?} is none of a text: {text:?}"),
    };
    let state = played(&replay.actions);
    let file = exported(&state.log);
    assert!(is_quiet(&file) && is_quiet(&as_text(&state.log)), "{text:?}");
    let again = imported(&file).unwrap_or_else(|refusal| panic!("{refusal:?} of our own file {file:?}"));
    assert_eq!(rest(&exported(&played(&again.actions).log)), rest(&file), "of {text:?}");
}

fn played(actions: &[brython_websocket::demo::Action]) -> State {
    let step = |state: State, action: &brython_websocket::demo::Action| {
        let next = state.step(action.clone());
        next.unwrap_or(state)
    };
    actions.iter().fold(State::default(), step)
}

/// Without the first line, which has a number of entries that are gone.
fn rest(file: &str) -> &str {
    file.split_once('\n').map_or("", |(_, rest)| rest)
}

/// Whether a terminal, or whoever lays out text, finds nothing in it to obey but tabs and line ends.
fn is_quiet(file: &str) -> bool {
    let is_loud = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
    };
    !file.contains(is_loud)
}
