//! The pictures, one below the other.

use super::{Bench, sequence::sequence, states::states, trips::drawn as trips};
use content::PictureTexts;
use yew::prelude::*;

pub(super) fn figures(texts: &PictureTexts, bench: &Bench<'_>) -> Html {
    html! { <>{ sequence(texts, bench) }{ states(texts, bench) }{ trips(texts, bench) }</> }
}
