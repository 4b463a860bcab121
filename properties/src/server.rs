//! What strangers ask the server for.

use server::parsers;
use std::path::{Component, Path};

/// The coding is one that the client has named, or `*`; or the file is sent as it is.
pub fn coding(accepted: &str) {
    let named = accepted.to_ascii_lowercase();
    match parsers::coding(accepted) {
        None => {}
        Some(coding @ ("br" | "gzip")) => {
            assert!(named.contains(coding) || named.contains('*'), "{coding} for {accepted:?}");
        }
        Some(other) => panic!("{other} for {accepted:?}"),
    }
}

/// A burst has a number of messages within its bounds, and what there is not is refused with a sentence. The text is
/// a query: names and values with `=` and `&` between them.
pub fn scenario(text: &str) {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (name.to_owned(), value.to_owned())
    };
    let query: Vec<(String, String)> = text.split('&').map(pair).collect();
    match parsers::burst(&query) {
        Ok(None) => {}
        Ok(Some(count)) => assert!((1..=1_000_000).contains(&count), "{count} of {text:?}"),
        Err(sentence) => assert!(sentence.ends_with(".\n"), "{sentence:?} for {text:?}"),
    }
}

/// A path is one below the site, of plain names; decoded twice it would lead nowhere else either.
pub fn path(encoded: &str) {
    let Some(path) = parsers::path(encoded) else { return };
    let names = Path::new(&path).components();
    assert!(names.clone().all(|name| matches!(name, Component::Normal(_))), "{path:?} of {encoded:?}");
    for name in names {
        let name = name.as_os_str().to_string_lossy();
        assert!(!name.starts_with('.') && !name.contains(['\\', ':', '\0']), "{path:?} of {encoded:?}");
    }
    assert!(!path.starts_with('/') && !path.contains("//"), "{path:?} of {encoded:?}");
}
