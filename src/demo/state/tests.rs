//! The reducer as a table, and the rules that no sequence of actions may break.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail by a panic")]
#![allow(clippy::wildcard_enum_match_arm, reason = "the table asks of one action only")]

use super::{super::log::BOUND, *};
use crate::websocket::{AddressError, CloseEvent, Data};
use proptest::prelude::*;

const NOW: Moment = Moment { unix_ms: 0, offset_minutes: 0 };

fn connection(id: u32) -> Connection {
    Connection { id, target: Environment::default().target(Server::Embedded, "").unwrap() }
}

fn close(code: u16) -> DomEvent {
    DomEvent::Close(CloseEvent { code, reason: String::new(), was_clean: code != 1006 })
}

fn message(text: &str) -> DomEvent {
    DomEvent::Message(Data::from(text))
}

fn after(actions: impl IntoIterator<Item = Action>) -> State {
    actions.into_iter().fold(State::default(), |state, action| state.step(action).unwrap_or(state))
}

fn alive(actions: impl IntoIterator<Item = Action>) -> State {
    after(std::iter::once(Action::Hydrated(Environment::default())).chain(actions))
}

fn lit(state: &State) -> Vec<Event> {
    state.lit().map(DomEvent::event).collect()
}

fn opened() -> Vec<Action> {
    vec![Action::Connecting(connection(1)), Action::Told(1, NOW, DomEvent::Open)]
}

#[test]
fn the_buttons_follow_the_table() {
    let told = |event| Action::Told(1, NOW, event);
    let connecting = vec![Action::Connecting(connection(1))];
    let closing = [opened(), vec![Action::Closing]].concat();
    let closed = [opened(), vec![told(close(1005))]].concat();
    for (name, actions, open, send, close) in [
        ("idle", vec![], true, false, false),
        ("connecting", connecting, false, false, true),
        ("open", opened(), false, true, true),
        ("closing", closing, false, false, false),
        ("closed", closed, true, false, false),
    ] {
        let state = alive(actions.clone());
        assert_eq!(state.link.name(), name);
        assert_eq!(state.controls(), Controls { open, send, close }, "{name}");
        assert_eq!(
            after(actions).controls(),
            Controls { open: false, send: false, close: false },
            "{name}, dead"
        );
    }
}

#[test]
fn a_refused_connection_lights_error_and_close() {
    let state = alive([
        Action::Connecting(connection(1)),
        Action::Told(1, NOW, DomEvent::Error),
        Action::Told(1, NOW, close(1006)),
    ]);
    assert_eq!(lit(&state), [Event::Error, Event::Close]);
    assert_eq!(Event::ALL.map(|event| state.count(event)), [0, 1, 0, 1]);
}

#[test]
fn only_the_last_event_is_lit_and_sending_lights_nothing() {
    let state = alive(
        [opened(), vec![Action::Told(1, NOW, message("a")), Action::Sent(NOW, "b".to_owned())]].concat(),
    );
    assert_eq!(lit(&state), [Event::Message]);
}

#[test]
fn what_is_lit_outlasts_the_log() {
    let not_sent = std::iter::repeat_n(Action::NotSent(NOW, "a".to_owned()), BOUND + 1);
    let state = alive(opened().into_iter().chain(not_sent).chain([Action::LogCleared]));
    assert_eq!(lit(&state), [Event::Open]);
}

#[test]
fn an_end_that_is_no_farewell_is_explained() {
    let told = |event| Action::Told(1, NOW, event);
    let connecting = Action::Connecting(connection(1));
    for (name, actions, notice) in [
        ("refused", vec![connecting.clone(), told(DomEvent::Error), told(close(1006))], Some(Notice::Failed)),
        ("cancelled", vec![connecting.clone(), Action::Closing, told(close(1006))], Some(Notice::Cancelled)),
        ("dropped", [opened(), vec![told(close(1006))]].concat(), Some(Notice::Dropped)),
        ("blocked", vec![connecting, told(DomEvent::Error), Action::Blocked(1)], Some(Notice::Blocked)),
        ("closed", [opened(), vec![Action::Closing, told(close(1005))]].concat(), None),
        ("closed by the server", [opened(), vec![told(close(4001))]].concat(), None),
    ] {
        let state = alive(actions);
        assert_eq!(state.notice, notice, "{name}");
        assert_eq!(state.controls(), Controls { open: true, send: false, close: false }, "{name}");
    }
}

#[test]
fn a_close_event_goes_before_the_look_for_it() {
    let state = alive([opened(), vec![Action::Told(1, NOW, close(1006))]].concat());
    assert_eq!(state.step(Action::Blocked(1)), None);
}

#[test]
fn what_is_sent_after_all_says_so() {
    let state = alive(
        [vec![Action::NotSent(NOW, "a".to_owned())], opened(), vec![Action::Resent(NOW, "a".to_owned(), 0)]]
            .concat(),
    );
    let whats: Vec<&What> = state.log.entries().map(|entry| &entry.what).collect();
    assert_eq!(whats[0], &What::NotSent { text: "a".to_owned(), resent: Some(NOW) });
    assert_eq!(whats[2], &What::Sent("a".to_owned()));
}

#[test]
fn late_events_change_nothing() {
    let state = alive([opened(), vec![Action::Told(1, NOW, close(1000))]].concat());
    assert_eq!(state.step(Action::Told(1, NOW, message("late"))), None);
    let state = state.step(Action::Connecting(connection(2))).unwrap();
    assert_eq!(state.step(Action::Told(1, NOW, close(1006))), None);
}

#[test]
fn a_second_connection_waits_for_the_end_of_the_first() {
    assert_eq!(alive(opened()).step(Action::Connecting(connection(2))), None);
}

#[test]
fn the_draft_goes_when_it_is_sent_and_only_then() {
    let draft = Action::DraftEdited("olá".to_owned());
    let sent = alive([opened(), vec![draft.clone(), Action::Sent(NOW, "olá".to_owned())]].concat());
    assert_eq!(sent.draft, "");
    let again = alive([opened(), vec![draft.clone(), Action::Sent(NOW, "outra".to_owned())]].concat());
    assert_eq!(again.draft, "olá");
    let lost = alive([draft, Action::NotSent(NOW, "olá".to_owned())]);
    assert_eq!((lost.draft.as_str(), &lost.notice), ("olá", &Some(Notice::NotOpen)));
}

#[test]
fn a_notice_lasts_until_the_next_click() {
    let state = alive([Action::EmptyNotSent]);
    assert_eq!(state.notice, Some(Notice::EmptyMessage));
    assert_eq!(state.step(Action::DraftEdited("a".to_owned())).unwrap().notice, None);
}

#[test]
fn an_event_of_the_socket_leaves_the_notice() {
    let state = alive([opened(), vec![Action::EmptyNotSent, Action::Told(1, NOW, message("a"))]].concat());
    assert_eq!(state.notice, Some(Notice::EmptyMessage));
}

#[test]
fn what_is_cleared_comes_back_above_what_came_since() {
    let state = alive(
        [opened(), vec![Action::LogCleared, Action::Told(1, NOW, message("a")), Action::LogRestored]]
            .concat(),
    );
    let ids: Vec<u64> = state.log.entries().map(|entry| entry.id).collect();
    assert_eq!(ids, [0, 1]);
    assert!(!state.log.can_restore());
}

#[test]
fn a_cleared_log_has_dropped_nothing() {
    let sent = std::iter::repeat_n(Action::Sent(NOW, "a".to_owned()), BOUND + 3);
    let full = alive(opened().into_iter().chain(sent));
    assert_eq!(full.log.dropped(), 4);
    let cleared = full.step(Action::LogCleared).unwrap();
    assert_eq!((cleared.log.dropped(), cleared.log.is_empty()), (0, true));
    assert_eq!(cleared.step(Action::LogRestored).unwrap().log, full.log);
}

#[test]
fn what_changes_nothing_is_not_rendered() {
    let state = alive([]);
    assert_eq!(state.step(Action::Closing), None);
    assert_eq!(state.step(Action::ServerChosen(Server::Embedded)), None);
}

fn row(can: Controls) -> [bool; 3] {
    [can.open, can.send, can.close]
}

/// The table of the buttons: open, send, close.
fn row_of(state: &str, alive: bool) -> [bool; 3] {
    let row = match state {
        "idle" | "closed" => [true, false, false],
        "connecting" => [false, false, true],
        "open" => [false, true, true],
        "closing" => [false, false, false],
        other => panic!("the table has no row for {other}"),
    };
    row.map(|can| can && alive)
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[a-z<&\u{202e}\u{0}é😀]{0,8}"]
}

fn any_event() -> impl Strategy<Value = DomEvent> {
    prop_oneof![
        Just(DomEvent::Open),
        Just(DomEvent::Error),
        any_text().prop_map(|text| message(&text)),
        prop::collection::vec(any::<u8>(), 0..4).prop_map(|bytes| DomEvent::Message(Data::from(bytes))),
        (1000_u16..5000).prop_map(close),
    ]
}

fn any_action() -> impl Strategy<Value = Action> {
    prop_oneof![
        1 => Just(Action::Hydrated(Environment::default())),
        1 => (0_usize..4).prop_map(|i| Action::ServerChosen(Server::ALL[i])),
        1 => any_text().prop_map(Action::AddressEdited),
        2 => any_text().prop_map(Action::DraftEdited),
        3 => (1_u32..5).prop_map(|id| Action::Connecting(connection(id))),
        1 => Just(Action::NotOpened(OpenError::Address(AddressError::Empty))),
        3 => any_text().prop_map(|text| Action::Sent(NOW, text)),
        1 => any_text().prop_map(|text| Action::NotSent(NOW, text)),
        1 => (any_text(), 0_u64..9).prop_map(|(text, id)| Action::Resent(NOW, text, id)),
        1 => (1_u32..5).prop_map(Action::Blocked),
        1 => Just(Action::EmptyNotSent),
        2 => Just(Action::Closing),
        9 => (1_u32..5, any_event()).prop_map(|(id, event)| Action::Told(id, NOW, event)),
        1 => Just(Action::LogCleared),
        1 => Just(Action::LogRestored),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_actions_breaks_the_rules(actions in prop::collection::vec(any_action(), 0..400)) {
        let mut state = State::default();
        for action in actions {
            let next = state.step(action.clone()).unwrap_or_else(|| state.clone());
            prop_assert_eq!(row(next.controls()), row_of(next.link.name(), next.environment.is_some()));
            prop_assert!(next.log.entries().count() <= BOUND);
            let ids: Vec<u64> = next.log.entries().map(|entry| entry.id).collect();
            prop_assert!(ids.is_sorted_by(|a, b| a < b), "entries out of order");
            let fired = |state: &State| Event::ALL.map(|event| state.count(event)).iter().sum::<u32>();
            let counts = match &action {
                // In use: not idle, and neither closed nor blocked. Any other connection's event is late.
                Action::Told(id, ..) => {
                    let in_use = matches!(state.link.name(), "connecting" | "open" | "closing");
                    u32::from(in_use && state.link.connection().is_some_and(|connection| connection.id == *id))
                }
                _ => 0,
            };
            prop_assert_eq!(fired(&next), fired(&state) + counts, "an event was lost or invented");
            let edits = matches!(action, Action::DraftEdited(_) | Action::Sent(..) | Action::Resent(..));
            prop_assert!(edits || next.draft == state.draft, "the draft was lost");
            prop_assert!(next.lit().count() <= 2);
            state = next;
        }
    }
}
