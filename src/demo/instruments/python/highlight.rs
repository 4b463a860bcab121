//! The line of the exception in the program as the page has it: a highlight of the browser's own, since the program is
//! prose, whose nodes nobody changes. Where the browser knows none, the words below the program tell the line.

use super::{
    super::super::Line,
    objects::{called, called_with, called_with_two, constructed, get, object},
    shown::{shown_program, shown_source},
};
use wasm_bindgen::JsValue;
use web_sys::window;

/// Its name in `static/instruments.css`.
const NAME: &str = "exception";
const NEWLINE: u16 = 0x0a;
const SPACE: u16 = 0x20;

/// Lets a line stand out, unless the page has come to show another program.
pub(super) fn show(line: &Line) -> Option<()> {
    shown_source().filter(|program| line.is_in(program))?;
    let window = JsValue::from(window()?);
    let range = range(&get(&window, "document")?, line.number)?;
    let highlight = constructed(&window, "Highlight", &[range])?;
    called_with_two(&registry()?, "set", &NAME.into(), &highlight).map(drop)
}

/// Lets none stand out.
pub(super) fn clear() {
    registry().and_then(|registry| called_with(&registry, "delete", &NAME.into()));
}

fn registry() -> Option<JsValue> {
    get(&get(&window()?.into(), "CSS")?, "highlights")
}

/// From the first character of a line, counted from 1, that is no space to the last one.
fn range(document: &JsValue, line: usize) -> Option<JsValue> {
    let walker = called_with(document, "createTreeWalker", &shown_program()?.into())?;
    let (mut number, mut ends) = (1, None);
    while number <= line {
        let Some(node) = called(&walker, "nextNode").filter(JsValue::is_truthy) else { break };
        // An element has no text of its own.
        let text = get(&node, "data").and_then(|text| text.as_string()).unwrap_or_default();
        for (at, unit) in (0_u32..).zip(text.encode_utf16()) {
            if unit == NEWLINE {
                number += 1;
            } else if number == line && unit != SPACE {
                let start = ends.map_or_else(|| (node.clone(), at), |(start, _)| start);
                ends = Some((start, (node.clone(), at + 1)));
            }
        }
    }
    let ((start, from), (end, to)) = ends?;
    let range = object(&[
        ("startContainer", &start),
        ("startOffset", &from.into()),
        ("endContainer", &end),
        ("endOffset", &to.into()),
    ]);
    constructed(&window()?.into(), "StaticRange", &[range])
}
