//! What the page says, as the translators wrote it.

use crate::commands::root;
use std::fs;
use toml::{Table, Value};

/// The languages of the page, as addresses call them.
pub const LANGUAGES: [&str; 4] = ["pt", "en", "es", "fr"];

/// The path of a language's page, under that of the site.
#[must_use]
pub fn path_of(language: &str) -> String {
    if language == "pt" { String::new() } else { format!("{language}/") }
}

/// A text of `i18n/<language>/interface.toml` by its key, such as `trouble.not_loaded`; with plain spaces, as
/// WebDriver gives the text of an element.
#[must_use]
pub fn text(language: &str, key: &str) -> String {
    said(language, "interface.toml", key)
}

/// The same of `laboratory.toml`, which the instruments say, such as `retry.off`.
#[must_use]
pub fn laboratory_text(language: &str, key: &str) -> String {
    said(language, "laboratory.toml", key)
}

/// The same of `verification.toml`.
#[must_use]
pub fn verification_text(language: &str, key: &str) -> String {
    said(language, "verification.toml", key)
}

fn said(language: &str, file: &str, key: &str) -> String {
    let file = root().join("i18n").join(language).join(file);
    let table = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let table = Value::Table(table.parse::<Table>().expect("TOML"));
    let value = key.split('.').try_fold(&table, |value, name| value.get(name));
    let text = value.and_then(Value::as_str).unwrap_or_else(|| panic!("{}: {key}", file.display()));
    text.replace('\u{a0}', " ")
}
