//! Where the focus goes when the control that had it cannot have it any more, or when a field needs the reader.

use super::panel::Nodes;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement};
use yew::NodeRef;

/// A keyboard user whose button has just been disabled goes on in the message, or in the log where the button was
/// one of the log's. A pointer's focus is left alone: on a phone the keyboard would come up unasked.
pub(super) fn rescue(nodes: &Nodes) {
    let Some(active) = document().and_then(|document| document.active_element()) else { return };
    if active.matches("button:disabled:focus-visible").unwrap_or(false) {
        let in_log = active.closest(".log").is_ok_and(|log| log.is_some());
        node(if in_log { &nodes.log } else { &nodes.input });
    }
}

/// Gives the focus to the element with this id.
pub(super) fn by_id(id: &str) {
    give(document().and_then(|document| document.get_element_by_id(id)));
}

/// Gives the focus to the element of this node.
pub(super) fn node(node: &NodeRef) {
    give(node.cast());
}

fn document() -> Option<Document> {
    web_sys::window().and_then(|window| window.document())
}

fn give(element: Option<Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // Fails only for an element that is not in the page.
        let _ = element.focus();
    }
}
