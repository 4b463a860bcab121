//! Values as Python writes them, for the fields of a handler's argument.

use crate::websocket::{CloseEvent, Data, DomEvent, Payload};
use content::Field;
use std::fmt::Write;

/// The longest text that is shown whole, in characters: a value stands on one line.
const LONGEST: usize = 80;

/// The fields that an event's argument has, each with its value in Python.
#[must_use]
pub fn fields(event: &DomEvent) -> Vec<(Field, String)> {
    let name = (Field::Type, string(event.event().name()));
    match event {
        DomEvent::Open | DomEvent::Error => vec![name],
        DomEvent::Message(data) => vec![name, (Field::Data, value(data))],
        DomEvent::Close(CloseEvent { code, reason, was_clean }) => vec![
            name,
            (Field::Code, code.to_string()),
            (Field::Reason, string(reason)),
            (Field::WasClean, if *was_clean { "True" } else { "False" }.to_owned()),
        ],
    }
}

fn value(data: &Data) -> String {
    match data.payload() {
        Payload::Text(text) => string(text),
        // A `Blob` prints as any object of JavaScript does in Brython; its size is what tells it apart.
        Payload::Binary(_) => format!("<Blob size={}>", data.byte_len()),
    }
}

fn string(text: &str) -> String {
    literal(text, LONGEST)
}

/// A string literal, cut with an ellipsis when it has more than `longest` characters.
#[must_use]
pub fn literal(text: &str, longest: usize) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut literal = String::from(quote);
    for c in text.chars().take(longest) {
        match c {
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            '\\' => literal.push_str("\\\\"),
            c if c == quote => {
                literal.push('\\');
                literal.push(c);
            }
            c if is_unseen(c) => {
                let _ = write!(literal, "{}", escape(c));
            }
            c => literal.push(c),
        }
    }
    if text.chars().nth(longest).is_some() {
        literal.push('…');
    }
    literal.push(quote);
    literal
}

/// Whether `repr` writes a character as an escape since it cannot be seen: controls, odd spaces, and marks that turn
/// the direction of a text.
#[must_use]
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || (c.is_whitespace() && c != ' ')
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

fn escape(c: char) -> String {
    let code = u32::from(c);
    match code {
        ..0x100 => format!("\\x{code:02x}"),
        0x100..0x1_0000 => format!("\\u{code:04x}"),
        0x1_0000.. => format!("\\U{code:08x}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{fields, string};
    use crate::websocket::{CloseEvent, Data, DomEvent};

    #[test]
    fn writes_strings_as_python_does() {
        assert_eq!(string("olá"), "'olá'");
        assert_eq!(string("it's"), "\"it's\"");
        assert_eq!(string("'\""), "'\\'\"'");
        assert_eq!(string("a\nb\\"), "'a\\nb\\\\'");
        assert_eq!(string("\0\u{202e}"), "'\\x00\\u202e'");
    }

    #[test]
    fn cuts_what_is_long_between_characters() {
        assert_eq!(string(&"é".repeat(81)), format!("'{}…'", "é".repeat(80)));
        assert_eq!(string(&"é".repeat(80)), format!("'{}'", "é".repeat(80)));
    }

    #[test]
    fn a_close_event_has_four_fields() {
        let close = CloseEvent { code: 1005, reason: String::new(), was_clean: true };
        let values: Vec<String> =
            fields(&DomEvent::Close(close)).into_iter().map(|(_, value)| value).collect();
        assert_eq!(values, ["'close'", "1005", "''", "True"]);
    }

    #[test]
    fn bytes_are_a_blob() {
        let values = fields(&DomEvent::Message(Data::from(vec![1, 2, 3])));
        assert_eq!(values[1].1, "<Blob size=3>");
        let values = fields(&DomEvent::Message(Data::beginning(vec![1, 2, 3], 5000)));
        assert_eq!(values[1].1, "<Blob size=5000>");
    }
}
