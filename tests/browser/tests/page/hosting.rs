//! What a host gets: every address leads somewhere, unknown ones say so, and a first visit weighs what it may.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use brotli::enc::{BrotliEncoderParams, backward_references::BrotliEncoderMode};
use browser_tests::{
    LANGUAGES, Page, WebDriverResult, browse, dist_docs, get, manifest, path_of,
    servers::{self, both_sites},
    text,
};
use std::{collections::BTreeSet, fs};

/// The address that the second site was built for.
const PUBLIC: &str = "https://example.org";

/// What a first visit may weigh, in bytes of brotli 11: all of it, what is needed for the first paint, and the service
/// worker, which is for later visits.
const WHOLE: usize = 110_000;
const FIRST_PAINT: usize = 14_000;
/// The same text has more letters in French.
const FIRST_PAINT_IN_FRENCH: usize = 14_700;
/// What a site that knows its address says of it in the head: canonical link, other languages, picture.
const NAMES: usize = 200;
const WORKER: usize = 2_000;

#[tokio::test]
async fn a_first_visit_weighs_what_it_may() {
    let site = servers::site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        page.wait_kept().await?;
        let mut sizes = Vec::new();
        for address in loaded(page).await? {
            let answer = get(&address).await;
            assert_eq!(answer.status, 200, "{address}");
            sizes.push((address.rsplit('/').next().unwrap_or_default().to_owned(), compressed(&answer.body)));
        }
        let sum = |wanted: fn(&str) -> bool| -> usize {
            sizes.iter().filter(|(name, _)| wanted(name)).map(|(_, size)| size).sum()
        };
        assert!(
            sizes.iter().any(|(name, _)| name.ends_with(".wasm")),
            "the program was not loaded: {sizes:?}"
        );
        let of_python = sizes.iter().find(|(name, _)| name.contains("python") || name.contains("brython"));
        assert_eq!(of_python, None, "Python comes when a reader runs it");
        let [whole, worker] = [sum(|name| name != "sw.js"), sum(|name| name == "sw.js")];
        assert!(whole <= WHOLE, "{whole} bytes: {sizes:?}");
        assert!((1..=WORKER).contains(&worker), "{worker} bytes of the service worker");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_first_paint_weighs_what_it_may() {
    for (site, names) in both_sites().await.iter().zip([0, NAMES]) {
        for language in LANGUAGES {
            let address = format!("{}{}", site.http(), path_of(language));
            let html = get(&address).await;
            // The style sheets for paper and for a page that lives are not waited for.
            let sheets = values(html.text(), "href");
            let sheet = sheets.iter().find(|sheet| sheet.contains("/style-")).unwrap();
            let style = compressed(&get(&format!("{}{sheet}", site.origin())).await.body);
            let first = style + compressed(&html.body);
            let most = if language == "fr" { FIRST_PAINT_IN_FRENCH } else { FIRST_PAINT };
            assert!(first <= most + names, "{address}: {first} bytes of HTML and CSS, {style} of them CSS");
        }
    }
}

/// What running Python costs at first, in bytes of brotli 11: Brython, its library, our module, the frame, and where
/// they are.
const PYTHON: usize = 230_000;

#[tokio::test]
async fn python_weighs_what_it_may() {
    let site = servers::site().await;
    let manifest = get(&format!("{}{}", site.origin(), manifest())).await;
    let told: serde_json::Value = serde_json::from_slice(&manifest.body).unwrap();
    let mut sizes = vec![("manifest", compressed(&manifest.body))];
    for name in ["frame", "brython", "library", "module"] {
        let path = told[name].as_str().or_else(|| told[name][0].as_str()).unwrap();
        let answer = get(&format!("{}{path}", site.origin())).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"), "{path}");
        sizes.push((name, compressed(&answer.body)));
    }
    let whole: usize = sizes.iter().map(|(_, size)| size).sum();
    assert!(whole <= PYTHON, "{whole} bytes: {sizes:?}");
    let licence = get(&format!("{}{}", site.origin(), told["licence"].as_str().unwrap())).await;
    assert!(licence.text().contains("Copyright (c) 2012, Pierre Quentel"), "{}", licence.text());
}

/// The addresses of the page itself and of all that it loaded by itself. Icon, manifest and service worker are the
/// browser's own requests, of which the page is not told; what the worker fetches for later is not of this visit.
async fn loaded(page: &Page) -> WebDriverResult<BTreeSet<String>> {
    let addresses = "return [
        location.href,
        ...performance.getEntriesByType('resource').map(({ name }) => name),
        navigator.serviceWorker.controller.scriptURL,
        ...Array.from(document.querySelectorAll('link:is([rel~=icon], [rel=manifest])'), ({ href }) => href),
    ]";
    Ok(serde_json::from_value(page.run(addresses).await?)?)
}

fn compressed(bytes: &[u8]) -> usize {
    let parameters = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        mode: BrotliEncoderMode::BROTLI_MODE_GENERIC,
        ..BrotliEncoderParams::default()
    };
    let mut small = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut small, &parameters).unwrap();
    small.len()
}

#[tokio::test]
async fn an_unknown_address_is_told_in_the_language_of_its_path() {
    for site in both_sites().await {
        browse(&site.http(), &["404"], async |page| {
            for language in LANGUAGES {
                page.visit(&format!("{}nada/mais", path_of(language))).await?;
                let shown = page.run("return document.querySelector('main').innerText").await?.to_string();
                for other in LANGUAGES {
                    let told = shown.contains(&text(other, "missing.sentence"));
                    assert_eq!(told, other == language, "{other} at a path of {language}: {shown}");
                }
                assert_eq!(get(&format!("{}{}nada", site.http(), path_of(language))).await.status, 404);
                page.click(&format!("section[lang^={language}] a")).await?;
                page.wait("html[data-hydrated]").await?;
                assert_eq!(page.place().await?, path_of(language));
            }
            Ok(())
        })
        .await;
    }
}

#[tokio::test]
async fn an_unknown_address_without_a_language_is_told_in_the_readers() {
    for site in both_sites().await {
        browse(&site.http(), &["404"], async |page| {
            page.open("").await?;
            page.click("a[data-language=en]").await?;
            page.wait("html[lang=en]").await?;
            for (path, language) in [("nada", "en"), ("fr/nada", "fr")] {
                page.visit(path).await?;
                for other in LANGUAGES {
                    let is_told = page.shows(&format!("section[lang^={other}]")).await?;
                    assert_eq!(is_told, other == language, "{other} at {path}");
                }
            }
            Ok(())
        })
        .await;
    }
}

#[tokio::test]
async fn without_scripts_an_unknown_address_is_told_in_every_language() {
    for site in both_sites().await {
        browse(&site.http(), &["404"], async |page| {
            page.without_scripts().await?;
            page.visit("nada").await?;
            for language in LANGUAGES {
                assert!(page.shows(&format!("section[lang^={language}]")).await?, "{language}");
            }
            Ok(())
        })
        .await;
    }
}

#[tokio::test]
async fn every_address_in_a_page_leads_somewhere() {
    for site in both_sites().await {
        for page in LANGUAGES.map(path_of).into_iter().chain(["nada".to_owned()]) {
            let html = get(&format!("{}{page}", site.http())).await;
            let addresses: Vec<String> =
                ["href", "src"].iter().flat_map(|name| values(html.text(), name)).collect();
            assert!(addresses.iter().any(|address| address.ends_with(".css")), "{page}: {addresses:?}");
            for address in addresses {
                leads_somewhere(&site, &address).await;
            }
        }
    }
}

#[tokio::test]
async fn what_search_engines_and_phones_read_leads_somewhere() {
    let [_, site] = both_sites().await;
    let sitemap = get(&format!("{}sitemap.xml", site.http())).await;
    let pages: Vec<&str> =
        sitemap.text().split("<loc>").skip(1).map(|rest| rest.split('<').next().unwrap()).collect();
    let wanted = LANGUAGES.map(|language| format!("{PUBLIC}/docs/{}", path_of(language)));
    assert_eq!(pages, wanted);
    for address in pages.into_iter().map(str::to_owned).chain(values(sitemap.text(), "href")) {
        leads_somewhere(&site, &address).await;
    }
    let robots = get(&format!("{}robots.txt", site.http())).await;
    assert_eq!(robots.text(), format!("User-agent: *\nAllow: /\nSitemap: {PUBLIC}/docs/sitemap.xml\n"));
    let manifest = get(&format!("{}manifest.webmanifest", site.http())).await;
    assert_eq!(manifest.header("content-type"), Some("application/manifest+json"));
    let manifest: serde_json::Value = serde_json::from_slice(&manifest.body).unwrap();
    assert_eq!(manifest["start_url"], "/docs/");
    for icon in manifest["icons"].as_array().unwrap() {
        leads_somewhere(&site, icon["src"].as_str().unwrap()).await;
    }
}

#[tokio::test]
async fn a_named_site_tells_its_address_and_an_unnamed_one_does_not() {
    let [unnamed, named] = both_sites().await;
    for language in LANGUAGES {
        let html = get(&format!("{}{}", named.http(), path_of(language))).await;
        let own = format!("{PUBLIC}/docs/{}", path_of(language));
        let told = [
            format!(r#"<link rel="canonical" href="{own}">"#),
            format!(r#"<meta property="og:url" content="{own}">"#),
            format!(r#"<meta property="og:image" content="{PUBLIC}/docs/icons/social.png">"#),
            format!(r#"hreflang="x-default" href="{PUBLIC}/docs/""#),
        ];
        for tag in told {
            assert!(html.text().contains(&tag), "{language}: {tag}");
        }
        for other in LANGUAGES {
            let link = format!(r#"href="{PUBLIC}/docs/{}""#, path_of(other));
            assert!(html.text().contains(&link), "{language}: {link}");
        }
        let picture = get(&format!("{}icons/social.png", named.http())).await;
        for (name, at) in [("width", 16), ("height", 20)] {
            // Where a PNG tells it (PNG, 11.2.1).
            let size = u32::from_be_bytes(picture.body[at..at + 4].try_into().unwrap());
            let told = format!(r#"<meta property="og:image:{name}" content="{size}">"#);
            assert!(html.text().contains(&told), "{told}");
        }
        let html = get(&format!("{}{}", unnamed.http(), path_of(language))).await;
        for word in ["canonical", "og:", "rel=\"alternate\"", PUBLIC] {
            assert!(!html.text().contains(word), "{language}: {word}");
        }
    }
    assert_eq!(get(&format!("{}sitemap.xml", unnamed.http())).await.status, 404);
    let robots = get(&format!("{}robots.txt", unnamed.http())).await;
    assert_eq!(robots.text(), "User-agent: *\nAllow: /\n");
}

/// The headers that a host of static files is told to send are those that `server/` sends.
#[test]
fn the_file_of_headers_has_what_the_server_sends() {
    let file = fs::read_to_string(dist_docs().join(hosting::HEADERS_FILE)).unwrap();
    let pages = LANGUAGES.map(path_of);
    let pages: Vec<_> = pages.iter().map(String::as_str).collect();
    assert_eq!(file, hosting::headers_file("/docs/", &pages, true));
    for (name, value) in hosting::security_headers(true) {
        assert!(file.contains(&format!("{name}: {value}\n")), "{name}");
    }
}

async fn leads_somewhere(site: &servers::Server, address: &str) {
    let path = address.strip_prefix(PUBLIC).unwrap_or(address);
    // Links to other sites are the writers' to look after, and an anchor is of this very page.
    if path.starts_with('/') {
        assert_eq!(get(&format!("{}{path}", site.origin())).await.status, 200, "{address}");
    }
}

/// The values of an attribute, in the order of the text.
fn values(html: &str, name: &str) -> Vec<String> {
    let start = format!(" {name}=\"");
    html.split(&start).skip(1).map(|rest| rest.split('"').next().unwrap_or_default().to_owned()).collect()
}
