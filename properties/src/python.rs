//! A close: the code that is typed, and the reason that comes, as the page tells it in Python.

use brython_websocket::{
    demo::instruments::{Wrong, sendable},
    python::{fields, is_unseen},
    websocket::{CloseEvent, DomEvent},
};

/// How much of a text is shown (`src/python.rs`), in characters.
const LONGEST: usize = 80;

/// A code is taken only where a page may send it; and of any reason the page shows a literal that stands on one line,
/// has no character that cannot be seen, and is, read as Python reads it, the reason or the beginning of it.
pub fn close_reason(reason: &str) {
    match sendable(reason) {
        Ok(code) => assert!(code == 1000 || (3000..=4999).contains(&code), "{reason:?}"),
        Err(Wrong::NotACode | Wrong::NotSendable) => {}
    }
    let close = CloseEvent { code: 4000, reason: reason.to_owned(), was_clean: true };
    let (_, literal) = fields(&DomEvent::Close(close)).swap_remove(2);
    assert!(!literal.contains(is_unseen), "{literal:?} of {reason:?}");
    let quote = literal.chars().next().expect("a quotation mark");
    let inner = literal.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    let mut inner = inner.unwrap_or_else(|| panic!("{literal} has no end"));
    if reason.chars().nth(LONGEST).is_some() {
        inner = inner.strip_suffix('…').unwrap_or_else(|| panic!("{literal} is not told to be cut"));
    }
    let beginning: String = reason.chars().take(LONGEST).collect();
    assert_eq!(read(inner, quote).as_deref(), Some(beginning.as_str()), "{literal}");
}

/// What stands in a literal of Python; `None` where it is none.
fn read(inner: &str, quote: char) -> Option<String> {
    let mut text = String::new();
    let mut rest = inner.chars();
    while let Some(c) = rest.next() {
        if c == quote {
            return None;
        }
        if c != '\\' {
            text.push(c);
            continue;
        }
        text.push(match rest.next()? {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            same @ ('\\' | '\'' | '"') => same,
            'x' => code(&mut rest, 2)?,
            'u' => code(&mut rest, 4)?,
            'U' => code(&mut rest, 8)?,
            _ => return None,
        });
    }
    Some(text)
}

fn code(rest: &mut std::str::Chars<'_>, digits: usize) -> Option<char> {
    let digits: String = rest.take(digits).collect();
    u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32)
}
