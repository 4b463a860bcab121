//! The parts of a page that its program never draws: prose, which is in the HTML already.
//!
//! Natively a slot holds the HTML that the prerender writes. In wasm it is empty: hydration adopts the nodes that
//! are there and leaves them alone. So the prose is downloaded once, as HTML, and never again inside the wasm; in
//! another language it comes as a file of its own, which `static/start.js` puts into the page.

use crate::i18n::Shared;
use yew::{AttrValue, Html};

/// The HTML of each slot, by name.
pub type Slots = Shared<Contents>;

/// What slots hold: natively all of them, in wasm none.
#[derive(Debug, Default)]
pub struct Contents(Vec<(String, AttrValue)>);

impl Contents {
    /// The content of the slot with this name, which stands in an element with the attribute `data-slot`.
    pub fn get(&self, name: &str) -> Html {
        let html = self.0.iter().find(|(own, _)| own == name).map(|(_, html)| html.clone());
        Html::from_html_unchecked(html.unwrap_or_default())
    }

    /// All of them, in the order in which they were given.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, html)| (name.as_str(), html.as_str()))
    }
}

impl FromIterator<(String, AttrValue)> for Contents {
    fn from_iter<I: IntoIterator<Item = (String, AttrValue)>>(slots: I) -> Self {
        Self(slots.into_iter().collect())
    }
}
