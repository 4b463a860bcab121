//! Chromium and Firefox as tests, checks and measurements start them: without a screen, and with nothing of their own
//! on the network. Every name but this machine's is unknown to them, so nothing reaches a stranger even by mistake.
//!
//! Each has a profile of its own, which is gone with it.

#[cfg(feature = "driven")]
mod browser;
#[cfg(feature = "driven")]
mod process;
mod settings;

#[cfg(feature = "driven")]
pub use browser::{Browser, Kind, named};
pub use settings::CHROMIUM;
