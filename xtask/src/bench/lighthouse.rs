//! Lighthouse as a phone on a slow line: its four scores and what a reader waits for.

use anyhow::{Context, bail};
use serde_json::Value;

use crate::stop;

use super::{
    chromium::Chromium,
    floors::{Floor, Missed},
    kit::Kit,
    median::median,
};

/// How often a run that fails is repeated: now and then Chromium's trace lacks the navigation (NO_NAVSTART).
const REPEATS: usize = 2;

/// Where each figure is in a report.
const FIGURES: [&str; 8] = [
    "/categories/performance/score",
    "/categories/accessibility/score",
    "/categories/best-practices/score",
    "/categories/seo/score",
    "/audits/first-contentful-paint/numericValue",
    "/audits/largest-contentful-paint/numericValue",
    "/audits/total-blocking-time/numericValue",
    "/audits/cumulative-layout-shift/numericValue",
];

/// What Lighthouse says of a page; each figure is a median of its own.
#[derive(Debug, PartialEq)]
pub(super) struct Figures {
    /// Performance, accessibility, best practices, SEO: 0 to 1.
    pub(super) scores: [f64; 4],
    /// First Contentful Paint, in ms.
    pub(super) first_paint: f64,
    /// Largest Contentful Paint, in ms.
    pub(super) largest_paint: f64,
    /// Total Blocking Time, in ms.
    pub(super) blocking: f64,
    /// Cumulative Layout Shift.
    pub(super) shift: f64,
}

impl Figures {
    /// Of the page of ours at `path`.
    pub(super) fn judge(&self, path: &str, missed: &mut Missed) {
        let [performance, others @ ..] = self.scores.map(|score| (score * 100.0).round());
        let whole = Floor::AtLeast(100.0);
        missed.timed(&format!("{path}, performance"), performance, whole);
        for (what, score) in ["accessibility", "best practices", "SEO"].iter().zip(others) {
            missed.exact(&format!("{path}, {what}"), score, whole);
        }
        missed.timed(&format!("{path}, largest paint, ms"), self.largest_paint, Floor::AtMost(1200.0));
        missed.timed(&format!("{path}, blocking, ms"), self.blocking, Floor::AtMost(50.0));
        missed.timed(&format!("{path}, layout shift"), self.shift, Floor::AtMost(0.0));
    }
}

/// Its default is a mid-range phone on slow 4G, which it computes from an unhindered load.
pub(super) fn measure(kit: &Kit<'_>, address: &str) -> anyhow::Result<Figures> {
    let reports = reports(kit, address, "lighthouse", &["--form-factor=mobile"])?;
    let mut medians = [0.0; FIGURES.len()];
    for (median_of_it, pointer) in medians.iter_mut().zip(FIGURES) {
        *median_of_it =
            median(reports.iter().map(|report| number(report, pointer)).collect::<Result<_, _>>()?);
    }
    let [performance, accessibility, practices, seo, first_paint, largest_paint, blocking, shift] = medians;
    let scores = [performance, accessibility, practices, seo];
    Ok(Figures { scores, first_paint, largest_paint, blocking, shift })
}

/// The reports of all runs on one page.
fn reports(kit: &Kit<'_>, address: &str, what: &str, flags: &[&str]) -> anyhow::Result<Vec<Value>> {
    (1..=kit.runs())
        .map(|run| {
            eprintln!("xtask: {what} of {address}, {run} of {}", kit.runs());
            report(kit, address, &format!("{what}-{run}"), flags)
        })
        .collect()
}

/// One report, from a browser of its own; it stays in target/bench/.
pub(super) fn report(kit: &Kit<'_>, address: &str, name: &str, flags: &[&str]) -> anyhow::Result<Value> {
    repeated(|| {
        let mut chromium = Chromium::start(kit.browser)?;
        let port = chromium.port()?;
        let mut lighthouse = kit.node("lighthouse/cli/index.js");
        lighthouse.args([address, "--output=json", "--quiet", "--no-enable-error-reporting"]);
        lighthouse.arg(format!("--port={port}")).args(flags);
        whole(kit.json(&kit.report_name(address, name), &mut lighthouse)?)
    })
}

/// What `run` gives, which may fail [`REPEATS`] times; what the user stops is not begun again.
fn repeated<T>(mut run: impl FnMut() -> anyhow::Result<T>) -> anyhow::Result<T> {
    for _ in 0..REPEATS {
        match run() {
            Err(error) if !error.is::<stop::Stopped>() => {
                eprintln!("xtask: Lighthouse runs again: {error:#}");
            }
            done => return done,
        }
    }
    run()
}

/// The report of a run that came to its end.
fn whole(report: Value) -> anyhow::Result<Value> {
    // A report of few audits has no error of its own where the trace is not whole.
    let places = ["/runtimeError/message", "/audits/metrics/errorMessage"];
    let why = places.iter().find_map(|place| report.pointer(place)?.as_str());
    match why {
        Some(why) => bail!("Lighthouse gave up: {why}"),
        None => Ok(report),
    }
}

fn number(report: &Value, pointer: &str) -> anyhow::Result<f64> {
    let number = report.pointer(pointer).and_then(Value::as_f64);
    number.with_context(|| format!("Lighthouse's report has no {pointer}: see target/bench/"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use anyhow::bail;
    use serde_json::json;

    use super::{repeated, whole};
    use crate::stop::Stopped;

    /// How often what fails so many times is run, and whether it comes to a good end.
    fn runs(failures: usize) -> (usize, bool) {
        let mut runs = 0;
        let done = repeated(|| {
            runs += 1;
            if runs <= failures { bail!("no trace") } else { Ok(()) }
        });
        (runs, done.is_ok())
    }

    #[test]
    fn a_run_that_fails_is_repeated_twice() {
        assert_eq!([0, 1, 2, 3].map(runs), [(1, true), (2, true), (3, true), (3, false)]);
    }

    #[test]
    fn a_run_that_is_stopped_is_not_repeated() {
        let mut runs = 0;
        let stopped = repeated(|| -> anyhow::Result<()> {
            runs += 1;
            Err(Stopped.into())
        });
        assert!(stopped.unwrap_err().is::<Stopped>());
        assert_eq!(runs, 1);
    }

    #[test]
    fn a_report_of_a_failure_is_one() {
        for report in [
            json!({ "runtimeError": { "code": "NO_NAVSTART", "message": "no trace" } }),
            json!({ "audits": { "metrics": { "scoreDisplayMode": "error", "errorMessage": "no trace" } } }),
        ] {
            assert_eq!(whole(report).unwrap_err().to_string(), "Lighthouse gave up: no trace");
        }
        assert!(whole(json!({ "audits": {} })).is_ok());
    }
}
