//! The theme chooser.

use super::Theme;
use crate::i18n::Texts;
use content::Page;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// The theme chooser; the languages are links, which stand in a slot before it.
#[must_use]
pub fn settings(texts: &Texts, theme: Theme, alive: bool, choose: &Callback<Theme>) -> Html {
    let page = &texts.live.page;
    let onchange = choose.reform(|event: yew::Event| {
        Theme::named(&event.target_unchecked_into::<HtmlSelectElement>().value())
    });
    let option = |own: Theme| {
        html! { <option value={own.name()} selected={own == theme}>{ name(page, own) }</option> }
    };
    html! {
        <p class="theme">
            <label for="theme">{ &page.theme }</label>
            <select id="theme" disabled={!alive} {onchange}>{ for Theme::ALL.map(option) }</select>
        </p>
    }
}

fn name(page: &Page, theme: Theme) -> &str {
    match theme {
        Theme::System => &page.theme_system,
        Theme::Light => &page.theme_light,
        Theme::Dark => &page.theme_dark,
    }
}
