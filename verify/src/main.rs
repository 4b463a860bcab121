//! `cargo xtask verify`: runs the check of each statement of the reference in real browsers, and writes what they
//! find to `results.toml`, or compares it with what is there.
//!
//! - `checks/` holds the checks, in Python; `pages/` the pages that they run in.
//! - `servers` is what they talk to, `columns` what is run in which, `outcome` the file.
//!
//! Invariants: all traffic stays on 127.0.0.1, each check is bounded in time, and nobody else writes the file.

mod columns;
mod outcome;
mod servers;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Parser;

/// Runs the check of each statement of the reference in real browsers
///
/// CHROMIUM, CHROMEDRIVER, FIREFOX and GECKODRIVER name the programs; `cargo xtask verify` sets them.
#[derive(Parser)]
struct Options {
    /// Write nothing: fail where another outcome appears than results.toml tells
    #[arg(long)]
    check: bool,
    /// Write nothing: show what those find whose names begin so
    #[arg(long, value_name = "STATEMENT", conflicts_with = "check")]
    only: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("verify: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> anyhow::Result<()> {
    let found = columns::found(options.only.as_deref()).await?;
    match options {
        Options { check: true, .. } => outcome::compare(&found),
        Options { only: Some(_), .. } => {
            outcome::tell(&found);
            Ok(())
        }
        Options { .. } => outcome::write(&found),
    }
}

/// This package's folder.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}
