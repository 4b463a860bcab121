//! What the project is built of: which crates may be in it (`deny.toml`), and what is known against crates and packages.
//!
//! Which licences, versions and sources there are, the lock files tell, and that is always checked. What is known
//! against them is on the network: where it cannot be had, that is said, with the reason, and nothing fails for it; of what
//! is known against crates, what came the last time is asked then.

use std::{
    fs,
    io::Read,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, bail};
use serde_json::Value;

use crate::{
    process::{Group, run},
    tools::{Tools, cargo_home},
};

/// The folders with a lock of npm's.
const FOLDERS: [&str; 4] = [".", "bench", "bench/observatory", "verify"];

/// The workspaces with a lock of cargo's: what is built of the first is given on, the other looks for flaws in it.
const WORKSPACES: [&str; 2] = ["Cargo.toml", "fuzz/Cargo.toml"];

pub(crate) fn check(tools: &Tools) -> anyhow::Result<()> {
    let [given, fuzz] = WORKSPACES;
    run(deny(tools, given).args(["check", "--hide-inclusion-graph", "licenses", "bans", "sources"]))?;
    run(deny(tools, fuzz).args(["check", "sources"]))?;
    if let Err(error) = run(deny(tools, given).args(["fetch", "db"]).envs(BOUNDED)) {
        crate::stop::check()?;
        eprintln!("xtask: RustSec's database did not come ({error:#}; see above)");
    }
    match cargo_home().and_then(|home| day(tools, &home.join("advisory-dbs"))) {
        Some(day) => {
            eprintln!("xtask: what RustSec knows against the crates, as of {day}");
            for workspace in WORKSPACES {
                run(deny(tools, workspace).args(["--offline", "check", "advisories"]))?;
            }
        }
        None => eprintln!("xtask: SKIPPED what is known against the crates: there is no database"),
    }
    FOLDERS.iter().try_for_each(|folder| audit(tools, folder))
}

fn deny(tools: &Tools, workspace: &str) -> Command {
    let mut deny = tools.command("cargo-deny");
    deny.args(["--all-features", "--locked", "--config", "deny.toml", "--manifest-path", workspace]);
    deny
}

/// The day of the newest entry in the databases of this folder, of which an earlier run may have left one.
fn day(tools: &Tools, databases: &Path) -> Option<String> {
    let folders = fs::read_dir(databases).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    let days = folders.filter(|folder| folder.join(".git").is_dir()).filter_map(|folder| {
        let mut git = tools.command("git");
        let output = git.args(["log", "-1", "--format=%cs"]).current_dir(folder).output().ok()?;
        let day = String::from_utf8(output.stdout).ok()?.trim().to_owned();
        (!day.is_empty()).then_some(day)
    });
    days.max()
}

/// Git, which fetches the database, asks nobody for a password, and gives up where nothing comes.
const BOUNDED: [(&str, &str); 3] =
    [("GIT_TERMINAL_PROMPT", "0"), ("GIT_HTTP_LOW_SPEED_LIMIT", "1000"), ("GIT_HTTP_LOW_SPEED_TIME", "30")];

/// What is known against what a folder's packages bring to readers: its `dependencies`. Those that only build or
/// measure (`devDependencies`) are left out: they read what is ours alone.
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
    use std::{fs, process::Command};

    use serde_json::Value;

    use super::{FOLDERS, WORKSPACES, day, found};
    use crate::tools::Tools;

    /// The files that git has of this name.
    fn listed(name: &str) -> Vec<String> {
        let mut git = Command::new("git");
        git.args(["ls-files", &format!("*{name}")]).current_dir(Tools::new().unwrap().root);
        let mut files: Vec<_> =
            String::from_utf8(git.output().unwrap().stdout).unwrap().lines().map(str::to_owned).collect();
        files.sort_unstable();
        files
    }

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
        let files = listed("package.json");
        let mut folders: Vec<&str> =
            files.iter().map(|file| file.strip_suffix("/package.json").unwrap_or(".")).collect();
        folders.sort_unstable();
        assert_eq!(folders, FOLDERS);
        for folder in FOLDERS {
            assert!(root.join(folder).join("package-lock.json").is_file(), "{folder}");
        }
    }

    #[test]
    fn every_workspace_is_looked_at() {
        let locks = WORKSPACES.map(|manifest| manifest.replace(".toml", ".lock"));
        assert_eq!(listed("Cargo.lock"), locks);
    }

    /// `npm audit --omit=dev` looks at nothing else.
    #[test]
    fn what_the_editor_is_made_of_is_what_readers_get() {
        let root = Tools::new().unwrap().root;
        let package = fs::read(root.join("package.json")).unwrap();
        let package: Value = serde_json::from_slice(&package).unwrap();
        let editor = fs::read_to_string(root.join("static/editor.js")).unwrap();
        let names: Vec<&str> =
            editor.split(" from \"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert!(names.contains(&"@codemirror/view"), "{names:?}");
        for name in names.iter().filter(|name| !name.starts_with('.')) {
            assert!(
                package["dependencies"][name].is_string(),
                "{name} is none of the dependencies of package.json"
            );
        }
    }

    #[test]
    fn an_older_database_has_a_day() {
        let (tools, folder) = (Tools::new().unwrap(), tempfile::tempdir().unwrap());
        assert_eq!(day(&tools, folder.path()), None);
        let database = folder.path().join("advisory-db-0");
        fs::create_dir(&database).unwrap();
        // It did not come whole.
        assert_eq!(day(&tools, folder.path()), None);
        let author = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
        for arguments in [&["init", "--quiet"][..], &["commit", "--quiet", "--allow-empty", "--message=a"]] {
            let mut git = Command::new("git");
            git.args(author).args(arguments).current_dir(&database);
            assert!(git.env("GIT_COMMITTER_DATE", "2026-10-01T12:00:00Z").status().unwrap().success());
        }
        assert_eq!(day(&tools, folder.path()).as_deref(), Some("2026-10-01"));
    }
}
