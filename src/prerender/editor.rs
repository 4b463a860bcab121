//! The editor of the Python laboratory: what `static/editor.js` names, of the packages that npm brings, in one file.

use super::site::Site;
use anyhow::{Context, ensure};
use std::{collections::BTreeSet, fs, io::ErrorKind, path::Path, process::Command};

/// Where npm puts the packages that are in it: CodeMirror's own, its parser's, and what these need.
const PACKAGES: [&str; 6] =
    ["@codemirror", "@lezer", "@marijn/find-cluster-break", "crelt", "style-mod", "w3c-keyname"];

/// The module, its licences before it; `None` where npm has not brought it, and then readers have a plain field.
pub(super) fn bundled(site: &Site) -> anyhow::Result<Option<String>> {
    let sources = Site::sources();
    let packages = sources.join("node_modules");
    if !packages.join(PACKAGES[0]).is_dir() {
        eprintln!(
            "CodeMirror is not in node_modules, so programs are changed in a plain field; `cargo xtask build` brings it"
        );
        return Ok(None);
    }
    let mut esbuild = Command::new("esbuild");
    esbuild.args(["--bundle", "--format=esm", "--loader:.css=text", "--log-level=warning", "--charset=utf8"]);
    if site.published {
        esbuild.arg("--minify");
    }
    let output = match esbuild.arg(sources.join("static/editor.js")).output() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            eprintln!(
                "esbuild is not on PATH, so programs are changed in a plain field; `cargo xtask build` brings it"
            );
            return Ok(None);
        }
        output => output.context("esbuild could not be started")?,
    };
    ensure!(output.status.success(), "esbuild: {}", String::from_utf8_lossy(&output.stderr));
    let module = String::from_utf8(output.stdout).context("esbuild wrote what is not UTF-8")?;
    Ok(Some(format!("/*!\n{}*/\n{module}", licences(&packages)?)))
}

/// The texts of the packages' licences, each once.
fn licences(packages: &Path) -> anyhow::Result<String> {
    let mut texts = BTreeSet::new();
    for package in PACKAGES {
        let folder = packages.join(package);
        let own = folder.join("LICENSE");
        if own.is_file() {
            texts.insert(super::read(&own)?);
            continue;
        }
        let inner = fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))?;
        for package in inner {
            let licence = package?.path().join("LICENSE");
            if licence.is_file() {
                texts.insert(super::read(&licence)?);
            }
        }
    }
    ensure!(!texts.is_empty(), "the packages of the editor have no licence");
    Ok(texts.into_iter().collect())
}
