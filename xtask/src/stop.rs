//! Ctrl-C, SIGTERM and SIGHUP, as a flag that whoever waits looks at.

use std::{
    fmt,
    sync::atomic::{AtomicBool, Ordering},
};

use anyhow::Context;

static ASKED: AtomicBool = AtomicBool::new(false);

/// The work was left because the user asked for it.
#[derive(Debug)]
pub(crate) struct Stopped;

impl fmt::Display for Stopped {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("stopped before the end, as asked")
    }
}

impl std::error::Error for Stopped {}

/// From here on the signals no longer end this program: it ends its children first.
pub(crate) fn listen() -> anyhow::Result<()> {
    ctrlc::set_handler(|| ASKED.store(true, Ordering::SeqCst)).context("Ctrl-C cannot be caught here")
}

/// Whether the user has asked to stop.
pub(crate) fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}

/// Fails with [`Stopped`] once the user has asked to stop.
pub(crate) fn check() -> Result<(), Stopped> {
    if asked() { Err(Stopped) } else { Ok(()) }
}
