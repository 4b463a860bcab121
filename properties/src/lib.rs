//! What holds of each thing that parses, for any input: one function each, which panics where it does not hold.
//!
//! The tests of this crate call them with what proptest makes up, and the targets in `fuzz/` with what libFuzzer
//! finds, so that both look for the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a property fails by a panic")]

mod address;
mod content;
mod json;
mod log;
mod news;
mod python;
mod server;

pub use address::address;
pub use content::{
    close_codes, events, interface, laboratory, laboratory_texts, live, prose, results, verification,
};
pub use json::json;
pub use log::log;
pub use news::news;
pub use python::close_reason;
pub use server::{coding, forwarded, frames, host, host_name, origin, path, scenario, utf8};
