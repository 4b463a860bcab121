//! Mozilla's HTTP Observatory on what our server sends behind TLS, by the scanner's own command line tool.
//!
//! Nothing leaves this machine: the scanner asks for `http://site.test` and `https://site.test` through a proxy,
//! which is our `front`. Up to axios 1.10, which bench/observatory/package.json therefore pins, a request for https goes
//! to a proxy as plain text, so that no certificate is needed, and what the server then sees is what a proxy that ends
//! TLS would send it.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};
use serde_json::Value;

use crate::{front::Front, npm, process::run, tools::Tools};

/// What the site has reached; fewer points are a loss.
pub(crate) const LEAST: i32 = 135;

/// What the server is started with to be scanned: it is reached by https alone, under the name that is asked for.
pub(crate) const OPTIONS: [&str; 3] = ["--behind-tls", "--allow-host", HOST];
/// A name that nobody can have (RFC 6761, section 6.2), and so is on no list of preloaded hosts.
const HOST: &str = "site.test";

/// Where npm puts the scanner.
const FOLDER: &str = "bench/observatory";
const SCANNER: &str = "@mdn/mdn-http-observatory";

/// What the scanner says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Score {
    pub(crate) score: i32,
    pub(crate) grade: String,
    pub(crate) rules: Vec<Rule>,
}

/// What one rule found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) name: String,
    pub(crate) result: String,
    /// What it adds to 100.
    pub(crate) points: i64,
    pub(crate) is_passed: bool,
}

/// Installs the scanner, unless it is there as its lock says.
pub(crate) fn ensure_scanner(tools: &Tools) -> anyhow::Result<()> {
    npm::install(tools, FOLDER, "Mozilla's HTTP Observatory, which looks at the headers of the site")
}

/// The version that is pinned.
pub(crate) fn version(tools: &Tools) -> Option<String> {
    let package = fs::read(tools.root.join(FOLDER).join("package.json")).ok()?;
    let package: Value = serde_json::from_slice(&package).ok()?;
    Some(package["devDependencies"][SCANNER].as_str()?.to_owned())
}

/// Of the server on `port`, which has been started with [`OPTIONS`].
pub(crate) fn score(tools: &Tools, port: u16) -> anyhow::Result<Score> {
    eprintln!("xtask: HTTP Observatory on the server behind TLS");
    let scanner = tools.root.join(FOLDER).join("node_modules").join(SCANNER);
    // Its install script fetches the list of hosts that browsers know to use https; ours is on none.
    let preloaded = scanner.join("conf").join("hsts-preload.json");
    fs::write(&preloaded, "{}").with_context(|| format!("{} cannot be written", preloaded.display()))?;
    let front = Front::start(port, "")?;
    let answer = answer(tools);
    let mut node = tools.command("node");
    node.arg(scanner.join("src").join("scan.js")).arg(HOST);
    for (scheme, shouted) in [("http_proxy", "HTTP_PROXY"), ("https_proxy", "HTTPS_PROXY")] {
        node.env(scheme, &front.address).env_remove(shouted);
    }
    for exception in ["no_proxy", "NO_PROXY"] {
        node.env_remove(exception);
    }
    let file = File::create(&answer).with_context(|| format!("{} cannot be written", answer.display()))?;
    run(node.stdout(file))
        .and_then(|()| of_answer(&answer))
        .with_context(|| format!("the scanner's answer is in {}", answer.display()))
}

/// Where what the scanner says stays.
fn answer(tools: &Tools) -> PathBuf {
    tools.root.join("target").join("observatory.json")
}

fn of_answer(answer: &Path) -> anyhow::Result<Score> {
    of_report(&serde_json::from_slice(&fs::read(answer)?).context("it is no JSON")?)
}

impl Score {
    /// Fails with the rules that take points, or have none to give, unless it is what the site has reached.
    pub(crate) fn check(&self) -> anyhow::Result<()> {
        let Self { score, grade, rules } = self;
        let told = rules.iter().filter(|rule| !rule.is_passed || rule.points != 0);
        let told: Vec<_> =
            told.map(|rule| format!("{} {} {:+}", rule.name, rule.result, rule.points)).collect();
        ensure!(*score >= LEAST, "{score} ({grade}), and not at least {LEAST}: {}", told.join(", "));
        Ok(())
    }
}

fn of_report(report: &Value) -> anyhow::Result<Score> {
    let missing = "it has no score";
    let scan = &report["scan"];
    let rules = report["tests"].as_object().context(missing)?;
    Ok(Score {
        score: i32::try_from(scan["score"].as_i64().context(missing)?)?,
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
        assert_eq!(
            score.check().unwrap_err().to_string(),
            "105 (A+), and not at least 135: referrer-policy private +5"
        );
    }
}
