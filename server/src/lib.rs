//! The project's own server: the echo at `/eco` and, when it is given one, the built site.
//!
//! - `accept` takes in connections, `connection` serves one, and `patient` cuts it when its reader takes nothing;
//!   `seats` counts how many there are, `address` knows whose they are, `guard` and `origin` who is let in.
//! - `handshake` makes a WebSocket of a connection, or answers with a `refusal`.
//! - `echo` sends back what arrives, closes with the code that it was given, and keeps to the `pace`; `scenario` is
//!   what an address can ask for besides. `frames` reads what comes, `utf8` whether it is a text, `close` knows the
//!   codes, `rest` passes by what comes after one, and `wire` has the bytes of both directions.
//! - `site` serves the files of the folder that Trunk wrote, under a `base`: `place` finds a file, `prepared`
//!   keeps its `content` in each `coding` that clients want, and `answer` sends one of them; `media` knows
//!   the types, and `page` names the echo in the pages.
//! - `headers` adds what every answer has, by the rules of the crate `hosting`; `tls` sends readers to https. `fields`
//!   reads the headers of a request.
//! - `limits` are the bounds of it all, `metrics` what is counted. `run` joins everything on a listener and ends it;
//!   `main.rs` reads the command line, with `log` and `descriptors` beside it.
//! - `parsers` is what there reads what strangers write, for the crate `properties`.
//!
//! Invariants: `echo` knows no subprotocol and holds no message, a connection that is silent holds no buffer, no line
//! of the log holds what a message or a request says, `place` finds nothing outside the folder of the site, no thread
//! that serves others waits for the disk or for a compressor, and nothing here listens or catches signals by
//! itself, so that a test owns both.

mod accept;
mod address;
mod answer;
mod base;
mod close;
mod coding;
mod connection;
mod content;
mod echo;
mod fields;
mod frames;
mod guard;
mod handshake;
mod headers;
mod limits;
mod media;
mod metrics;
mod origin;
mod pace;
mod page;
pub mod parsers;
mod patient;
mod place;
mod prepared;
mod refusal;
mod rest;
mod run;
mod scenario;
mod seats;
mod site;
mod tls;
mod utf8;
mod wire;

pub use base::Base;
pub use guard::{Guard, HostName};
pub use limits::Limits;
pub use metrics::Metrics;
pub use origin::Origin;
pub use pace::Pace;
pub use prepared::Prepared;
pub use run::{run, run_metrics};

use std::path::PathBuf;

use anyhow::ensure;

/// The path of the echo, wherever the site is.
pub const ECHO_PATH: &str = "/eco";
/// The path of what is counted, on a listener of its own.
pub const METRICS_PATH: &str = "/metrics";

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
    /// How many proxies in front add the address that they see to X-Forwarded-For; without any nobody is believed.
    pub trust_forwarded_for: Option<u8>,
    /// Whom the server answers.
    pub guard: Guard,
    /// What it bears.
    pub limits: Limits,
    /// What it counts; a store of its own unless somebody else looks.
    pub metrics: Metrics,
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
