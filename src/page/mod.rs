//! The page around reference and demo: its frame, the language, the theme, the contents, the copy buttons.
//!
//! What the frame says is prose in [slots](crate::slot). `state` is pure; `effects` has what the reader's clicks
//! do, and `language`, `contents` and `clipboard` the hands for it.

mod clipboard;
mod contents;
mod effects;
mod frame;
mod language;
mod settings;
mod state;

pub use effects::use_page;
pub use frame::{Frame, missing};
pub use settings::settings;
pub use state::{Action, Notice, State, Theme};
