//! What a frame tells of its program: a program can have it tell anything.

use brython_websocket::demo::{Failure, Guest, instruments::take_news};
use serde_json::Value;

/// How much of the output is kept (`src/demo/instruments/python/news.rs`), in bytes.
const MOST: usize = 64 << 10;

/// A line of the text is a message: its kind, and what it tells as JSON; all of it is the program too. What no frame of
/// ours sends, or more of it than any does, changes nothing; of what is printed the end is kept, never more than there is
/// room for, and all of it until it is told to be cut; the line of an exception is one of the program's.
pub fn news(text: &str) {
    let (mut guest, mut printed) = (Guest::default(), String::new());
    for line in text.lines() {
        let (kind, told) = line.split_once(' ').unwrap_or((line, "[]"));
        let Ok(Value::Array(told)) = serde_json::from_str(told) else { continue };
        let before = guest.clone();
        if take_news(&mut guest, text, kind, &told) != Ok(true) {
            assert_eq!(guest, before, "{line:?}");
            continue;
        }
        if let ("out", Some(Value::String(text))) = (kind, told.first()) {
            printed.push_str(text);
        }
        if let Some(Failure::Raised(raised)) = &guest.failure {
            assert!(raised.line.iter().all(|line| line.is_in(text)), "{:?} is none of {text:?}", raised.line);
        }
        assert!(guest.output.len() <= MOST, "{} bytes", guest.output.len());
        assert!(printed.ends_with(&guest.output), "{:?} is not the end of {printed:?}", guest.output);
        assert!(guest.is_cut || guest.output == printed, "{printed:?} was cut, and nobody is told");
    }
}
