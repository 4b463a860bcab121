//! The page: where its parts stand, and how the demo's state becomes the lights of the reference.

use crate::{
    demo::{State, panel, use_demo},
    i18n::Texts,
    python,
    reference::{Light, Lights, Reference},
};
use content::Event;
use yew::prelude::*;

/// What [`App`] shows.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct Props {
    /// The language.
    pub texts: Texts,
}

/// The whole page, in what `index.html` calls `#app`.
#[component]
pub fn App(Props { texts }: &Props) -> Html {
    let (state, intent) = use_demo();
    let interface = &texts.interface;
    let lights = lights(&state);
    html! {
        <>
            <a class="skip" href="#introducao">{ &interface.skip }</a>
            <header class="page-head">
                <h1>{ &interface.heading }</h1>
                <p class="tagline">{ &interface.tagline }</p>
                { names(texts) }
            </header>
            { panel(texts, &state, &intent) }
            <main>
                <Reference {texts} {lights} />
            </main>
            <footer class="page-foot"><p>{ &interface.footer }</p></footer>
        </>
    }
}

/// The five names of the module, as links.
fn names(texts: &Texts) -> Html {
    let names = &texts.interface.names;
    let link = |id: &'static str| html! { <li><a href={format!("#{id}")}><code>{ id }</code></a></li> };
    html! {
        <nav class="names" aria-label={names.label.clone()}>
            <ul>
                { for ["websocket", "bind", "send", "close"].map(link) }
                <li><a href="#eventos">{ &names.events }</a></li>
            </ul>
        </nav>
    }
}

/// What is lit in the reference: the one thing that it learns of the demo.
fn lights(state: &State) -> Lights {
    Lights(Event::ALL.map(|event| Light {
        count: state.count(event),
        fields: state.lit().find(|lit| lit.event() == event).map(python::fields),
    }))
}
