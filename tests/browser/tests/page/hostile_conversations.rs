//! Whatever a server or a file says: nothing of it runs, it stays in its place, and what the page makes of it is
//! well-formed.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use browser_tests::{
    Outcome, Page, browse, is_unharmed, laboratory_text,
    servers::{self, leading, sending, site},
    tungstenite::{
        Message,
        protocol::{CloseFrame, frame::coding::CloseCode},
    },
};
use futures_util::SinkExt;
use serde_json::{Value, json};
use std::{fs, path::Path, time::Duration};
use tempfile::TempDir;

/// How much of a message is shown, in characters.
const SHOWN: usize = 2000;

/// Messages that have been the end of some other page.
fn hostile() -> Vec<String> {
    let mut all: Vec<String> = [
        "<script>window.ran = 1</script>",
        "<img src=x onerror=\"window.ran = 2\">",
        "\"><svg onload=window.ran=3><a href=javascript:window.ran=4>a</a>",
        "</p></li></ol></div><style>*{display:none}</style>",
        "{{constructor.constructor('window.ran = 5')()}} ${window.ran = 6} {count}",
        "__proto__",
        // Marks that turn the direction of all that follows, closed by nothing.
        "\u{202e}moc.olpmexe//:ptth",
        "\u{2067}\u{202e}\u{202d}\u{2066}a\u{2069}\u{2069}\u{2069}\u{2069}b",
        "שלום (a) שלום",
        // What a terminal obeys, in both halves of the controls.
        "\u{1b}[2J\u{1b}]0;titulo\u{7}\u{1b}[31m",
        "\u{9b}2J\u{90}q\u{9c}\u{85}",
        "\0\u{1}\u{8}\u{c}\u{7f}\u{fffe}\u{ffff}",
        "a\r\n12:00:00.000\t#1\tclose 1000 \"\"\n{\"event\":\"close\"}\u{2028}b\u{2029}c",
        // What a program for tables takes for a formula.
        "=cmd|'/c calc'!A1",
        "+1\t@SUM(1)\t-2",
        "\",=1+1,\"",
    ]
    .map(str::to_owned)
    .into();
    all.extend([
        "x".repeat(1 << 20),
        "\u{200b}".repeat(100_000),
        "\u{feff}\u{200d}".repeat(3000),
        format!("a{}", "\u{301}\u{323}\u{489}".repeat(1000)),
        "\u{fdfd}".repeat(3000),
        "🏴\u{e0067}\u{e007f}".repeat(500),
    ]);
    all
}

/// A server that says all of it, and goes with a reason that is no better.
async fn server() -> servers::Server {
    leading(|mut socket| async move {
        for message in hostile() {
            // A reader that has gone has seen enough.
            let _ = socket.send(Message::text(message)).await;
        }
        let reason = "\u{202e}<img src=x onerror=window.ran=7>\u{1b}[2J\n=1+1".to_owned()
            + "\u{301}".repeat(30).as_str();
        let _ = socket.close(Some(CloseFrame { code: CloseCode::from(4001), reason: reason.into() })).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
    })
    .await
}

/// All of the server's conversation, on a page as narrow as a small phone.
async fn heard(page: &Page, server: &servers::Server) -> Outcome {
    page.resize(320, 800).await?;
    page.open(&format!("?servidor={}", server.ws())).await?;
    page.click("#openbtn").await?;
    page.wait("#log [data-event=close][data-code='4001']").await.map(drop)
}

#[tokio::test]
async fn a_message_is_text_and_stays_in_its_place() {
    let (site, server) = (site().await, server().await);
    browse(&site.http(), &[], async |page| {
        heard(page, &server).await?;
        // As numbers: the driver does not hand on every character that there is.
        let shown = page
            .run(
                "return [...document.querySelectorAll('#log [data-event=message] .data')].map((said) =>
                    [...said.textContent].map((c) => c.codePointAt()))",
            )
            .await?;
        let expected: Vec<Vec<u32>> =
            hostile().iter().map(|said| said.chars().take(SHOWN).map(u32::from).collect()).collect();
        let shown: Vec<Vec<u32>> = serde_json::from_value(shown)?;
        assert_eq!(shown, expected);
        is_unharmed(page, "as text").await?;
        // The rows that were lit say it as Python does: what cannot be seen is written out.
        for value in page.values("close").await? {
            assert!(!value.contains(|c: char| c.is_control() || c == '\u{202e}'), "{value:?}");
        }
        for instrument in browser_tests::INSTRUMENTS {
            page.unfold(instrument).await?;
        }
        is_unharmed(page, "with instruments").await?;
        for form in ["json", "hex", "text"] {
            page.click(&format!("#log-form option[value={form}]")).await?;
            let has = if form == "hex" { "#log pre.data" } else { "#log p.data" };
            page.wait(has).await?;
            is_unharmed(page, form).await?;
        }
        for search in ["<img src=x", "\u{202e}", "\u{301}", "(((((", "\\", "\0"] {
            page.paste("#log-search", search).await?;
            is_unharmed(page, search).await?;
        }
        Ok(())
    })
    .await;
}

/// A row is what it says, wherever it stands: what the one before it said turns nothing in it.
#[tokio::test]
async fn every_message_is_isolated() {
    let (site, server) = (site().await, sending(vec!["\u{202e}abc".into(), "abc".into()]).await);
    browse(&site.http(), &[], async |page| {
        page.open(&format!("?servidor={}", server.ws())).await?;
        page.connect().await?;
        page.wait("#evento-message[data-count='2']").await?;
        let isolated = "return [...document.querySelectorAll('#log .data bdi')].map((said) => {
            const at = (place) => {
                const range = document.createRange(), end = said.firstChild.length - 3;
                range.setStart(said.firstChild, end + place);
                range.setEnd(said.firstChild, end + place + 1);
                return range.getBoundingClientRect().left;
            };
            return [getComputedStyle(said).unicodeBidi, at(0) < at(2)];
        })";
        // The first is turned, as its writer wants it; the second is not.
        assert_eq!(page.run(isolated).await?, json!([["isolate", false], ["isolate", true]]));
        Ok(())
    })
    .await;
}

/// Half a character, which JavaScript can say and UTF-8 cannot.
#[tokio::test]
async fn half_a_character_is_sent_as_a_browser_sends_it() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        for server in ["embutido", "local"] {
            page.open(&format!("?servidor={server}")).await?;
            page.connect().await?;
            page.run(
                "const field = document.querySelector('#data');
                 field.value = 'a\\ud800b\\udfff';
                 field.dispatchEvent(new InputEvent('input', { bubbles: true }));",
            )
            .await?;
            page.click("#send_button").await?;
            page.wait("#evento-message[data-count='1']").await?;
            assert_eq!(
                page.log().await?[2],
                ("message".to_owned(), "a\u{fffd}b\u{fffd}".to_owned()),
                "{server}"
            );
        }
        Ok(())
    })
    .await;
}

async fn import(page: &Page, folder: &Path, text: &str) -> Outcome {
    let file = folder.join("conversa.ndjson");
    fs::write(&file, text).unwrap();
    page.type_into("#import", file.to_str().unwrap()).await
}

#[tokio::test]
async fn the_files_of_a_hostile_conversation_are_well_formed() {
    let (site, server) = (site().await, server().await);
    browse(&site.http(), &[], async |page| {
        heard(page, &server).await?;
        page.unfold("log").await?;
        let entries = page.log().await?.len();
        let file = page.downloaded("#export-lines", "websocket.ndjson").await?;
        let lines: Vec<Value> =
            file.split_terminator('\n').map(|line| serde_json::from_str(line).unwrap()).collect();
        // The first line, and the one of the connection.
        assert_eq!(lines.len(), entries + 2);
        let said: Vec<_> = lines
            .iter()
            .filter(|line| line["event"] == "message")
            .map(|line| line["text"].as_str().unwrap())
            .collect();
        assert_eq!(said, hostile());
        let plain = page.downloaded("#export-text", "websocket.txt").await?;
        assert_eq!(plain.split_terminator('\n').count(), entries, "{plain:?}");
        for text in [&file, &plain] {
            let obeyed = |c: char| {
                (c.is_control() && !matches!(c, '\n' | '\t'))
                    || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            };
            assert_eq!(text.find(obeyed), None, "a terminal or an editor would obey it");
        }
        for line in plain.split_terminator('\n') {
            let cells: Vec<_> = line.split('\t').collect();
            assert!(matches!(cells.as_slice(), [_, "#1", _]), "{line:?}");
            assert!(cells.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '"'])), "{line:?}");
        }
        let rows =
            "return [...document.querySelectorAll('#log li[data-event]')].map((row) => row.textContent)";
        let before = page.run(rows).await?;
        let folder = TempDir::new().unwrap();
        import(page, folder.path(), &file).await?;
        page.click("#replay button:nth-of-type(2)").await?;
        page.wait_text(
            "#replay",
            &laboratory_text("pt", "log.replay")
                .replace("{taken}", &(entries + 1).to_string())
                .replace("{total}", &(entries + 1).to_string()),
        )
        .await?;
        assert_eq!(page.run(rows).await?, before);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_hostile_file_is_a_conversation_or_refused() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.resize(320, 800).await?;
        page.open("?servidor=embutido").await?;
        page.unfold("log").await?;
        page.unfold("pictures").await?;
        let folder = TempDir::new().unwrap();
        let connecting = json!({ "event": "connecting", "at": 1, "offset": 1440, "connection": u32::MAX, "transport": "embedded",
            "address": "ws://usuario:segredo@a/\u{202e}<img src=x onerror=window.ran=8>\n".to_owned() + "é".repeat(5000).as_str() });
        let told = |event: &str, rest: Value| {
            let mut line = json!({ "event": event, "at": 8_640_000_000_000_000_i64, "offset": -1440, "connection": u32::MAX });
            line.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
            line
        };
        let close = told("close", json!({ "code": 65535, "clean": true, "reason": "\u{301}".repeat(50) + "<script>" }));
        let lines: Vec<Value> = [connecting, told("open", json!({}))]
            .into_iter()
            .chain(hostile().iter().map(|text| told("message", json!({ "text": text, "bytes": u64::from(u32::MAX) }))))
            .chain([close])
            .collect();
        let whole = |lines: &[Value]| {
            let head = json!({ "format": "brython-websocket-log", "version": 1, "lines": lines.len(), "dropped": u64::MAX });
            std::iter::once(&head).chain(lines).map(|line| format!("{line}\n")).collect::<String>()
        };
        import(page, folder.path(), &whole(&lines)).await?;
        page.click("#replay button:nth-of-type(2)").await?;
        page.wait("#log [data-event=close][data-code='65535']").await?;
        is_unharmed(page, "replayed").await?;
        page.wait_text("#log [data-event=open]", "ws://***@a/").await?;
        assert_eq!(page.run("return document.documentElement.innerHTML.includes('segredo')").await?, false);
        assert!(!page.downloaded("#export-lines", "websocket.ndjson").await?.contains("segredo"));
        page.click("#replay button:nth-of-type(4)").await?;
        page.wait_gone("#replay").await?;
        // What no clock says is refused, by its line.
        for at in [json!(i64::MAX), json!(i64::MIN), json!(1e300), json!("1"), json!({ "__proto__": 1 })] {
            let mut line = told("sent", json!({ "text": "a" }));
            line["at"] = at.clone();
            import(page, folder.path(), &whole(&[line])).await?;
            page.wait_text("#import-error", &laboratory_text("pt", "log.wrong_line").replace("{line}", "2")).await?;
            assert_eq!(page.count("#replay").await?, 0, "{at}");
        }
        conversation_goes_on(page).await
    })
    .await;
}

/// The page still does what it is for.
async fn conversation_goes_on(page: &Page) -> Outcome {
    page.connect().await?;
    page.paste("#data", "olá").await?;
    page.click("#send_button").await?;
    page.wait_text("#log ol > li:last-child[data-event=message]", "olá").await?;
    page.close().await
}
