//! What the frame tells of its program, how much that may be, and what becomes of it: pure.

use super::super::super::{Failure, Guest, Hint, Line, Phase, Raised};
use serde_json::Value;

/// How much of the output is shown, in bytes; more than a reader reads, and little enough to be drawn often.
const MOST: usize = 64 << 10;

/// How many messages there may be in a batch.
pub(super) const MESSAGES: u32 = 4096;
/// How long a text may be that is about no socket, in UTF-16 units.
pub(super) const TEXT: u32 = 64 << 10;
/// How long the name and the message of an exception may be, in bytes.
const NAMED: usize = 16 << 10;

/// The frame has told more than any of ours does: a program has got hold of what it says. All of it would come into
/// the page's own memory, which has a bound, and ends the page beyond it.
#[derive(Debug, PartialEq, Eq)]
pub struct TooMuch;

/// How much of a batch is yet to be taken, in UTF-16 units or bytes.
#[derive(Debug)]
pub(super) struct Room(u32);

impl Room {
    /// Twice what a frame of ours puts into a batch.
    pub(super) const fn new() -> Self {
        Self(8 << 20)
    }

    /// Takes so much of one value, which may be no more than `most`.
    pub(super) fn take(&mut self, size: u32, most: u32) -> Result<(), TooMuch> {
        let left = self.0.checked_sub(size).filter(|_| size <= most).ok_or(TooMuch)?;
        self.0 = left;
        Ok(())
    }
}

/// Takes a message of the frame that is about no socket but about this program, and tells whether it changes anything;
/// one that no frame of ours sends does not.
pub fn take(guest: &mut Guest, program: &str, kind: &str, told: &[Value]) -> Result<bool, TooMuch> {
    let report = told.first().filter(|_| kind == "failed");
    let is_short =
        |name| report.and_then(|report| report.get(name)?.as_str()).is_none_or(|text| text.len() <= NAMED);
    if !["name", "message"].into_iter().all(is_short) {
        return Err(TooMuch);
    }
    Ok(taken(guest, program, kind, told).is_some())
}

fn taken(guest: &mut Guest, program: &str, kind: &str, told: &[Value]) -> Option<()> {
    let text = |at: usize| told.get(at).and_then(Value::as_str);
    match kind {
        // The version that it tells is not always its own: npm's 3.14.3 calls itself 3.14.2. What the program has to
        // say may come late or never, so it runs from here on.
        "ready" | "running" => guest.phase = Phase::Running,
        "out" => printed(guest, text(0)?),
        "dropped" => guest.dropped = told.get(1).and_then(Value::as_u64)?,
        "hint" => guest.hint = Some(hint(text(0)?)?),
        "failed" => {
            guest.failure = Some(Failure::Raised(raised(program, told.first()?)?));
            guest.phase = Phase::Failed;
        }
        // What came instead of Brython, the frame has not let run.
        "refused" => (guest.failure, guest.phase) = (Some(Failure::NotArrived), Phase::Failed),
        "bye" => (guest.failure, guest.phase) = (Some(Failure::Gone), Phase::Failed),
        _ => return None,
    }
    Some(())
}

/// Keeps the end of all that was printed.
fn printed(guest: &mut Guest, text: &str) {
    guest.output.push_str(text);
    if guest.output.len() > MOST {
        let mut from = guest.output.len() - MOST;
        while !guest.output.is_char_boundary(from) {
            from += 1;
        }
        // From the beginning of a line, where there is one.
        let rest = guest.output.get(from..).unwrap_or_default();
        from += rest.find('\n').map(|end| end + 1).filter(|end| *end < rest.len()).unwrap_or_default();
        guest.output.drain(..from);
        guest.is_cut = true;
    }
}

fn raised(program: &str, report: &Value) -> Option<Raised> {
    let text = |name: &str| report.get(name).and_then(Value::as_str);
    let (name, message) = (text("name")?, text("message")?);
    let what = if message.is_empty() { name.to_owned() } else { [name, ": ", message].concat() };
    let number = report.get("line").and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
    let line = number.and_then(|number| Line::of(program, number));
    let hint = text("hint").and_then(hint);
    Some(Raised { what, traceback: text("traceback")?.to_owned(), line, hint })
}

fn hint(name: &str) -> Option<Hint> {
    Some(match name {
        "send-before-open" => Hint::SendBeforeOpen,
        "handler-argument" => Hint::HandlerArgument,
        "no-module" => Hint::NoModule,
        "input" => Hint::Input,
        "endless" => Hint::Endless,
        "recursion" => Hint::Recursion,
        "syntax" => Hint::Syntax,
        "send-bytes" => Hint::SendBytes,
        "send-other" => Hint::SendOther,
        "socket-replaced" => Hint::SocketReplaced,
        "window-close" => Hint::WindowClose,
        "out-of-reach" => Hint::OutOfReach,
        _ => return None,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::*;
    use serde_json::json;

    const PROGRAM: &str = "a = 1\nfor _ in 'a':\n    print(x)\n";

    fn told(mut guest: Guest, kind: &str, told: &Value) -> Option<Guest> {
        let before = guest.clone();
        let changes = take(&mut guest, PROGRAM, kind, told.as_array().unwrap()).unwrap();
        assert!(changes || guest == before);
        changes.then_some(guest)
    }

    #[test]
    fn a_run_from_its_beginning_to_an_exception() {
        let loading = Guest { phase: Phase::Loading, ..Guest::default() };
        // It runs before it says anything.
        let guest = told(loading, "ready", &json!(["3.14.2"])).unwrap();
        assert_eq!(guest.phase, Phase::Running);
        assert_eq!(told(guest.clone(), "running", &json!([])).unwrap().phase, Phase::Running);
        let guest = told(guest, "out", &json!(["olá\n", 1])).unwrap();
        assert_eq!((guest.output.as_str(), guest.is_cut), ("olá\n", false));
        let here = Line { number: 3, code: "print(x)".into() };
        // The program has no other lines, whatever its frame tells.
        for (number, line) in [(3, Some(here)), (0, None), (4, None)] {
            let report = json!([{ "name": "NameError", "message": "x", "traceback": "…", "line": number, "hint": null }]);
            let guest = told(guest.clone(), "failed", &report).unwrap();
            let raised = Raised { what: "NameError: x".into(), traceback: "…".into(), line, hint: None };
            assert_eq!((guest.phase, guest.failure), (Phase::Failed, Some(Failure::Raised(raised))));
        }
    }

    #[test]
    fn a_line_stays_one_of_the_program_as_long_as_it_is_in_its_place() {
        let line = Line::of(PROGRAM, 3).unwrap();
        assert!(line.is_in(PROGRAM) && line.is_in("\n\nprint(x)"));
        assert!(!line.is_in(&["#\n", PROGRAM].concat()) && !line.is_in("a = 1"));
    }

    #[test]
    fn what_was_not_brython_is_as_if_it_had_not_come() {
        let guest = told(Guest::default(), "refused", &json!([])).unwrap();
        assert_eq!((guest.phase, guest.failure), (Phase::Failed, Some(Failure::NotArrived)));
    }

    #[test]
    fn of_a_long_output_the_end_is_kept() {
        let guest = told(Guest::default(), "out", &json!(["é".repeat(MOST), MOST])).unwrap();
        assert!(guest.is_cut && guest.output.len() <= MOST && guest.output.ends_with('é'));
        let lines: String = (0..20_000).map(|line| format!("{line}\n")).collect();
        let guest = told(Guest::default(), "out", &json!([lines, 20_000])).unwrap();
        assert!(guest.output.len() <= MOST && guest.output.ends_with("\n19999\n"));
        let first: usize = guest.output.lines().next().unwrap().parse().unwrap();
        assert!(guest.output.starts_with(&format!("{first}\n{}\n", first + 1)), "{first}");
    }

    #[test]
    fn what_the_frame_keeps_to_itself_is_counted() {
        let guest = told(Guest::default(), "dropped", &json!([3, 40])).unwrap();
        assert_eq!((guest.dropped, guest.is_cut), (40, false));
    }

    #[test]
    fn a_batch_has_room_for_so_much_and_a_value_for_less() {
        let mut room = Room::new();
        assert_eq!(room.take(TEXT + 1, TEXT), Err(TooMuch));
        // What a frame of ours tells at most: 4 MiB and the message that overran them.
        for _ in 0..5 {
            assert_eq!(room.take(1 << 20, 1 << 20), Ok(()));
        }
        assert_eq!(room.take((3 << 20) + 1, u32::MAX), Err(TooMuch));
        assert_eq!(room.take(3 << 20, u32::MAX), Ok(()));
        assert_eq!(room.take(1, TEXT), Err(TooMuch));
        assert_eq!(room.take(0, TEXT), Ok(()));
    }

    #[test]
    fn an_exception_has_a_short_name() {
        for name in ["name", "message"] {
            let mut report =
                json!({ "name": "N", "message": "m", "traceback": "t", "line": 1, "hint": null });
            for (length, taken) in [(NAMED, Ok(true)), (NAMED + 1, Err(TooMuch))] {
                report[name] = "x".repeat(length).into();
                assert_eq!(
                    take(&mut Guest::default(), PROGRAM, "failed", &[report.clone()]),
                    taken,
                    "{name}"
                );
            }
        }
    }

    #[test]
    fn what_no_frame_of_ours_sends_changes_nothing() {
        for (kind, what) in [
            ("out", json!([])),
            ("out", json!([7])),
            ("failed", json!(["x"])),
            ("hint", json!(["<b>"])),
            ("dropped", json!([3])),
            ("?", json!([])),
        ] {
            assert_eq!(told(Guest::default(), kind, &what), None, "{kind}");
        }
    }
}
