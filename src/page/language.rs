//! Another language in the place of this one: connection, log, draft and the reader's place stay.
//!
//! The other language is a file of its own: a document with the same slots, and the texts of the program. The
//! browser reads it by `XMLHttpRequest`, which gives a document without a sink that Trusted Types guard.

use super::contents::elements;
use crate::i18n::Texts;
use content::Live;
use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, HtmlElement, XmlHttpRequest, XmlHttpRequestResponseType};

/// The document of another language, and the texts in it.
pub(super) struct Arrived {
    document: Document,
    pub(super) texts: Texts,
}

/// Fetches the file of a language; `None` when it cannot be had or is not of this version.
pub(super) async fn fetch(address: &str) -> Option<Arrived> {
    let request = XmlHttpRequest::new().ok()?;
    request.open("GET", address).ok()?;
    request.set_response_type(XmlHttpRequestResponseType::Document);
    let sending = request.clone();
    let loaded = Promise::new(&mut |done, _| sending.set_onloadend(Some(&done)));
    request.send().ok()?;
    JsFuture::from(loaded).await.ok()?;
    if request.status() != Ok(200) {
        return None;
    }
    let document: Document = request.response().ok()?.dyn_into().ok()?;
    let texts = document.get_element_by_id("texts")?.text_content()?;
    Some(Arrived { texts: Texts::new(Live::from_file(&texts)?), document })
}

/// Puts the prose of another language into the page.
pub(super) fn put(page: &Document, Arrived { document, .. }: &Arrived) {
    let focused = page.active_element().and_then(|element| element.get_attribute("hreflang"));
    for slot in elements(document, "[data-slot]") {
        let name = slot.get_attribute("data-slot").unwrap_or_default();
        if let Ok(Some(place)) = page.query_selector(&format!("[data-slot='{name}']")) {
            place.replace_children_with_node(&Array::from(&slot.child_nodes()));
        }
    }
    page.set_title(&document.title());
    if let (Some(own), Some(other)) = (page.document_element(), document.document_element()) {
        // Fails for no name that is one.
        let _ = own.set_attribute("lang", &other.get_attribute("lang").unwrap_or_default());
    }
    // The link that was clicked is another one now.
    if let Some(language) = focused
        && let Ok(Some(link)) = page.query_selector(&format!("[hreflang='{language}']"))
        && let Ok(link) = link.dyn_into::<HtmlElement>()
    {
        let _ = link.focus();
    }
}

/// Where the reader is: an element with an id, and how far it is from the top of the window, in CSS pixels.
pub(super) struct Place {
    id: String,
    top: f64,
}

impl Place {
    /// The last place of the reference that starts above the window's end.
    pub(super) fn of_reader(document: &Document) -> Option<Self> {
        let top = |element: &Element| element.get_bounding_client_rect().top();
        let places = elements(document, "main [id]");
        let element = places.iter().rev().find(|element| top(element) <= 1.0)?;
        Some(Self { id: element.id(), top: top(element) })
    }

    /// Scrolls so that it is where it was.
    pub(super) fn restore(&self, document: &Document) {
        let Some(window) = document.default_view() else { return };
        if let Some(element) = document.get_element_by_id(&self.id) {
            window.scroll_by_with_x_and_y(0.0, element.get_bounding_client_rect().top() - self.top);
        }
    }
}

/// The address of the page in the other language, with what the reader's own has after its path.
pub(super) fn put_address(document: &Document, page: &str) -> Option<()> {
    let window = document.default_view()?;
    let location = window.location();
    let address = format!("{page}{}{}", location.search().ok()?, location.hash().ok()?);
    window.history().ok()?.push_state_with_url(&JsValue::NULL, "", Some(&address)).ok()
}
