//! The files beside the pages: for hosts, for search engines, for the browser's own memory.

use super::{
    assets::{Asset, Assets},
    pages::Page,
    programs::Programs,
    shell::escaped,
    site::Site,
    smaller::{Kind, smaller},
};
use anyhow::Context;
use serde_json::{Map, Value, json};

/// The start script: it is told what the program is made of, for all pages alike.
pub(super) fn start(
    site: &Site,
    assets: &Assets,
    programs: &Programs,
    pages: &[Page],
    [python, editor]: [Option<&Asset>; 2],
) -> anyhow::Result<Asset> {
    let language = |page: &Page| {
        (
            page.language.code().to_owned(),
            json!({
                "texts": [page.texts.path], "instruments": [page.laboratory.path], "document": page.document.path,
                "proofs": page.proofs.path,
            }),
        )
    };
    let told = json!({
        "base": site.base, "module": pair(&assets.glue), "socket": pair(&assets.socket), "wasm": pair(&assets.wasm),
        "live": [assets.live.path], "style": [assets.instruments.path], "proofs": [assets.proofs.path],
        "programs": programs.document.path,
        "python": python.map(pair), "editor": editor.map(pair),
        "languages": pages.iter().map(language).collect::<Map<_, _>>(),
        "worker": site.published.then(|| site.path("sw.js")),
    });
    assets.keep("start.js", &script(site, "start.js", &told)?)
}

/// The name and the text of each file that has no hash in its name and that any site has.
pub(super) fn plain(site: &Site, pages: &[Page]) -> anyhow::Result<Vec<(&'static str, String)>> {
    let first = pages.first().context("there is no page")?;
    let mut files = vec![("manifest.webmanifest", manifest(site, first)), ("robots.txt", robots(site))];
    files.extend(sitemap(site, pages).map(|text| ("sitemap.xml", text)));
    Ok(files)
}

/// Those of a site that is on a host.
pub(super) fn published(
    site: &Site,
    assets: &Assets,
    programs: &Programs,
    pages: &[Page],
    start: &Asset,
    version: &str,
) -> anyhow::Result<Vec<(&'static str, String)>> {
    if !site.published {
        return Ok(Vec::new());
    }
    let tls = site.origin.as_ref().is_some_and(|origin| origin.starts_with("https:"));
    let headers = hosting::headers_file(
        &site.base,
        &pages.iter().map(|page| page.language.path()).collect::<Vec<_>>(),
        tls,
    );
    Ok(vec![
        (hosting::HEADERS_FILE, headers),
        ("sw.js", worker(site, assets, programs, pages, start, version)?),
    ])
}

/// One of our scripts, with `SITE` before it: what this build is made of.
fn script(site: &Site, name: &str, told: &Value) -> anyhow::Result<String> {
    let source = super::read(&Site::sources().join("static").join(name))?;
    smaller(site, Kind::Script, format!("const SITE = {told};\n{source}"))
}

fn pair(Asset { path, integrity }: &Asset) -> Value {
    json!([path, integrity])
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
        "name": interface.title, "short_name": interface.heading,
        "lang": interface.language, "start_url": site.base, "scope": site.base, "id": site.base,
        "display": "minimal-ui", "background_color": "#fdfdfc", "theme_color": "#1d4f6e",
        "icons": [
            icon(192, "any"), icon(512, "any"), icon(512, "maskable"),
            { "src": site.path("icons/icon.svg"), "sizes": "any", "type": "image/svg+xml" },
        ],
    });
    manifest.to_string()
}

fn robots(site: &Site) -> String {
    let sitemap =
        site.origin.as_ref().map(|origin| format!("Sitemap: {origin}{}\n", site.path("sitemap.xml")));
    format!("User-agent: *\nAllow: /\n{}", sitemap.unwrap_or_default())
}

/// The pages with their other languages (sitemaps.org, and Google's extension for languages).
fn sitemap(site: &Site, pages: &[Page]) -> Option<String> {
    let origin = site.origin.as_ref()?;
    let address = |page: &Page| escaped(&format!("{origin}{}", site.path(page.language.path())));
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
fn worker(
    site: &Site,
    assets: &Assets,
    programs: &Programs,
    pages: &[Page],
    start: &Asset,
    version: &str,
) -> anyhow::Result<String> {
    let language = |page: &Page| {
        let files = [&page.texts, &page.laboratory, &page.document, &page.proofs].map(|file| &file.path);
        (page.language.code().to_owned(), json!({ "page": site.path(page.language.path()), "files": files }))
    };
    let told = json!({
        "version": version,
        "files": assets.all().chain(programs.all()).chain([start]).map(|file| &file.path).collect::<Vec<_>>(),
        "languages": pages.iter().map(language).collect::<Map<_, _>>(),
        // What a browser asks for by itself; its name does not change with it.
        "plain": [site.path("icons/icon.svg"), site.path("manifest.webmanifest")],
    });
    script(site, "worker.js", &told)
}
