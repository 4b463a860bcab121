//! What the frame tells of its program, and what becomes of it: pure.

use super::super::super::{Failure, Guest, Hint, Phase, Raised};
use serde_json::Value;

/// How much of the output is shown, in bytes; more than a reader reads, and little enough to be drawn often.
const MOST: usize = 64 << 10;

/// Takes a message of the frame that is about no socket; `None` for one that no frame of ours sends, which changes
/// nothing.
pub fn take(guest: &mut Guest, kind: &str, told: &[Value]) -> Option<()> {
    let text = |at: usize| told.get(at).and_then(Value::as_str);
    match kind {
        // The version that it tells is not always its own: npm's 3.14.3 calls itself 3.14.2. The program's handlers are
        // not bound yet.
        "ready" => {}
        "running" => guest.phase = Phase::Running,
        "out" => printed(guest, text(0)?),
        "alert" => {
            printed(guest, text(0)?);
            printed(guest, "\n");
        }
        "dropped" => guest.dropped = told.get(1).and_then(Value::as_u64)?,
        "hint" => guest.hint = Some(hint(text(0)?)?),
        "failed" => {
            guest.failure = Some(Failure::Raised(raised(told.first()?)?));
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
    if guest.phase == Phase::Loading {
        guest.phase = Phase::Running;
    }
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

fn raised(report: &Value) -> Option<Raised> {
    let text = |name: &str| report.get(name).and_then(Value::as_str);
    let (name, message) = (text("name")?, text("message")?);
    let what = if message.is_empty() { name.to_owned() } else { [name, ": ", message].concat() };
    let line = report.get("line").and_then(Value::as_u64).and_then(|line| usize::try_from(line).ok());
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
        _ => return None,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(mut guest: Guest, kind: &str, told: &Value) -> Option<Guest> {
        let before = guest.clone();
        let taken = take(&mut guest, kind, told.as_array().unwrap());
        assert!(taken.is_some() || guest == before);
        taken.map(|()| guest)
    }

    #[test]
    fn a_run_from_its_beginning_to_an_exception() {
        let loading = Guest { phase: Phase::Loading, ..Guest::default() };
        let guest = told(loading, "ready", &json!(["3.14.2"])).unwrap();
        assert_eq!(guest.phase, Phase::Loading);
        assert_eq!(told(guest.clone(), "running", &json!([])).unwrap().phase, Phase::Running);
        let guest = told(guest, "out", &json!(["olá\n", 1])).unwrap();
        assert_eq!(guest.phase, Phase::Running);
        let guest = told(guest, "alert", &json!(["eco"])).unwrap();
        assert_eq!((guest.output.as_str(), guest.is_cut), ("olá\neco\n", false));
        let report =
            json!([{ "name": "NameError", "message": "x", "traceback": "…", "line": 3, "hint": null }]);
        let guest = told(guest, "failed", &report).unwrap();
        let raised =
            Raised { what: "NameError: x".into(), traceback: "…".into(), line: Some(3), hint: None };
        assert_eq!((guest.phase, guest.failure), (Phase::Failed, Some(Failure::Raised(raised))));
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
