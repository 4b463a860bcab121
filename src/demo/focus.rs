//! Where the focus goes when the control that had it cannot have it any more, or when a field needs the reader.

use super::panel::Nodes;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement};
use yew::NodeRef;

/// The button that a keyboard user was on before a change, and what it stood in.
///
/// Once the change has disabled it, the browser takes the focus away when it draws, and Yew lets it draw before a long
/// change is all in the page.
#[derive(Debug, Default)]
pub(super) struct Focus(Option<(Element, Option<Element>)>);

impl Focus {
    /// Before a change. A pointer's focus is left alone: on a phone the keyboard would come up unasked.
    pub(super) fn remember(&mut self) {
        let active = active().filter(|active| active.matches("button:focus-visible").unwrap_or(false));
        // The change before this one may still be on its way, and its button have lost the focus already.
        if let Some(button) = active {
            let around = button.closest(".log, .drawer, .scenarios, .python").unwrap_or_default();
            self.0 = Some((button, around));
        }
    }

    /// After it: whose button has been disabled or is gone goes on near it, in the log where it was one of the log's, in
    /// the program where it was the one to edit that; and in the message where there is nothing near.
    pub(super) fn rescue(&mut self, nodes: &Nodes) {
        let Some((button, around)) = self.0.take() else { return };
        let is_elsewhere = active().is_some_and(|active| active != button && active.tag_name() != "BODY");
        if is_elsewhere || button.is_connected() && !button.matches(":disabled").unwrap_or(false) {
            return;
        }
        // What it stood in may be gone with it.
        let near = match around.filter(|around| around.is_connected()) {
            _ if button.id() == "edit_python" => {
                document().and_then(|page| page.get_element_by_id("py_source"))
            }
            Some(around) if around.class_name() == "log" => nodes.log.cast(),
            Some(around) => around.query_selector("summary, button:enabled").unwrap_or_default(),
            None => None,
        };
        give(near.or_else(|| nodes.input.cast()));
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

fn active() -> Option<Element> {
    document().and_then(|document| document.active_element())
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
