//! How what runs a program arrives. Brython comes piece by piece, so that the reader sees how far it has come.
//!
//! The browser's own `fetch` gives nothing of a file with an integrity until all of it is there. So Brython is fetched
//! without one: the frame's policy names its hash, and lets no other text run.

use super::{
    super::{
        super::{Arrived, Failure},
        Fetched,
    },
    objects::{called, get},
};
use js_sys::{Array, Function, Promise, Uint8Array};
use serde_json::{Map, Value};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::window;

/// What runs a program.
pub(super) struct Files {
    pub(super) version: String,
    /// The address of its licence.
    pub(super) licence: String,
    /// The modules that a program can import, with a comma between two.
    pub(super) modules: String,
    /// The address of the frame.
    pub(super) frame: String,
    pub(super) brython: String,
    pub(super) library: String,
    /// The Python module `websocket`.
    pub(super) module: String,
}

/// Where Brython is, as the prerender has written it (`src/prerender/python.rs`).
pub(super) struct Manifest<'a> {
    fetched: &'a Fetched,
    told: Map<String, Value>,
}

impl<'a> Manifest<'a> {
    pub(super) async fn fetch(fetched: &'a Fetched) -> Result<Self, Failure> {
        let told = answer(asked(fetched, &JsValue::TRUE)).await.ok_or(Failure::NotArrived)?;
        let text = told.as_string().ok_or(Failure::NoBrython)?;
        let told = serde_json::from_str(&text).map_err(|_| Failure::NotArrived)?;
        Ok(Self { fetched, told })
    }

    /// Fetches all of it. `tell` hears how far Brython has come, and gives `None` when nobody waits any more.
    pub(super) async fn files(&self, tell: impl Fn(Arrived) -> Option<()>) -> Result<Files, Failure> {
        let text = |name: &str| Some(self.told.get(name)?.as_str()?.to_owned());
        // All of it is asked for before the first is read.
        let [library, module] = ["library", "module"].map(|name| self.checked(name));
        let files = async {
            Some(Files {
                version: text("version")?,
                licence: text("licence")?,
                modules: text("modules")?,
                frame: text("frame")?,
                brython: self.brython(tell).await?,
                library: answer(library).await?.as_string()?,
                module: answer(module).await?.as_string()?,
            })
        };
        files.await.ok_or(Failure::NotArrived)
    }

    /// The text of a file.
    pub(super) async fn text(&self, name: &str) -> Result<String, Failure> {
        let text = answer(self.checked(name)).await;
        text.and_then(|text| text.as_string()).ok_or(Failure::NotArrived)
    }

    /// Asks for a file.
    fn checked(&self, name: &str) -> Option<JsFuture> {
        asked(self.fetched, &self.place(name)?)
    }

    /// A file, which is told as its path and its integrity.
    fn place(&self, name: &str) -> Option<JsValue> {
        let told = self.told.get(name)?;
        let part = |at: usize| told.get(at)?.as_str().map(JsValue::from);
        Some(Array::of2(&part(0)?, &part(1)?).into())
    }

    async fn brython(&self, tell: impl Fn(Arrived) -> Option<()>) -> Option<String> {
        let told = self.told.get("brython")?;
        let whole = usize::try_from(self.told.get("size")?.as_u64()?).ok()?;
        let window = window()?;
        let fetch: Function = get(&window, "fetch")?.unchecked_into();
        let coming = fetch.call1(&window, &told.get(0)?.as_str()?.into()).map(promised).ok();
        let reader = called(&get(&answer(coming).await?, "body")?, "getReader")?;
        let mut bytes = Vec::with_capacity(whole);
        loop {
            let is_waited_for = tell(Arrived { bytes: bytes.len(), whole });
            if is_waited_for.is_none() || bytes.len() > whole {
                called(&reader, "cancel");
                return None;
            }
            let piece = answer(called(&reader, "read").map(promised)).await?;
            let Some(piece) = get(&piece, "value") else { break };
            bytes.extend(piece.unchecked_into::<Uint8Array>().to_vec());
        }
        String::from_utf8(bytes).ok().filter(|text| text.len() == whole)
    }
}

/// The module of the editor; `None` where the site was built without it, or it does not arrive.
pub(super) async fn editor(fetched: &Fetched) -> Option<JsValue> {
    answer(asked(fetched, &"editor".into())).await.filter(JsValue::is_object)
}

/// What the start script gives (`instruments` in `static/start.js`).
fn asked(fetched: &Fetched, what: &JsValue) -> Option<JsFuture> {
    fetched.0.call1(&JsValue::UNDEFINED, what).ok().map(promised)
}

fn promised(promise: JsValue) -> JsFuture {
    promise.unchecked_into::<Promise>().into()
}

async fn answer(future: Option<JsFuture>) -> Option<JsValue> {
    future?.await.ok()
}
