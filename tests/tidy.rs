//! The rules of the project that a machine can hold: what is absent stays absent.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]
#![cfg(not(target_arch = "wasm32"))]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The Rust files under `folder` and their texts.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    fn walk(path: &Path, found: &mut Vec<(PathBuf, String)>) {
        if path.is_dir() {
            fs::read_dir(path).unwrap().for_each(|entry| walk(&entry.unwrap().path(), found));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((path.to_owned(), fs::read_to_string(path).unwrap()));
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    assert!(!found.is_empty(), "nothing in {folder}: has it moved?");
    found
}

/// Fails naming the file where one of `words` stands in a line that is no comment.
fn absent(folder: &str, words: &[&str]) {
    for (path, text) in sources(folder) {
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for (number, line) in code.enumerate() {
            for word in words {
                assert!(
                    !line.contains(word),
                    "{}: `{word}` in code line {}: {line}",
                    path.display(),
                    number + 1
                );
            }
        }
    }
}

#[test]
fn the_state_touches_no_browser() {
    for pure in [
        "state.rs",
        "state",
        "heard.rs",
        "link.rs",
        "log.rs",
        "retry.rs",
        "scenario.rs",
        "server.rs",
        "settings.rs",
        "sight.rs",
        "trace.rs",
        "transitions.rs",
        "instruments/conversation.rs",
    ] {
        absent(&format!("src/demo/{pure}"), &["web_sys", "js_sys", "wasm_bindgen", "gloo", "std::time"]);
    }
    absent("src/python.rs", &["web_sys", "js_sys", "wasm_bindgen", "gloo"]);
}

#[test]
fn reference_and_demo_do_not_know_each_other() {
    absent("src/reference", &["demo", "Demo"]);
    absent("src/demo", &["reference::", "crate::reference", "crate::app"]);
}

#[test]
fn only_the_module_knows_the_socket() {
    for folder in
        ["demo", "reference", "prerender", "i18n", "app.rs", "frame.rs", "i18n.rs", "main.rs", "python.rs"]
    {
        absent(&format!("src/{folder}"), &["gloo_net", "web_sys::WebSocket"]);
    }
}

/// What the prerender writes and the browser hydrates must be the same. What `i18n/format.rs` writes stands in the
/// entries of the log alone, which no page has before it is alive.
#[test]
fn rendering_reads_no_clock_locale_or_chance() {
    let apart = ["demo/effects/retry.rs", "demo/frames.rs", "i18n/format.rs"];
    let views = sources("src").into_iter().filter(|(path, _)| !apart.iter().any(|file| path.ends_with(file)));
    for (path, text) in views {
        for word in ["Date::", "Intl::", "Math::random", "SystemTime", "Instant", "HashMap", "Suspense"] {
            assert!(!text.contains(word), "{}: {word}", path.display());
        }
    }
}

/// Letters in the markup, or a letter with a mark in any string, are a text for people that belongs in `i18n/`.
#[test]
fn texts_for_people_are_in_i18n() {
    for (path, text) in sources("src").into_iter().filter(|(path, _)| !path.ends_with("tests.rs")) {
        // What the prerender says of a build, it says to whoever builds.
        if path.components().any(|part| part.as_os_str() == "prerender") {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let code = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            let shown =
                line.split_once("{ \"").and_then(|(_, rest)| rest.split_once("\" }")).map(|(text, _)| text);
            let letter = shown
                .filter(|_| text.contains("html!"))
                .and_then(|text| text.chars().find(|c| c.is_alphabetic()));
            assert_eq!(letter, None, "a text in the markup of {}: {line}", path.display());
            let marked = line.chars().find(|c| c.is_alphabetic() && !c.is_ascii());
            assert_eq!(marked, None, "{}: {line}", path.display());
        }
    }
}

/// The program must not hold prose: it is in the page already.
#[test]
fn nothing_of_the_content_but_the_live_texts_is_in_the_program() {
    absent("src/demo", &["Content", "Section", "compile"]);
    absent("src/app.rs", &["Content", "compile"]);
    absent("src/main.rs", &["include_str", "include_bytes", "compile"]);
}
