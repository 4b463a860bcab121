//! The document around a page: what Trunk has staged, with its head filled and its own start script taken out.

use super::{
    assets::{Asset, Assets},
    pages::{Page, missing_body},
    site::Site,
};
use content::Interface;
use lol_html::{RewriteStrSettings, element, html_content::ContentType, rewrite_str};
use std::fmt::Write;

/// The document that Trunk has staged.
pub(super) struct Shell(String);

impl Shell {
    pub(super) fn staged(site: &Site) -> anyhow::Result<Self> {
        super::read(&site.staging.join("index.html")).map(Self)
    }

    /// The whole document of a page.
    pub(super) fn page(
        &self,
        site: &Site,
        assets: &Assets,
        pages: &[Page],
        page: &Page,
        start: &Asset,
        version: &str,
    ) -> anyhow::Result<String> {
        let mut head = Head::new(site, assets);
        head.titled(&page.content.interface);
        head.meta("websocket-server", &site.server);
        head.languages(site, pages);
        head.social(site, pages, page);
        head.start(start, Some((page, version)));
        filled(&self.0, page.tag(), &head.0, &page.app)
    }

    /// The document for addresses that lead nowhere.
    pub(super) fn missing(
        &self,
        site: &Site,
        assets: &Assets,
        pages: &[Page],
        start: &Asset,
    ) -> anyhow::Result<String> {
        let mut head = Head::new(site, assets);
        let titles: Vec<_> = pages.iter().map(|page| page.content.interface.missing.title.as_str()).collect();
        head.tag("title", &[], Some(&titles.join(" · ")));
        head.meta("robots", "noindex");
        head.start(start, None);
        filled(&self.0, pages.first().map_or("", Page::tag), &head.0, &missing_body(site, pages))
    }
}

fn filled(shell: &str, language: &str, head: &str, body: &str) -> anyhow::Result<String> {
    let (mut heads, mut bodies) = (0, 0);
    let handlers = vec![
        element!("html", |html| Ok(html.set_attribute("lang", language)?)),
        // Trunk's own, which would load the program before the page is drawn; ours is in `head`.
        element!("script[type=module]", |script| {
            script.remove();
            Ok(())
        }),
        element!("link[rel=modulepreload], link[rel=preload], link[rel=stylesheet]", |link| {
            link.remove();
            Ok(())
        }),
        element!("meta[name=color-scheme]", |meta| {
            heads += 1;
            meta.after(head, ContentType::Html);
            Ok(())
        }),
        element!("#app", |app| {
            bodies += 1;
            app.set_inner_content(body, ContentType::Html);
            Ok(())
        }),
    ];
    let settings = RewriteStrSettings { element_content_handlers: handlers, ..RewriteStrSettings::new() };
    let page = rewrite_str(shell, settings)?;
    anyhow::ensure!(
        heads == 1 && bodies == 1,
        "index.html needs one `<meta name=\"color-scheme\">` and one `<div id=\"app\">`, and has {heads} and {bodies}"
    );
    Ok(page)
}

/// The elements of a head, as text.
struct Head(String);

impl Head {
    /// What every page has: its policy and its style sheet.
    fn new(site: &Site, assets: &Assets) -> Self {
        let mut head = Self(String::new());
        if site.published {
            let policy = hosting::content_security_policy_of_a_page();
            head.tag("meta", &[("http-equiv", "Content-Security-Policy"), ("content", &policy)], None);
        }
        head.meta("referrer", "no-referrer");
        head.tag("link", &[("rel", "stylesheet"), ("href", &assets.style.path)], None);
        let print = [("rel", "stylesheet"), ("media", "print"), ("href", &assets.print.path)];
        head.tag("link", &print, None);
        head.tag("link", &[("rel", "icon"), ("href", &site.path("icons/icon.svg"))], None);
        head.tag("link", &[("rel", "manifest"), ("href", &site.path("manifest.webmanifest"))], None);
        head
    }

    fn titled(&mut self, interface: &Interface) {
        self.tag("title", &[], Some(&interface.title));
        self.meta("description", &interface.description);
    }

    /// The page in the other languages, by whole addresses: search engines take no others.
    fn languages(&mut self, site: &Site, pages: &[Page]) {
        let Some(origin) = &site.origin else { return };
        let of_tag = pages.iter().map(|page| (page.tag(), site.path(page.language.path())));
        for (tag, path) in of_tag.chain([("x-default", site.base.clone())]) {
            self.tag(
                "link",
                &[("rel", "alternate"), ("hreflang", tag), ("href", &format!("{origin}{path}"))],
                None,
            );
        }
    }

    /// What is told where the page's address is shared; only whoever knows the address can tell it.
    fn social(&mut self, site: &Site, pages: &[Page], page: &Page) {
        let Some(origin) = &site.origin else { return };
        let address = format!("{origin}{}", site.path(page.language.path()));
        self.tag("link", &[("rel", "canonical"), ("href", &address)], None);
        let interface = &page.content.interface;
        let locale = |page: &Page| page.content.interface.locale.clone();
        self.property("og:type", "website");
        self.property("og:title", &interface.title);
        self.property("og:description", &interface.description);
        self.property("og:url", &address);
        self.property("og:locale", &locale(page));
        pages.iter().filter(|other| other.language != page.language).for_each(|other| {
            self.property("og:locale:alternate", &locale(other));
        });
        self.property("og:image", &format!("{origin}{}", site.path("icons/social.png")));
        self.property("og:image:width", "1200");
        self.property("og:image:height", "630");
        self.property("og:image:alt", &interface.title);
        self.meta("twitter:card", "summary_large_image");
    }

    /// The start script, which is told what page it is on.
    fn start(&mut self, start: &Asset, page: Option<(&Page, &str)>) {
        let Asset { path, integrity } = start;
        let mut attributes = vec![("src", path.as_str()), ("integrity", integrity)];
        if let Some((page, version)) = page {
            attributes.extend([("data-page", page.language.code()), ("data-version", version)]);
        }
        self.tag("script", &attributes, Some(""));
    }

    fn meta(&mut self, name: &str, content: &str) {
        self.tag("meta", &[("name", name), ("content", content)], None);
    }

    fn property(&mut self, name: &str, content: &str) {
        self.tag("meta", &[("property", name), ("content", content)], None);
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)], text: Option<&str>) {
        // Writing to a string does not fail.
        let _ = write!(self.0, "\n    <{name}");
        for (name, value) in attributes {
            let _ = write!(self.0, " {name}=\"{}\"", escaped(value));
        }
        self.0.push('>');
        if let Some(text) = text {
            let _ = write!(self.0, "{}</{name}>", escaped(text));
        }
    }
}

/// Text as HTML has it, in an element or in an attribute.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}
