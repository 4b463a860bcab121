//! The map of the page that documents and demonstrates Brython's `websocket` module.
//!
//! Read in this order:
//!
//! 1. [`websocket`], the documented module in Rust, on gloo-net; the only place that knows the browser's socket.
//! 2. [`demo`], the live panel: message → action → state (pure) → view; [`demo::instruments`] is a part of it that is
//!    fetched when a reader first wants it.
//! 3. [`mod@reference`], the content of `i18n/` as HTML; it knows nothing of the demo.
//! 4. [`frame`], what stands around both; `static/start.js` hears what is clicked in it.
//! 5. [`app`], which joins them: the state lights the reference.
//! 6. [`slot`], where prose is in the page without being in the wasm; [`i18n`], the languages; [`python`], values
//!    as Python writes them.
//!
//! What is absent is kept absent by `tests/tidy.rs`: a browser in `demo/state.rs` and what it stands on; gloo-net
//! outside `websocket/`; the demo in the reference and the reference in the demo; clock, locale and chance while
//! rendering; texts for people outside `i18n/`.

pub mod app;
pub mod demo;
pub mod frame;
pub mod i18n;
pub mod python;
pub mod reference;
pub mod slot;
pub mod standalone;
pub mod websocket;
