//! What many messages leave behind: memory that is not given back, and entries of the log in the page.

use std::thread::sleep;

use anyhow::Context;
use serde_json::{Value, json};

use super::{AROUND, Both, SETTLE, Subject, WARM_FLOOD};

/// Messages of 64 bytes between the two readings.
pub(in crate::bench) const GROWTH: u32 = 1_000_000;

/// Garbage that is found in one collection can let go of more.
const COLLECTIONS: usize = 3;

/// What a page has more of after [`GROWTH`] messages than before, once garbage is collected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::bench) struct Growth {
    /// Bytes, those of its program among them.
    pub(in crate::bench) bytes: f64,
    /// The entries of its log that are in the page at the end.
    pub(in crate::bench) entries: u64,
}

pub(super) fn measure(both: &Both<'_>) -> anyhow::Result<[Growth; 2]> {
    let (_chromium, [mut ours, mut bare]) = both.open()?;
    Ok([of(&mut ours)?, of(&mut bare)?])
}

fn of(page: &mut Subject) -> anyhow::Result<Growth> {
    page.flood(WARM_FLOOD)?;
    let before = Held::by(page)?;
    page.flood(GROWTH)?;
    let after = Held::by(page)?;
    let entries = page.run(AROUND, "driver.entries()")?.as_u64().context("the driver counted no entries")?;
    let kilobytes = |of: fn(&Held) -> f64| format!("{:+.0}", (of(&after) - of(&before)) / 1024.0);
    eprintln!(
        "xtask: growth of {} in KiB: scripts {}, document {}, buffers {}, program {}; {entries} entries",
        page.name,
        kilobytes(|held| held.scripts),
        kilobytes(|held| held.document),
        kilobytes(|held| held.buffers),
        kilobytes(|held| held.program),
    );
    Ok(Growth { bytes: after.all() - before.all(), entries })
}

/// The memory that a page holds, in bytes.
struct Held {
    /// JavaScript's own.
    scripts: f64,
    /// Nodes and what else the browser has for them.
    document: f64,
    /// What is outside of both: buffers and long strings.
    buffers: f64,
    /// The memory of the wasm.
    program: f64,
}

impl Held {
    fn by(page: &mut Subject) -> anyhow::Result<Self> {
        sleep(SETTLE);
        let program = page.run(AROUND, "driver.program()")?.as_f64().context("the driver told no size")?;
        for _ in 0..COLLECTIONS {
            page.tab.tell("HeapProfiler.collectGarbage", json!({}))?;
        }
        let usage = page.tab.tell("Runtime.getHeapUsage", json!({}))?;
        let part = |key: &str| usage.get(key).and_then(Value::as_f64);
        Ok(Self {
            scripts: part("usedSize").context("Chromium told no size of the heap")?,
            document: part("embedderHeapUsedSize").unwrap_or(0.0),
            buffers: part("backingStorageSize").unwrap_or(0.0),
            program,
        })
    }

    fn all(&self) -> f64 {
        self.scripts + self.document + self.buffers + self.program
    }
}
