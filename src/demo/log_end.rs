//! The log stays at its end until the reader scrolls away from it.

use super::Log;
use web_sys::Element;
use yew::NodeRef;

/// How near to its end, in CSS pixels, a log counts as being at its end.
const NEAR: i32 = 8;

/// Whether the log stays at its end, where it was scrolled to last, in CSS pixels, and its last entry then.
#[derive(Debug)]
pub(super) struct LogEnd {
    follows: bool,
    top: i32,
    last: Option<u64>,
}

impl Default for LogEnd {
    fn default() -> Self {
        Self { follows: true, top: 0, last: None }
    }
}

impl LogEnd {
    /// After a change: nothing moves unless there are other entries.
    pub(super) fn follow(&mut self, list: &NodeRef, log: &Log) {
        let last = log.entries().next_back().map(|entry| entry.id);
        if let Some(list) = list.cast::<Element>().filter(|_| self.follows && self.last != last) {
            list.set_scroll_top(list.scroll_height());
            self.top = list.scroll_top();
        }
        self.last = last;
    }

    /// The event comes a frame after the scroll, when new entries may have made the end another one: not to be
    /// there says nothing. Only a reader scrolls up.
    pub(super) fn scrolled(&mut self, list: &NodeRef) {
        let Some(list) = list.cast::<Element>() else { return };
        let top = list.scroll_top();
        if top + list.client_height() + NEAR >= list.scroll_height() {
            self.follows = true;
        } else if top < self.top {
            self.follows = false;
        }
        self.top = top;
    }
}
