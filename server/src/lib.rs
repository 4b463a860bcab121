//! The project's own server: the echo at `/eco` and, when it is given one, the built site.
//!
//! - `echo` sends back what arrives and closes with the code that it was given.
//! - `site` serves the files of the folder that Trunk wrote; `page` names the echo in its pages.
//! - `run` joins them on a listener and ends them, by the `sockets` that are open; `main.rs` reads the command line and nothing else.
//!
//! Invariants: `echo` knows no subprotocol, `site` reads nothing outside its folder, and nothing here listens
//! or catches signals by itself, so that a test owns both.

mod echo;
mod page;
mod run;
mod site;
mod sockets;

pub use run::run;

use std::path::PathBuf;

use anyhow::ensure;

/// The path of the echo, which the served pages are told.
pub const ECHO_PATH: &str = "/eco";

/// What the server serves; the default is the echo alone.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The folder with the built site; without one only the echo is served.
    pub dist: Option<PathBuf>,
}

impl Options {
    /// Fails with a sentence that tells what to do when the folder is not that of a built site.
    pub fn check(&self) -> anyhow::Result<()> {
        let Some(dist) = &self.dist else { return Ok(()) };
        let what = dist.display();
        let remedy = "build the site with `cargo xtask build`, or name its folder with --dist";
        ensure!(dist.is_dir(), "there is no folder {what}: {remedy}");
        ensure!(dist.join("index.html").is_file(), "the folder {what} has no index.html: {remedy}");
        Ok(())
    }
}
