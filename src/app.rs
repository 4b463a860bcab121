//! The page: where its parts stand, and how the demo's state becomes the lights of the reference.

use crate::{
    demo::{self, Before, Demo, State, instruments::Fetched},
    i18n::Texts,
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
    /// What the page before left.
    pub before: Option<Before>,
    /// The Python program that the reader has changed in an earlier visit.
    pub source: Option<String>,
    /// How the texts of the laboratory's instruments are fetched; they speak the language of the page.
    pub fetched: Option<Fetched>,
}

/// What comes to the page.
#[derive(Debug)]
pub enum Message {
    /// Something for the demo.
    Demo(demo::Message),
    /// The reader has changed the language; this is its file of the instruments.
    Speak(Texts, String),
}

/// The whole page, in what `index.html` calls `#app`.
#[derive(Debug)]
pub struct App {
    texts: Texts,
    demo: Demo,
}

impl Component for App {
    type Message = Message;
    type Properties = Props;

    fn create(context: &Context<Self>) -> Self {
        let Props { texts, before, source, fetched, .. } = context.props();
        Self { texts: *texts, demo: Demo::new(before.clone(), fetched.clone(), source.clone()) }
    }

    fn update(&mut self, context: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Demo(message) => self.demo.update(message, &tell(context)),
            Message::Speak(texts, instruments) => {
                self.texts = texts;
                self.demo.speak(instruments);
                true
            }
        }
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let (texts, slots) = (&self.texts, &context.props().slots);
        let (editor, python) = self.demo.python(texts, &tell(context));
        html! {
            <>
                <div class="update" role="alert" data-slot="update">{ slots.get("update") }</div>
                <header>
                    <div class="bar" data-slot="bar">{ slots.get("bar") }</div>
                    <div class="page-head" data-slot="head">{ slots.get("head") }</div>
                </header>
                <div class="contents-place" data-slot="contents">{ slots.get("contents") }</div>
                { self.demo.view(texts, slots, &tell(context)) }
                <main>{ reference(texts, slots, &lights(self.demo.state().shown()), editor, python) }</main>
                <footer class="page-foot" data-slot="foot">{ slots.get("foot") }</footer>
                <div hidden=true data-slot="says">{ slots.get("says") }</div>
                <p class="toast" role="status" />
            </>
        }
    }

    fn rendered(&mut self, context: &Context<Self>, first: bool) {
        self.demo.rendered(first, &tell(context));
    }
}

fn tell(context: &Context<App>) -> Callback<demo::Message> {
    context.link().callback(Message::Demo)
}

/// What is lit in the reference: the one thing that it learns of the demo.
fn lights(state: &State) -> Lights {
    Lights(Event::ALL.map(|event| Light {
        count: state.count(event),
        fields: state.lit().find(|lit| lit.event() == event).map(python::fields),
    }))
}
