//! What the browser remembers of its reader. Where it may not, nothing is remembered and nothing is said.

use web_sys::Storage;

/// The key of the theme and that of the language; `static/start.js` reads both before the page is drawn.
pub(super) const THEME: &str = "theme";
pub(super) const LANGUAGE: &str = "language";

/// Remembers `value`, or forgets what there was.
pub(super) fn keep(key: &str, value: Option<&str>) {
    let Some(storage) = local() else { return };
    // Fails where the storage is full: the choice then holds for this visit.
    let _ = match value {
        Some(value) => storage.set_item(key, value),
        None => storage.remove_item(key),
    };
}

fn local() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}
