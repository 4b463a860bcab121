//! The reducer as a table, and the rules that no sequence of actions may break.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail by a panic")]
#![allow(clippy::wildcard_enum_match_arm, reason = "the table asks of one action only")]

use super::{
    super::{
        Connection, Failure, Guest, Happening, Moment, Phase, Raised, Refusal, Said, WAYS, Way,
        instruments::{exported, imported},
        log::{BOUND, BOUND_BYTES},
    },
    *,
};
use crate::websocket::{AddressError, CloseEvent, Data};
use proptest::prelude::*;

const NOW: Moment = Moment { unix_us: 0, offset_minutes: 0 };

fn connection(id: u32) -> Connection {
    Connection::new(id, Environment::default().target(Server::Embedded, "").unwrap(), NOW)
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
        [opened(), vec![Action::Told(1, NOW, message("a")), Action::Sent(NOW, Data::from("b"))]].concat(),
    );
    assert_eq!(lit(&state), [Event::Message]);
}

#[test]
fn the_connections_of_a_program_end_with_its_frame() {
    let of_python = Rc::new(Connection { of_python: true, ..connection(2) });
    let happened = |happening| Action::OfGuest(Rc::clone(&of_python), NOW, happening);
    let told = |event| happened(Happening::Noted(What::Told(event)));
    let guest = |phase, failure| Action::Guest(Guest { phase, failure, ..Guest::default() }.into());
    let open = [vec![guest(Phase::Running, None), happened(Happening::Asked), told(DomEvent::Open)]].concat();
    let raised =
        Failure::Raised(Raised { what: String::new(), traceback: String::new(), line: None, hint: None });
    for (phase, failure, state) in [
        (Phase::Running, None, "open"),
        (Phase::Failed, Some(raised), "open"),
        (Phase::Stopped, None, "closed"),
        (Phase::Loading, None, "closed"),
        (Phase::Failed, Some(Failure::Gone), "closed"),
        (Phase::Failed, Some(Failure::TooMuch), "closed"),
    ] {
        let name = format!("{phase:?} {failure:?}");
        let after = alive([open.clone(), vec![guest(phase, failure)]].concat());
        assert_eq!(after.pictured().name(), state, "{name}");
        assert_eq!(after.pictured().connection(), after.guest_link.connection(), "{name}");
        let way = WAYS.iter().position(|way| *way == ("open", "closed")).unwrap();
        assert_eq!(after.transitions.has(way), state == "closed", "{name}");
    }
    let ended = alive([open, vec![told(close(1005)), guest(Phase::Stopped, None)]].concat());
    assert!(
        matches!(ended.guest_link, Link::Closed(..)),
        "an end that was told stays: {:?}",
        ended.guest_link
    );
}

#[test]
fn what_is_lit_outlasts_the_log() {
    let not_sent = std::iter::repeat_n(Action::NotSent(NOW, Data::from("a")), BOUND + 1);
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
fn an_end_that_was_to_come_needs_no_remedy() {
    let played = |scenario| Action::Connecting(Connection { scenario: Some((scenario, 0)), ..connection(1) });
    let told = |event| Action::Told(1, NOW, event);
    for (scenario, before_open, after_open) in [
        (Scenario::Refused, None, Some(Notice::Dropped)),
        (Scenario::Dropped, Some(Notice::Failed), None),
        (Scenario::Push, Some(Notice::Failed), Some(Notice::Dropped)),
    ] {
        let state = alive([played(scenario), told(DomEvent::Error), told(close(1006))]);
        assert_eq!(state.notice, before_open, "{scenario:?}");
        let state = alive([played(scenario), told(DomEvent::Open), told(close(1006))]);
        assert_eq!(state.notice, after_open, "{scenario:?}");
    }
}

#[test]
fn what_comes_back_by_itself_is_not_for_the_reader_to_open() {
    let told = |id, event| Action::Told(id, NOW, event);
    let lost = alive([vec![Action::RetrySet(true)], opened(), vec![told(1, close(1006))]].concat());
    assert_eq!(lost.notice, None);
    let attempt = Action::Connecting(Connection { attempt: Some(1), ..connection(2) });
    let failed = lost.after([Action::RetryWaits(900, 900), attempt, told(2, close(1006))]);
    assert_eq!(failed.notice, Some(Notice::Failed));
    let attempt = Action::Connecting(Connection { attempt: Some(2), ..connection(3) });
    let again = failed.after([Action::RetryWaits(900, 900), attempt]);
    assert_eq!(again.clone().after([told(3, DomEvent::Open)]).notice, None);
    let clicked = again.after([Action::NotSent(NOW, Data::from("a")), told(3, DomEvent::Open)]);
    assert_eq!(clicked.notice, Some(Notice::NotOpen));
}

#[test]
fn a_close_event_goes_before_the_look_for_it() {
    let state = alive([opened(), vec![Action::Told(1, NOW, close(1006))]].concat());
    assert_eq!(state.step(Action::Blocked(1)), None);
}

#[test]
fn what_is_sent_after_all_says_so() {
    let state = alive(
        [
            vec![Action::NotSent(NOW, Data::from("a"))],
            opened(),
            vec![Action::Resent(NOW, Data::from("a"), 0)],
        ]
        .concat(),
    );
    let whats: Vec<&What> = state.log.entries().map(|entry| &entry.what).collect();
    assert_eq!(whats[0], &What::NotSent { data: Data::from("a"), resent: Some(NOW) });
    assert_eq!(whats[2], &What::Sent(Data::from("a")));
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
    let sent = alive([opened(), vec![draft.clone(), Action::Sent(NOW, Data::from("olá"))]].concat());
    assert_eq!(sent.draft, "");
    let again = alive([opened(), vec![draft.clone(), Action::Sent(NOW, Data::from("outra"))]].concat());
    assert_eq!(again.draft, "olá");
    let lost = alive([draft, Action::NotSent(NOW, Data::from("olá"))]);
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
    let sent = std::iter::repeat_n(Action::Sent(NOW, Data::from("a")), BOUND + 3);
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
    let looked = Action::ScenarioLooked(Some(Scenario::Push));
    assert_eq!(state.step(looked.clone()).unwrap().step(looked), None);
}

#[test]
fn a_log_of_long_messages_is_bounded_by_its_bytes() {
    let long = message(&"a".repeat(BOUND_BYTES / 4));
    let told = std::iter::repeat_n(Action::Told(1, NOW, long), 9);
    let state = alive(opened().into_iter().chain(told));
    assert_eq!((state.log.entries().len(), state.log.dropped()), (4, 6));
}

#[test]
fn actions_at_once_are_as_one_after_the_other() {
    let actions =
        [opened(), vec![Action::Told(1, NOW, message("a")), Action::Sent(NOW, Data::from("b"))]].concat();
    assert_eq!(alive([]).after(actions.clone()), alive(actions));
}

fn at(seconds: i64) -> Moment {
    Moment { unix_us: seconds * 1_000_000, offset_minutes: 0 }
}

#[test]
fn a_flood_is_told_of_as_a_number() {
    let told = |seconds| Action::Told(1, at(seconds), message("a"));
    let first = alive([opened(), vec![told(1)]].concat());
    assert!(matches!(first.heard.said(), Some(Said::Message(_))));
    let flooded = first.clone().after([told(1), told(2), told(2)]);
    assert_eq!((flooded.heard.said(), flooded.heard.is_behind()), (first.heard.said(), true));
    let listened = flooded.after([Action::Listened(at(4))]);
    assert_eq!((listened.heard.said(), listened.heard.is_behind()), (Some(&Said::More(3)), false));
    assert!(matches!(listened.after([told(8)]).heard.said(), Some(Said::Message(_))));
}

#[test]
fn a_connection_comes_back_only_when_nobody_closed_it() {
    let told = |event| Action::Told(1, NOW, event);
    let on = alive([vec![Action::RetrySet(true)], opened()].concat());
    assert_eq!(on.clone().after([Action::Closing, told(close(1005))]).retry, Retry::On { failures: 0 });
    assert_eq!(alive(opened()).after([told(close(1006))]).retry, Retry::Off);
    let lost = on.after([told(close(1006))]);
    assert_eq!(lost.retry, Retry::Due { attempt: 1 });
    let waiting = lost.after([Action::RetryWaits(900, 900)]);
    assert_eq!((waiting.controls().open, waiting.controls().close), (true, true));
    let again = Connection { attempt: Some(1), ..connection(2) };
    let told = |event| Action::Told(2, NOW, event);
    let connecting = waiting.clone().after([Action::Connecting(again)]);
    assert_eq!(connecting.retry, Retry::On { failures: 1 });
    assert_eq!(
        connecting.clone().after([told(DomEvent::Error), told(close(1006))]).retry,
        Retry::Due { attempt: 2 }
    );
    assert_eq!(connecting.after([told(DomEvent::Open)]).retry, Retry::On { failures: 0 });
    assert_eq!(waiting.clone().after([Action::RetryCancelled]).retry, Retry::On { failures: 0 });
    assert_eq!(waiting.after([Action::RetrySet(false)]).retry, Retry::Off);
}

/// What is in the page, by the numbers of the first and the last row.
fn in_page(state: &State) -> (u64, u64) {
    let rows: Vec<_> = state.sight.kept(&state.log).entries().collect();
    let part = state.sight.part(&rows);
    (rows[part.start].id, rows[part.end - 1].id)
}

fn looking(state: State, way: Way) -> State {
    let rows: Vec<_> = state.sight.kept(&state.log).entries().collect();
    let sight = state.sight.moved(way, &rows, &state.log).unwrap();
    state.after([Action::Looked(sight)])
}

#[test]
fn a_long_log_has_some_of_its_rows_in_the_page() {
    let told = |count| std::iter::repeat_n(Action::Told(1, NOW, message("a")), count);
    let state = alive(opened().into_iter().chain(told(199)));
    assert_eq!(in_page(&state), (0, 199));
    let state = state.after(told(1));
    assert_eq!(in_page(&state), (171, 200));
    let up = looking(state, Way::Up);
    assert_eq!(in_page(&up), (141, 200));
    let more = up.after(told(5));
    assert_eq!((in_page(&more), more.sight.unseen(&more.log)), ((141, 200), 5));
    assert_eq!(in_page(&looking(more.clone(), Way::Down)), (146, 205));
    assert_eq!(in_page(&more.after([Action::Looked(Sight::End)])), (176, 205));
}

#[test]
fn a_paused_log_stands_still() {
    let told = |count| std::iter::repeat_n(Action::Told(1, NOW, message("a")), count);
    let state = alive(opened().into_iter().chain(told(3)));
    let paused = Sight::Paused { kept: Rc::new(state.log.kept().clone()), first: None };
    let state = state.after([Action::Looked(paused)]).after(told(BOUND));
    assert_eq!((in_page(&state), state.sight.unseen(&state.log)), ((0, 3), BOUND as u64));
}

/// What of a state a log tells.
fn retold(state: &State) -> impl PartialEq + std::fmt::Debug + use<> {
    let entries: Vec<_> =
        state.log.entries().map(|entry| (entry.connection.clone(), entry.at, entry.what.clone())).collect();
    (entries, state.counts, state.lit.iter().map(|entry| entry.what.clone()).collect::<Vec<_>>())
}

fn replayed(state: &State) -> State {
    let replay = imported(&exported(&state.log)).unwrap();
    replay.state.clone().after(replay.actions.iter().cloned())
}

#[test]
fn a_file_that_is_none_of_ours_is_refused_with_its_line() {
    let whole = exported(&alive(opened()).log);
    let lines: Vec<&str> = whole.lines().collect();
    for (text, refusal) in [
        (String::new(), Refusal::NotOurs),
        ("{}".to_owned(), Refusal::NotOurs),
        ("<html>".to_owned(), Refusal::NotOurs),
        (whole.replace("\"version\":1", "\"version\":2"), Refusal::NotOurs),
        // Cut at the end of a line, and with a line too many.
        (lines[..2].join("\n"), Refusal::Line(3)),
        ([&whole, lines[2]].concat(), Refusal::Line(lines.len() + 1)),
        ([lines[0], lines[1], "olá"].join("\n"), Refusal::Line(3)),
        ([lines[0], lines[1], &lines[2][..lines[2].len() - 4]].join("\n"), Refusal::Line(3)),
        (whole.replace("\"event\":\"open\"", "\"event\":\"opened\""), Refusal::Line(3)),
    ] {
        assert_eq!(imported(&text).err(), Some(refusal), "{text}");
    }
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
        3 => any_text().prop_map(|text| Action::Sent(NOW, Data::from(text))),
        1 => any_text().prop_map(|text| Action::NotSent(NOW, Data::from(text))),
        1 => (any_text(), 0_u64..9).prop_map(|(text, id)| Action::Resent(NOW, Data::from(text), id)),
        1 => (1_u32..5).prop_map(Action::Blocked),
        1 => Just(Action::EmptyNotSent),
        2 => Just(Action::Closing),
        9 => (1_u32..5, any_event()).prop_map(|(id, event)| Action::Told(id, NOW, event)),
        1 => Just(Action::LogCleared),
        1 => Just(Action::LogRestored),
        1 => any::<bool>().prop_map(Action::RetrySet),
        1 => (0_u32..9).prop_map(|left| Action::RetryWaits(9, left)),
    ]
}

/// What may happen next in a conversation.
#[derive(Clone, Debug)]
enum Turn {
    Opens,
    Hears(DomEvent),
    Says(String),
}

fn any_step() -> impl Strategy<Value = Turn> {
    prop_oneof![Just(Turn::Opens), any_event().prop_map(Turn::Hears), any_text().prop_map(Turn::Says)]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_actions_breaks_the_rules(actions in prop::collection::vec(any_action(), 0..400)) {
        let mut state = State::default();
        for action in actions {
            let next = state.step(action.clone()).unwrap_or_else(|| state.clone());
            let mut row_of = row_of(next.link.name(), next.environment.is_some());
            // Another attempt can be called off while it waits.
            row_of[2] |= next.environment.is_some() && next.retry.is_waiting();
            prop_assert_eq!(row(next.controls()), row_of);
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

    /// A log that is exported and imported makes the same state.
    #[test]
    fn a_conversation_in_a_file_is_the_same_conversation(events in prop::collection::vec((0_i64..9, any_step()), 0..99)) {
        let mut state = State::default();
        let (mut now, mut id) = (at(0), 0);
        for (pause, step) in events {
            now.unix_us += pause;
            let next = match step {
                Turn::Opens if state.link.is_over() => {
                    id += 1;
                    let scenario = usize::try_from(pause).ok().and_then(|at| Scenario::ALL.get(at)).map(|scenario| (*scenario, 7));
                    Action::Connecting(Connection { at: now, scenario, ..connection(id) })
                }
                Turn::Opens => continue,
                Turn::Hears(event) => Action::Told(id, now, event),
                Turn::Says(text) if state.link.name() == "open" => Action::Sent(now, Data::from(text)),
                Turn::Says(text) => Action::NotSent(now, Data::from(text)),
            };
            state = state.after([next]);
        }
        prop_assert_eq!(retold(&replayed(&state)), retold(&state));
    }
}
