//! The program that the page shows, and what the reader takes along of it.

use super::{
    super::{
        super::{Failure, Intent},
        fields::to,
        files,
    },
    Start,
    arrival::Manifest,
};
use crate::standalone::Standalone;
use content::PythonTexts;
use serde_json::Value;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, Element, window};
use yew::Callback;

/// Its place in the page, as text.
const SOURCE: &str = "#py_source";

pub(super) fn document() -> Option<Document> {
    window()?.document()
}

/// Where the page shows the program.
pub(super) fn shown_program() -> Option<Element> {
    document()?.query_selector(SOURCE).ok()?
}

/// The program that the page shows.
pub(super) fn shown_source() -> Option<String> {
    shown_program()?.text_content()
}

/// The same, once the address in it is this one: what is shown is what runs.
pub(super) fn addressed(address: Option<&str>) -> Option<String> {
    if let Some(address) = address {
        let strings = document()?.query_selector_all(&[SOURCE, " .t-string"].concat()).ok()?;
        let of = |at| strings.get(at).and_then(|node: web_sys::Node| node.dyn_into::<Element>().ok());
        let is_address =
            |string: &Element| string.text_content().is_some_and(|text| text.starts_with("\"ws"));
        if let Some(string) = (0..strings.length()).filter_map(of).find(is_address) {
            string.set_text_content(Some(&Value::from(address).to_string()));
        }
    }
    shown_source()
}

/// Gives the reader the program as a page that runs by itself, and has the settings say what failed. That is no affair
/// of the program: it may run meanwhile.
pub(in super::super) fn save(texts: &PythonTexts, start: Start, intent: Callback<Intent>) {
    let texts = texts.clone();
    spawn_local(async move {
        let failure = saved(&start, &texts).await.err();
        intent.emit(to(move |settings| settings.unsaved.clone_from(&failure)));
    });
}

async fn saved(start: &Start, texts: &PythonTexts) -> Result<(), Failure> {
    let manifest = Manifest::fetch(&start.fetched).await?;
    let template = manifest.text("standalone").await?;
    let module = manifest.text("module").await?;
    let program = start.source.clone().or_else(shown_source).unwrap_or_default();
    let root = document().and_then(|document| document.document_element());
    let language = root.and_then(|root| root.get_attribute("lang")).unwrap_or_default();
    let page = Standalone {
        language: &language,
        title: &texts.code,
        open: &texts.open,
        data: &texts.message,
        send: &texts.send,
        close: &texts.close,
        note: &texts.note,
        missing: &texts.missing,
        program: &program,
        modules: &[("websocket", &module)],
    };
    files::save("websocket.html", "text/html", &page.html(&template)).ok_or(Failure::NotArrived)
}
