//! A field with its label, what is wrong in it beside it.

use super::{
    super::{Change, Intent, Settings},
    Bench,
};
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// A text field that changes the settings.
#[derive(Debug)]
pub(super) struct Field<'a> {
    pub(super) id: &'static str,
    pub(super) label: &'a str,
    pub(super) value: &'a str,
    /// `numeric` where a phone should show digits.
    pub(super) mode: &'static str,
    /// What is wrong.
    pub(super) error: Option<String>,
}

/// The field; `set` gives the settings with what is typed.
pub(super) fn field(field: Field<'_>, bench: &Bench<'_>, set: fn(&mut Settings, String)) -> Html {
    let Field { id, label, value, mode, error } = field;
    let error_id = [id, "-error"].concat();
    html! {
        <div class="field">
            <label for={id}>{ label }</label>
            <input
                {id}
                autocomplete="off"
                spellcheck="false"
                inputmode={mode}
                value={value.to_owned()}
                aria-invalid={error.is_some().then_some("true")}
                aria-describedby={error_id.clone()}
                oninput={changed(bench, set)}
            />
            <p id={error_id} class="error" aria-live="polite">{ error.unwrap_or_default() }</p>
        </div>
    }
}

/// What takes what is typed.
fn changed(bench: &Bench<'_>, set: fn(&mut Settings, String)) -> Callback<InputEvent> {
    bench.intent.reform(move |event: InputEvent| {
        let typed = event.target_unchecked_into::<HtmlInputElement>().value();
        to(move |settings| set(settings, typed.clone()))
    })
}

/// What takes a click that changes the settings.
pub(super) fn clicked<E: 'static>(
    bench: &Bench<'_>,
    set: impl Fn(&mut Settings) + Copy + 'static,
) -> Callback<E> {
    bench.intent.reform(move |_| to(set))
}

/// The wish to have the settings changed.
pub(super) fn to(set: impl Fn(&mut Settings) + 'static) -> Intent {
    Intent::Set(Change(Rc::new(set)))
}

/// A box to tick.
pub(super) fn tick(id: Option<&'static str>, label: Html, checked: bool, onchange: Callback<Event>) -> Html {
    html! { <label class="tick"><input {id} type="checkbox" {checked} {onchange} />{ " " }{ label }</label> }
}
