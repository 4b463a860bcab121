//! The texts of the laboratory's instruments, `i18n/<language>/laboratory.toml`, which are fetched when a reader
//! opens one.
#![allow(missing_docs, reason = "a field is the text of its name; a sentence for each would say it twice")]

use crate::{
    Content, Plural, Template,
    stored::{Lines, Stored},
};
#[cfg(feature = "compile")]
use serde::Deserialize;

live_texts! {
    /// The instruments of the laboratory.
    Instruments { scenarios: ScenarioTexts, pictures: PictureTexts, close: CloseTexts, log: LogTools, retry: RetryTexts, python: PythonTexts, editor: EditorTexts }
    /// Scenarios, sentence by sentence.
    ScenarioTexts {
        refused: String, server_close: String, dropped: String, early_close: String, push: String,
        binary: String, burst: String, expected: String, times: Template, until_closed: String,
        pending: String, happened: String, differs: Template, complete: String, count: String,
        count_error: String, asks: Template, asks_yes: String, asks_no: String,
    }
    /// Pictures, and the same in words.
    PictureTexts {
        sequence: String, page: String, server: String, nothing: String, earlier: Plural, request: String,
        accepted: String, refused: String, broken: String, closed: Template, no_code: String, again: Template, wait: Template,
        in_words: String, line: Template, line_here: Template, states: String, state_now: Template,
        way_gone: Template, idle: String, trips: String, trips_nothing: String, trips_summary: Template,
        trips_axis: Template, measure: String, echoes: String, echoes_error: String, binary: String,
        needs_open: String, running: Template,
    }
    /// The form that closes with a code.
    CloseTexts {
        code: String, reason: String, send: String, used: Template, not_a_number: String, not_sendable: String,
        too_long: Template, unknown: String, outside: String, sendable: String, needs_open: String,
    }
    /// The tools of the log.
    LogTools {
        show: String, search: String, form: String, as_text: String, as_json: String, as_hex: String,
        not_json: String, shown: Template, nothing: String, reset: String, since_open: Template,
        since_previous: Template, copy: String, copied: String, again: String, export_lines: String,
        export_text: String, import: String, too_large: Template, not_ours: String, wrong_line: Template,
        unreadable: String, replaying: String, replay: Template, step: String, rest: String, start: String, leave: String,
    }
    /// Python.
    PythonTexts {
        stop: String, edit: String, reset: String, undo: String, save: String, code: String, frame: String, open: String, message: String, send: String, close: String, output: String,
        embedded: String, network: String, loading: String, arrived: Template, running: Template, stopped: String, nothing: String, cut: String, dropped: Template,
        no_brython: String, not_arrived: String, no_frame: String, gone: String, raised: String, line: Template, traceback: String,
        send_before_open: String, handler_argument: String, no_module: Template, input: String, endless: String,
        recursion: String, syntax: String, send_bytes: String, send_other: String, null_origin: String, socket_replaced: String, window_close: String, posted: String, out_of_reach: String,
        too_much: String, not_saved: String, licence: String, note: String, missing: String,
    }
    /// The editor of the program; what is in `phrases` CodeMirror says itself.
    EditorTexts {
        help: String, file: String, not_python: Template, too_large: Template, not_text: Template,
        phrases: EditorPhrases,
    }
    /// What CodeMirror says.
    EditorPhrases {
        find: String, replace_by: String, next: String, previous: String, all: String, match_case: String, regexp: String,
        by_word: String, replace: String, replace_all: String, close: String, current_match: String, on_line: String,
        replaced_on_line: String, replaced_matches: String, go_to_line: String, go: String, selection_deleted: String,
        control_character: String,
    }
    /// Reconnection.
    RetryTexts {
        on: String, explanation: String, waiting: Template, connecting: Template, resting: String, off: String,
    }
}

/// The file of a language: its instruments, and what each close code says.
#[derive(Clone, Debug, PartialEq)]
pub struct Laboratory {
    pub texts: Instruments,
    codes: Vec<CodeText>,
}

/// A close code in words.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeText {
    first: u16,
    last: u16,
    pub name: String,
    pub meaning: String,
}

impl Laboratory {
    /// The texts of a language.
    #[must_use]
    pub fn of(content: &Content) -> Self {
        let code = |row: &crate::CloseCode| CodeText {
            first: row.first,
            last: row.last,
            name: row.name.clone(),
            meaning: crate::prose::plain(&row.meaning),
        };
        Self { texts: content.laboratory.clone(), codes: content.close_codes.iter().map(code).collect() }
    }

    /// What a close code says; `None` for one that the table leaves out.
    #[must_use]
    pub fn code(&self, code: u16) -> Option<&CodeText> {
        self.codes.iter().find(|row| (row.first..=row.last).contains(&code))
    }

    /// The file that [`Laboratory::from_file`] takes.
    #[must_use]
    pub fn to_file(&self) -> String {
        let mut out = String::new();
        self.texts.write(&mut out);
        self.codes.len().to_string().write(&mut out);
        for CodeText { first, last, name, meaning } in &self.codes {
            for line in [&first.to_string(), &last.to_string(), name, meaning] {
                line.write(&mut out);
            }
        }
        out
    }

    /// The texts in a file; `None` when it was not made by [`Laboratory::to_file`] of this version.
    #[must_use]
    pub fn from_file(text: &str) -> Option<Self> {
        let mut lines = Lines::new(text);
        let texts = Stored::read(&mut lines);
        let rows: u16 = lines.next().parse().ok()?;
        let codes = (0..rows).map(|_| code(&mut lines)).collect::<Option<_>>()?;
        lines.fit().then_some(Self { texts, codes })
    }
}

fn code(lines: &mut Lines<'_>) -> Option<CodeText> {
    let (first, last) = (lines.next().parse().ok()?, lines.next().parse().ok()?);
    Some(CodeText { first, last, name: lines.next().to_owned(), meaning: lines.next().to_owned() })
}
