//! What this page leaves to the one that is loaded in its place: the log, all of it and not only what is on the
//! screen, as text.
//!
//! It is not in the state, which nobody can ask any more once the program has trapped: a trap leaves borrowed what it
//! was at. Its memory stands, though, and this is in nobody's hands but for a moment.

use super::{
    hex::hex,
    log::{Entry, Kept, What},
};
use crate::{
    python::literal,
    websocket::{CloseEvent, DomEvent},
};
use std::cell::RefCell;

thread_local! {
    static LEFT: RefCell<Kept> = RefCell::default();
}

/// Has what is in the log be what is left.
pub(super) fn leave(log: &Kept) {
    LEFT.set(log.clone());
}

/// The log as lines: time, connection and event, and what was said, as Python writes it. Empty as the log is.
#[must_use]
pub fn left() -> String {
    LEFT.with_borrow(|log| log.entries().map(|entry| line(entry)).collect())
}

fn line(entry: &Entry) -> String {
    let id = entry.connection.as_ref().map_or(0, |connection| connection.id).to_string();
    let failed = if matches!(entry.what, What::NotSent { .. }) { "not " } else { "" };
    let said = match (&entry.what, entry.what.data()) {
        (_, Some(data)) => {
            data.text().map_or_else(|| hex(data.bytes(), data.held()), |text| literal(text, text.len()))
        }
        (What::Told(DomEvent::Close(CloseEvent { code, reason, .. })), _) => {
            [&code.to_string(), " ", &literal(reason, reason.len())].concat()
        }
        (What::Told(DomEvent::Open), _) => {
            entry.connection.as_ref().map(|connection| connection.target.address.clone()).unwrap_or_default()
        }
        _ => String::new(),
    };
    [&entry.at.to_string(), " #", &id, " ", failed, entry.what.name(), " ", &said, "\n"].concat()
}

// The generator of conversations is native.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::{leave, left};
    use crate::{
        demo::{Connection, Log, Moment, Target, Transport, What},
        websocket::{CloseEvent, Data, DomEvent},
    };
    use std::rc::Rc;

    fn logged() -> Log {
        let at = Moment { unix_us: 1_000, offset_minutes: 60 };
        let target = Target { transport: Transport::Network, address: "ws://a/eco".to_owned() };
        let connection = Some(Rc::new(Connection::new(3, target, at)));
        let close = CloseEvent { code: 4001, reason: "bye".to_owned(), was_clean: true };
        let mut log = Log::default();
        log.push(None, at, What::NotSent { data: Data::from("cedo".to_owned()), resent: None });
        for what in [
            What::Told(DomEvent::Open),
            What::Sent(Data::from("x".repeat(100))),
            What::Told(DomEvent::Message(Data::from(vec![0, 255]))),
            What::Told(DomEvent::Message(Data::from("a\n01:00 #1 close".to_owned()))),
            What::Told(DomEvent::Error),
            What::Told(DomEvent::Close(close)),
        ] {
            log.push(connection.clone(), at, what);
        }
        log
    }

    #[test]
    fn each_entry_is_a_line_that_says_all_of_it() {
        leave(logged().kept());
        let long = format!("01:00:00.001 #3 sent '{}'", "x".repeat(100));
        let lines = [
            "01:00:00.001 #0 not sent 'cedo'",
            "01:00:00.001 #3 open ws://a/eco",
            long.as_str(),
            "01:00:00.001 #3 message 00 ff",
            "01:00:00.001 #3 message 'a\\n01:00 #1 close'",
            "01:00:00.001 #3 error ",
            "01:00:00.001 #3 close 4001 'bye'",
        ];
        assert_eq!(left().lines().collect::<Vec<_>>(), lines);
    }

    #[test]
    fn an_empty_log_leaves_nothing() {
        leave(logged().kept());
        leave(Log::default().kept());
        assert_eq!(left(), "");
    }
}
