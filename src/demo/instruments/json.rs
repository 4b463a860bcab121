//! A message as JSON, where it is that, and byte by byte.

use super::super::{
    Form,
    hex::{hex, push},
};
use crate::{i18n::Texts, websocket::Data};
use content::LogTools;
use yew::prelude::*;

/// How much is shown, in characters of JSON and in bytes.
const CHARACTERS: usize = 4000;
const BYTES: usize = 256;
/// How long a text may be, in bytes, to be looked at as JSON: a longer one would hold up the page.
const LONGEST: usize = 256 << 10;
const BYTES_PER_LINE: usize = 16;

pub(super) fn body(names: &LogTools, texts: &Texts, data: &Data, form: Form) -> Html {
    let log = &texts.live.panel.log;
    let number = |count: usize| texts.formats.number(count as u64);
    let bytes = data.bytes();
    if form == Form::Hex {
        let shown = bytes.len().min(BYTES);
        let clipped = (data.byte_len() > shown).then(|| {
            log.clipped_binary.fill(&[("shown", &number(shown)), ("total", &number(data.byte_len()))])
        });
        return html! {
            <>
                <pre class="data dump">{ dump(&bytes[..shown]) }</pre>
                if let Some(clipped) = clipped { <p class="hint">{ clipped }</p> }
            </>
        };
    }
    let pretty = std::str::from_utf8(bytes).ok().and_then(pretty);
    match (pretty, data.text()) {
        (Some(pretty), _) if !data.is_clipped() => {
            let total = pretty.chars().count();
            let shown: String = pretty.chars().take(CHARACTERS).collect();
            let clipped = (total > CHARACTERS)
                .then(|| log.clipped.fill(&[("shown", &number(CHARACTERS)), ("total", &number(total))]));
            html! {
                <>
                    <pre class="data"><bdi>{ shown }</bdi></pre>
                    if let Some(clipped) = clipped { <p class="hint">{ clipped }</p> }
                </>
            }
        }
        (_, Some(text)) => {
            let shown: String = text.chars().take(CHARACTERS / 2).collect();
            html! { <><p class="data"><bdi>{ shown }</bdi></p><p class="hint">{ &names.not_json }</p></> }
        }
        (_, None) => html! { <p class="data">{ hex(bytes, BYTES) }</p> },
    }
}

/// A text as JSON with a line for each value; `None` when it is none, or too long or too deep to be looked at.
pub fn pretty(text: &str) -> Option<String> {
    let value: serde_json::Value =
        Some(text).filter(|text| text.len() <= LONGEST).and_then(|text| serde_json::from_str(text).ok())?;
    serde_json::to_string_pretty(&value).ok()
}

/// Bytes as tools for bytes write them: where a line begins, its bytes, and the letters among them.
fn dump(bytes: &[u8]) -> String {
    let mut text = String::new();
    for (line, part) in bytes.chunks(BYTES_PER_LINE).enumerate() {
        let at = line * BYTES_PER_LINE;
        push(&mut text, u8::try_from(at >> 8).unwrap_or(u8::MAX));
        push(&mut text, u8::try_from(at & 255).unwrap_or(u8::MAX));
        text.push_str("  ");
        let digits = hex(part, BYTES_PER_LINE);
        text.push_str(&digits);
        text.extend(std::iter::repeat_n(' ', 3 * BYTES_PER_LINE + 1 - digits.len()));
        text.extend(
            part.iter()
                .map(|byte| if byte.is_ascii_graphic() || *byte == b' ' { char::from(*byte) } else { '.' }),
        );
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{dump, hex, pretty};

    #[test]
    fn json_has_a_line_for_each_value() {
        assert_eq!(
            pretty("{\"b\":[1,2],\"a\":null}").as_deref(),
            Some("{\n  \"b\": [\n    1,\n    2\n  ],\n  \"a\": null\n}")
        );
        assert_eq!(pretty("olá"), None);
        assert_eq!(pretty(&"[".repeat(100_000)), None);
        assert_eq!(pretty(&format!("\"{}\"", "a".repeat(300_000))), None);
    }

    #[test]
    fn bytes_are_written_as_tools_write_them() {
        assert_eq!(hex(&[0, 255, 7], 2), "00 ff");
        assert_eq!(dump(b"ol\xc3\xa1"), format!("0000  6f 6c c3 a1{}ol..\n", " ".repeat(38)));
    }
}
