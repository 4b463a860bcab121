//! Copies the code beside a button.

use super::Notice;
use js_sys::Reflect;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Window};

/// Copies the code of the block that `button` stands in. Where the browser does not let it, the code is selected,
/// so that a key of the reader's is enough.
pub(super) async fn copy(window: Window, button: Element) -> Option<Notice> {
    let code = button.parent_element()?.query_selector("pre").ok()??;
    // Not `trim`: the first line of an example may be indented.
    let text = code.text_content().unwrap_or_default();
    if write(&window, text.trim_end()).await {
        return Some(Notice::Copied);
    }
    let selection = window.get_selection().ok()??;
    selection.select_all_children(&code).ok()?;
    Some(Notice::NotCopied)
}

async fn write(window: &Window, text: &str) -> bool {
    let navigator = window.navigator();
    // There is none in a page that came over plain HTTP from another machine.
    let there = Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|clipboard| clipboard.is_object());
    there && JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}
