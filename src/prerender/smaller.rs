//! Scripts and styles without what only their readers need: by esbuild, which npm brings (`package.json`).

use super::site::Site;
use anyhow::{Context, ensure};
use std::{
    io::{ErrorKind, Write},
    process::{Child, Command, Stdio},
};

/// What a text is.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Script,
    Style,
}

/// The text, smaller for readers on slow lines. As it is while it is written, so that a browser's tools show it so,
/// and where there is no esbuild: then the site is a few kilobytes larger.
pub(super) fn smaller(site: &Site, kind: Kind, text: String) -> anyhow::Result<String> {
    if !site.published {
        return Ok(text);
    }
    match start(kind) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            eprintln!(
                "esbuild is not on PATH, so scripts and styles stay as they are; `cargo xtask build` brings it"
            );
            Ok(text)
        }
        esbuild => finish(esbuild.context("esbuild could not be started")?, &text),
    }
}

fn start(kind: Kind) -> std::io::Result<Child> {
    let loader = match kind {
        Kind::Script => "--loader=js",
        Kind::Style => "--loader=css",
    };
    Command::new("esbuild")
        .args(["--minify", "--tree-shaking=true", "--log-level=warning", loader])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
}

fn finish(mut esbuild: Child, text: &str) -> anyhow::Result<String> {
    let mut input = esbuild.stdin.take().context("esbuild takes no input")?;
    input.write_all(text.as_bytes()).context("esbuild does not read")?;
    // It writes nothing before it has read all: no pipe can be full on both sides.
    drop(input);
    let output = esbuild.wait_with_output().context("esbuild was lost")?;
    ensure!(output.status.success(), "esbuild failed: see its message above");
    String::from_utf8(output.stdout).context("esbuild wrote what is not UTF-8")
}
