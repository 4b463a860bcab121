//! Two mains of one tree: the native one writes the pages, the one in wasm hydrates them.

#[cfg(not(target_arch = "wasm32"))]
mod prerender;

/// Writes the pages into what Trunk has staged.
#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    prerender::main()
}

/// Nothing: `static/start.js` calls [`hydrate`] with the texts that it has fetched.
#[cfg(target_arch = "wasm32")]
const fn main() {}

/// Brings the page to life in the language of `texts`, a file of `content::Live`. Gives `false` when the file or
/// the page is not of this version; then the page stays as it is, and can be read.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
#[must_use]
pub fn hydrate(texts: &str) -> bool {
    use brython_websocket::{app, i18n::Texts, slot::Contents};
    let document = web_sys::window().and_then(|window| window.document());
    let root = document.and_then(|document| document.get_element_by_id("app"));
    let (Some(root), Some(live)) = (root, content::Live::from_file(texts)) else { return false };
    let props = app::Props { texts: Texts::new(live), slots: Contents::default().into() };
    drop(yew::Renderer::<app::App>::with_root_and_props(root, props).hydrate());
    true
}
