//! The programs of the example that a reader opens: their code, coloured, what is said of them in each language, and
//! the module that one of them imports.

use super::{
    assets::{Asset, Assets},
    pages::{Page, fragment},
    site::Site,
};
use brython_websocket::reference::{RUST, SEED, TODAY, program};
use content::{TabTexts, compile};
use yew::prelude::*;

/// The files that come when they are wanted; the same in every language.
pub(super) struct Programs {
    /// A document with an article a tab.
    pub(super) document: Asset,
    /// The Python module `websocket`.
    pub(super) module: Asset,
}

impl Programs {
    pub(super) fn keep(assets: &Assets, pages: &[Page]) -> anyhow::Result<Self> {
        let folder = Site::sources().join("static");
        let module = assets.keep("websocket.py", &compile::source(&folder.join("websocket.py"))?)?;
        let link = html! { <>{ " " }<a href={module.path.clone()} download="websocket.py">{ "websocket.py" }</a></> };
        let code = |file: &str| Ok::<_, compile::Error>(program(&compile::program(&folder.join(file))?));
        let articles = [
            article(pages, TODAY, |texts| &texts.today_about, Html::default(), Html::default()),
            article(pages, SEED, |texts| &texts.seed_about, link, code("example-seed.py")?),
            article(pages, RUST, |texts| &texts.rust_about, Html::default(), code("example.rs")?),
        ];
        let document =
            format!("<!DOCTYPE html><meta charset=\"utf-8\">{}", fragment(articles.into_iter().collect()));
        Ok(Self { document: assets.keep("programs.html", &document)?, module })
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Asset> {
        [&self.document, &self.module].into_iter()
    }
}

/// What a tab opens: a line about it in each language, and its code where the page does not have it.
fn article(
    pages: &[Page],
    tab: &'static str,
    about: fn(&TabTexts) -> &String,
    link: Html,
    code: Html,
) -> Html {
    let line = |page: &Page| {
        html! { <p class="hint" lang={page.tag().to_owned()}>{ about(&page.content.interface.tabs) }{ link.clone() }</p> }
    };
    html! { <article id={tab}>{ for pages.iter().map(line) }{ code }</article> }
}
