//! From the instantiation of the page's program to `data-hydrated`, which the page measures itself.

use serde_json::Value;

use super::{kit::Kit, lighthouse};

/// The name that the page gives it: `performance.measure("hydration", …)`.
const MEASURE: &str = "hydration";

/// The processor as it is, and the line too.
const FREE: [&str; 1] = ["--throttling-method=provided"];
/// The processor four times as slow (Emulation.setCPUThrottlingRate), the line as it is.
const SLOW: [&str; 5] = [
    "--throttling-method=devtools",
    "--throttling.cpuSlowdownMultiplier=4",
    "--throttling.requestLatencyMs=0",
    "--throttling.downloadThroughputKbps=0",
    "--throttling.uploadThroughputKbps=0",
];

/// Medians, in ms; `None` where the page leaves no such measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Hydration {
    pub(super) free: Option<f64>,
    pub(super) slow: Option<f64>,
}

pub(super) fn measure(kit: &Kit<'_>, address: &str) -> anyhow::Result<Hydration> {
    Ok(Hydration {
        free: duration(kit, address, "hydration", &FREE)?,
        slow: duration(kit, address, "hydration-slow", &SLOW)?,
    })
}

fn duration(kit: &Kit<'_>, address: &str, what: &str, flags: &[&str]) -> anyhow::Result<Option<f64>> {
    let flags = [&["--only-audits=user-timings"], flags].concat();
    let reports = lighthouse::reports(kit, address, what, &flags)?;
    Ok(reports.iter().map(of_report).collect::<Option<_>>().map(lighthouse::median))
}

fn of_report(report: &Value) -> Option<f64> {
    let timings = report.pointer("/audits/user-timings/details/items")?.as_array()?;
    timings.iter().find(|timing| timing["name"] == MEASURE)?["duration"].as_f64()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::of_report;

    #[test]
    fn the_measure_is_found_by_its_name() {
        let report = |items| json!({ "audits": { "user-timings": { "details": { "items": items } } } });
        let other = json!({ "name": "other", "duration": 1.0 });
        let ours = json!({ "name": "hydration", "duration": 12.5 });
        assert_eq!(of_report(&report(json!([other, ours]))), Some(12.5));
        assert_eq!(of_report(&report(json!([other]))), None);
        assert_eq!(of_report(&json!({ "audits": {} })), None);
    }
}
