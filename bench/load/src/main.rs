//! A load generator for an echo of WebSockets, on one thread: it speaks frames that were made before, and counts, so
//! that it costs less than any server. What it says is one line of JSON, for `cargo xtask bench`.
//!
//! - `frames` makes the message and reads what comes back, every byte of it; `line` is a connection.
//! - `closed`, `open` and `idle` are the three loads; `pool` has the connections of the first two.
//! - `process` is what `/proc` tells of the server.
//!
//! Linux only: processor time and memory of another process are read in `/proc`.

#[cfg(target_os = "linux")]
mod closed;
#[cfg(target_os = "linux")]
mod frames;
#[cfg(target_os = "linux")]
mod idle;
#[cfg(target_os = "linux")]
mod line;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
mod open;
#[cfg(target_os = "linux")]
mod pool;
#[cfg(target_os = "linux")]
mod process;

use std::process::ExitCode;

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    linux::main()
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    eprintln!("load: Linux only: what a load costs a server is read in /proc");
    ExitCode::FAILURE
}
