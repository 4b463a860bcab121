//! The frame of a page: what stands around the panel and the reference, and never lights.
//!
//! It is prose alone: what can be clicked in it, `static/start.js` hears, so that it works without the program.

use crate::{demo::Scenario, i18n::Language, reference};
use content::{Content, Interface, Says, Scenarios};
use yew::prelude::*;

/// Where a language has its page.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The language.
    pub language: Language,
    /// Its tag (BCP 47).
    pub tag: String,
    /// Its own name.
    pub name: String,
    /// The path of its page on the host.
    pub path: String,
}

/// What the frame tells that is not in `i18n/`.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// The language of the page.
    pub language: Language,
    /// The pages of all languages.
    pub pages: Vec<Place>,
    /// The version of the site.
    pub version: String,
    /// The day of its last change: year, month from 1, day.
    pub changed: Option<(u16, usize, u8)>,
}

impl Frame {
    /// What is in the slots of the frame.
    #[must_use]
    pub fn slots(&self, content: &Content) -> Vec<(String, Html)> {
        let interface = &content.interface;
        let slots = [
            ("bar", self.bar(interface)),
            ("head", head(interface)),
            ("contents", contents(content)),
            ("trouble", trouble(content)),
            ("update", update(interface)),
            ("says", says(content)),
            ("scenarios", scenarios(&interface.scenarios)),
            ("foot", self.foot(interface)),
        ];
        slots.into_iter().map(|(name, html)| (name.to_owned(), html)).collect()
    }

    fn bar(&self, interface: &Interface) -> Html {
        let link = |Place { language, tag, name, path }: &Place| {
            let current = (*language == self.language).then_some("page");
            html! {
                <li>
                    <a href={path.clone()} lang={tag.clone()} hreflang={tag.clone()} data-language={language.code()} aria-current={current}>
                        <span class="long">{ name.clone() }</span>
                        <span class="short" aria-hidden="true">{ language.code() }</span>
                    </a>
                </li>
            }
        };
        html! {
            <>
                <a class="skip" href="#introducao">{ &interface.skip }</a>
                <nav class="languages" aria-label={interface.contents.languages.clone()}>
                    <ul>{ for self.pages.iter().map(link) }</ul>
                </nav>
                { theme(interface) }
            </>
        }
    }

    fn foot(&self, Interface { foot, .. }: &Interface) -> Html {
        let changed = self.changed.and_then(|(year, month, day)| {
            let name = foot.months.get(month.checked_sub(1)?)?;
            let number = if day == 1 { foot.first.clone() } else { day.to_string() };
            let text = foot.date.fill(&[("day", &number), ("month", name), ("year", &year.to_string())]);
            Some(html! { <>{ " · " }<time datetime={format!("{year:04}-{month:02}-{day:02}")}>{ text }</time></> })
        });
        html! {
            <>
                <p>{ &foot.privacy }</p>
                <p>{ &foot.license }{ " " }{ foot.version.fill(&[("version", &self.version)]) }{ changed }</p>
            </>
        }
    }
}

/// The theme chooser, which `static/start.js` hears.
fn theme(Interface { theme, .. }: &Interface) -> Html {
    html! {
        <p class="theme">
            <label for="theme">{ &theme.label }</label>
            <select id="theme" disabled=true autocomplete="off">
                <option value="system">{ &theme.system }</option>
                <option value="light">{ &theme.light }</option>
                <option value="dark">{ &theme.dark }</option>
            </select>
        </p>
    }
}

/// The title, a sentence, and the five names of the module as links.
fn head(interface: &Interface) -> Html {
    let names = &interface.names;
    let link = |id: &'static str| html! { <li><a href={format!("#{id}")}><code>{ id }</code></a></li> };
    html! {
        <>
            <h1>{ &interface.heading }</h1>
            <p class="tagline">{ &interface.tagline }</p>
            <nav class="names" aria-label={names.label.clone()}>
                <ul>
                    { for ["websocket", "bind", "send", "close"].map(link) }
                    <li><a href="#eventos">{ &names.events }</a></li>
                </ul>
            </nav>
        </>
    }
}

fn contents(content: &Content) -> Html {
    let names = &content.interface.contents;
    let link = |id: &str, title: Html| html! { <li><a href={format!("#{id}")}>{ title }</a></li> };
    let sections = content.sections.iter().map(|section| link(&section.id, reference::title(section)));
    html! {
        <nav class="contents" aria-label={names.label.clone()}>
            <details>
                <summary>{ &names.label }</summary>
                <ul>
                    { link("laboratorio", html! { { &names.laboratory } }) }
                    { for sections }
                </ul>
            </details>
        </nav>
    }
}

/// What the panel says when its program is not there, or no longer; the style sheet shows what fits.
fn trouble(content: &Content) -> Html {
    let texts = &content.interface.trouble;
    html! {
        <>
            <p class="no-script">{ &texts.needs_script }</p>
            <p class="not-loaded" role="alert">{ &texts.not_loaded }{ " " }<a href="">{ &texts.reload }</a></p>
            <p class="broken" role="alert">{ &texts.broken }{ " " }<a href="">{ &texts.reload }</a></p>
            <div class="conversation">{ reference::aside(content, &content.conversation) }</div>
        </>
    }
}

/// What tells of a new version; `static/start.js` shows it and hears its buttons.
fn update(interface: &Interface) -> Html {
    let texts = &interface.update;
    html! {
        <>
            <p>{ &texts.sentence }</p>
            <button type="button" class="primary" data-update="now">{ &texts.now }</button>
            <button type="button" data-update="later">{ &texts.later }</button>
        </>
    }
}

/// What `static/start.js` says, kept where nobody sees it.
fn says(content: &Content) -> Html {
    let Says { copied, not_copied, loading, not_arrived } = &content.interface.says;
    // The place in it is filled when it is said.
    let not_arrived = not_arrived.fill(&[("text", "{text}")]);
    html! {
        <>
            <span data-says="copied">{ copied }</span>
            <span data-says="not-copied">{ not_copied }</span>
            <span data-says="loading">{ loading }</span>
            <span data-says="not-arrived">{ not_arrived }</span>
            <span data-says="no-proofs">{ &content.verification.failed }</span>
        </>
    }
}

/// The body of the page for an address that leads nowhere: each language has its say, and the style sheet shows
/// the one that the reader's address or choice asks for.
pub fn missing(languages: &[(Place, &Interface)]) -> Html {
    let part = |(place, interface): &(Place, &Interface)| {
        let texts = &interface.missing;
        html! {
            <section lang={place.tag.clone()}>
                <h1>{ &texts.title }</h1>
                <p>{ &texts.sentence }</p>
                <p><a href={place.path.clone()}>{ &texts.home }</a></p>
            </section>
        }
    };
    html! { <main class="missing">{ for languages.iter().map(part) }</main> }
}

/// The buttons of the scenarios: the program hears the clicks, and enables all of them at once.
fn scenarios(names: &Scenarios) -> Html {
    let button = |scenario: Scenario| {
        let name = match scenario {
            Scenario::Refused => &names.refused,
            Scenario::ServerClose => &names.server_close,
            Scenario::Dropped => &names.dropped,
            Scenario::EarlyClose => &names.early_close,
            Scenario::Push => &names.push,
            Scenario::Binary => &names.binary,
            Scenario::Burst => &names.burst,
        };
        html! {
            <button type="button" class="quiet" autocomplete="off" data-scenario={scenario.name()}>
                { name }
                if !scenario.needs_only_an_echo() { <span class="elsewhere">{ " " }{ "(" }{ &names.not_here }{ ")" }</span> }
            </button>
        }
    };
    html! { <><legend>{ &names.label }</legend>{ for Scenario::ALL.map(button) }</> }
}
