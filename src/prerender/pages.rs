//! The page of each language: what is in `#app`, and the two files that its program fetches.

use super::{
    assets::{Asset, Assets},
    changed,
    site::Site,
};
use brython_websocket::{
    app::{App, Props},
    frame::{Frame, Place, missing},
    i18n::{Language, Texts},
    reference,
    slot::{Contents, Slots},
};
use content::{
    Content, Interface, Laboratory, Live,
    compile::{self, Results},
};
use futures_executor::block_on;
use yew::{AttrValue, BaseComponent, Html, LocalServerRenderer, Properties, component};

/// A language's page.
pub(super) struct Page {
    pub(super) language: Language,
    pub(super) content: Content,
    /// What is in `#app`.
    pub(super) app: String,
    /// The texts that the program starts with.
    pub(super) texts: Asset,
    /// The texts of its instruments.
    pub(super) laboratory: Asset,
    /// The document that brings this language into the page of another.
    pub(super) document: Asset,
    /// The document with what was verified.
    pub(super) proofs: Asset,
}

impl Page {
    pub(super) fn all(site: &Site, assets: &Assets) -> anyhow::Result<Vec<Self>> {
        let contents = Language::ALL.map(|language| Ok((language, compiled(language)?)));
        let mut contents: Vec<(Language, Content)> = contents.into_iter().collect::<anyhow::Result<_>>()?;
        let results = verified(&mut contents)?;
        let pages: Vec<_> =
            contents.iter().map(|(language, content)| place(site, *language, content)).collect();
        let changed = changed::day();
        let page = |(language, content): (Language, Content)| {
            let version = env!("CARGO_PKG_VERSION").to_owned();
            Self::new(assets, &Frame { language, pages: pages.clone(), version, changed }, content, &results)
        };
        contents.into_iter().map(page).collect()
    }

    fn new(assets: &Assets, frame: &Frame, content: Content, results: &Results) -> anyhow::Result<Self> {
        let slots = Slots::from(contents(frame, &content)?);
        let proofs = contents(frame, &compile::with_proofs(&content, results))?;
        // What has no statement stays as it is in the page.
        let proofs = proofs.iter().zip(slots.iter()).filter(|(proven, plain)| proven != plain);
        let proofs = with_slots(&content, proofs.map(|(proven, _)| proven), "");
        let (live, laboratory) = (Live::of(&content), Laboratory::of(&content).to_file());
        let file = live.to_file();
        let name = frame.language.code();
        let document =
            assets.keep(&format!("{name}.html"), &document(&content, [&file, &laboratory], &slots))?;
        let proofs = assets.keep(&format!("{name}-proofs.html"), &proofs)?;
        let texts = assets.keep(&format!("{name}.txt"), &file)?;
        let laboratory = assets.keep(&format!("{name}-instruments.txt"), &laboratory)?;
        let app = rendered::<App>(
            Props { texts: Texts::new(live), slots, before: None, source: None, fetched: None },
            true,
        );
        Ok(Self { language: frame.language, content, app, texts, laboratory, document, proofs })
    }

    /// The language's tag (BCP 47).
    pub(super) fn tag(&self) -> &str {
        &self.content.interface.language
    }
}

fn compiled(language: Language) -> Result<Content, compile::Error> {
    let sources = Site::sources();
    compile::language(&sources.join("i18n").join(language.code()), &sources.join("static/example.py"))
}

/// Checks the statements of all languages against what was found.
fn verified(contents: &mut [(Language, Content)]) -> Result<Results, compile::Error> {
    let sources = Site::sources();
    let file = sources.join("verify/results.toml");
    let results = compile::results(&file)?;
    let folder = |language: &Language| sources.join("i18n").join(language.code());
    let mut all: Vec<_> =
        contents.iter_mut().map(|(language, content)| (folder(language), content)).collect();
    compile::verified(&mut all, &results, &file)?;
    Ok(results)
}

fn place(site: &Site, language: Language, content: &Content) -> Place {
    let Interface { language: tag, name, .. } = &content.interface;
    Place { language, tag: tag.clone(), name: name.clone(), path: site.path(language.path()) }
}

fn contents(frame: &Frame, content: &Content) -> anyhow::Result<Contents> {
    let reference = reference::slots(content).ok_or_else(|| {
        anyhow::anyhow!(
            "i18n/{}/reference: the event table and the example stand in two sections that follow each other, and \
            the example's handlers in the order of the table",
            frame.language.code()
        )
    })?;
    let slots = frame.slots(content).into_iter().chain(reference);
    Ok(slots.map(|(name, html)| (name, AttrValue::from(fragment(html)))).collect())
}

/// The document with the prose of a language, for a page that is alive in another one.
fn document(content: &Content, [texts, laboratory]: [&str; 2], slots: &Contents) -> String {
    let rest = format!(
        "<pre id=\"texts\">\n{}</pre><pre id=\"laboratory\">\n{}</pre>",
        super::shell::escaped(texts),
        super::shell::escaped(laboratory),
    );
    with_slots(content, slots.iter().filter(|(name, _)| !name.starts_with(reference::CODE)), &rest)
}

/// A document of slots, from which `static/start.js` takes them into the page.
fn with_slots<'a>(content: &Content, slots: impl Iterator<Item = (&'a str, &'a str)>, rest: &str) -> String {
    let interface = &content.interface;
    let slot = |(name, html): (&str, &str)| format!("<div data-slot=\"{name}\">{html}</div>\n");
    format!(
        "<!DOCTYPE html><html lang=\"{}\"><title>{}</title><body>{}{rest}",
        super::shell::escaped(&interface.language),
        super::shell::escaped(&interface.title),
        slots.map(slot).collect::<String>(),
    )
}

/// The body of the page for addresses that lead nowhere.
pub(super) fn missing_body(site: &Site, pages: &[Page]) -> String {
    let parts: Vec<_> = pages
        .iter()
        .map(|page| (place(site, page.language, &page.content), &page.content.interface))
        .collect();
    fragment(missing(&parts))
}

pub(super) fn fragment(html: Html) -> String {
    rendered::<Fragment>(FragmentProps { html }, false)
}

fn rendered<C: BaseComponent>(props: C::Properties, hydratable: bool) -> String {
    block_on(LocalServerRenderer::<C>::with_props(props).hydratable(hydratable).render())
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct FragmentProps {
    html: Html,
}

/// HTML that is no component of its own.
#[component]
fn Fragment(FragmentProps { html }: &FragmentProps) -> Html {
    html.clone()
}
