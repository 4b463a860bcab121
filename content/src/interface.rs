//! The short texts of the page and its panel: `i18n/<language>/interface.toml`, key by key.
//!
//! A key that the file lacks, has too many or leaves empty fails the build. What the texts are for is told
//! where they are used; their names are the documentation here.
#![allow(missing_docs, reason = "a field is the text of its name; a sentence for each would say it twice")]

use crate::stored::{Lines, Stored};
#[cfg(feature = "compile")]
use serde::Deserialize;

/// A text with places to fill, such as `{code}`; the compiler checks that a translation has the same ones.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "compile", derive(Deserialize), serde(transparent))]
pub struct Template(pub(crate) String);

impl Template {
    /// The text with each `{name}` replaced by its value. A value that looks like a place is not filled again.
    #[must_use]
    pub fn fill(&self, values: &[(&str, &str)]) -> String {
        let mut text = String::with_capacity(self.0.len());
        let mut rest = self.0.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let (name, tail) = after.split_once('}').unwrap_or((after, ""));
            let value = values.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value);
            text.push_str(value);
            rest = tail;
        }
        text.push_str(rest);
        text
    }
}

impl Stored for Template {
    fn write(&self, out: &mut String) {
        self.0.write(out);
    }

    fn read(lines: &mut Lines<'_>) -> Self {
        Self(String::read(lines))
    }
}

texts! {
    /// The whole file.
    Interface {
        language: String, locale: String, name: String, title: String, description: String, heading: String, tagline: String,
        skip: String, names: Names, contents: Contents, table: Table, notes: Notes, foot: Foot, missing: Missing,
        trouble: Trouble, update: Update, theme: Theme, says: Says, scenarios: Scenarios,
        tabs: TabTexts, page: Page, panel: Panel,
    }
    /// The links to the module's names.
    Names { label: String, events: String }
    /// The list of the sections, and of the languages.
    Contents { label: String, languages: String, laboratory: String }
    /// The heads of the tables, and words that stand in their cells.
    Table {
        code: String, name: String, meaning: String, sendable: String, sendable_yes: String, sendable_no: String,
    }
    /// The labels of notes.
    Notes { note: String, surprise: String }
    /// The foot of the page; `first` is how the first day of a month is written in a date.
    Foot { license: String, privacy: String, version: Template, date: Template, first: String, months: Vec<String> }
    /// The page for an address that leads nowhere.
    Missing { title: String, sentence: String, home: String }
    /// What stands in the panel's place when its program is not there, or no longer.
    Trouble { needs_script: String, not_loaded: String, broken: String, reload: String }
    /// What tells of a new version.
    Update { sentence: String, now: String, later: String }
    /// The theme chooser.
    Theme { label: String, system: String, light: String, dark: String }
    /// The buttons of the scenarios.
    Scenarios {
        label: String, refused: String, server_close: String, dropped: String, early_close: String, push: String,
        binary: String, burst: String, not_here: String,
    }
    /// What `static/start.js` says when it has done something, or could not.
    Says { copied: String, not_copied: String, loading: String, not_arrived: Template }
    /// The tabs of the example: what each is called, and what its program is. The old API's names a file at its end.
    TabTexts {
        today: String, today_about: String, seed: String, seed_about: String, rust: String, rust_about: String,
    }
}

live_texts! {
    /// What the program shows outside the panel.
    Page { example: String, copy: String, run: String, python: String, events: EventNames }
    /// The heads of the event table.
    EventNames { event: String, when: String, fields: String, count: String }
    /// A text that depends on a number: for what the CLDR calls `one`, and for all else, `many` (a million) included.
    Plural { one: Template, other: Template }
    /// The live panel.
    Panel {
        title: String, server: String, open: String, message: String,
        send: String, close: String, simulated: String,
        servers: Servers, states: States, notices: Notices, address: Address, link: Link, log: Log,
        drawers: Drawers,
    }
    /// The server chooser.
    Servers {
        embedded: String, embedded_hint: String, local: String, local_hint: Template, public: String,
        public_hint: Template, other: String, other_hint: String, address: String,
    }
    /// The words of the state badge.
    States { loading: String, idle: String, connecting: String, open: String, closing: String, closed: Template, blocked: String }
    /// What the panel answers to what it cannot do.
    Notices { empty_message: String, not_open: String, not_supported: String, refused: Template, failed: String, cancelled: String, dropped: String, blocked: String }
    /// What is wrong with an address.
    Address {
        empty: String, no_scheme: String, scheme: Template, fragment: String, no_host: String, space: String,
        host: Template, port: String, credentials: String, insecure: String,
    }
    /// The strip that repeats the lit row.
    Link { label: String, none: String, table: String, example: String }
    /// What opens the instruments.
    Drawers { pictures: String, close: String, log: String, retry: String, loading: String, missing: String, again: String }
    /// The log.
    Log {
        label: String, empty: String, sent: String, received: String, event: String, failed: String, resent: Template,
        resend: String, clear: String, undo: String, pause: String, go_on: String, unseen: Plural, bytes: Template, binary: String, clipped: Template, clipped_binary: Template,
        dropped: Plural, opened: Template, error: String, closed: Template, reason: Template,
        no_reason: String, clean: String, unclean: String, connection: Template,
        before: String, forget: String,
    }
}

#[cfg(test)]
mod tests {
    use super::Template;

    #[test]
    fn fills_each_place_once() {
        let template = Template("{a} de {b}, {a}".to_owned());
        assert_eq!(template.fill(&[("a", "{b}"), ("b", "2")]), "{b} de 2, {b}");
    }
}
