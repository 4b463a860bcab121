//! The log as a tool: it stays where the reader looks, shows what the reader asks for, and goes into a file and back.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use browser_tests::{
    Key, Outcome, Page, WebDriverResult, browse, laboratory_text, pairs, servers::site, text,
};
use std::{fs, path::Path};
use tempfile::TempDir;

/// A log that is longer than its place on the screen, of a connection that is open.
async fn long_log(page: &Page) -> Outcome {
    page.open("?servidor=embutido").await?;
    page.choose_burst("50").await?;
    page.play("burst").await?;
    page.wait("#evento-message[data-count='50']").await?;
    is_at_end(page).await
}

async fn is_at_end(page: &Page) -> Outcome {
    let at_end =
        "((log) => log.scrollTop + log.clientHeight + 2 >= log.scrollHeight)(document.querySelector('#log'))";
    page.wait_true("the log is at its end", at_end).await
}

/// Scrolls the log, and comes back when the page has had a look at it.
async fn scroll(page: &Page, top: u32) -> Outcome {
    let script = "const [top, done] = arguments, log = document.querySelector('#log');
        log.addEventListener('scroll', () => setTimeout(done), { once: true });
        log.scrollTop = top;";
    page.run_async(script, vec![top.into()]).await.map(drop)
}

async fn top(page: &Page) -> WebDriverResult<f64> {
    Ok(page.run("return document.querySelector('#log').scrollTop").await?.as_f64().unwrap())
}

/// Sends a message and waits for its echo, wherever the log is.
async fn echo(page: &Page, message: &str) -> Outcome {
    let count = page.attribute("#evento-message", "data-count").await?.unwrap().parse::<u32>().unwrap();
    page.paste("#data", message).await?;
    page.click("#send_button").await?;
    page.wait(&format!("#evento-message[data-count='{}']", count + 1)).await.map(drop)
}

#[tokio::test]
async fn a_reader_who_scrolls_up_stays_there() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        long_log(page).await?;
        scroll(page, 300).await?;
        echo(page, "nova").await?;
        page.wait_text(".unseen", "2 novas entradas").await?;
        assert!((top(page).await? - 300.0).abs() < 2.0, "the log moved");
        echo(page, "outra").await?;
        page.wait_text(".unseen", "4 novas entradas").await?;
        page.click(".unseen").await?;
        page.wait_gone(".unseen").await?;
        is_at_end(page).await?;
        echo(page, "mais uma").await?;
        is_at_end(page).await?;
        assert_eq!(page.count(".unseen").await?, 0);
        scroll(page, 0).await?;
        echo(page, "a última").await?;
        page.wait(".unseen").await?;
        assert!(top(page).await? < 2.0, "the log moved");
        scroll(page, 100_000).await?;
        page.wait_gone(".unseen").await
    })
    .await;
}

/// Of a long log only a part is in the page: scrolling brings the rest, and the row in view stays in view.
#[tokio::test]
async fn scrolling_goes_through_a_log_that_is_not_all_in_the_page() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        page.choose_burst("1000").await?;
        page.play("burst").await?;
        page.wait("#evento-message[data-count='1000']").await?;
        assert_eq!(page.count("#log li[data-event]").await?, 30);
        is_at_end(page).await?;
        for step in 0..100 {
            if page.count("#log li[data-id='0']").await? == 1 {
                break;
            }
            assert!(step < 99, "the first row never came");
            scroll(page, 1).await?;
            scroll(page, 0).await?;
            assert!(page.count("#log li[data-event]").await? <= 200);
        }
        page.wait_text("#log ol > li:first-child", "ws://embutido.invalid/eco").await?;
        echo(page, "nova").await?;
        page.click(".unseen").await?;
        page.wait_text("#log ol > li:last-child .data", "nova").await?;
        is_at_end(page).await
    })
    .await;
}

#[tokio::test]
async fn a_log_that_is_paused_stands_still() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        page.connect().await?;
        echo(page, "a").await?;
        let before = page.log().await?;
        let pause = ".log-head button:first-of-type";
        page.click(pause).await?;
        page.wait_text(pause, &text("pt", "panel.log.go_on")).await?;
        echo(page, "b").await?;
        page.wait_text(".unseen", "2 novas entradas").await?;
        assert_eq!(page.log().await?, before);
        page.click(pause).await?;
        page.wait_text(pause, &text("pt", "panel.log.pause")).await?;
        assert_eq!(page.log().await?.len(), before.len() + 2);
        assert_eq!(page.count(".unseen").await?, 0);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn the_log_shows_what_is_asked_for() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        page.connect().await?;
        echo(page, "Olá, mundo").await?;
        echo(page, "outra").await?;
        page.close().await?;
        let whole = page.log().await?;
        page.unfold("log").await?;
        page.click("label:has([data-kind=sent]) input").await?;
        page.click("label:has([data-kind=open]) input").await?;
        page.wait_gone("#log li:is([data-event=sent], [data-event=open])").await?;
        assert_eq!(
            page.log().await?,
            pairs(&[("message", "Olá, mundo"), ("message", "outra"), ("close", "1005")])
        );
        page.wait_text("#instrument-log", &shown("3", "6")).await?;
        page.type_into("#log-search", "MUNDO").await?;
        page.wait_text("#instrument-log", &shown("1", "6")).await?;
        assert_eq!(page.log().await?, pairs(&[("message", "Olá, mundo")]));
        page.paste("#log-search", "1005").await?;
        page.wait("#log ol > li:first-child[data-event=close]").await?;
        page.paste("#log-search", "nada disso").await?;
        page.wait_text("#instrument-log", &laboratory_text("pt", "log.nothing")).await?;
        assert_eq!(page.log().await?, []);
        page.click("#instrument-log [role=status] button").await?;
        page.wait("#log li[data-event=open]").await?;
        assert_eq!(page.log().await?, whole);
        assert_eq!(page.wait("#log-search").await?.value().await?.as_deref(), Some(""));
        assert_eq!(page.count("#instrument-log :checked[type=checkbox]").await?, 5);
        Ok(())
    })
    .await;
}

fn shown(shown: &str, total: &str) -> String {
    laboratory_text("pt", "log.shown").replace("{shown}", shown).replace("{total}", total)
}

/// Chooses how messages are written.
async fn write_as(page: &Page, form: &str) -> Outcome {
    page.click(&format!("#log-form option[value={form}]")).await
}

#[tokio::test]
async fn a_message_is_read_as_json_and_byte_by_byte() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        page.connect().await?;
        echo(page, "{\"b\":[1,\"é\"]}").await?;
        page.unfold("log").await?;
        write_as(page, "json").await?;
        page.wait_text("#log [data-event=message] pre", "{\n  \"b\": [\n    1,\n    \"é\"\n  ]\n}").await?;
        write_as(page, "hex").await?;
        page.wait_text("#log [data-event=message] pre", "0000  7b 22 62 22 3a 5b 31 2c 22 c3 a9 22 5d 7d")
            .await?;
        // Deeper than anyone reads, and larger than anyone should have to look at.
        echo(page, &"[".repeat(100_000)).await?;
        write_as(page, "json").await?;
        page.wait_text("#log ol > li:last-child", &laboratory_text("pt", "log.not_json")).await?;
        page.wait_text("#log ol > li:last-child", "100.000 B").await?;
        write_as(page, "text").await?;
        page.wait_gone("#log pre").await
    })
    .await;
}

#[tokio::test]
async fn a_row_tells_its_times_and_can_be_sent_again() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        page.connect().await?;
        echo(page, "a").await?;
        page.unfold("log").await?;
        let times = page.text("#log [data-event=message] .entry-tools .hint").await?;
        assert!(times.starts_with('+') && times.contains("desde a abertura"), "{times}");
        assert!(times.contains("ms") && !times.contains('-'), "{times}");
        assert_eq!(page.text("#log [data-event=open] .entry-tools .hint").await?, "< 1 ms desde a abertura");
        page.click("#log [data-event=sent] .entry-tools button:last-of-type").await?;
        page.wait("#evento-message[data-count='2']").await?;
        let log = page.log().await?;
        assert_eq!(
            log,
            pairs(&[("open", ""), ("sent", "a"), ("message", "a"), ("sent", "a"), ("message", "a")])
        );
        page.close().await?;
        assert_eq!(page.count("#log [data-event=sent] .entry-tools button:last-of-type:enabled").await?, 0);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_message_is_copied_from_its_row() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        page.allow_clipboard(true).await?;
        page.connect().await?;
        echo(page, "olá").await?;
        page.unfold("log").await?;
        page.click("#log [data-event=message] .entry-tools button").await?;
        page.wait("#log [data-event=message] [data-done]").await?;
        assert_eq!(page.run("return navigator.clipboard.readText()").await?, "olá");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_line_divides_two_connections() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        for _ in 0..2 {
            page.connect().await?;
            page.close().await?;
        }
        assert_eq!(page.count("#log li[data-divider]").await?, 1);
        page.wait("#log li[data-divider][data-connection='2'][data-event=open]").await.map(drop)
    })
    .await;
}

/// All that a row says, as a file has to bring it back.
const ROWS: &str = "return [...document.querySelectorAll('#log li[data-event]')].map((row) =>
    [row.dataset.connection, row.dataset.event, 'divider' in row.dataset, 'failed' in row.dataset, row.textContent])";

/// Two connections, text and bytes, a message that was not sent and one that was sent after all.
async fn conversations(page: &Page) -> Outcome {
    page.open("?servidor=embutido").await?;
    page.type_into("#data", "cedo" + Key::Enter).await?;
    page.connect().await?;
    page.click("#log [data-failed] button").await?;
    page.wait("#evento-message[data-count='1']").await?;
    echo(page, "\"aspas\" \\ é 🙂").await?;
    page.close().await?;
    page.play("binary").await?;
    page.wait_complete("binary").await?;
    page.close().await?;
    page.play("server-close").await?;
    page.wait_complete("server-close").await
}

async fn import(page: &Page, folder: &Path, text: &[u8]) -> Outcome {
    let file = folder.join("conversa.ndjson");
    fs::write(&file, text).unwrap();
    page.type_into("#import", file.to_str().unwrap()).await
}

#[tokio::test]
async fn a_log_goes_into_a_file_and_back_step_by_step() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        conversations(page).await?;
        page.unfold("log").await?;
        let rows = page.run(ROWS).await?;
        let file = page.downloaded("#export-lines", "websocket.ndjson").await?;
        let lines: Vec<serde_json::Value> =
            file.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines[0]["format"], "brython-websocket-log");
        let steps = lines.len() - 1;
        page.open("?servidor=embutido").await?;
        page.unfold("log").await?;
        let folder = TempDir::new().unwrap();
        import(page, folder.path(), file.as_bytes()).await?;
        page.wait_text("#replay", &taken(0, steps)).await?;
        page.wait_text(".log", &laboratory_text("pt", "log.replaying")).await?;
        assert_eq!(page.log().await?, []);
        for step in 1..=steps {
            page.click("#replay button:nth-of-type(1)").await?;
            page.wait_text("#replay", &taken(step, steps)).await?;
        }
        assert_eq!(page.run(ROWS).await?, rows);
        assert_eq!(page.lit().await?, ["close"]);
        page.click("#replay button:nth-of-type(3)").await?;
        page.wait_text("#replay", &taken(0, steps)).await?;
        assert_eq!(page.log().await?, []);
        page.click("#replay button:nth-of-type(2)").await?;
        page.wait_text("#replay", &taken(steps, steps)).await?;
        let again = page.downloaded("#export-lines", "websocket.ndjson").await?;
        assert_eq!(again, file, "the file of a replay is another one");
        page.click(".log > .hint button").await?;
        page.wait_gone("#replay").await?;
        assert_eq!(page.log().await?, []);
        Ok(())
    })
    .await;
}

fn taken(taken: usize, total: usize) -> String {
    laboratory_text("pt", "log.replay")
        .replace("{taken}", &taken.to_string())
        .replace("{total}", &total.to_string())
}

#[tokio::test]
async fn a_log_goes_into_a_text_for_people() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        page.connect().await?;
        echo(page, "olá").await?;
        page.close().await?;
        page.unfold("log").await?;
        let file = page.downloaded("#export-text", "websocket.txt").await?;
        let rest: Vec<_> = file.lines().map(|line| line.split_once('\t').unwrap().1).collect();
        let opened = "#1\topen \"ws://embutido.invalid/eco\"";
        assert_eq!(rest, [opened, "#1\tsent \"olá\"", "#1\tmessage \"olá\"", "#1\tclose 1005 \"\""]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_no_log_is_refused_and_the_log_stays() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        conversations(page).await?;
        page.unfold("log").await?;
        let (log, file) = (page.log().await?, page.downloaded("#export-lines", "websocket.ndjson").await?);
        let (folder, last) = (TempDir::new().unwrap(), file.lines().count());
        let wrong =
            |line: usize| laboratory_text("pt", "log.wrong_line").replace("{line}", &line.to_string());
        let not_ours = laboratory_text("pt", "log.not_ours");
        let cut = &file.as_bytes()[..file.len() - 10];
        let third: String = (file.lines().enumerate())
            .map(|(at, line)| if at == 2 { "{}\n".to_owned() } else { format!("{line}\n") })
            .collect();
        let large = vec![b' '; (16 << 20) + 1];
        for (content, sentence) in [
            (&b"nada"[..], &not_ours),
            (b"", &not_ours),
            (b"{}\n", &not_ours),
            (b"\xff\xfe\x00", &not_ours),
            (cut, &wrong(last)),
            (third.as_bytes(), &wrong(3)),
            (&large, &laboratory_text("pt", "log.too_large").replace("{most}", "16")),
        ] {
            import(page, folder.path(), content).await?;
            page.wait_text("#import-error", sentence).await?;
            assert_eq!(page.log().await?, log, "{sentence}");
            assert_eq!(page.count("#replay").await?, 0, "{sentence}");
        }
        import(page, folder.path(), file.as_bytes()).await?;
        page.wait("#replay").await?;
        assert_eq!(page.text("#import-error").await?, "");
        Ok(())
    })
    .await;
}
