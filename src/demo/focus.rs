//! Where the focus goes when the control that had it cannot have it any more.

use web_sys::{Element, HtmlElement};
use yew::NodeRef;

/// A keyboard user whose button has just been disabled goes on in `to`. A pointer's focus is left alone: on a
/// phone the keyboard would come up unasked.
pub(super) fn rescue(to: &NodeRef) {
    let document = web_sys::window().and_then(|window| window.document());
    let active = document.and_then(|document| document.active_element());
    let lost = |element: Element| element.matches("button:disabled:focus-visible").unwrap_or(false);
    if active.is_some_and(lost) {
        focus(to);
    }
}

/// Gives the focus to an element that is in the page.
pub(super) fn focus(element: &NodeRef) {
    if let Some(element) = element.cast::<HtmlElement>() {
        // Fails only for an element that is not in the page.
        let _ = element.focus();
    }
}
