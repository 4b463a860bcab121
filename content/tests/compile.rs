//! The compiler of `i18n/`: what is there compiles, and each thing that can be wrong is told by file and key.
#![cfg(feature = "compile")]
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use content::{Block, Class, Content, Event, Live, compile};
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn portuguese() -> Content {
    compile::language(&root().join("i18n/pt"), &root().join("static/example.py")).unwrap()
}

/// What the compiler says of Portuguese once `file` has `new` in the place of `old`.
fn broken(file: &str, old: &str, new: &str) -> String {
    let folder = TempDir::new().unwrap();
    copy(&root().join("i18n/pt"), folder.path());
    let example = folder.path().join("example.py");
    fs::copy(root().join("static/example.py"), &example).unwrap();
    let path = folder.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(old), "{file} no longer has {old:?}");
    fs::write(&path, text.replacen(old, new, 1)).unwrap();
    compile::language(folder.path(), &example).unwrap_err().to_string()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &target) } else { fs::copy(&path, target).map(drop).unwrap() }
    }
}

/// One `name(file, old, new) => words` is a test: after the change, the message has all of the words.
macro_rules! tells {
    ($($name:ident($file:literal, $old:literal, $new:literal) => $($word:literal),+;)+) => {$(
        #[test]
        fn $name() {
            let message = broken($file, $old, $new);
            for word in [$($word),+] {
                assert!(message.contains(word), "no {word:?} in: {message}");
            }
        }
    )+};
}

tells! {
    a_missing_key("interface.toml", "skip =", "#") => "interface.toml", "skip";
    an_unknown_key("interface.toml", "skip =", "skipp = \"a\"\nskip =") => "interface.toml", "skipp";
    an_empty_key("interface.toml", "open = \"Conexão aberta\"", "open = \" \"") => "panel.states.open", "empty";
    a_text_of_two_lines("interface.toml", "open = \"Conexão aberta\"", "open = \"a\\nb\"")
        => "panel.states.open", "one line";
    a_month_too_few("interface.toml", "\"janeiro\", ", "") => "foot.months", "11";
    a_lost_place("interface.toml", "código {code}\"", "código\"") => "panel.states.closed", "code";
    a_field_too_few("events.toml", "data = {", "#") => "events.toml", "message", "data";
    a_code_without_row("close-codes.toml", "first = 1011", "first = 5000") => "close-codes.toml", "1011";
    a_dead_link("reference/objeto.md", "(#codigos)", "(#codigo)") => "#codigo";
    a_heading_without_anchor("reference/objeto.md", " {#send}", "") => "objeto.md", "line", "anchor";
    an_anchor_twice("reference/objeto.md", "{#send}", "{#bind}") => "bind", "twice";
    html("reference/codigos.md", "O evento", "<b>O</b> evento") => "codigos.md", "line 3", "not supported";
    a_relative_link("reference/codigos.md", "(https://www.iana.org", "(iana.org") => "codigos.md", "https://";
    python_that_does_not_parse("reference/objeto.md", "def on_message(evt):", "def on_message(evt:")
        => "objeto.md", "does not parse";
    an_example_without_a_handler("example.py", "def on_error", "def on_failure") => "example.py", "on_error";
    a_mark_without_a_name("reference/objeto.md", "{? send.closing}", "{? Closing}") => "objeto.md", "line", "{? send.bytes}";
    a_template_of_the_verification("verification.toml", "{where}, ", "") => "verification.toml", "verified", "where";
    a_place_twice("reference/codigos.md", "{{close-codes}}", "{{events}}") => "events", "2 times";
}

#[test]
fn a_missing_file_is_named() {
    let folder = TempDir::new().unwrap();
    copy(&root().join("i18n/pt"), folder.path());
    fs::remove_file(folder.path().join("reference/eventos.md")).unwrap();
    let error = compile::language(folder.path(), &root().join("static/example.py")).unwrap_err();
    assert!(error.to_string().contains("eventos.md"), "{error}");
}

#[test]
fn a_file_too_many_is_named() {
    let folder = TempDir::new().unwrap();
    copy(&root().join("i18n/pt"), folder.path());
    fs::write(folder.path().join("reference/evento.md"), "# a").unwrap();
    let error = compile::language(folder.path(), &root().join("static/example.py")).unwrap_err();
    assert!(error.to_string().contains("evento.md"), "{error}");
}

#[test]
fn every_language_compiles_with_the_anchors_of_the_first() {
    let anchors = |content: &Content| -> Vec<String> {
        let headings = content.sections.iter().flat_map(|section| &section.blocks);
        let inner = headings
            .filter_map(|block| if let Block::Heading { id, .. } = block { Some(id.clone()) } else { None });
        content.sections.iter().map(|section| section.id.clone()).chain(inner).collect()
    };
    for language in fs::read_dir(root().join("i18n")).unwrap() {
        let folder = language.unwrap().path();
        let content = compile::language(&folder, &root().join("static/example.py")).unwrap();
        assert_eq!(anchors(&content), anchors(&portuguese()), "{}", folder.display());
    }
}

#[test]
fn the_file_of_the_live_texts_gives_back_what_was_written() {
    let live = Live::of(&portuguese());
    let file = live.to_file();
    assert_eq!(Live::from_file(&file), Some(live.clone()));
    assert_eq!(live.code_name(4321), live.code_name(4000));
    assert_eq!(live.code_name(999), None);
    // A file of another version has another number of lines.
    assert_eq!(Live::from_file(&format!("{file}one more\n")), None);
    assert_eq!(Live::from_file(file.split_once('\n').unwrap().1), None);
}

#[test]
fn each_program_of_the_example_keeps_every_character_and_marks_each_handler() {
    for (file, start, end) in [
        ("example.py", "def {}(evt):\n", "\n"),
        ("example-seed.py", "def {}(evt):\n", "\n"),
        ("example.rs", "fn {}(evt: &DomEvent) {\n", "\n}\n"),
    ] {
        let path = root().join("static").join(file);
        let (code, source) = (compile::program(&path).unwrap(), fs::read_to_string(&path).unwrap());
        assert_eq!(code.text(), source.trim_end());
        for event in Event::ALL {
            let part = code.parts.iter().find(|part| part.handler == Some(event)).unwrap();
            let text: String = part.spans.iter().map(|span| span.text.as_str()).collect();
            assert!(text.starts_with(&start.replace("{}", event.handler())), "{file}: {text}");
            assert!(text.ends_with(end) && !text.ends_with("\n\n"), "{file}: {text:?}");
        }
    }
}

#[test]
fn the_programs_are_coloured_by_their_own_grammar() {
    for (file, keyword) in [("example-seed.py", "def"), ("example.rs", "fn")] {
        let code = compile::program(&root().join("static").join(file)).unwrap();
        let mut spans = code.parts.iter().flat_map(|part| &part.spans);
        assert!(spans.any(|span| span.class == Some(Class::Keyword) && span.text == keyword), "{file}");
    }
}

#[test]
fn a_program_in_rust_that_lacks_something_is_told_by_line_and_name() {
    let source = fs::read_to_string(root().join("static/example.rs")).unwrap();
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("example.rs");
    let told = |text: String| {
        fs::write(&path, text).unwrap();
        compile::program(&path).unwrap_err().to_string()
    };
    assert!(told(source.replace("fn on_close", "fn on_end")).contains("`on_close`"));
    let swapped =
        source.replace("on_open(", "a(").replace("on_error(", "on_open(").replace("fn a(", "fn on_error(");
    assert!(told(swapped).contains("in the order"));
    let error = told(format!("fn a( {{}}\n{source}"));
    assert!(error.contains("example.rs") && error.contains("line 1"), "{error}");
}

#[test]
fn the_module_for_readers_parses() {
    let source = compile::source(&root().join("static/websocket.py")).unwrap();
    assert!(source.contains("def websocket(host):"));
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("websocket.py");
    fs::write(&path, source.replace("(host):", "(host:")).unwrap();
    assert!(compile::source(&path).unwrap_err().to_string().contains("does not parse"));
}

#[test]
fn every_code_that_a_page_may_send_is_told_so() {
    let content = portuguese();
    for code in 1000..=4999 {
        let may = code == 1000 || code >= 3000;
        assert_eq!(content.close_code(code).map(|row| row.sendable), Some(may), "{code}");
    }
    assert!(content.close_code(999).is_none());
}

#[test]
fn a_definition_keeps_its_points_apart() {
    let content = portuguese();
    let section = content.sections.iter().find(|section| section.id == "websocket").unwrap();
    let two = |block: &Block| matches!(block, Block::Definitions(items) if items[0].meanings.len() == 2);
    assert!(section.blocks.iter().any(two));
}
