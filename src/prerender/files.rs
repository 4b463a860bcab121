//! The files beside the pages: for hosts, for search engines, for the browser's own memory.

use super::{
    assets::{Asset, Assets, version},
    pages::Page,
    site::Site,
    smaller::{Kind, smaller},
};
use anyhow::Context;
use serde_json::{Map, Value, json};

/// The start script, and the version that it starts.
pub(super) struct Start {
    pub(super) script: Asset,
    pub(super) version: String,
}

/// The start script: it is told what the program is made of, for all pages alike.
pub(super) fn start(site: &Site, assets: &Assets, pages: &[Page]) -> anyhow::Result<Start> {
    let pair = |Asset { path, integrity }: &Asset| json!([path, integrity]);
    let language = |page: &Page| {
        (
            page.language.code().to_owned(),
            json!({ "texts": pair(&page.texts), "document": page.document.path }),
        )
    };
    let told = json!({
        "base": site.base, "module": pair(&assets.glue), "socket": pair(&assets.socket), "wasm": pair(&assets.wasm),
        "languages": pages.iter().map(language).collect::<Map<_, _>>(),
        "worker": site.published.then(|| site.path("sw.js")),
    });
    let script = assets.keep("start.js", &script(site, "start.js", &told)?)?;
    let files = assets.all().into_iter().chain([&script]).map(|asset| asset.path.as_str());
    let version = version(files.chain(pages.iter().map(|page| page.app.as_str())));
    Ok(Start { script, version })
}

/// The name and the text of each file that has no hash in its name.
pub(super) fn all(
    site: &Site,
    assets: &Assets,
    pages: &[Page],
    start: &Start,
) -> anyhow::Result<Vec<(&'static str, String)>> {
    let mut files = vec![
        ("manifest.webmanifest", manifest(site, pages.first().context("there is no page")?)),
        ("robots.txt", robots(site)),
    ];
    files.extend(sitemap(site, pages).map(|text| ("sitemap.xml", text)));
    if site.published {
        let tls = site.origin.as_ref().is_some_and(|origin| origin.starts_with("https:"));
        files.push((hosting::HEADERS_FILE, hosting::headers_file(&site.base, tls)));
        files.push(("sw.js", worker(site, assets, pages, start)?));
    }
    Ok(files)
}

/// One of our scripts, with `SITE` before it: what this build is made of.
fn script(site: &Site, name: &str, told: &Value) -> anyhow::Result<String> {
    let source = super::read(&Site::sources().join("static").join(name))?;
    smaller(site, Kind::Script, format!("const SITE = {told};\n{source}"))
}

fn manifest(site: &Site, page: &Page) -> String {
    let interface = &page.content.interface;
    let icon = |size: u16, purpose: &str| {
        json!({
            "src": site.path(&format!("icons/icon-{size}.png")), "sizes": format!("{size}x{size}"),
            "type": "image/png", "purpose": purpose,
        })
    };
    let manifest = json!({
        "name": interface.title, "short_name": interface.heading, "description": interface.description,
        "lang": interface.language, "start_url": site.base, "scope": site.base, "id": site.base,
        "display": "minimal-ui", "background_color": "#fdfdfc", "theme_color": "#1d4f6e",
        "icons": [
            icon(192, "any"), icon(512, "any"), icon(512, "maskable"),
            { "src": site.path("icons/icon.svg"), "sizes": "any", "type": "image/svg+xml" },
        ],
    });
    format!("{manifest:#}\n")
}

fn robots(site: &Site) -> String {
    let sitemap =
        site.origin.as_ref().map(|origin| format!("Sitemap: {origin}{}\n", site.path("sitemap.xml")));
    format!("User-agent: *\nAllow: /\n{}", sitemap.unwrap_or_default())
}

/// The pages with their other languages (sitemaps.org, and Google's extension for languages).
fn sitemap(site: &Site, pages: &[Page]) -> Option<String> {
    let origin = site.origin.as_ref()?;
    let address = |page: &Page| format!("{origin}{}", site.path(page.language.path()));
    let link = |page: &Page| {
        format!(
            "    <xhtml:link rel=\"alternate\" hreflang=\"{}\" href=\"{}\"/>\n",
            page.tag(),
            address(page)
        )
    };
    let links: String = pages.iter().map(link).collect();
    let entry = |page: &Page| format!("  <url>\n    <loc>{}</loc>\n{links}  </url>\n", address(page));
    Some(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n\
        {}</urlset>\n",
        pages.iter().map(entry).collect::<String>()
    ))
}

/// The service worker, which is told what this version is made of.
fn worker(site: &Site, assets: &Assets, pages: &[Page], start: &Start) -> anyhow::Result<String> {
    let entry = |Asset { path, integrity }: &Asset| json!([path, integrity]);
    let language = |page: &Page| {
        let files = [&page.texts, &page.document].map(entry);
        (page.language.code().to_owned(), json!({ "page": site.path(page.language.path()), "files": files }))
    };
    let told = json!({
        "version": start.version,
        "files": assets.all().into_iter().chain([&start.script]).map(entry).collect::<Vec<_>>(),
        "languages": pages.iter().map(language).collect::<Map<_, _>>(),
        // What a browser asks for by itself; its name does not change with it.
        "plain": [site.path("icons/icon.svg"), site.path("manifest.webmanifest")],
    });
    script(site, "worker.js", &told)
}
