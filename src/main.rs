//! Two mains of one tree: the native one writes the pages, the one in wasm hydrates them.

#[cfg(not(target_arch = "wasm32"))]
mod prerender;

/// Writes the pages into what Trunk has staged.
#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    prerender::main()
}

/// The page allocates little and seldom: few bytes to download before speed.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::GlobalTlsf<Few> = rlsf::GlobalTlsf::new();

/// What the allocator does without. It does join what it gets from the browser, or a long message would find no room
/// in what a long message has left.
#[cfg(target_arch = "wasm32")]
struct Few;

#[cfg(target_arch = "wasm32")]
impl rlsf::GlobalTlsfOptions for Few {
    const ENABLE_REALLOCATION: bool = false;
}

/// Nothing: `static/start.js` calls [`hydrate`] with the texts that it has fetched.
#[cfg(target_arch = "wasm32")]
const fn main() {}

/// The log as text, for the page that comes in place of this one; also after a trap, as far as the memory still tells it.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
#[must_use]
pub fn left() -> String {
    brython_websocket::demo::left()
}

/// Brings the page to life in the language of `texts`, a file of `content::Live`, with the message and the text of
/// the log that the page before has left, and the Python program that the reader has changed; `fetched` gives the
/// promise of a file of `content::Laboratory` when a reader first wants the instruments. Gives nothing when the file
/// is not of this version; then the page stays as it is, and can be read.
///
/// What it gives goes on in another language: called with such a file and, for the instruments, one of
/// `content::Laboratory`, it tells whether the first is of this version.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
#[must_use]
pub fn hydrate(
    texts: &str,
    fetched: js_sys::Function,
    draft: Option<String>,
    log: Option<String>,
    source: Option<String>,
) -> Option<wasm_bindgen::JsValue> {
    use brython_websocket::{
        app,
        demo::{Before, instruments::Fetched},
        i18n::Texts,
        slot::Contents,
    };
    let root = web_sys::window()?.document()?.get_element_by_id("app")?;
    let texts = Texts::new(content::Live::from_file(texts)?);
    let before = draft.map(|draft| Before { draft, log: log.unwrap_or_default() });
    let fetched = Some(Fetched(fetched));
    let props = app::Props { texts, slots: Contents::default().into(), before, source, fetched };
    let page = yew::Renderer::<app::App>::with_root_and_props(root, props).hydrate();
    let speak = move |texts: String, laboratory: String| {
        let live = content::Live::from_file(&texts);
        live.map(|live| page.send_message(app::Message::Speak(Texts::new(live), laboratory))).is_some()
    };
    Some(wasm_bindgen::closure::Closure::<dyn Fn(String, String) -> bool>::new(speak).into_js_value())
}
