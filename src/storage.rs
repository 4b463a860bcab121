//! What a page that broke left for this one in the tab's own storage; `static/start.js` wrote it.

/// The message that was in the input.
pub(crate) const DRAFT: &str = "draft";
/// The text of the log.
pub(crate) const LOG: &str = "log";

/// What is kept under `key`, and is not any more. `None` too where the browser keeps nothing.
pub(crate) fn take(key: &str) -> Option<String> {
    let storage = web_sys::window()?.session_storage().ok()??;
    let value = storage.get_item(key).ok()??;
    // Fails for no key that could be read.
    let _ = storage.remove_item(key);
    Some(value)
}
