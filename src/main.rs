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

/// The page's program, as `static/start.js` has it in hand.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub struct Program(yew::AppHandle<brython_websocket::app::App>);

/// Brings the page to life in the language of `texts`, a file of `content::Live`, with the message and the text of the
/// log that the page before has left, and the Python program that the reader has changed; `fetched` gives the promise of a file of `content::Laboratory` when a reader
/// first wants the instruments. Gives nothing when the file is not of this version; then the page stays as it
/// is, and can be read.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
#[must_use]
pub fn hydrate(
    texts: &str,
    fetched: js_sys::Function,
    draft: Option<String>,
    log: Option<String>,
    source: Option<String>,
) -> Option<Program> {
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
    Some(Program(yew::Renderer::<app::App>::with_root_and_props(root, props).hydrate()))
}

#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
impl Program {
    /// Goes on in the language of `texts` and, for the instruments, of `laboratory`; gives `false` when the file is
    /// not of this version.
    #[must_use]
    pub fn speak(&self, texts: &str, laboratory: &str) -> bool {
        use brython_websocket::{app::Message, i18n::Texts};
        let live = content::Live::from_file(texts);
        live.map(|live| self.0.send_message(Message::Speak(Texts::new(live), laboratory.to_owned())))
            .is_some()
    }
}
