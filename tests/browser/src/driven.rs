//! Where a test's browser comes from, and where it goes.
//!
//! Chromium is there in half a second, and each test has a new one. Firefox needs three seconds of a processor, most of
//! what a short test takes: one that a test is done with is cleaned and waits for the next, as long as another test is at
//! work. The last test ends those that wait, so that none is left.

use crate::{Page, console::Console};
use drivers::{Browser, Kind};
use serde_json::Value;
use std::{
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// A browser, and what its console tells.
#[derive(Debug)]
pub(crate) struct Driven {
    pub(crate) browser: Browser,
    pub(crate) console: Console,
    /// Whether it is like any other of its kind.
    is_usual: bool,
}

#[derive(Debug)]
struct House {
    /// How many tests have a browser.
    at_work: usize,
    waiting: Vec<Driven>,
}

static HOUSE: Mutex<House> = Mutex::new(House { at_work: 0, waiting: Vec::new() });

fn house() -> MutexGuard<'static, House> {
    HOUSE.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Driven {
    /// One that waits, or a new one.
    pub(crate) async fn get(kind: Kind, preferences: &[(&str, Value)]) -> Self {
        let is_usual = preferences.is_empty();
        if is_usual && let Some(waiting) = house().take(kind) {
            return waiting;
        }
        let browser =
            Browser::start_with(kind, preferences).await.unwrap_or_else(|error| panic!("{error:#}"));
        let console = Console::listen(&browser).await.expect("the console");
        house().at_work += 1;
        Self { browser, console, is_usual }
    }

    /// Lets it go; it can be used again only where the test has passed, and gives its page.
    pub(crate) async fn leave(self, passed: Option<&Page>) {
        let may_wait = self.is_usual && self.browser.kind == Kind::Firefox;
        let is_clean = match passed.filter(|_| may_wait && house().at_work > 1) {
            Some(page) => page.forget().await.is_ok(),
            None => false,
        };
        let gone = house().put(self, is_clean);
        for driven in gone {
            driven.browser.end().await.expect("the browser ends");
        }
    }
}

impl House {
    fn take(&mut self, kind: Kind) -> Option<Driven> {
        let place = self.waiting.iter().position(|driven| driven.browser.kind == kind)?;
        self.at_work += 1;
        Some(self.waiting.swap_remove(place))
    }

    /// Takes one in that a test is done with; gives those that nobody will need.
    fn put(&mut self, driven: Driven, is_clean: bool) -> Vec<Driven> {
        self.at_work -= 1;
        if is_clean && self.waiting.len() < self.at_work {
            self.waiting.push(driven);
            return Vec::new();
        }
        let mut gone = vec![driven];
        if self.at_work == 0 {
            gone.append(&mut mem::take(&mut self.waiting));
        }
        gone
    }
}
