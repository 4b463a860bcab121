//! axe-core's rules on a page as it stands once it is loaded, in axe's own command line tool.

use std::process::Stdio;

use anyhow::Context;
use serde_json::Value;

use crate::process::run;

use super::kit;

/// For what a page's own program still draws after it has loaded, in ms.
const SETTLE: &str = "3000";

/// The names of the rules that the page violates.
pub(super) fn measure(kit: &kit::Kit<'_>, address: &str) -> anyhow::Result<Vec<String>> {
    eprintln!("xtask: axe on {address}");
    // Its list takes commas and wants no dashes; names are not looked up by what has one address to open.
    let flags =
        drivers::CHROMIUM.iter().filter(|flag| !flag.contains(',')).map(|flag| flag.trim_start_matches("--"));
    let report = kit.report_name(address, "axe");
    let mut axe = kit.node("@axe-core/cli/dist/src/bin/cli.js");
    axe.args([address, "--load-delay", SETTLE, "--save", &report, "--dir"]).arg(&kit.out);
    axe.arg("--axe-source").arg(kit.npm("axe-core/axe.min.js"));
    axe.arg("--chrome-path").arg(&kit.browser.chromium);
    axe.arg("--chromedriver-path").arg(&kit.browser.driver);
    axe.args(["--chrome-options", &flags.collect::<Vec<_>>().join(",")]);
    run(axe.stdout(Stdio::null()))?;
    violated(&kit::read(&kit.out.join(report))?)
}

fn violated(report: &Value) -> anyhow::Result<Vec<String>> {
    let violations = report.pointer("/0/violations").and_then(Value::as_array);
    let violations = violations.context("axe's report lists no violations: see target/bench/")?;
    Ok(violations.iter().filter_map(|violation| Some(violation["id"].as_str()?.to_owned())).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use serde_json::json;

    use super::violated;

    #[test]
    fn a_report_without_violations_is_not_one_without_a_list() {
        assert_eq!(violated(&json!([{ "violations": [{ "id": "label" }] }])).unwrap(), ["label"]);
        assert!(violated(&json!([{ "violations": [] }])).unwrap().is_empty());
        assert!(violated(&json!([])).is_err());
    }
}
