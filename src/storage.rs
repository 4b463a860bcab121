//! What the browser keeps for its reader. Where it may keep nothing, nothing is kept and nothing is said.
//!
//! `static/start.js` reads the first two before the page is drawn, and writes the others when the program breaks.

use web_sys::{Storage, Window};

/// The reader's theme, until it is changed.
pub(crate) const THEME: &str = "theme";
/// The reader's language, until it is changed.
pub(crate) const LANGUAGE: &str = "language";
/// The message that was in the input of a page that broke, for the page after it.
pub(crate) const DRAFT: &str = "draft";
/// The text of its log.
pub(crate) const LOG: &str = "log";

/// Keeps `value` for every visit, or forgets what there was.
pub(crate) fn keep(key: &str, value: Option<&str>) {
    let Some(storage) = of(Window::local_storage) else { return };
    // Fails where the storage is full: the choice then holds for this visit.
    let _ = match value {
        Some(value) => storage.set_item(key, value),
        None => storage.remove_item(key),
    };
}

/// What was kept for this tab, and is not any more.
pub(crate) fn take(key: &str) -> Option<String> {
    let storage = of(Window::session_storage)?;
    let value = storage.get_item(key).ok()??;
    // Fails for no key that could be read.
    let _ = storage.remove_item(key);
    Some(value)
}

fn of<E>(kind: impl FnOnce(&Window) -> Result<Option<Storage>, E>) -> Option<Storage> {
    kind(&web_sys::window()?).ok()?
}
