//! CodeMirror, put together of the names in `static/editor.js`: what it is made of, and the little that the page asks
//! of it. What fails in it gives `None`, and then the page has its plain field.

use super::objects::{called, called_with, constructed, get, list, object};
use content::EditorPhrases;
use js_sys::{Array, JSON, Reflect};
use serde_json::{Value, json};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsValue, prelude::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, window};
use yew::Callback;

type Heard = Closure<dyn FnMut(JsValue)>;
type Extender = Closure<dyn FnMut(JsValue) -> JsValue>;
/// How long Tab leaves the editor after Esc, in milliseconds, unless something else is typed. CodeMirror's own two
/// seconds are few for some hands.
const LEAVING: f64 = 60_000.0;
/// Lines, counted from 1, and what stands out in each.
type Marked = Vec<(usize, Mark)>;

/// What it says, in the reader's language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'a> {
    /// Its name, and how it is left.
    pub(super) name: &'a str,
    pub(super) help: &'a str,
    pub(super) phrases: &'a EditorPhrases,
}

/// What stands out in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// Its handler has just been called.
    Lit,
    /// The exception was raised there.
    Error,
}

/// The editor, in a shadow tree of its own; to drop it is to take it away.
pub(super) struct Mirror {
    library: JsValue,
    view: JsValue,
    /// The parts that change: what it says, and which lines stand out.
    words: JsValue,
    marks: JsValue,
    /// Those that do: CodeMirror keeps their places and not their lines, so a change of the text ends it.
    marked: Rc<RefCell<Option<Marked>>>,
    /// Kept for as long as the editor may call them.
    _called: (Heard, Extender, Extender),
}

impl Drop for Mirror {
    fn drop(&mut self) {
        called(&self.view, "destroy");
    }
}

impl Mirror {
    /// An editor of this program in this place. The selection is in UTF-16 code units, as browsers count; `typed`
    /// takes the program each time the reader has changed it.
    pub(super) fn new(
        library: JsValue,
        place: &Element,
        source: &str,
        selection: &JsValue,
        words: Words<'_>,
        typed: Callback<String>,
    ) -> Option<Self> {
        let shadow = shadow(place, &get(&library, "style")?)?;
        let heard = Heard::new(move |update: JsValue| {
            if is_change(&update)
                && let Some(text) = get(&update, "state").and_then(|state| text_of(&state))
            {
                typed.emit(text);
            }
        });
        let [changing_words, marks] =
            [constructed(&library, "Compartment", &[])?, constructed(&library, "Compartment", &[])?];
        let marked = Rc::<RefCell<Option<_>>>::default();
        let (before, unmarked) = (Rc::clone(&marked), called_with(&marks, "reconfigure", &Array::new())?);
        // With the change itself: the new text may have no such place.
        let ended = Extender::new(move |transaction: JsValue| {
            if !is_change(&transaction) {
                return JsValue::NULL;
            }
            *before.borrow_mut() = None;
            object(&[("effects", &unmarked)])
        });
        // CodeMirror lets no Tab leave after an Esc that gave up a selection. It comes to its own two seconds after this.
        let escaped = Extender::new(|view: JsValue| {
            spawn_local(async move {
                called_with(&view, "setTabFocusMode", &LEAVING.into());
            });
            JsValue::FALSE
        });
        let escape = object(&[("key", &"Escape".into()), ("run", escaped.as_ref())]);
        let says = said(&library, words)?;
        let extensions = list(&[
            facet(&library, "", "keymap", &Array::of1(&escape))?,
            called_with(&changing_words, "of", &says)?,
            called_with(&marks, "of", &Array::new())?,
            facet(&library, "EditorView", "updateListener", heard.as_ref())?,
            facet(&library, "EditorState", "transactionExtender", ended.as_ref())?,
            features(&library)?,
        ]);
        let state = called_with(
            &get(&library, "EditorState")?,
            "create",
            &object(&[("doc", &source.into()), ("selection", selection), ("extensions", &extensions)]),
        )?;
        let view = object(&[("state", &state), ("parent", &shadow), ("root", &shadow)]);
        let view = constructed(&library, "EditorView", &[view])?;
        Some(Self { library, view, words: changing_words, marks, marked, _called: (heard, ended, escaped) })
    }

    /// Shows this program, unless it does.
    pub(super) fn show(&self, source: &str) -> Option<()> {
        let state = get(&self.view, "state")?;
        if text_of(&state)? == source {
            return Some(());
        }
        let end = get(&get(&state, "doc")?, "length")?;
        let change = object(&[("from", &0.into()), ("to", &end), ("insert", &source.into())]);
        self.dispatch("changes", &change)
    }

    /// Lets these lines stand out, counted from 1, and no others.
    pub(super) fn mark(&self, mut lines: Marked) -> Option<()> {
        lines.sort_unstable();
        if self.marked.borrow().as_ref() == Some(&lines) {
            return Some(());
        }
        let decoration = get(&self.library, "Decoration")?;
        let document = get(&get(&self.view, "state")?, "doc")?;
        let marked = lines.iter().filter_map(|(number, mark)| {
            // There may be fewer lines than when they were counted.
            #[expect(clippy::cast_precision_loss, reason = "no program has so many lines")]
            let line = called_with(&document, "line", &(*number as f64).into())?;
            let attributes = match mark {
                Mark::Lit => json!({ "attributes": { "data-lit": "" } }),
                Mark::Error => json!({ "attributes": { "data-error": "", "aria-invalid": "true" } }),
            };
            let decoration = called_with(&decoration, "line", &parsed(&attributes)?)?;
            called_with(&decoration, "range", &get(&line, "from")?)
        });
        let marked = called_with(&decoration, "set", &marked.collect::<Array>())?;
        let marked = facet(&self.library, "EditorView", "decorations", &marked)?;
        self.dispatch("effects", &called_with(&self.marks, "reconfigure", &marked)?)?;
        *self.marked.borrow_mut() = Some(lines);
        Some(())
    }

    /// Goes on in another language.
    pub(super) fn speak(&self, words: Words<'_>) -> Option<()> {
        let words = said(&self.library, words)?;
        self.dispatch("effects", &called_with(&self.words, "reconfigure", &words)?)
    }

    pub(super) fn focus(&self) {
        called(&self.view, "focus");
    }

    fn dispatch(&self, what: &str, it: &JsValue) -> Option<()> {
        called_with(&self.view, "dispatch", &object(&[(what, it)])).map(drop)
    }
}

/// The shadow tree with its style: CodeMirror adopts sheets there alone, and in a page it would write an element,
/// which the policy does not allow.
fn shadow(place: &Element, style: &JsValue) -> Option<JsValue> {
    let sheet = constructed(&window()?.into(), "CSSStyleSheet", &[])?;
    called_with(&sheet, "replaceSync", style)?;
    let shadow = called_with(place, "attachShadow", &object(&[("mode", &"open".into())]))?;
    get(&shadow, "adoptedStyleSheets")?;
    Reflect::set(&shadow, &"adoptedStyleSheets".into(), &Array::of1(&sheet)).ok()?;
    Some(shadow)
}

/// What readers expect of an editor.
fn features(library: &JsValue) -> Option<JsValue> {
    let keys = |bindings: &JsValue| facet(library, "", "keymap", bindings);
    let features = [
        called(library, "lineNumbers"),
        called(library, "history"),
        called(library, "drawSelection"),
        called(library, "indentOnInput"),
        called(library, "bracketMatching"),
        called(library, "highlightActiveLine"),
        called(library, "search"),
        get(library, "pythonLanguage"),
        facet(library, "", "indentUnit", &"    ".into()),
        called_with(library, "syntaxHighlighting", &get(library, "classHighlighter")?),
        keys(&Array::of1(&get(library, "indentWithTab")?)),
        keys(&get(library, "searchKeymap")?),
        keys(&get(library, "historyKeymap")?),
        keys(&get(library, "defaultKeymap")?),
    ];
    let features: Option<Array> = features.into_iter().collect();
    features.map(Into::into)
}

/// A value for a facet, of a class or of the library itself.
fn facet(library: &JsValue, class: &str, facet: &str, value: &JsValue) -> Option<JsValue> {
    let owner = if class.is_empty() { library.clone() } else { get(library, class)? };
    called_with(&get(&owner, facet)?, "of", value)
}

/// What it says: its name to a screen reader, and CodeMirror's own phrases by their English.
fn said(library: &JsValue, words: Words<'_>) -> Option<JsValue> {
    let Words { name, help, phrases: it } = words;
    let attributes = json!({
        "aria-label": name, "aria-description": help,
        "spellcheck": "false", "autocapitalize": "off", "autocorrect": "off",
    });
    let phrases = json!({
        "Find": it.find, "Replace": it.replace_by, "next": it.next, "previous": it.previous, "all": it.all,
        "match case": it.match_case, "regexp": it.regexp, "by word": it.by_word, "replace": it.replace,
        "replace all": it.replace_all, "close": it.close, "current match": it.current_match,
        "on line": it.on_line, "replaced match on line $": it.replaced_on_line,
        "replaced $ matches": it.replaced_matches, "Go to line": it.go_to_line, "go": it.go,
        "Selection deleted": it.selection_deleted, "Control character": it.control_character,
    });
    let said = [
        facet(library, "EditorView", "contentAttributes", &parsed(&attributes)?)?,
        facet(library, "EditorState", "phrases", &parsed(&phrases)?)?,
    ];
    Some(list(&said).into())
}

fn parsed(value: &Value) -> Option<JsValue> {
    JSON::parse(&value.to_string()).ok()
}

/// Whether a transaction, or an update by some, changes the text.
fn is_change(it: &JsValue) -> bool {
    get(it, "docChanged").is_some_and(|changed| changed.is_truthy())
}

fn text_of(state: &JsValue) -> Option<String> {
    called(&get(state, "doc")?, "toString")?.as_string()
}
