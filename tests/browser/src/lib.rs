//! What the browser tests stand on: servers that a test owns, a browser that it owns, and the page in words.
//!
//! A test waits for a named condition, never for a time; it ends what it starts by its handle, also when it
//! fails; and it fails on any console error that it did not expect. All traffic stays on 127.0.0.1, or on a cable of
//! the test's own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod browser;
pub mod commands;
mod console;
mod conversation;
mod copy;
mod devtools;
mod driven;
mod editor;
mod firefox;
mod http;
mod laboratory;
mod line;
mod page;
mod plug;
mod python;
pub mod servers;
mod texts;

pub use browser::{browse, browse_in, browse_patiently};
pub use conversation::{
    CONVERSED, conversation, converse, draft, echo, goes_on, is_refused, is_unharmed, pairs,
};
pub use copy::Copy;
pub use drivers::Kind;
pub use http::{Answer, get};
pub use laboratory::INSTRUMENTS;
pub use page::Page;
pub use plug::Plug;
pub use python::manifest;
pub use texts::{LANGUAGES, laboratory_text, path_of, text, verification_text};
pub use thirtyfour::{Key, WebElement, error::WebDriverResult};
pub use tokio_tungstenite::tungstenite;

use std::path::PathBuf;

/// What a test gives: an error of the driver fails it.
pub type Outcome = WebDriverResult<()>;

/// The built site, which `cargo xtask test` names.
#[must_use]
pub fn dist() -> PathBuf {
    required("DIST").into()
}

/// The same site, built for `https://example.org/docs/`.
#[must_use]
pub fn dist_docs() -> PathBuf {
    required("DIST_DOCS").into()
}

/// A variable that `cargo xtask test` sets.
#[must_use]
pub fn required(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set; run `cargo xtask test --only browser`"))
}
