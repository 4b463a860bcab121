//! What is fetched when it is first wanted, and the Python program that runs by it.

use super::{
    super::{
        guest::Shown,
        instruments::{Start, fetch},
        state::{Action, Presence},
    },
    Demo, Message,
};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

impl Demo {
    /// Goes on in the language of `texts`, a file of the instruments; those that are not here yet do so once they are.
    pub fn speak(&mut self, texts: String) {
        let Some(instruments) = &self.instruments else { return self.spoken = Some(texts) };
        if let Some(speaking) = instruments.speaking(&texts) {
            if let Some(program) = &self.python {
                speaking.speak(&**program);
            }
            self.instruments = Some(speaking);
        }
    }

    /// Fetches the instruments, unless they are here or on their way.
    pub(super) fn want(&mut self, tell: &Callback<Message>) -> bool {
        if matches!(self.state.instruments, Presence::Here | Presence::Coming) {
            return false;
        }
        let changed = self.step(Action::Instruments(Presence::Coming));
        let (texts, tell) = (self.fetched.clone(), tell.clone());
        spawn_local(async move { tell.emit(Message::Fetched(fetch(texts).await)) });
        changed
    }

    /// Runs the Python program, in place of the one that ran; without the instruments, once they are here.
    pub(super) fn run_python(&mut self, tell: &Callback<Message>) -> bool {
        self.python = None;
        let Some(instruments) = self.instruments.clone() else {
            self.is_python_awaited = true;
            return self.step(Action::Guest(Shown::loading()));
        };
        self.python = self.start(tell).map(|start| instruments.run(start));
        true
    }

    fn start(&self, tell: &Callback<Message>) -> Option<Start> {
        Some(Start {
            address: self.state.guest_address(),
            source: self.state.settings.source.clone(),
            fetched: self.fetched.clone()?,
            frames: self.frames.clone()?,
            opened: Rc::clone(&self.opened),
            tell: tell.reform(Message::Python),
        })
    }

    /// Runs it no more; tells what is left of it to be seen.
    pub(super) fn stop_python(&mut self) -> Shown {
        (self.python, self.is_python_awaited) = (None, false);
        let guest = &self.state.guest;
        self.instruments.as_ref().map_or_else(Shown::default, |instruments| instruments.stopped(guest))
    }

    /// Gives it to the reader as a page of its own.
    pub(super) fn save_python(&self, tell: &Callback<Message>) {
        if let Some((instruments, start)) = self.instruments.as_ref().zip(self.start(tell)) {
            instruments.save(start, tell.reform(Message::Wanted));
        }
    }

    /// Has the program kept for the next visit.
    pub(super) fn keep_python(&self, source: Option<&str>) {
        if let Some(fetched) = &self.fetched {
            // It throws nothing: where the browser keeps nothing, the program is lost with the page.
            let _ = fetched.0.call2(&JsValue::UNDEFINED, &"keep".into(), &source.unwrap_or_default().into());
        }
    }
}
