//! Marks the current section in the contents.

use js_sys::Array;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Document, Element, IntersectionObserver, IntersectionObserverInit};

/// Where a section begins to be the current one: the part of the window above it, in percent.
const LINE: i32 = 35;

/// Looks at the headings for as long as it lives.
pub(super) struct Watch {
    observer: IntersectionObserver,
    _told: Closure<dyn FnMut()>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Follows the reader through the headings that the contents link to. `None` where the browser cannot: then no
/// section is marked.
pub(super) fn watch(document: &Document) -> Option<Watch> {
    let links: Vec<Element> = elements(document, ".contents a");
    let headings: Vec<Element> = links.iter().filter_map(|link| heading(document, link)).collect();
    let observed = headings.clone();
    let told = Closure::<dyn FnMut()>::new(move || mark(&links, &headings));
    let options = IntersectionObserverInit::new();
    options.set_root_margin(&format!("0px 0px -{}% 0px", 100 - LINE));
    let observer = IntersectionObserver::new_with_options(told.as_ref().unchecked_ref(), &options).ok()?;
    observed.iter().for_each(|heading| observer.observe(heading));
    Some(Watch { observer, _told: told })
}

/// The elements that match, in the order of the page.
pub(super) fn elements(document: &Document, selector: &str) -> Vec<Element> {
    let Ok(found) = document.query_selector_all(selector) else { return Vec::new() };
    Array::from(&found).iter().filter_map(|element| element.dyn_into().ok()).collect()
}

fn heading(document: &Document, link: &Element) -> Option<Element> {
    document.get_element_by_id(link.get_attribute("href")?.strip_prefix('#')?)
}

/// The current section is the last one whose heading has passed the line.
fn mark(links: &[Element], headings: &[Element]) {
    let root = web_sys::window().and_then(|window| window.document()?.document_element());
    let line = root.map_or(0, |root| root.client_height() * LINE / 100);
    let current = headings.iter().rposition(|heading| heading.get_bounding_client_rect().top() <= f64::from(line));
    for (at, link) in links.iter().enumerate() {
        // Neither fails: the name of the attribute is one.
        let _ = if Some(at) == current {
            link.set_attribute("aria-current", "true")
        } else {
            link.remove_attribute("aria-current")
        };
    }
}
