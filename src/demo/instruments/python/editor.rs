//! Where the reader changes the program: CodeMirror, fetched when the reader first wants it, and a plain field until
//! it is there, or where it does not come. What it shows is the state's; what is typed goes there.

use super::{
    super::{super::Unfit, Fetched},
    arrival,
    mirror::{Mark, Mirror, Words},
    objects::{called, called_with, get, object},
    program,
};
use content::EditorTexts;
use js_sys::{Promise, Uint8Array};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, HtmlInputElement, HtmlTextAreaElement, window};
use yew::prelude::*;

/// What the editor is drawn of.
#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct Props {
    /// Its name.
    pub(super) name: AttrValue,
    pub(super) texts: Rc<EditorTexts>,
    pub(super) source: AttrValue,
    /// The line of the exception, counted from 1, where the program has it still.
    pub(super) error: Option<usize>,
    /// The events whose handlers have just been called.
    pub(super) lit: Vec<&'static str>,
    /// The file that could not be opened, and why.
    pub(super) unfit: Option<(String, Unfit)>,
    pub(super) fetched: Fetched,
    pub(super) typed: Callback<String>,
    /// Takes the program of a file; or the file's name, and why there is none in it.
    pub(super) opened: Callback<Result<String, (String, Unfit)>>,
}

/// What the editor hears.
#[derive(Debug)]
pub(super) enum Message {
    /// CodeMirror is here, or will not come.
    Arrived(Option<JsValue>),
}

/// The editor.
pub(super) struct Editor {
    place: NodeRef,
    field: NodeRef,
    mirror: Option<Mirror>,
}

impl Component for Editor {
    type Message = Message;
    type Properties = Props;

    fn create(context: &Context<Self>) -> Self {
        let fetched = context.props().fetched.clone();
        context.link().send_future(async move { Message::Arrived(arrival::editor(&fetched).await) });
        Self { place: NodeRef::default(), field: NodeRef::default(), mirror: None }
    }

    fn update(&mut self, context: &Context<Self>, Message::Arrived(library): Message) -> bool {
        self.mirror = library.and_then(|library| self.mirror(context.props(), library));
        self.mirror.is_some()
    }

    fn changed(&mut self, context: &Context<Self>, before: &Props) -> bool {
        let props = context.props();
        if let Some(mirror) = &self.mirror
            && props.texts != before.texts
        {
            mirror.speak(words(props));
        }
        true
    }

    /// Only now are these properties surely the newest: Yew lets the reader type between the state and what is drawn of
    /// it, and what was typed would be overwritten.
    fn rendered(&mut self, context: &Context<Self>, _first: bool) {
        let props = context.props();
        self.mirror.as_ref().and_then(|mirror| mirror.show(&props.source));
        self.mark(props);
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let props = context.props();
        let EditorTexts { help, file, .. } = &*props.texts;
        let opened = props.opened.clone();
        let chosen = Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let file = get(&input, "files").and_then(|files| get(&files, "0"));
            if let Some(file) = file {
                open(file, opened.clone());
            }
            // The same file may be chosen again.
            input.set_value("");
        });
        let opened = props.opened.clone();
        let dropped = Callback::from(move |event: DragEvent| {
            let carried = get(&event, "dataTransfer").and_then(|carried| get(&carried, "files"));
            if let Some(file) = carried.and_then(|files| get(&files, "0")) {
                event.prevent_default();
                open(file, opened.clone());
            }
        });
        // Else the browser takes no file here, and opens it in the place of the page.
        let ondragover = |event: DragEvent| {
            let carried = get(&event, "dataTransfer").and_then(|carried| get(&carried, "types"));
            let has_files = carried.and_then(|types| called_with(&types, "includes", &"Files".into()));
            if has_files == Some(JsValue::TRUE) {
                event.prevent_default();
            }
        };
        let unfit = props.unfit.as_ref().map(|(name, unfit)| {
            let sentence = match unfit {
                Unfit::NotPython => &props.texts.not_python,
                Unfit::TooLarge => &props.texts.too_large,
                Unfit::NotText => &props.texts.not_text,
            };
            sentence.fill(&[("name", name)])
        });
        html! {
            <div class="field editor" {ondragover} ondrop={dropped}>
                { self.field(props) }
                <div id={self.mirror.is_some().then_some("py_source")} ref={&self.place} />
                if self.mirror.is_some() { <p class="hint">{ help }</p> }
                <label for="open_python">{ file }</label>
                <input id="open_python" type="file" accept=".py,text/x-python" onchange={chosen} />
                <p class="error" role="alert">{ unfit.unwrap_or_default() }</p>
            </div>
        }
    }
}

impl Editor {
    /// The plain field, as long as there is nothing better.
    fn field(&self, props: &Props) -> Html {
        if self.mirror.is_some() {
            return html! { <p class="label" aria-hidden="true">{ &props.name }</p> };
        }
        let typed = props
            .typed
            .reform(|event: InputEvent| event.target_unchecked_into::<HtmlTextAreaElement>().value());
        let rows = props.source.lines().count().clamp(8, 32).to_string();
        html! {
            <>
                <label for="py_source">{ &props.name }</label>
                <textarea
                    ref={&self.field}
                    id="py_source"
                    class="code"
                    {rows}
                    spellcheck="false"
                    autocapitalize="off"
                    autocomplete="off"
                    value={props.source.clone()}
                    oninput={typed}
                />
            </>
        }
    }

    /// CodeMirror in the place of the field, with its selection and, if it had that, the focus.
    fn mirror(&self, props: &Props, library: JsValue) -> Option<Mirror> {
        let (place, field) = (self.place.cast::<Element>()?, self.field.cast::<Element>()?);
        let part = |name| get(&field, name).unwrap_or_else(|| 0.into());
        let selection = object(&[("anchor", &part("selectionStart")), ("head", &part("selectionEnd"))]);
        let is_here = window()?.document()?.active_element().as_ref() == Some(&field);
        let mirror =
            Mirror::new(library, &place, &props.source, &selection, words(props), props.typed.clone())?;
        if is_here {
            mirror.focus();
        }
        Some(mirror)
    }

    /// Lets the lines stand out that should.
    fn mark(&self, props: &Props) {
        if let Some(mirror) = &self.mirror {
            let handlers = props.lit.iter().filter_map(|event| program::handler(&props.source, event));
            let lit = handlers.flatten().map(|line| (line, Mark::Lit));
            mirror.mark(lit.chain(props.error.map(|line| (line, Mark::Error))).collect());
        }
    }
}

fn words(props: &Props) -> Words<'_> {
    Words { name: &props.name, help: &props.texts.help, phrases: &props.texts.phrases }
}

/// Reads a file of the reader's, and tells what is in it.
fn open(file: JsValue, opened: Callback<Result<String, (String, Unfit)>>) {
    let name = get(&file, "name").and_then(|name| name.as_string()).unwrap_or_default();
    spawn_local(async move {
        let program = match contents(&file).await {
            Ok(bytes) => program::of_file(&name, bytes),
            Err(unfit) => Err(unfit),
        };
        opened.emit(program.map_err(|unfit| (name, unfit)));
    });
}

async fn contents(file: &JsValue) -> Result<Vec<u8>, Unfit> {
    let size = get(file, "size").and_then(|size| size.as_f64());
    #[expect(clippy::cast_precision_loss, reason = "a hundred KiB")]
    if size.is_none_or(|size| size > program::LARGEST as f64) {
        return Err(Unfit::TooLarge);
    }
    let promise = called(file, "arrayBuffer").ok_or(Unfit::NotText)?;
    let bytes = JsFuture::from(promise.unchecked_into::<Promise>()).await;
    // A folder, for one, is a file that cannot be read.
    bytes.map(|bytes| Uint8Array::new(&bytes).to_vec()).map_err(|_| Unfit::NotText)
}
