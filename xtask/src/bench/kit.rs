//! What every measurement needs; above all the tools of `bench/package.json`: installed as its lock says, and run with
//! their answer kept as JSON.

use std::{
    ffi::OsStr,
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, ensure};
use serde_json::Value;

use crate::{browser::Browser, npm, process::run, tools::Tools};

/// How often Lighthouse measures each page; the median is told.
const RUNS: usize = 5;

/// What every measurement needs.
pub(super) struct Kit<'a> {
    pub(super) tools: &'a Tools,
    pub(super) browser: &'a Browser,
    /// Whether less is measured, and less often.
    pub(super) is_quick: bool,
    /// Where the reports and the built peers go; emptied when a run begins.
    pub(super) out: PathBuf,
    /// `bench/`, with its data files and its `node_modules`.
    pub(super) folder: PathBuf,
    package: Value,
}

impl<'a> Kit<'a> {
    /// Compiles the server, and empties the folder of the reports.
    pub(super) fn ready(tools: &'a Tools, browser: &'a Browser, is_quick: bool) -> anyhow::Result<Self> {
        let folder = tools.root.join("bench");
        run(tools.command("cargo").args(["build", "--release", "--package", "server"]))?;
        let out = tools.root.join("target").join("bench");
        // It may not be there yet.
        let _ = fs::remove_dir_all(&out);
        fs::create_dir_all(&out).with_context(|| format!("{} could not be made", out.display()))?;
        let package = read(&folder.join("package.json"))?;
        Ok(Self { tools, browser, is_quick, out, folder, package })
    }

    /// Installs the tools of npm, unless they are of the very lock that is there now.
    pub(super) fn install(&self) -> anyhow::Result<()> {
        npm::install(self.tools, "bench", "what measures and what is measured beside the site")
    }

    /// How often Lighthouse measures a page.
    pub(super) fn runs(&self) -> usize {
        if self.is_quick { 1 } else { RUNS }
    }

    /// A file of an npm package.
    pub(super) fn npm(&self, file: &str) -> PathBuf {
        self.folder.join("node_modules").join(file)
    }

    /// The version that bench/package.json pins.
    pub(super) fn version(&self, package: &str) -> &str {
        self.package["devDependencies"][package].as_str().unwrap_or("?")
    }

    /// A program of an npm package, without a word to anybody on the network.
    pub(super) fn node(&self, program: &str) -> Command {
        let mut node = self.tools.command("node");
        node.arg(self.npm(program)).env("NO_UPDATE_NOTIFIER", "1");
        for proxy in ["http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"] {
            node.env_remove(proxy);
        }
        node
    }

    /// The name of a report about the page at `address`: its port and path, and `what`.
    pub(super) fn report_name(&self, address: &str, what: &str) -> String {
        format!("{}{what}.json", address.trim_start_matches("http://127.0.0.1:").replace('/', "-"))
    }

    /// Runs what prints JSON, which stays in the folder of the reports as `name`.
    pub(super) fn json(&self, name: &str, command: &mut Command) -> anyhow::Result<Value> {
        let path = self.out.join(name);
        let file = File::create(&path).with_context(|| format!("{} cannot be written", path.display()))?;
        run(command.stdout(file))?;
        read(&path)
    }
}

/// A JSON file.
pub(super) fn read(path: &Path) -> anyhow::Result<Value> {
    let text = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
    ensure!(!text.is_empty(), "{} is empty: what should have written it failed", path.display());
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    serde_json::from_slice(&text).with_context(|| format!("{name} is no JSON: see {}", path.display()))
}
