//! A program as a text: which of its lines handle an event, and what a file has to be to become one. Pure.

use super::super::super::Unfit;
use std::ops::RangeInclusive;

/// The largest file that becomes a program, in bytes: no example comes near it.
pub(super) const LARGEST: usize = 100 << 10;

/// The program in a file; or why there is none.
pub(super) fn of_file(name: &str, bytes: Vec<u8>) -> Result<String, Unfit> {
    if !name.to_ascii_lowercase().ends_with(".py") {
        return Err(Unfit::NotPython);
    }
    if bytes.len() > LARGEST {
        return Err(Unfit::TooLarge);
    }
    let text = String::from_utf8(bytes).ok().filter(|text| !text.contains('\0')).ok_or(Unfit::NotText)?;
    // A mark of the byte order is no part of it, and lines end in one way.
    Ok(text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n"))
}

/// The lines of the function that the program binds to an event, counted from 1; `None` where that cannot be told by
/// looking for `.bind("event", name)` and `def name(`.
pub(super) fn handler(source: &str, event: &str) -> Option<RangeInclusive<usize>> {
    let name = source.split(".bind(").skip(1).find_map(|call| {
        let (what, rest) = call.split_once(',')?;
        let what = what.trim();
        let is_it = ["\"", "'"].iter().any(|quote| what == [quote, event, quote].concat());
        let end = rest.find(')').filter(|_| is_it)?;
        Some(rest[..end].trim()).filter(|name| !name.is_empty())
    })?;
    let lines: Vec<&str> = source.lines().collect();
    let begins = |line: &&str| {
        let code = line.trim_start();
        let code = code.strip_prefix("async ").unwrap_or(code).trim_start();
        code.strip_prefix("def ").is_some_and(|code| {
            code.trim_start().strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with('('))
        })
    };
    let first = lines.iter().position(begins)?;
    let depth = indentation(lines[first]);
    let is_in = |line: &&&str| line.trim().is_empty() || indentation(line) > depth;
    let body = lines[first + 1..].iter().take_while(is_in).count();
    let blank =
        lines[first + 1..=first + body].iter().rev().take_while(|line| line.trim().is_empty()).count();
    Some(first + 1..=first + 1 + body - blank)
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::*;

    const PROGRAM: &str = "\
def on_open(evt):
    print(1)

    print(2)


async  def  late (evt):
    pass
def on_opened(evt): pass
ws.bind('close' , late)
ws.bind(\"open\", on_open)
ws.bind(\"error\", lambda evt: None)
";

    #[test]
    fn a_handler_is_found_by_its_binding() {
        assert_eq!(handler(PROGRAM, "open"), Some(1..=4));
        assert_eq!(handler(PROGRAM, "close"), Some(7..=8));
        assert_eq!(handler(PROGRAM, "error"), None);
        assert_eq!(handler(PROGRAM, "message"), None);
        assert_eq!(handler("ws.bind(\"open\", f)\ndef f(", "open"), Some(2..=2));
        assert_eq!(handler("", "open"), None);
    }

    #[test]
    fn a_file_is_a_program_or_says_why_not() {
        assert_eq!(of_file("a.py", b"\xef\xbb\xbfa\r\nb\rc\n".to_vec()).unwrap(), "a\nb\nc\n");
        assert_eq!(of_file("a.PY", Vec::new()).unwrap(), "");
        for (name, bytes, unfit) in [
            ("a.png", Vec::new(), Unfit::NotPython),
            ("a.py", vec![b'#'; LARGEST + 1], Unfit::TooLarge),
            ("a.py", b"\xff\xfe".to_vec(), Unfit::NotText),
            ("a.py", b"a\0b".to_vec(), Unfit::NotText),
        ] {
            assert_eq!(of_file(name, bytes), Err(unfit), "{name}");
        }
    }
}
