//! A message that is shown as JSON.

use brython_websocket::demo::instruments::pretty;
use serde_json::Value;

/// How long a message may be to be looked at (`src/demo/instruments/json.rs`), in bytes.
const LONGEST: usize = 256 << 10;

/// What is shown is JSON again, of the same parts in the same order; what is none is not shown as such, nor what is too
/// long.
pub fn json(text: &str) {
    let right = serde_json::from_str::<Value>(text).ok().filter(|_| text.len() <= LONGEST);
    let shown = pretty(text).map(|shown| serde_json::from_str::<Value>(&shown).expect("it is JSON"));
    assert_eq!(shown.map(without_numbers), right.map(without_numbers), "{text:?}");
}

/// One that Rust has no room for is shown as its nearest neighbour.
fn without_numbers(value: Value) -> Value {
    match value {
        Value::Number(_) => 0.into(),
        Value::Array(values) => values.into_iter().map(without_numbers).collect(),
        Value::Object(members) => {
            members.into_iter().map(|(name, value)| (name, without_numbers(value))).collect()
        }
        other @ (Value::Null | Value::Bool(_) | Value::String(_)) => other,
    }
}
