//! Two mains of one tree: the native one writes the page, the one in wasm hydrates it.

#[cfg(not(target_arch = "wasm32"))]
mod prerender;

use brython_websocket::{app, i18n::Language};

/// Hydrates the prerendered page, or renders it where `#app` is empty.
#[cfg(target_arch = "wasm32")]
fn main() {
    let document = web_sys::window().and_then(|window| window.document());
    let root = document.and_then(|document| document.get_element_by_id("app"));
    // Without either, what was prerendered stays as it is, and can be read.
    let (Some(root), Ok(texts)) = (root, Language::Portuguese.content()) else { return };
    let prerendered = root.first_element_child().is_some();
    let renderer = yew::Renderer::<app::App>::with_root_and_props(root, app::Props { texts });
    if prerendered { drop(renderer.hydrate()) } else { drop(renderer.render()) }
}

/// Fills the pages that Trunk has staged.
#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    let Ok(texts) = Language::Portuguese.content() else {
        eprintln!("the content in this program is not of this version; run `cargo clean` and build again");
        return std::process::ExitCode::FAILURE;
    };
    prerender::main(&app::Props { texts })
}
