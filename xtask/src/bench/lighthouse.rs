//! Lighthouse as a phone on a slow line: its four scores and what a reader waits for.

use std::cmp::Ordering;

use anyhow::Context;
use serde_json::Value;

use super::{chromium::Chromium, kit::Kit};

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
pub(super) fn reports(
    kit: &Kit<'_>,
    address: &str,
    what: &str,
    flags: &[&str],
) -> anyhow::Result<Vec<Value>> {
    (1..=kit.runs)
        .map(|run| {
            eprintln!("xtask: {what} of {address}, {run} of {}", kit.runs);
            report(kit, address, &format!("{what}-{run}"), flags)
        })
        .collect()
}

/// One report, from a browser of its own; it stays in target/bench/.
pub(super) fn report(kit: &Kit<'_>, address: &str, name: &str, flags: &[&str]) -> anyhow::Result<Value> {
    let mut chromium = Chromium::start(kit.browser)?;
    let port = chromium.port()?;
    let mut lighthouse = kit.node("lighthouse/cli/index.js");
    lighthouse.args([address, "--output=json", "--quiet", "--no-enable-error-reporting"]);
    lighthouse.arg(format!("--port={port}")).args(flags);
    kit.json(&kit.report_name(address, name), &mut lighthouse)
}

fn number(report: &Value, pointer: &str) -> anyhow::Result<f64> {
    report.pointer(pointer).and_then(Value::as_f64).with_context(|| {
        let why = report.pointer("/runtimeError/message").and_then(Value::as_str);
        format!("Lighthouse's report has no {pointer}: {}", why.unwrap_or("see target/bench/"))
    })
}

/// The middle one, or the mean of the two in the middle.
pub(super) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(|a, b| a.partial_cmp(b).unwrap_or(Ordering::Equal));
    let middle = &values[values.len().saturating_sub(1) / 2..=values.len() / 2];
    middle.iter().sum::<f64>() / if middle.len() == 1 { 1.0 } else { 2.0 }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn a_median_is_in_the_middle() {
        for (values, expected) in [
            (vec![7.0], 7.0),
            (vec![1.0, 3.0], 2.0),
            (vec![9.0, 1.0, 5.0], 5.0),
            (vec![4.0, 1.0, 9.0, 2.0], 3.0),
            (vec![0.0, 100.0, 0.0, 0.0, 1.0], 0.0),
        ] {
            assert!((median(values.clone()) - expected).abs() < 1e-9, "{values:?}");
        }
    }
}
