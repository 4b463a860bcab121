//! The TOML files: short texts, the event table, the close codes.

use super::{Problem, markdown};
use crate::{CloseCode, Event, EventRow, Field, FieldRow};
use serde::{Deserialize, de::DeserializeOwned};
use std::collections::BTreeMap;
use toml::Value;

/// What a file holds whose every key must be there and have a text.
pub(super) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    let value: Value = toml::from_str(text).map_err(|cause| toml_problem(&cause))?;
    if let Some(key) = first_key(&value, "", &|text| text.trim().is_empty()) {
        return Err(Problem::Empty(key));
    }
    if let Some(key) = first_key(&value, "", &|text| text.contains(['\n', '\r'])) {
        return Err(Problem::Lines(key));
    }
    toml::from_str(text).map_err(|cause| toml_problem(&cause))
}

fn toml_problem(cause: &toml::de::Error) -> Problem {
    Problem::Toml(cause.to_string())
}

/// The dotted path of the first key whose text `is_bad`.
fn first_key(value: &Value, path: &str, is_bad: &dyn Fn(&str) -> bool) -> Option<String> {
    let child = |key: &str, value| {
        first_key(value, &format!("{path}{}{key}", if path.is_empty() { "" } else { "." }), is_bad)
    };
    match value {
        Value::String(text) => is_bad(text).then(|| path.to_owned()),
        Value::Table(table) => table.iter().find_map(|(key, value)| child(key, value)),
        Value::Array(items) => items.iter().enumerate().find_map(|(i, value)| child(&i.to_string(), value)),
        Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => None,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEvents {
    open: RawEvent,
    error: RawEvent,
    message: RawEvent,
    close: RawEvent,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEvent {
    when: String,
    fields: BTreeMap<Field, RawField>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawField {
    kind: String,
    meaning: String,
}

pub(super) fn events(text: &str) -> Result<Vec<EventRow>, Problem> {
    let raw: RawEvents = parse(text)?;
    [
        (Event::Open, raw.open),
        (Event::Error, raw.error),
        (Event::Message, raw.message),
        (Event::Close, raw.close),
    ]
    .into_iter()
    .map(|(event, raw)| event_row(event, raw))
    .collect()
}

fn event_row(event: Event, raw: RawEvent) -> Result<EventRow, Problem> {
    // `Field` is ordered as `Event::fields` lists them, and so is the map.
    if !raw.fields.keys().eq(event.fields()) {
        let wanted = event.fields().iter().map(|field| field.name()).collect();
        return Err(Problem::Fields { event: event.name(), wanted });
    }
    let fields = raw
        .fields
        .into_iter()
        .map(|(field, raw)| Ok(FieldRow { field, kind: raw.kind, meaning: markdown::inline(&raw.meaning)? }));
    Ok(EventRow {
        event,
        when: markdown::inline(&raw.when)?,
        fields: fields.collect::<Result<_, Problem>>()?,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCodes {
    code: Vec<RawCode>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCode {
    first: u16,
    last: Option<u16>,
    name: String,
    meaning: String,
    sendable: bool,
}

pub(super) fn close_codes(text: &str) -> Result<Vec<CloseCode>, Problem> {
    let raw: RawCodes = parse(text)?;
    let codes: Vec<_> = raw.code.into_iter().map(close_code).collect::<Result<_, _>>()?;
    match (1000..=4999).find(|code| !codes.iter().any(|row| (row.first..=row.last).contains(code))) {
        Some(code) => Err(Problem::NoCode(code)),
        None => Ok(codes),
    }
}

fn close_code(raw: RawCode) -> Result<CloseCode, Problem> {
    let (first, last) = (raw.first, raw.last.unwrap_or(raw.first));
    if first > last {
        return Err(Problem::Backwards { first, last });
    }
    let meaning = markdown::inline(&raw.meaning)?;
    Ok(CloseCode { first, last, name: raw.name, meaning, sendable: raw.sendable })
}
