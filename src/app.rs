//! The page: where its parts stand, and how the demo's state becomes the lights of the reference.

use crate::{
    demo::{State, panel, use_demo},
    i18n::Texts,
    page::{Notice, settings, use_page},
    python,
    reference::{Light, Lights, reference},
    slot::Slots,
};
use content::Event;
use yew::prelude::*;

/// What [`App`] shows.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct Props {
    /// The language that the page was written in.
    pub texts: Texts,
    /// The prose.
    pub slots: Slots,
}

/// The whole page, in what `index.html` calls `#app`.
#[component]
pub fn App(Props { texts, slots }: &Props) -> Html {
    let (page, choose) = use_page(texts);
    let (state, intent) = use_demo();
    let texts = &page.texts;
    let lights = lights(&state);
    let slot = |name: &'static str| slots.get(name);
    html! {
        <>
            <div class="bar">
                <div class="slot" data-slot="bar">{ slot("bar") }</div>
                { settings(texts, page.theme, state.environment.is_some(), &choose) }
            </div>
            <header class="page-head" data-slot="head">{ slot("head") }</header>
            <div class="contents-place" data-slot="contents">{ slot("contents") }</div>
            { panel(texts, slots, &state, &intent) }
            <main>
                { reference(texts, slots, &lights) }
            </main>
            <footer class="page-foot" data-slot="foot">{ slot("foot") }</footer>
            <div class="update" role="status" data-slot="update">{ slot("update") }</div>
            { toast(texts, page.notice.as_ref().map(|(_, notice)| notice)) }
        </>
    }
}

/// The element stays, so that a screen reader hears what comes into it.
fn toast(texts: &Texts, notice: Option<&Notice>) -> Html {
    let page = &texts.live.page;
    let text = match notice {
        None => String::new(),
        Some(Notice::Copied) => page.copied.clone(),
        Some(Notice::NotCopied) => page.not_copied.clone(),
        Some(Notice::LanguageFailed(language)) => page.language_failed.fill(&[("language", language)]),
    };
    html! { <p class="toast" role="status">{ text }</p> }
}

/// What is lit in the reference: the one thing that it learns of the demo.
fn lights(state: &State) -> Lights {
    Lights(Event::ALL.map(|event| Light {
        count: state.count(event),
        fields: state.lit().find(|lit| lit.event() == event).map(python::fields),
    }))
}
