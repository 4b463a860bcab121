//! The reference: content to HTML. It knows nothing of the demo; what it lights, the page tells it.

mod code;
mod event_table;
mod lights;
mod prose;
mod section;
mod tables;

pub use lights::{Light, Lights};

use crate::i18n::{Shared, Texts};
use section::SectionView;
use std::rc::Rc;
use yew::prelude::*;

/// What [`Reference`] shows.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct Props {
    /// The language.
    pub texts: Texts,
    /// What is lit.
    pub lights: Lights,
}

/// All sections.
#[component]
pub fn Reference(props: &Props) -> Html {
    let view = |section: &Rc<content::Section>| {
        let lights = section::is_live(section).then(|| props.lights.clone());
        html! { <SectionView section={Shared::from(Rc::clone(section))} texts={&props.texts} {lights} /> }
    };
    props.texts.sections.iter().map(view).collect()
}
