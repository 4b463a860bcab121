//! What happens between two frames comes into the state at once: many messages cost one update a frame, and a flood,
//! of which nobody could read more, ten a second.

use super::{Action, Moment};
use js_sys::Function;
use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Performance, Window};
use yew::Callback;

/// How long a time without a change is quiet, in microseconds: what ends it is shown at once.
const QUIET: u64 = 30_000;
/// How long to wait where no frames are drawn, as in a tab that nobody looks at, in milliseconds.
const NO_FRAME: i32 = 250;
/// From how many things at once on it is a flood, and how long the next update then waits, in milliseconds.
const FLOOD: usize = 4;
const FLOOD_PAUSE: i32 = 100;
/// How much is gathered at most: a hidden tab has a timer once a second, or once a minute.
const FULL: usize = 4096;

/// The reader's clock, read once; from then on time goes by the browser's own, which never jumps.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    performance: Performance,
    /// When the page's time began, in milliseconds since 1970-01-01 UTC.
    origin: f64,
    offset_minutes: i32,
}

impl Clock {
    pub(super) fn new(window: &Window) -> Option<Self> {
        let performance = window.performance()?;
        let date = js_sys::Date::new_0();
        let origin = date.get_time() - performance.now();
        #[expect(clippy::cast_possible_truncation, reason = "whole minutes of a day")]
        let offset_minutes = -date.get_timezone_offset() as i32;
        Some(Self { performance, origin, offset_minutes })
    }

    pub(super) fn now(&self) -> Moment {
        #[expect(clippy::cast_possible_truncation, reason = "microseconds of any year fit")]
        let unix_us = ((self.origin + self.performance.now()) * 1000.0) as i64;
        Moment { unix_us, offset_minutes: self.offset_minutes }
    }
}

/// What has happened and is not in the state yet.
#[derive(Clone)]
pub(super) struct Frames(Rc<Inner>);

struct Inner {
    window: Window,
    clock: Clock,
    actions: RefCell<Vec<Action>>,
    /// The frame and the timer that were asked for; whichever comes first calls off the other.
    frame_asked: Cell<Option<i32>>,
    timer_asked: Cell<Option<i32>>,
    /// When something was taken last, and how much.
    taken: Cell<Option<Moment>>,
    last: Cell<usize>,
    ready: Callback<()>,
    frame: Closure<dyn FnMut()>,
}

impl std::fmt::Debug for Frames {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_tuple("Frames").field(&self.0.actions.borrow().len()).finish()
    }
}

impl Frames {
    /// `ready` is told when it is time to take what has happened.
    pub(super) fn new(window: Window, clock: Clock, ready: Callback<()>) -> Self {
        Self(Rc::new_cyclic(|inner: &Weak<Inner>| {
            let inner = Weak::clone(inner);
            let frame = Closure::new(move || {
                if let Some(inner) = inner.upgrade() {
                    inner.call_off();
                    inner.ready.emit(());
                }
            });
            Inner {
                window,
                clock,
                actions: RefCell::default(),
                frame_asked: Cell::default(),
                timer_asked: Cell::default(),
                taken: Cell::default(),
                last: Cell::default(),
                ready,
                frame,
            }
        }))
    }

    pub(super) fn now(&self) -> Moment {
        self.0.clock.now()
    }

    pub(super) fn push(&self, at: Moment, action: Action) {
        let inner = &self.0;
        let gathered = {
            let mut actions = inner.actions.borrow_mut();
            actions.push(action);
            actions.len()
        };
        if gathered >= FULL {
            if gathered == FULL {
                inner.ready.emit(());
            }
        } else if inner.timer_asked.get().is_none() {
            if gathered == 1 && inner.taken.get().is_none_or(|taken| at.since(taken) >= QUIET) {
                inner.ready.emit(());
            } else {
                let callback: &Function = inner.frame.as_ref().unchecked_ref();
                let flood = inner.last.get() >= FLOOD;
                let ms = if flood { FLOOD_PAUSE } else { NO_FRAME };
                // They fail in no window.
                let timer = inner.window.set_timeout_with_callback_and_timeout_and_arguments_0(callback, ms);
                inner.timer_asked.set(timer.ok());
                if !flood {
                    inner.frame_asked.set(inner.window.request_animation_frame(callback).ok());
                }
            }
        }
    }

    /// What has happened since this was called last.
    pub(super) fn take(&self) -> Vec<Action> {
        let taken = std::mem::take(&mut *self.0.actions.borrow_mut());
        self.0.call_off();
        if !taken.is_empty() {
            self.0.last.set(taken.len());
            self.0.taken.set(Some(self.now()));
        }
        taken
    }
}

impl Inner {
    fn call_off(&self) {
        if let Some(timer) = self.timer_asked.take() {
            self.window.clear_timeout_with_handle(timer);
        }
        if let Some(frame) = self.frame_asked.take() {
            // It fails in no window.
            let _ = self.window.cancel_animation_frame(frame);
        }
    }
}
