//! The instruments of the laboratory: pictures, close form, tools of the log, reconnection, and what to watch in a
//! scenario. Most readers open none of them, so they are a file of their own, fetched when one is first wanted.
//!
//! They are pure, as all views: what they are given is the [`State`], and what they give is [`Html`] and, through its
//! handlers, [`Intent`]s. What touches the browser is in `files.rs`. The page's program knows them as [`Draw`]
//! alone, behind which the linker can cut.

mod card;
mod close;
mod conversation;
mod drawn;
mod fields;
mod figures;
mod files;
mod json;
mod log_tools;
mod python;
mod replay;
mod retry;
mod row;
mod sequence;
mod states;
mod trips;

use super::{Entry, Form, Guest, Instrument, Intent, Scenario, Settings, Shown, State};
use crate::{i18n::Texts, websocket::Data};
use std::{any::Any, fmt::Debug, ops::Deref, rc::Rc};
use wasm_bindgen_futures::JsFuture;
use yew::prelude::*;

pub use close::{Wrong, sendable};
pub use conversation::{as_text, exported, imported};
pub use json::pretty;
pub use python::{Start, take_news};

/// What an instrument is drawn of.
#[derive(Clone, Copy, Debug)]
pub struct Bench<'a> {
    /// The page's own texts.
    pub texts: &'a Texts,
    /// The state.
    pub state: &'a State,
    /// What takes the reader's wishes.
    pub intent: &'a Callback<Intent>,
}

/// A row of the log.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The page's own texts.
    pub texts: &'a Texts,
    /// Its entry.
    pub entry: &'a Rc<Entry>,
    /// The entry above it.
    pub previous: Option<&'a Rc<Entry>>,
    /// Whether a message can be sent now.
    pub can_send: bool,
    /// What takes the reader's wishes.
    pub intent: &'a Callback<Intent>,
}

/// What the page's program knows of the instruments.
pub trait Draw: Debug {
    /// What to watch in a scenario, and whether it has happened.
    fn card(&self, bench: &Bench<'_>, scenario: Scenario) -> Html;
    /// What an instrument shows when it is open.
    fn drawer(&self, bench: &Bench<'_>, instrument: Instrument) -> Html;
    /// What a row of the log shows while the tools of the log are open.
    fn row(&self, row: &Row<'_>) -> Html;
    /// Above the log: that it is of a file, and the way back.
    fn replaying(&self, intent: &Callback<Intent>) -> Html;
    /// A message in another form than text; `None` where there is nothing to tell it in.
    fn body(&self, texts: &Texts, data: &Data, form: Form) -> Html;
    /// Whether an entry passes the filter.
    fn passes(&self, settings: &Settings, entry: &Entry) -> bool;
    /// The program in an editor, where the reader changes it.
    fn python_editor(&self, bench: &Bench<'_>, fetched: &Fetched) -> Option<Html>;
    /// The buttons after the one that runs the program, and what is below them.
    fn python(&self, bench: &Bench<'_>) -> [Html; 2];
    /// Runs the program; to drop what is given ends it.
    fn run(&self, start: Start) -> Rc<dyn Any>;
    /// Has a program that runs go on in the language of the instruments.
    fn speak(&self, program: &dyn Any);
    /// The program as it is shown once it has been stopped.
    fn stopped(&self, guest: &Guest) -> Shown;
    /// Gives the reader the program as a page of its own, and has the settings say whether that failed.
    fn save(&self, start: Start, intent: Callback<Intent>);
    /// The instruments in the language of this file; `None` when it is not of this version.
    fn speaking(&self, file: &str) -> Option<Instruments>;
}

/// The instruments; two are equal when they are the same.
#[derive(Clone, Debug)]
pub struct Instruments(Rc<dyn Draw>);

impl PartialEq for Instruments {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Deref for Instruments {
    type Target = dyn Draw;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

/// Gives the promise of the instruments' texts in the language of the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Fetched(pub js_sys::Function);

/// Fetches the instruments; `None` when they, or their texts, do not arrive.
pub(super) async fn fetch(texts: Option<Fetched>) -> Option<Instruments> {
    let promise = texts?.0.call0(&wasm_bindgen::JsValue::UNDEFINED).ok()?;
    let file = JsFuture::from(js_sys::Promise::resolve(&promise)).await.ok()?.as_string()?;
    #[cfg(split)]
    return cut::made(file).await.ok();
    #[cfg(not(split))]
    drawn::made(&file)
}

/// Where the linker cuts: what only this reaches is in the other file (`xtask/src/small.rs`).
#[cfg(split)]
mod cut {
    use super::{Instruments, drawn};

    /// They did not arrive.
    #[derive(Debug)]
    pub(super) struct Missing;

    impl From<wasm_split_helpers::SplitLoaderError> for Missing {
        fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
            Self
        }
    }

    #[wasm_split_helpers::wasm_split(laboratory, fallible)]
    pub(super) fn made(file: String) -> Result<Instruments, Missing> {
        drawn::made(&file).ok_or(Missing)
    }
}
