//! What clicks outside the demo do: another language, a copy, a theme.

use super::{
    Action, Notice, State, Theme, clipboard, contents, language,
    language::Place,
};
use crate::{
    i18n::Texts,
    storage::{self, LANGUAGE, THEME},
};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::{JsCast, prelude::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, Element, HtmlAnchorElement, MouseEvent, Window};
use yew::prelude::*;

/// How long a sentence about what was done stays, in milliseconds; one about what failed stays three times that.
const READING: u32 = 4000;

type Dispatcher = UseReducerDispatcher<State>;

/// The state of the page, and what hears the choice of a theme.
#[hook]
pub fn use_page(texts: &Texts) -> (UseReducerHandle<State>, Callback<Theme>) {
    let state = use_reducer({
        let texts = texts.clone();
        move || State::new(texts)
    });
    use_effect_with((), {
        let dispatcher = state.dispatcher();
        move |()| listen(&dispatcher)
    });
    // The headings are others in another language.
    use_effect_with(state.texts.clone(), |_| {
        let watch = document().and_then(|document| contents::watch(&document));
        move || drop(watch)
    });
    use_effect_with(state.notice.clone(), {
        let dispatcher = state.dispatcher();
        move |notice| notice.clone().into_iter().for_each(|notice| end(notice, dispatcher.clone()))
    });
    let choose = use_callback(state.dispatcher(), |theme, dispatcher| {
        put_theme(theme);
        dispatcher.dispatch(Action::ThemeChosen(theme));
    });
    (state, choose)
}

fn document() -> Option<Document> {
    web_sys::window().and_then(|window| window.document())
}

/// Hears clicks in the prose and the way back in the history, for as long as the page lives.
fn listen(dispatcher: &Dispatcher) {
    let Some(window) = web_sys::window() else { return };
    let Some(document) = window.document() else { return };
    let theme = document.document_element().and_then(|root| root.get_attribute("data-theme"));
    dispatcher.dispatch(Action::ThemeChosen(Theme::named(&theme.unwrap_or_default())));
    let clicked = {
        let (window, document, dispatcher) = (window.clone(), document.clone(), dispatcher.clone());
        Closure::<dyn Fn(MouseEvent)>::new(move |event| click(&event, &window, &document, &dispatcher))
    };
    // Neither fails: the window takes every listener.
    let _ = document.add_event_listener_with_callback("click", clicked.as_ref().unchecked_ref());
    clicked.forget();
    let went = {
        let dispatcher = dispatcher.clone();
        Closure::<dyn Fn()>::new(move || went_back(&document, &dispatcher))
    };
    let _ = window.add_event_listener_with_callback("popstate", went.as_ref().unchecked_ref());
    went.forget();
}

fn click(event: &MouseEvent, window: &Window, document: &Document, dispatcher: &Dispatcher) {
    let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
    let found = |selector: &str| target.as_ref()?.closest(selector).ok()?;
    // With a key or another button the reader wants a tab of its own.
    let plain = event.button() == 0 && !event.ctrl_key() && !event.meta_key() && !event.shift_key();
    if let Some(button) = found("[data-copy]") {
        let (window, dispatcher) = (window.clone(), dispatcher.clone());
        spawn_local(async move {
            let notice = clipboard::copy(window, button).await;
            notice.into_iter().for_each(|notice| dispatcher.dispatch(Action::Noticed(notice)));
        });
    } else if let Some(link) = found("[data-language]").filter(|_| plain)
        && let Ok(link) = link.dyn_into::<HtmlAnchorElement>()
    {
        event.prevent_default();
        storage::keep(LANGUAGE, link.get_attribute("data-language").as_deref());
        if link.get_attribute("aria-current").is_none() {
            spawn_local(switch(document.clone(), link, true, dispatcher.clone()));
        }
    }
}

/// The history leads to the page of another language, which the browser does not load: it takes it for this one.
fn went_back(document: &Document, dispatcher: &Dispatcher) {
    let path = document.location().and_then(|location| location.pathname().ok());
    let links = contents::elements(document, "[data-language]:not([aria-current])").into_iter();
    let mut links = links.filter_map(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(link) = links.find(|link| Some(link.pathname()) == path) {
        spawn_local(switch(document.clone(), link, false, dispatcher.clone()));
    }
}

/// Shows the page in the language of `link`; its address goes into the history when the reader asked for it.
async fn switch(document: Document, link: HtmlAnchorElement, asked: bool, dispatcher: Dispatcher) {
    let address = link.get_attribute("data-document").unwrap_or_default();
    let Some(arrived) = language::fetch(&address).await else {
        let name = link.text_content().unwrap_or_default();
        return dispatcher.dispatch(Action::Noticed(Notice::LanguageFailed(name)));
    };
    let place = Place::of_reader(&document);
    if asked {
        // Where the history takes none, the address stays the one of the first language.
        let _ = language::put_address(&document, &link.href());
    }
    language::put(&document, &arrived);
    dispatcher.dispatch(Action::LanguageArrived(arrived.texts));
    // Once Yew has drawn what it says in the new language.
    TimeoutFuture::new(0).await;
    place.into_iter().for_each(|place| place.restore(&document));
}

fn put_theme(theme: Theme) {
    let name = (theme != Theme::System).then_some(theme.name());
    storage::keep(THEME, name);
    let Some(root) = document().and_then(|document| document.document_element()) else { return };
    // Fails for no name that is one.
    let _ = match name {
        Some(name) => root.set_attribute("data-theme", name),
        None => root.remove_attribute("data-theme"),
    };
}

fn end((number, notice): (u32, Notice), dispatcher: Dispatcher) {
    let time = if notice == Notice::Copied { READING } else { 3 * READING };
    spawn_local(async move {
        TimeoutFuture::new(time).await;
        dispatcher.dispatch(Action::NoticeOver(number));
    });
}
