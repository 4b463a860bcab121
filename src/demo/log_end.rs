//! Where the log is scrolled to: at its end while the reader is there, and else where the reader left it, whatever
//! comes above or below.

use super::State;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::NodeRef;

/// How near to its end, in CSS pixels, a log counts as being at its end.
const NEAR: i32 = 8;
/// How near to the first row, in CSS pixels, older ones are brought.
const TOP: i32 = 120;

/// Where it was scrolled to last, in CSS pixels, what was there then, and what is to stay where it is.
#[derive(Debug, Default)]
pub(super) struct LogEnd {
    top: i32,
    last: Option<u64>,
    /// Whether the reader was at the end then.
    at_end: bool,
    anchor: Option<Anchor>,
}

/// A row that is in view, and how far below the upper edge.
#[derive(Debug)]
struct Anchor {
    id: String,
    below: i32,
}

/// Where the reader has scrolled to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scrolled {
    /// Nowhere that matters.
    Nowhere,
    /// Up, away from the end.
    Away,
    /// Near the first row.
    Top,
    /// To the last row.
    End,
}

impl LogEnd {
    /// After a change: nothing moves unless there are other entries.
    pub(super) fn follow(&mut self, list: &NodeRef, state: &State) {
        let Some(list) = list.cast::<Element>() else { return };
        let last = state.log.kept().newest();
        let at_end = state.sight.is_at_end();
        if at_end {
            // Who comes back to the end finds it there, also when nothing has come since.
            if self.last != last || !self.at_end || self.anchor.is_some() {
                list.set_scroll_top(list.scroll_height());
                self.top = list.scroll_top();
            }
        } else if let Some(Anchor { id, below }) = &self.anchor
            && let Some(row) = row(&list, id)
        {
            list.set_scroll_top(row.offset_top() - below);
            self.top = list.scroll_top();
        }
        self.anchor = None;
        self.at_end = at_end;
        self.last = last;
    }

    /// The event comes a frame after the scroll, when new entries may have made the end another one: not to be
    /// there says nothing. Only a reader scrolls up.
    pub(super) fn scrolled(&mut self, list: &NodeRef) -> Scrolled {
        let Some(list) = list.cast::<Element>() else { return Scrolled::Nowhere };
        let (top, before) = (list.scroll_top(), self.top);
        self.top = top;
        let scrolled = if top + list.client_height() + NEAR >= list.scroll_height() {
            Scrolled::End
        } else if top < before {
            if top < TOP { Scrolled::Top } else { Scrolled::Away }
        } else {
            Scrolled::Nowhere
        };
        if scrolled != Scrolled::Nowhere {
            self.anchor = anchor(&list, top);
        }
        scrolled
    }
}

fn row(list: &Element, id: &str) -> Option<HtmlElement> {
    list.query_selector(&["[data-id=\"", id, "\"]"].concat()).ok()??.dyn_into().ok()
}

/// The first row that is in view.
fn anchor(list: &Element, top: i32) -> Option<Anchor> {
    let rows = list.query_selector_all("[data-id]").ok()?;
    let mut rows = (0..rows.length()).filter_map(|at| rows.get(at)?.dyn_into::<HtmlElement>().ok());
    let row = rows.find(|row| row.offset_top() + row.offset_height() > top)?;
    Some(Anchor { id: row.get_attribute("data-id")?, below: row.offset_top() - top })
}
