//! Each property with what proptest makes up: any text, and texts that are almost right.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use properties as holds;
use proptest::{prelude::*, string::string_regex};
use std::{
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Any text, with more of what parsers stumble over than chance would bring.
fn any_text() -> impl Strategy<Value = String> {
    let odd = prop_oneof![
        4 => any::<char>(),
        2 => prop::sample::select("\0\t\n\r \u{7f}\u{9b}\u{200b}\u{202e}\u{2028}\u{2066}\u{301}\u{feff}\u{fdfd}\u{10ffff}".chars().collect::<Vec<_>>()),
        4 => prop::sample::select("{}[]()<>/\\:;,.@#?&=%*_`'\"!|~^+-0123456789aeox".chars().collect::<Vec<_>>()),
    ];
    prop::collection::vec(odd, 0..200).prop_map(String::from_iter)
}

/// What the pattern makes, which is almost right.
fn like(pattern: &str) -> impl Strategy<Value = String> + use<> {
    string_regex(pattern).expect("a pattern")
}

/// A text that is right, with some of it put elsewhere, doubled, taken out or replaced.
fn changed(right: String) -> impl Strategy<Value = String> {
    let change = (any::<prop::sample::Index>(), 0..40_usize, any_text());
    prop::collection::vec((change, any::<bool>()), 0..4).prop_map(move |changes| {
        let mut text: Vec<char> = right.chars().collect();
        for ((at, length, new), puts) in changes {
            let start = at.index(text.len().max(1)).min(text.len());
            let end = (start + length).min(text.len());
            let new: Vec<char> = if puts { new.chars().collect() } else { Vec::new() };
            text.splice(start..end, new);
        }
        text.into_iter().collect()
    })
}

const LINE: &str = r#"\{"event":"(connecting|open|sent|message|error|close|x)","at":(0|1|5|-?[0-9]{1,19}),"offset":(0|-?[0-9]{1,10})(,"connection":(1|2|3|4294967295|null))?(,"transport":"(network|embedded)")?(,"address":"(wss?://(u:p@)?a/.{0,9}|)")?(,"text":"[^"\\\\\n]{0,20}")?(,"hex":"[0-9a-f]{0,6}")?(,"code":(1000|1006|4001|99999))?(,"reason":"[^"\\\\\n]{0,9}")?(,"clean":(true|false))?(,"failed":true)?(,"resent":[0-9]{1,3})?(,"python":true)?(,"attempt":(1|4294967295))?(,"scenario":"(burst|push|refused)")?(,"count":[0-9]{1,10})?(,"bytes":[0-9]{1,20})?\}"#;

/// A file with a first line that fits, and lines that are right more often than not.
fn any_log() -> impl Strategy<Value = String> {
    let whole = [
        r#"{"event":"connecting","at":1,"offset":0,"connection":1,"transport":"network","address":"ws://a/"}"#,
        r#"{"event":"connecting","at":2,"offset":0,"connection":2,"transport":"embedded","address":"ws://b/","python":true}"#,
        r#"{"event":"connecting","at":9,"offset":0,"connection":3,"transport":"network","address":"ws://c/","attempt":4294967295}"#,
        r#"{"event":"open","at":1,"offset":0,"connection":1}"#,
        r#"{"event":"open","at":3,"offset":0,"connection":2}"#,
        r#"{"event":"open","at":3,"offset":0,"connection":3}"#,
        r#"{"event":"sent","at":4,"offset":0,"connection":1,"text":"a"}"#,
        r#"{"event":"sent","at":4,"offset":0,"connection":null,"failed":true,"resent":5,"text":"a"}"#,
        r#"{"event":"sent","at":5,"offset":0,"connection":1,"text":"a"}"#,
        r#"{"event":"message","at":6,"offset":0,"connection":1,"hex":"00ff","bytes":18446744073709551615}"#,
        r#"{"event":"message","at":6,"offset":0,"connection":2,"text":"\u0000\u009b\u202e"}"#,
        r#"{"event":"error","at":7,"offset":0,"connection":1}"#,
        r#"{"event":"close","at":8,"offset":0,"connection":1,"code":1000,"reason":"","clean":true}"#,
        r#"{"event":"close","at":8,"offset":0,"connection":2,"code":4001,"reason":"\n","clean":false}"#,
    ];
    let line = prop_oneof![6 => prop::sample::select(whole.map(str::to_owned).to_vec()), 1 => like(LINE)];
    prop::collection::vec(line, 0..24).prop_map(|lines| {
        let count = lines.len();
        let head = format!(r#"{{"format":"brython-websocket-log","version":1,"lines":{count},"dropped":0}}"#);
        std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n")
    })
}

const ADDRESS: &str = "[ \t]?((wss?|https?|ftp|javascript|data|WS|)(:|)(/|//|\\\\\\\\|/\\\\|)|//|)((u|us\tuario)?(:p|:|)@)?(localhost|127\\.0\\.0\\.1|exemplo\\.com|\\[::1\\]|ação|a b|)(:[0-9]{0,6})?([/?#][a-z@:/?#%é ]{0,8})?";
const ENCODINGS: &str =
    "((br|gzip|x-gzip|identity|\\*|zstd|BR)? ?(; ?[qQ]?=?(0|1|0\\.[0-9]{1,4}|2|NaN|-1|))?,? ?){0,5}";
const QUERY: &str = "((scenario|n|x)=?(burst|push|refused|server-close|)?-?[0-9]{0,8}&?){0,4}";
const PATH: &str = "((\\.{0,3}|%2[eEfF5]|%5[cC]|%00|[a-z]{1,3}|:|\\\\|_headers|%)/?){0,6}";
const PROSE: &str = "(# Título\n\n)?((> |- |1\\. |\t|: |## |### )?(\\{\\{events\\}\\}|texto|`c`|\\*e\\*|\\*\\*s\\*\\*|\\[l\\](\\(#a\\)|\\(x\\))|\\{\\? send\\.bytes\\}|\\{\\?|\\{#a\\}|\\[!NOTE\\]|```python|```|\\| a \\||\\|-\\||<b>|)\n?\n?){0,20}";

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_address(text in prop_oneof![1 => any_text(), 3 => like(ADDRESS)]) {
        holds::address(&text);
    }

    #[test]
    fn a_close(text in prop_oneof![3 => any_text(), 1 => like("[0-9]{1,5}")]) {
        holds::close_reason(&text);
    }

    #[test]
    fn a_log(text in prop_oneof![1 => any_text(), 6 => any_log(), 1 => any_log().prop_flat_map(changed)]) {
        holds::log(&text);
    }

    #[test]
    fn an_accept_encoding(text in prop_oneof![1 => any_text(), 3 => like(ENCODINGS)]) {
        holds::coding(&text);
    }

    #[test]
    fn a_query(text in prop_oneof![1 => any_text(), 3 => like(QUERY)]) {
        holds::scenario(&text);
    }

    #[test]
    fn a_path(text in prop_oneof![1 => any_text(), 3 => like(PATH)]) {
        holds::path(&text);
    }
}

proptest! {
    // Coloured Python, and long texts.
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn prose(text in prop_oneof![
        1 => any_text(),
        3 => like(PROSE),
        1 => changed(read("i18n/pt/reference/objeto.md")),
        1 => changed(read("i18n/fr/reference/glossario.md")),
    ]) {
        holds::prose(&text);
    }

    #[test]
    fn short_texts(text in prop_oneof![1 => any_text(), 4 => changed(read("i18n/pt/interface.toml"))]) {
        holds::interface(&text);
    }

    #[test]
    fn the_file_of_texts(text in prop_oneof![1 => any_text(), 4 => changed(live_file())]) {
        holds::live(&text);
    }
}

fn live_file() -> String {
    let folder = root().join("i18n/pt");
    let content =
        content::compile::language(&folder, &root().join("static/example.py")).expect("the content");
    content::Live::of(&content).to_file()
}

/// What is right is taken: the properties above would hold of parsers that refuse all.
#[test]
fn what_is_right_is_taken() {
    let file = live_file();
    assert!(content::Live::from_file(&file).is_some());
    holds::live(&file);
    // libFuzzer found that a text lost one of these.
    let returned = file.replacen('\n', "\r\r\n", 1);
    assert!(content::Live::from_file(&returned).is_some());
    holds::live(&returned);
    for name in ["introducao", "objeto", "glossario", "mudancas"] {
        for language in ["pt", "en", "es", "fr"] {
            let text = read(&format!("i18n/{language}/reference/{name}.md"));
            assert!(content::compile::prose(name, &text).is_ok(), "{language}/{name}");
        }
    }
    assert!(content::compile::interface(&read("i18n/pt/interface.toml")).is_ok());
}

/// Large, deep, and without an end: nobody waits long for an answer, and nothing runs out of stack.
#[test]
fn nothing_takes_long() {
    const LENGTH: usize = 1 << 18;
    let texts = [
        "[", "(", "{", "<", ">", "> ", "- ", "*", "_", "`", "|", "[a](", "{? a} ", "\n", ": ", "@", ":", ";",
        ",", "%2f", "\u{301}", "a",
    ];
    let all = [
        holds::address,
        holds::close_reason,
        holds::log,
        holds::prose,
        holds::interface,
        holds::live,
        holds::coding,
        holds::path,
        holds::scenario,
    ];
    let began = std::time::Instant::now();
    for unit in texts {
        let text = unit.repeat(LENGTH / unit.len());
        for text in [&text, &format!("# T\n\n{text}"), &format!("ws://{text}")] {
            all.iter().for_each(|holds| holds(text));
        }
    }
    // Some seconds, on a slow machine too; what grows with the square of a length would take hours.
    assert!(began.elapsed().as_secs() < 120, "{:?}", began.elapsed());
}
