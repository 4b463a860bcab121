//! What the instruments do with the clipboard and with files: the one place of theirs that touches the browser.

use super::{
    super::{Intent, Refusal},
    fields::to,
};
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, HtmlElement, HtmlInputElement, Url};
use yew::prelude::*;

/// The largest file that is read, in bytes: no log of ours is as large.
pub(super) const LARGEST: u32 = 16 << 20;

/// Copies a text; the button that was clicked says so. Where the browser refuses, it says nothing.
pub(super) fn copy(event: &MouseEvent, text: String, copied: String) {
    let button = event.target_dyn_into::<HtmlElement>();
    let Some(clipboard) = web_sys::window().map(|window| window.navigator().clipboard()) else { return };
    if clipboard.is_undefined() {
        return;
    }
    spawn_local(async move {
        if JsFuture::from(clipboard.write_text(&text)).await.is_ok()
            && let Some(button) = button
        {
            button.set_title(&copied);
            button.set_attribute("data-done", "").unwrap_or_default();
        }
    });
}

/// Gives the reader a file.
pub(super) fn save(name: &str, kind: &str, text: &str) -> Option<()> {
    let document = web_sys::window()?.document()?;
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options).ok()?;
    let url = Url::create_object_url_with_blob(&blob).ok()?;
    let link: HtmlAnchorElement = document.create_element("a").ok()?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&url).ok()
}

/// Reads the file that was chosen and tells what comes of it.
pub(super) fn read(event: &Event, intent: Callback<Intent>) {
    let input: HtmlInputElement = event.target_unchecked_into();
    let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
    // The same file may be chosen again.
    input.set_value("");
    spawn_local(async move {
        intent.emit(match whole(&file).await.and_then(|text| super::conversation::imported(&text)) {
            Ok(replay) => Intent::Replay(Some(replay)),
            Err(refusal) => to(move |settings| settings.refusal = Some(refusal.clone())),
        });
    });
}

async fn whole(file: &File) -> Result<String, Refusal> {
    if file.size() > f64::from(LARGEST) {
        return Err(Refusal::TooLarge);
    }
    let text: Result<JsValue, JsValue> = JsFuture::from(file.text()).await;
    text.ok().and_then(|text| text.as_string()).ok_or(Refusal::Unreadable)
}
