//! Mozilla's HTTP Observatory on what our server sends behind TLS, by the scanner's own command line tool.
//!
//! Nothing leaves this machine: the scanner asks for `http://site.test` and `https://site.test` through a proxy,
//! which is our `front`. Up to axios 1.10, which bench/package.json therefore pins, a request for https goes to a
//! proxy as plain text, so that no certificate is needed, and what the server then sees is what a proxy that ends
//! TLS would send it.

use std::{fs, path::Path};

use anyhow::Context;
use serde_json::Value;

use super::{front::Front, kit::Kit, site::Site};

const SCANNER: &str = "@mdn/mdn-http-observatory";
/// A name that nobody can have (RFC 6761, section 6.2), and so is on no list of preloaded hosts.
const HOST: &str = "site.test";
/// The server's option for a host that is reached by https alone.
const BEHIND_TLS: &str = "--behind-tls";

/// What the scanner says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Score {
    pub(super) score: i64,
    pub(super) grade: String,
    pub(super) rules: Vec<Rule>,
}

/// What one rule found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) name: String,
    pub(super) result: String,
    /// What it adds to 100.
    pub(super) points: i64,
    pub(super) is_passed: bool,
}

pub(super) fn score(kit: &Kit<'_>, dist: &Path) -> anyhow::Result<Score> {
    eprintln!("xtask: HTTP Observatory on the server behind TLS");
    // Its install script fetches the list of hosts that browsers know to use https; ours is on none.
    let preloaded = kit.npm(SCANNER).join("conf").join("hsts-preload.json");
    fs::write(&preloaded, "{}").with_context(|| format!("{} cannot be written", preloaded.display()))?;
    let server = Site::start(kit, dist, &[BEHIND_TLS, "--allow-host", HOST])?;
    let front = Front::start(server.port, "")?;
    let mut scanner = kit.node(&format!("{SCANNER}/src/scan.js"));
    scanner.arg(HOST).envs([("http_proxy", &front.address), ("https_proxy", &front.address)]);
    let report = kit.json("observatory.json", &mut scanner);
    of_report(&report.context("its answer is in target/bench/observatory.json")?)
}

fn of_report(report: &Value) -> anyhow::Result<Score> {
    let missing = "the scanner's report has no score: see target/bench/observatory.json";
    let scan = &report["scan"];
    let rules = report["tests"].as_object().context(missing)?;
    Ok(Score {
        score: scan["score"].as_i64().context(missing)?,
        grade: scan["grade"].as_str().context(missing)?.to_owned(),
        rules: rules.iter().map(|(name, rule)| of_rule(name, rule)).collect(),
    })
}

fn of_rule(name: &str, rule: &Value) -> Rule {
    Rule {
        name: name.to_owned(),
        result: rule["result"].as_str().unwrap_or_default().to_owned(),
        points: rule["scoreModifier"].as_i64().unwrap_or(0),
        is_passed: rule["pass"] == true,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use serde_json::json;

    use super::{Rule, of_report};

    #[test]
    fn a_report_tells_the_score_and_why() {
        let report = json!({
            "scan": { "score": 105, "grade": "A+" },
            "tests": { "referrer-policy": { "result": "private", "scoreModifier": 5, "pass": true } },
        });
        let score = of_report(&report).unwrap();
        assert_eq!((score.score, score.grade.as_str()), (105, "A+"));
        let (name, result) = ("referrer-policy".to_owned(), "private".to_owned());
        assert_eq!(score.rules, [Rule { name, result, points: 5, is_passed: true }]);
        assert!(of_report(&json!({ "error": "The site seems to be down." })).is_err());
    }
}
