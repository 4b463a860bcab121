//! What the project is built of: which crates may be in it (`deny.toml`), and what is known against crates and packages.
//!
//! Which licences, versions and sources there are, the lock files tell, and that is always checked. What is known
//! against them is on the network: where it cannot be had, that is said, with the reason, and nothing fails for it.

use std::{
    io::Read,
    process::{Command, Stdio},
};

use anyhow::{Context, bail};
use serde_json::Value;

use crate::{
    process::{Group, run},
    tools::Tools,
};

/// The folders with a lock of npm's.
const FOLDERS: [&str; 3] = [".", "bench", "verify"];

pub(crate) fn check(tools: &Tools) -> anyhow::Result<()> {
    run(&mut deny(tools, &["check", "--hide-inclusion-graph", "licenses", "bans", "sources"]))?;
    match run(deny(tools, &["fetch", "db"]).envs(BOUNDED)) {
        Ok(()) => run(&mut deny(tools, &["check", "--disable-fetch", "advisories"]))?,
        Err(error) => {
            crate::stop::check()?;
            eprintln!(
                "xtask: SKIPPED what is known against the crates: RustSec's database did not come ({error:#}; see above)"
            );
        }
    }
    FOLDERS.iter().try_for_each(|folder| audit(tools, folder))
}

fn deny(tools: &Tools, arguments: &[&str]) -> Command {
    let mut deny = tools.command("cargo-deny");
    deny.args(["--all-features", "--locked"]).args(arguments);
    deny
}

/// Git, which fetches the database, asks nobody for a password, and gives up where nothing comes.
const BOUNDED: [(&str, &str); 3] =
    [("GIT_TERMINAL_PROMPT", "0"), ("GIT_HTTP_LOW_SPEED_LIMIT", "1000"), ("GIT_HTTP_LOW_SPEED_TIME", "30")];

/// What is known against what a folder's packages bring to readers. Those that only build or measure are left out:
/// they read what is ours alone.
fn audit(tools: &Tools, folder: &str) -> anyhow::Result<()> {
    let mut npm = tools.command("npm");
    npm.args(["audit", "--omit=dev", "--json", "--fetch-retries=0", "--fetch-timeout=30000"]);
    npm.current_dir(tools.root.join(folder)).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut group = Group::start(&mut npm)?;
    let mut told = String::new();
    let output = group.output().context("npm's output is not there")?;
    std::io::BufReader::new(output).read_to_string(&mut told).context("npm's output cannot be read")?;
    match found(&told) {
        Ok(0) => Ok(()),
        Ok(count) => bail!(
            "{count} flaws are known of the packages in {folder}/package-lock.json: `npm audit --omit=dev` tells them"
        ),
        Err(reason) => {
            eprintln!(
                "xtask: SKIPPED what is known against the packages in {folder}/: the registry did not answer ({reason})"
            );
            Ok(())
        }
    }
}

/// How many flaws `npm audit --json` has told; or why it told nothing.
fn found(told: &str) -> Result<u64, String> {
    let report: Value = serde_json::from_str(told).map_err(|_| "npm wrote no report".to_owned())?;
    match report.pointer("/metadata/vulnerabilities/total").and_then(Value::as_u64) {
        Some(total) => Ok(total),
        None => {
            let text =
                |place: &str| report.pointer(place).and_then(Value::as_str).filter(|text| !text.is_empty());
            let reason = text("/message").or_else(|| text("/error/summary")).unwrap_or("npm gave no reason");
            Err(reason.to_owned())
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::{FOLDERS, found};
    use crate::tools::Tools;

    #[test]
    fn a_report_is_told_from_an_answer_that_is_none() {
        assert_eq!(found(r#"{"metadata":{"vulnerabilities":{"high":2,"total":2}}}"#), Ok(2));
        assert_eq!(found(r#"{"metadata":{"vulnerabilities":{"total":0}}}"#), Ok(0));
        let refused = r#"{"message":"405 Method Not Allowed","error":{"summary":""}}"#;
        assert_eq!(found(refused), Err("405 Method Not Allowed".to_owned()));
        assert_eq!(found(r#"{"error":{"summary":"no lock"}}"#), Err("no lock".to_owned()));
        assert!(found("").is_err() && found("{}").is_err());
    }

    #[test]
    fn every_folder_with_packages_has_a_lock_and_is_looked_at() {
        let root = Tools::new().unwrap().root;
        let mut npm = std::process::Command::new("git");
        let listed = npm.args(["ls-files", "*package.json"]).current_dir(&root).output().unwrap().stdout;
        let listed = String::from_utf8(listed).unwrap();
        let mut folders: Vec<&str> =
            listed.lines().map(|file| file.strip_suffix("/package.json").unwrap_or(".")).collect();
        folders.sort_unstable();
        assert_eq!(folders, FOLDERS);
        for folder in FOLDERS {
            assert!(root.join(folder).join("package-lock.json").is_file(), "{folder}");
        }
    }
}
