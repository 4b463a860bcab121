//! From the instantiation of the page's program to `data-hydrated`, which the page measures itself, in a plain Chromium:
//! Lighthouse's own tracing takes as long again.

use anyhow::Context;
use serde_json::json;

use super::{
    chromium::Chromium,
    floors::{Floor, Missed},
    kit::Kit,
    median::median,
};

/// How often; it takes seconds, and each run is a first visit.
const RUNS: usize = 7;
const QUICK_RUNS: usize = 3;

/// The measure that the page leaves: `performance.measure("hydration", …)`.
const MEASURE: &str = "performance.getEntriesByName('hydration')[0]?.duration";

/// The processor as it is, and four times as slow.
const RATES: [u32; 2] = [1, 4];

/// Medians, in ms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Hydration {
    pub(super) free: f64,
    /// With the processor slowed 4 times.
    pub(super) slow: f64,
    /// How many runs they are the medians of.
    pub(super) runs: usize,
}

impl Hydration {
    pub(super) fn judge(&self, missed: &mut Missed) {
        missed.timed("hydration, ms", self.free, Floor::AtMost(20.0));
        missed.timed("hydration with the processor slowed 4 times, ms", self.slow, Floor::AtMost(80.0));
    }
}

pub(super) fn measure(kit: &Kit<'_>, address: &str) -> anyhow::Result<Hydration> {
    let runs = if kit.is_quick { QUICK_RUNS } else { RUNS };
    let mut found = RATES.map(|_| Vec::new());
    for run in 1..=runs {
        for (durations, rate) in found.iter_mut().zip(RATES) {
            durations.push(duration(kit, address, rate)?);
        }
        let last = found.each_ref().map(|durations| durations.last().copied().unwrap_or_default());
        eprintln!("xtask: hydration {run} of {runs}: {:.0} ms, slowed {:.0} ms", last[0], last[1]);
    }
    let [free, slow] = found.map(median);
    Ok(Hydration { free, slow, runs })
}

/// In a browser that has visited nothing, on a phone's screen.
fn duration(kit: &Kit<'_>, address: &str, rate: u32) -> anyhow::Result<f64> {
    let mut chromium = Chromium::start(kit.browser)?;
    let mut tab = chromium.tab()?;
    let screen = json!({ "width": 412, "height": 823, "deviceScaleFactor": 1.75, "mobile": true });
    tab.tell("Emulation.setDeviceMetricsOverride", screen)?;
    tab.tell("Emulation.setCPUThrottlingRate", json!({ "rate": rate }))?;
    tab.go(address, &format!("{MEASURE} !== undefined"))?;
    tab.ask(MEASURE)?.as_f64().context("the page's measure is no number")
}
