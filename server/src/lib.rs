//! The project's own server: the echo at `/eco` and, when it is given one, the built site.
//!
//! - `echo` sends back what arrives and closes with the code that it was given; `scenario` is what an address can
//!   ask for besides.
//! - `site` serves the files of the folder that Trunk wrote, under a `base`: `place` finds a file, `prepared`
//!   keeps its `content` in each `coding` that clients want, and `answer` sends one of them; `media` knows
//!   the types, and `page` names the echo in the pages.
//! - `headers` adds what every answer has, by the rules of the crate `hosting`; `tls` sends readers to https.
//! - `parsers` is what there reads what strangers write, for the crate `properties`.
//! - `run` joins them on a listener and ends them, by the `sockets` that are open; `main.rs` reads the
//!   command line and nothing else.
//!
//! Invariants: `echo` knows no subprotocol, `place` finds nothing outside the folder of the site, no thread
//! that serves others waits for the disk or for a compressor, and nothing here listens or catches signals by
//! itself, so that a test owns both.

mod answer;
mod base;
mod coding;
mod content;
mod echo;
mod headers;
mod media;
mod page;
pub mod parsers;
mod place;
mod prepared;
mod run;
mod scenario;
mod site;
mod sockets;
mod tls;

pub use base::Base;
pub use prepared::Prepared;
pub use run::run;

use std::path::PathBuf;

use anyhow::ensure;

/// The path of the echo, wherever the site is.
pub const ECHO_PATH: &str = "/eco";

/// What the server serves; the default is the echo alone.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The folder with the built site; without one only the echo is served.
    pub dist: Option<PathBuf>,
    /// The path under which the site is served.
    pub base: Base,
    /// Whether a proxy in front speaks TLS with the readers: browsers are then told to use nothing else, and
    /// who came by plain http, as the proxy tells in X-Forwarded-Proto, is sent to https.
    pub behind_tls: bool,
    /// Where the files of the site are kept ready; a store of its own unless another server shares one.
    pub prepared: Prepared,
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
