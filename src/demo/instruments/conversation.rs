//! A log as a file, and back: a line of JSON for each thing that happened (NDJSON), which the reducer takes again.
//!
//! The first line says what it is: `{"format":"brython-websocket-log","version":1,"lines":12,"dropped":0}`, with
//! the number of lines that follow, so that a file that is cut at the end of a line is found out. Each other has `event`, which is
//! `connecting` or a `data-event` of the log, `at` in microseconds since 1970-01-01 UTC and `offset`, the reader's
//! minutes ahead of UTC; what else it has depends on the event. Bytes are hexadecimal. What a terminal would obey, and
//! what turns the direction of a text, is escaped: no message does anything to whoever looks into a file.

use super::super::{
    Action, Connection, Entry, Happening, Log, Moment, Refusal, Replay, Scenario, State, Target, Transport,
    What, hex::hex, log::BOUND,
};
use crate::websocket::{CloseEvent, Data, DomEvent, LONGEST_REASON, without_credentials};
use serde_json::{Map, Value, json};
use std::{fmt::Write, rc::Rc, str::FromStr};

const FORMAT: &str = "brython-websocket-log";
const VERSION: u64 = 1;
const EMBEDDED: &str = "embedded";
const NETWORK: &str = "network";
/// What a clock may say, in microseconds: some 270 years around 1970, which a browser's numbers hold exactly, and so
/// the time between two of them. And how far it may be from UTC, in minutes.
const LIFETIME: std::ops::RangeInclusive<i64> = -8_640_000_000_000_000..=8_640_000_000_000_000;
const DAY: std::ops::RangeInclusive<i32> = -1440..=1440;

/// The log as NDJSON.
#[must_use]
pub fn exported(log: &Log) -> String {
    let mut out = String::new();
    let mut lines = 0;
    let mut write = |value: &Value| {
        out.push_str(&line(value));
        lines += 1;
    };
    let mut begun = Vec::new();
    for entry in log.entries() {
        let connection = entry.connection.as_ref().filter(|connection| !begun.contains(&connection.id));
        if let Some(connection) = connection {
            begun.push(connection.id);
            write(&connecting(connection));
        }
        write(&record(entry));
    }
    let head = json!({ "format": FORMAT, "version": VERSION, "lines": lines, "dropped": log.dropped() });
    line(&head) + &out
}

fn line(value: &Value) -> String {
    let mut line = told(value);
    line.push('\n');
    line
}

/// Whether what shows a text does something for this character that JSON has no need to escape, and draws nothing.
pub(super) const fn is_obeyed(c: char) -> bool {
    matches!(c, '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A value as JSON, of which nothing is obeyed by what shows it: JSON itself lets the second half of the controls
/// (C1), line separators and marks of direction through as they are. Outside strings it has none of them.
fn told(value: &Value) -> String {
    let mut told = String::new();
    for c in value.to_string().chars() {
        if is_obeyed(c) {
            // Writing to a string does not fail.
            let _ = write!(told, "\\u{:04x}", u32::from(c));
        } else {
            told.push(c);
        }
    }
    told
}

fn connecting(connection: &Connection) -> Value {
    let Connection { id, target, at, scenario, attempt, of_python, opened: _ } = connection;
    let transport = if target.transport == Transport::Embedded { EMBEDDED } else { NETWORK };
    let mut value = json!({
        "event": "connecting", "at": at.unix_us, "offset": at.offset_minutes, "connection": id,
        "transport": transport, "address": target.address,
    });
    if let Some((scenario, count)) = scenario {
        value["scenario"] = scenario.name().into();
        value["count"] = (*count).into();
    }
    if let Some(attempt) = attempt {
        value["attempt"] = (*attempt).into();
    }
    if *of_python {
        value["python"] = true.into();
    }
    value
}

fn record(entry: &Entry) -> Value {
    let mut value = json!({
        "event": entry.what.name(), "at": entry.at.unix_us, "offset": entry.at.offset_minutes,
        "connection": entry.connection.as_ref().map(|connection| connection.id),
    });
    match &entry.what {
        What::NotSent { resent, .. } => {
            value["failed"] = true.into();
            if let Some(resent) = resent {
                value["resent"] = resent.unix_us.into();
            }
        }
        What::Told(DomEvent::Close(close)) => {
            value["code"] = close.code.into();
            value["reason"] = close.reason.as_str().into();
            value["clean"] = close.was_clean.into();
        }
        What::Sent(_) | What::Told(DomEvent::Open | DomEvent::Error | DomEvent::Message(_)) => {}
    }
    if let Some(data) = entry.what.data() {
        match data.text() {
            Some(text) => value["text"] = text.into(),
            None => value["hex"] = hex(data.bytes(), data.held()).replace(' ', "").into(),
        }
        if data.is_clipped() {
            value["bytes"] = data.byte_len().into();
        }
    }
    value
}

/// The conversation of a file that [`exported`] wrote, before its first step.
///
/// # Errors
/// Why it is none, with the number of the line.
pub fn imported(text: &str) -> Result<Rc<Replay>, Refusal> {
    let mut lines = text.lines().enumerate();
    let head = lines.next().and_then(|(_, line)| parsed(line)).ok_or(Refusal::NotOurs)?;
    if head.get("format") != Some(&FORMAT.into()) || head.get("version") != Some(&VERSION.into()) {
        return Err(Refusal::NotOurs);
    }
    let count = head.get("lines").and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok());
    // A log has a bound, and no more connections than entries.
    let count = count.filter(|count| *count <= 2 * BOUND).ok_or(Refusal::NotOurs)?;
    let mut taking = Taking::default();
    let (mut taken, mut last) = (0, 1);
    for (at, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        parsed(line).and_then(|record| taking.take(&record)).ok_or(Refusal::Line(at + 1))?;
        (taken, last) = (taken + 1, at + 1);
        if taken > count {
            return Err(Refusal::Line(last));
        }
    }
    if taken < count {
        return Err(Refusal::Line(last + 1));
    }
    Ok(Rc::new(Replay { actions: taking.actions.into(), taken: 0, state: State::default() }))
}

fn parsed(line: &str) -> Option<Map<String, Value>> {
    serde_json::from_str(line).ok()
}

/// What has been taken of a file.
#[derive(Default)]
struct Taking {
    actions: Vec<Action>,
    /// How many entries of a log they make.
    entries: u64,
    /// The connection that has begun and not ended.
    open: Option<u32>,
    /// The numbers of the connections so far: none is used twice.
    begun: Vec<u32>,
    /// The connections of the Python program.
    guests: Vec<Rc<Connection>>,
    /// Messages that were not sent, with the moment when they were after all.
    failed: Vec<(u64, i64)>,
}

impl Taking {
    /// `None` for a line that no log has.
    fn take(&mut self, record: &Map<String, Value>) -> Option<()> {
        let at = Moment {
            unix_us: record.get("at")?.as_i64().filter(|us| LIFETIME.contains(us))?,
            offset_minutes: i32::try_from(record.get("offset")?.as_i64()?)
                .ok()
                .filter(|minutes| DAY.contains(minutes))?,
        };
        let connection =
            record.get("connection").and_then(Value::as_u64).and_then(|id| u32::try_from(id).ok());
        let event = match record.get("event")?.as_str()? {
            "connecting" => {
                let begun = connection_of(record, connection?, at)?;
                if self.begun.contains(&begun.id) {
                    return None;
                }
                self.begun.push(begun.id);
                if begun.of_python {
                    let begun = Rc::new(begun);
                    self.guests.push(Rc::clone(&begun));
                    self.actions.push(Action::OfGuest(begun, at, Happening::Asked));
                    return Some(());
                }
                // A connection that the page's policy blocked has no close event.
                self.actions.extend(self.open.replace(connection?).map(Action::Blocked));
                self.actions.push(Action::Connecting(begun));
                return Some(());
            }
            "sent" => return self.sent(record, connection, at),
            "open" => DomEvent::Open,
            "error" => DomEvent::Error,
            "message" => DomEvent::Message(data(record)?),
            "close" => DomEvent::Close(CloseEvent {
                code: u16::try_from(record.get("code")?.as_u64()?).ok()?,
                reason: text(record, "reason").filter(|reason| reason.len() <= LONGEST_REASON)?,
                was_clean: record.get("clean")?.as_bool()?,
            }),
            _ => return None,
        };
        if let Some(guest) = self.guest(connection) {
            self.happened(guest, at, Happening::Noted(What::Told(event)));
            return Some(());
        }
        if matches!(event, DomEvent::Close(_)) {
            self.open = None;
        }
        self.entries += 1;
        self.actions.push(Action::Told(connection?, at, event));
        Some(())
    }

    /// The place of the connection with this number among those of the Python program.
    fn guest(&self, connection: Option<u32>) -> Option<usize> {
        self.guests.iter().position(|guest| Some(guest.id) == connection)
    }

    fn happened(&mut self, guest: usize, at: Moment, happening: Happening) {
        let connection = Rc::clone(&self.guests[guest]).after_happening(&happening, at);
        self.guests[guest] = Rc::clone(&connection);
        self.entries += 1;
        self.actions.push(Action::OfGuest(connection, at, happening));
    }

    fn sent(&mut self, record: &Map<String, Value>, connection: Option<u32>, at: Moment) -> Option<()> {
        let data = data(record)?;
        let failed = record.get("failed").and_then(Value::as_bool) == Some(true);
        if let Some(guest) = self.guest(connection) {
            self.happened(guest, at, Happening::Noted(sent(data, failed)));
            return Some(());
        }
        let action = if failed {
            let resent = record.get("resent").and_then(Value::as_i64);
            self.failed.extend(resent.map(|resent| (self.entries, resent)));
            Action::NotSent(at, data)
        } else {
            match self.failed.iter().position(|(_, resent)| *resent == at.unix_us) {
                Some(failed) => Action::Resent(at, data, self.failed.swap_remove(failed).0),
                None => Action::Sent(at, data),
            }
        };
        self.entries += 1;
        self.actions.push(action);
        Some(())
    }
}

fn sent(data: Data, failed: bool) -> What {
    if failed { What::NotSent { data, resent: None } } else { What::Sent(data) }
}

fn connection_of(record: &Map<String, Value>, id: u32, at: Moment) -> Option<Connection> {
    let transport = match record.get("transport")?.as_str()? {
        EMBEDDED => Transport::Embedded,
        NETWORK => Transport::Network,
        _ => return None,
    };
    let count =
        |name: &str| record.get(name).map(|count| count.as_u64().and_then(|count| u32::try_from(count).ok()));
    let scenario = match record.get("scenario") {
        None => None,
        Some(name) => Some(Scenario::from_str(name.as_str()?).ok().zip(count("count")?)?),
    };
    let attempt = match count("attempt") {
        None => None,
        Some(attempt) => Some(attempt?),
    };
    let target = Target { transport, address: without_credentials(&text(record, "address")?) };
    let of_python = record.get("python") == Some(&Value::Bool(true));
    Some(Connection { id, target, at, scenario, attempt, opened: None, of_python })
}

fn text(record: &Map<String, Value>, name: &str) -> Option<String> {
    record.get(name)?.as_str().map(ToOwned::to_owned)
}

fn data(record: &Map<String, Value>) -> Option<Data> {
    let whole = match record.get("bytes") {
        None => 0,
        Some(bytes) => usize::try_from(bytes.as_u64()?).ok()?,
    };
    match record.get("hex") {
        None => text(record, "text").map(|text| Data::beginning(text, whole)),
        Some(hex) => bytes(hex.as_str()?).map(|bytes| Data::beginning(bytes, whole)),
    }
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = hex
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    let pairs = digits.chunks_exact(2);
    pairs.remainder().is_empty().then(|| pairs.map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// The log as lines for people: time, connection, and what happened, with a tab between them. No part begins with what
/// came from elsewhere: a program for tables, which takes what begins with `=` for a formula, finds none here.
#[must_use]
pub fn as_text(log: &Log) -> String {
    let said = |text: &str| told(&text.into());
    let mut out = String::new();
    for entry in log.entries() {
        let id = entry.connection.as_ref().map_or(0, |connection| connection.id).to_string();
        let rest = match (&entry.what, entry.what.data()) {
            (_, Some(data)) => data.text().map_or_else(|| hex(data.bytes(), data.held()), said),
            (What::Told(DomEvent::Close(close)), _) => {
                [&close.code.to_string(), " ", &said(&close.reason)].concat()
            }
            (What::Told(DomEvent::Open), _) => entry
                .connection
                .as_ref()
                .map(|connection| said(&connection.target.address))
                .unwrap_or_default(),
            (What::Told(_) | What::Sent(_) | What::NotSent { .. }, _) => String::new(),
        };
        let name = if matches!(entry.what, What::NotSent { .. }) { "not sent" } else { entry.what.name() };
        let line = [&entry.at.to_string(), "\t#", &id, "\t", name, " ", &rest].concat();
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}
