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

/// Bytes of which some are others.
fn spoilt(right: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4).prop_map(move |changes| {
        let mut bytes = right.clone();
        for (at, byte) in changes {
            if let Some(there) = bytes.len().checked_sub(1).map(|last| at.index(last + 1)) {
                bytes[there] = byte;
            }
        }
        bytes
    })
}

/// Frames as a client sends them: masked, of every kind, whole messages and parts of them, longer ones too.
fn any_frames() -> impl Strategy<Value = Vec<u8>> {
    let opcode = prop::sample::select(vec![0x81_u8, 0x82, 0x01, 0x02, 0x00, 0x80, 0x88, 0x89, 0x8a]);
    let payload = prop_oneof![
        3 => like(".{0,9}").prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 0..140),
        1 => Just(vec![b'x'; 9000]),
        1 => (900..5100_u16).prop_map(|code| code.to_be_bytes().to_vec()),
    ];
    prop::collection::vec((opcode, payload, any::<[u8; 4]>()), 0..6).prop_map(|frames| {
        frames.into_iter().flat_map(|(first, payload, mask)| framed(first, &payload, mask)).collect()
    })
}

fn framed(first: u8, payload: &[u8], mask: [u8; 4]) -> Vec<u8> {
    let mut bytes = vec![first];
    match u16::try_from(payload.len()) {
        Ok(length @ 0..126) => bytes.push(0x80 | length.to_be_bytes()[1]),
        length => {
            bytes.push(0x80 | 126);
            bytes.extend(length.unwrap_or(0).to_be_bytes());
        }
    }
    bytes.extend(mask);
    bytes.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    bytes
}

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

/// JSON that is right more often than not.
fn any_json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        like(
            "null|true|-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?|\"[a-z\\\\nu{}\\[é]{0,6}\"|x|\\[|"
        ),
        any_text().prop_map(|text| serde_json::Value::from(text).to_string()),
    ];
    leaf.prop_recursive(6, 64, 6, |inner| {
        let inner = prop::collection::vec(inner, 0..6);
        prop_oneof![
            inner.clone().prop_map(|values| format!("[{}]", values.join(","))),
            inner.prop_map(|values| {
                let members = values.iter().zip(["a", "b", "a", "", "__proto__", "\\u0000"]);
                let members: Vec<_> = members.map(|(value, name)| format!("\"{name}\": {value}")).collect();
                format!("{{{}}}", members.join(",\n"))
            }),
        ]
    })
}

/// What a frame of ours would tell, and what it would not.
fn any_news() -> impl Strategy<Value = String> {
    let text = prop_oneof![4 => any_text(), 1 => (any_text(), 0..300_usize).prop_map(|(text, times)| text.repeat(times))];
    let line = (any_text(), text, any::<u64>(), 0..14_usize).prop_map(|(name, text, number, kind)| {
        let kinds = ["ready", "running", "out", "out", "out", "dropped", "hint", "failed", "refused", "bye", "?"];
        let kind = kinds.get(kind).copied().unwrap_or("out");
        let report = serde_json::json!({ "name": name, "message": text, "traceback": text, "line": number, "hint": "endless" });
        let told = match kind {
            "failed" => serde_json::json!([report]),
            "dropped" => serde_json::json!([number, number]),
            "hint" => serde_json::json!([if number % 2 == 0 { "send-bytes" } else { &name }]),
            _ => serde_json::json!([text, number]),
        };
        format!("{kind} {told}")
    });
    prop::collection::vec(prop_oneof![6 => line, 1 => any_text()], 0..12).prop_map(|lines| lines.join("\n"))
}

const ADDRESS: &str = "[ \t]?((wss?|https?|ftp|javascript|data|WS|)(:|)(/|//|\\\\\\\\|/\\\\|)|//|)((u|us\tuario)?(:p|:|)@)?(localhost|127\\.0\\.0\\.1|exemplo\\.com|\\[::1\\]|ação|a b|)(:[0-9]{0,6})?([/?#][a-z@:/?#%é ]{0,8})?";
const ENCODINGS: &str =
    "((br|gzip|x-gzip|identity|\\*|zstd|BR)? ?(; ?[qQ]?=?(0|1|0\\.[0-9]{1,4}|2|NaN|-1|))?,? ?){0,5}";
const QUERY: &str = "((scenario|n|x)=?(burst|push|refused|server-close|)?-?[0-9]{0,8}&?){0,4}";
const ORIGIN: &str = "(https?|wss?|HTTP|ftp|file|chrome-extension|null|\\*|)(://|:|/|)(u:p@|@|)(localhost|LOCALHOST|a\\.localhost|127\\.0\\.0\\.1|127\\.1|0x7f\\.1|2130706433|\\[::1\\]|\\[::ffff:127\\.0\\.0\\.1\\]|example\\.org|evillocalhost|ação|)\\.?(:[0-9]{0,6}|:)?(/|\\?a|#a|)";
const HOST: &str = "(localhost|example\\.org|EXAMPLE\\.org|a_b|a\\.\\.b|127\\.0\\.0\\.1|\\[::1\\]|\\[::\\]x|::1|\\*|u@h|ação|)\\.{0,2}(:[0-9]{0,6}|:)?(/| |)";
const FORWARDED: &str = "( ?(192\\.0\\.2\\.[0-9]{1,3}|2001:db8::[0-9a-f]{1,4}|\\[::1\\]|::ffff:192\\.0\\.2\\.7|unknown|_a|\"|)(:[0-9]{1,5})? ?,?){0,4}";
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
    fn a_message_as_json(text in prop_oneof![1 => any_text(), 3 => any_json()]) {
        holds::json(&text);
    }

    #[test]
    fn what_a_frame_tells(text in prop_oneof![1 => any_text(), 3 => any_news()]) {
        holds::news(&text);
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
    fn an_origin(text in prop_oneof![1 => any_text(), 3 => like(ORIGIN)]) {
        holds::origin(&text);
    }

    #[test]
    fn a_host(text in prop_oneof![1 => any_text(), 3 => like(HOST)]) {
        holds::host(&text);
        holds::host_name(&text);
    }

    #[test]
    fn an_x_forwarded_for(text in prop_oneof![1 => any_text(), 3 => like(FORWARDED)]) {
        holds::forwarded(&text);
    }

    #[test]
    fn bytes_of_a_text(bytes in prop_oneof![
        1 => prop::collection::vec(any::<u8>(), 0..40),
        3 => like(".{0,9}").prop_flat_map(|text| spoilt(text.into_bytes())),
    ]) {
        holds::utf8(&bytes);
    }

    #[test]
    fn bytes_of_a_client(bytes in prop_oneof![
        1 => prop::collection::vec(any::<u8>(), 0..200),
        3 => any_frames(),
        2 => any_frames().prop_flat_map(spoilt),
    ]) {
        holds::frames(&bytes);
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
    fn the_texts_of_the_laboratory(text in prop_oneof![1 => any_text(), 4 => changed(read("i18n/pt/laboratory.toml"))]) {
        holds::laboratory_texts(&text);
    }

    #[test]
    fn what_tells_of_the_checks(text in prop_oneof![1 => any_text(), 4 => changed(read("i18n/pt/verification.toml"))]) {
        holds::verification(&text);
    }

    #[test]
    fn the_event_table(text in prop_oneof![1 => any_text(), 4 => changed(read("i18n/pt/events.toml"))]) {
        holds::events(&text);
    }

    #[test]
    fn the_close_codes(text in prop_oneof![1 => any_text(), 4 => changed(read("i18n/pt/close-codes.toml"))]) {
        holds::close_codes(&text);
    }

    #[test]
    fn what_the_checks_found(text in prop_oneof![1 => any_text(), 4 => changed(read("verify/results.toml"))]) {
        holds::results(&text);
    }

    #[test]
    fn the_file_of_the_instruments(text in prop_oneof![1 => any_text(), 4 => changed(laboratory_file())]) {
        holds::laboratory(&text);
    }

    #[test]
    fn the_file_of_texts(text in prop_oneof![1 => any_text(), 4 => changed(live_file())]) {
        holds::live(&text);
    }
}

fn pt() -> content::Content {
    let folder = root().join("i18n/pt");
    content::compile::language(&folder, &root().join("static/example.py")).expect("the content")
}

fn live_file() -> String {
    content::Live::of(&pt()).to_file()
}

fn laboratory_file() -> String {
    content::Laboratory::of(&pt()).to_file()
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
    let file = laboratory_file();
    assert!(content::Laboratory::from_file(&file).is_some());
    holds::laboratory(&file);
    for name in ["introducao", "objeto", "glossario", "mudancas"] {
        for language in ["pt", "en", "es", "fr"] {
            let text = read(&format!("i18n/{language}/reference/{name}.md"));
            assert!(content::compile::prose(name, &text).is_ok(), "{language}/{name}");
        }
    }
    for language in ["pt", "en", "es", "fr"] {
        let text = |name: &str| read(&format!("i18n/{language}/{name}.toml"));
        assert!(content::compile::interface(&text("interface")).is_ok(), "{language}");
        assert!(content::compile::laboratory(&text("laboratory")).is_ok(), "{language}");
        assert!(content::compile::verification(&text("verification")).is_ok(), "{language}");
        assert!(content::compile::events(&text("events")).is_ok(), "{language}");
        assert!(content::compile::close_codes(&text("close-codes")).is_ok(), "{language}");
    }
    assert!(read("verify/results.toml").parse::<content::compile::Results>().is_ok());
    assert!("https://example.org".parse::<server::Origin>().is_ok());
    assert_eq!(server::parsers::host("example.org:8081").as_deref(), Some("example.org"));
    assert_eq!(server::parsers::client([192, 0, 2, 9].into(), "a, 192.0.2.7", 1).to_string(), "192.0.2.7");
    let bytes =
        [framed(0x01, b"ol", [1, 2, 3, 4]), framed(0x80, b"a", [0; 4]), framed(0x88, b"", [9; 4])].concat();
    let read = server::parsers::frames(&bytes, 2, 100);
    assert_eq!((read.whole, read.close), (vec![b"ola".to_vec()], Some(1005)));
}

/// Large, deep, and without an end: nobody waits long for an answer, and nothing runs out of stack.
#[test]
fn nothing_takes_long() {
    const LENGTH: usize = 1 << 18;
    let texts = [
        "[", "(", "{", "<", ">", "> ", "- ", "*", "_", "`", "|", "[a](", "{? a} ", "\n", ": ", "@", ":", ";",
        ",", "%2f", "\u{301}", "a",
    ];
    // Of those that begin with TOML, one.
    let all: [fn(&str); 18] = [
        holds::address,
        holds::close_reason,
        holds::json,
        holds::log,
        holds::news,
        holds::prose,
        holds::interface,
        holds::live,
        holds::laboratory,
        holds::coding,
        holds::origin,
        holds::host,
        holds::host_name,
        holds::forwarded,
        holds::path,
        holds::scenario,
        |text: &str| holds::utf8(text.as_bytes()),
        |text: &str| holds::frames(text.as_bytes()),
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
