//! What a page holds, and what the server holds of it.

use std::{fs, thread::sleep, time::Duration, time::Instant};

use anyhow::Context;
use serde_json::{Value, json};

use super::super::{AROUND, Subject};

/// Garbage that is found in one collection can let go of more.
const COLLECTIONS: usize = 3;
/// Connections that fetched a page are kept for a while, by the browser and by the server.
const LAST: Duration = Duration::from_secs(40);

/// What is counted: how it is called, its unit, and how much more of it there may be.
const WHAT: [(&str, Unit, f64); 7] = [
    ("JavaScript's memory", Unit::Bytes, 1_048_576.0),
    ("buffers", Unit::Bytes, 1_048_576.0),
    ("the wasm's memory", Unit::Bytes, 1_048_576.0),
    ("documents", Unit::Count, 1.0),
    ("nodes", Unit::Count, 200.0),
    ("listeners", Unit::Count, 20.0),
    ("connections open at the server", Unit::Count, 0.0),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Bytes,
    Count,
}

/// How much of each there is, in the order of [`WHAT`]; `None` where this system does not tell.
#[derive(Debug)]
pub(super) struct Held(pub(super) [Option<f64>; WHAT.len()]);

/// One of them before and after.
#[derive(Debug)]
pub(super) struct Grown {
    pub(super) what: &'static str,
    pub(super) unit: Unit,
    pub(super) figures: Option<[f64; 2]>,
    pub(super) bound: f64,
}

impl Held {
    pub(super) fn by(page: &mut Subject, port: u16) -> anyhow::Result<Self> {
        let program = page.run(AROUND, "driver.program()")?.as_f64();
        for _ in 0..COLLECTIONS {
            page.tab.tell("HeapProfiler.collectGarbage", json!({}))?;
        }
        let usage = page.tab.tell("Runtime.getHeapUsage", json!({}))?;
        let counters = page.tab.tell("Memory.getDOMCounters", json!({}))?;
        let told = |from: &Value, key: &str| from.get(key).and_then(Value::as_f64);
        Ok(Self([
            Some(told(&usage, "usedSize").context("Chromium told no size of the heap")?),
            told(&usage, "backingStorageSize"),
            Some(program.context("the driver told no size")?),
            Some(told(&counters, "documents").context("Chromium counted no documents")?),
            Some(told(&counters, "nodes").context("Chromium counted no nodes")?),
            Some(told(&counters, "jsEventListeners").context("Chromium counted no listeners")?),
            connections(port)?,
        ]))
    }

    pub(super) fn grown_from(&self, before: &Self) -> Vec<Grown> {
        let figures = before.0.iter().zip(&self.0).map(|(before, after)| Some([(*before)?, (*after)?]));
        let grown = |((what, unit, bound), figures)| Grown { what, unit, figures, bound };
        WHAT.into_iter().zip(figures).map(grown).collect()
    }
}

/// Connections of which the server at `port` has not seen the end, once those are gone that are merely kept.
fn connections(port: u16) -> anyhow::Result<Option<f64>> {
    let end = Instant::now() + LAST;
    loop {
        crate::stop::check()?;
        let Ok(table) = fs::read_to_string("/proc/net/tcp") else { return Ok(None) };
        let count = open(&table, port);
        if count == 0 || Instant::now() > end {
            return Ok(Some(f64::from(count)));
        }
        sleep(Duration::from_millis(500));
    }
}

/// In the system's table of connections, those of the server's side that are established (1) or not closed by it (8).
fn open(table: &str, port: u16) -> u32 {
    let own = format!(":{port:04X}");
    let is_open = |line: &&str| {
        let mut words = line.split_whitespace().skip(1);
        let (local, state) = (words.next(), words.nth(1));
        local.is_some_and(|local| local.ends_with(&own)) && matches!(state, Some("01" | "08"))
    };
    table.lines().filter(is_open).fold(0, |count, _| count + 1)
}

#[cfg(test)]
mod tests {
    use super::open;

    #[test]
    fn connections_are_counted_on_the_servers_side() {
        let table = "  sl  local_address rem_address   st tx_queue rx_queue\n   \
                     0: 0100007F:1F91 00000000:0000 0A 00000000:00000000\n   \
                     1: 0100007F:1F91 0100007F:C350 01 00000000:00000000\n   \
                     2: 0100007F:C350 0100007F:1F91 01 00000000:00000000\n   \
                     3: 0100007F:1F91 0100007F:C351 08 00000000:00000000\n   \
                     4: 0100007F:1F91 0100007F:C352 06 00000000:00000000\n";
        assert_eq!(open(table, 0x1f91), 2);
        assert_eq!(open(table, 0x1f92), 0);
    }
}
