//! The instruments: close form, reconnection and pictures; when they are fetched, and what stands there when they
//! do not come.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use browser_tests::{
    Copy, INSTRUMENTS, Outcome, Page, WebDriverResult, browse, laboratory_text,
    servers::{self, Line, site, static_host_of},
    text,
};
use std::fs;

#[tokio::test]
async fn a_close_with_a_code_and_a_reason() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        for player in ["?servidor=local", "?servidor=embutido"] {
            page.open(player).await?;
            page.unfold("close").await?;
            assert!(
                page.text("#instrument-close").await?.contains(&laboratory_text("pt", "close.needs_open"))
            );
            assert!(!ready(page).await?, "nothing is open");
            page.connect().await?;
            page.paste("#close-code", "4001").await?;
            page.paste("#close-reason", "até já").await?;
            page.wait("#close-send:enabled").await?.click().await?;
            page.wait_state("closed").await?;
            page.wait("#log [data-event=close][data-code='4001']").await?;
            assert_eq!(page.values("close").await?, ["'close'", "4001", "'até já'", "True"], "{player}");
            page.wait_text("#log [data-event=close]", "até já").await?;
        }
        Ok(())
    })
    .await;
}

async fn ready(page: &Page) -> WebDriverResult<bool> {
    page.wait("#close-send").await?.is_enabled().await
}

#[tokio::test]
async fn a_code_that_a_page_may_not_send_is_refused_before_sending() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        page.unfold("close").await?;
        page.connect().await?;
        for (code, key) in [
            ("1005", "close.not_sendable"),
            ("2999", "close.not_sendable"),
            ("1001", "close.not_sendable"),
            ("999", "close.not_a_number"),
            ("5000", "close.not_a_number"),
            ("mil", "close.not_a_number"),
            ("", "close.not_a_number"),
        ] {
            page.paste("#close-code", code).await?;
            page.wait_text("#close-code-error", &laboratory_text("pt", key)).await?;
            assert_eq!(
                page.attribute("#close-code", "aria-invalid").await?.as_deref(),
                Some("true"),
                "{code}"
            );
            assert!(!ready(page).await?, "{code}");
            page.type_into("#close-code", browser_tests::Key::Enter + "").await?;
        }
        for code in ["1000", "3000", "4999"] {
            page.paste("#close-code", code).await?;
            page.wait("#close-send:enabled").await?;
            assert_eq!(page.text("#close-code-error").await?, "", "{code}");
            page.wait_text("#close-meaning", &laboratory_text("pt", "close.sendable")).await?;
        }
        page.wait_state("open").await?;
        assert_eq!(page.count("#log li[data-event]").await?, 1);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_reason_is_counted_in_bytes() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        page.unfold("close").await?;
        page.connect().await?;
        for (reason, bytes) in [("", 0), ("e", 1), ("é", 2), ("🙂", 4)] {
            page.paste("#close-reason", reason).await?;
            page.wait_text("#close-used", &used(bytes)).await?;
        }
        page.paste("#close-reason", &"é".repeat(62)).await?;
        page.wait_text("#close-used", &used(124)).await?;
        let too_long = laboratory_text("pt", "close.too_long").replace("{most}", "123");
        page.wait_text("#close-reason-error", &too_long).await?;
        assert!(!ready(page).await?);
        let longest = "é".repeat(61) + "a";
        page.paste("#close-reason", &longest).await?;
        page.wait("#close-send:enabled").await?.click().await?;
        page.wait_state("closed").await?;
        page.wait_text("#log [data-event=close][data-code='1000']", &longest).await
    })
    .await;
}

fn used(bytes: u32) -> String {
    laboratory_text("pt", "close.used").replace("{used}", &bytes.to_string()).replace("{most}", "123")
}

/// Keeps, from the next page on, the program's timers that have not gone off: what is to happen later, without waiting
/// for it. Those of the start script are its own affair.
const TIMERS: &str = "window.timers = new Map();
    {
    const { setTimeout: set, clearTimeout: clear } = window;
    window.setTimeout = (what, delay = 0, ...rest) => {
        const id = set(() => { timers.delete(id); what(...rest); }, delay);
        if (new Error().stack.includes('wasm-function')) timers.set(id, delay);
        return id;
    };
    window.clearTimeout = (id) => { timers.delete(id); clear(id); };
    }";

/// How many timers have yet to go off that may be a wait for another attempt: no other of the program takes as long.
async fn waits(page: &Page) -> WebDriverResult<u64> {
    let script = "return [...timers.values()].filter((delay) => delay > 300 && delay <= 1000).length";
    Ok(page.run(script).await?.as_u64().unwrap())
}

/// Says in `said` all that `#retry-now` tells.
const LISTEN: &str = "const now = document.querySelector('#retry-now');
    window.said = [now.textContent];
    new MutationObserver(() => said.push(now.textContent))
        .observe(now, { childList: true, characterData: true, subtree: true });";

#[tokio::test]
async fn nothing_comes_back_unless_the_reader_wants_it() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.before_scripts(TIMERS).await?;
        page.open("").await?;
        page.unfold("retry").await?;
        assert_eq!(page.count("#retry:checked").await?, 0);
        page.wait_text("#retry-now", &laboratory_text("pt", "retry.off")).await?;
        page.play("dropped").await?;
        page.wait_complete("dropped").await?;
        page.wait_state("closed").await?;
        assert_eq!(waits(page).await?, 0);
        assert_eq!(page.buttons().await?, [true, false, false]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_connection_that_drops_comes_back_until_the_reader_closes() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.before_scripts(TIMERS).await?;
        for player in ["?servidor=local", "?servidor=embutido"] {
            page.open(player).await?;
            page.unfold("retry").await?;
            page.unfold("pictures").await?;
            page.click("#retry").await?;
            page.wait_text("#retry-now", &laboratory_text("pt", "retry.resting")).await?;
            page.play("dropped").await?;
            page.wait("#log [data-connection='2'][data-event=open]").await?;
            page.wait_text("[data-step=request]", "tentativa 1").await?;
            page.wait_text("[data-step=wait]", "espera de").await?;
            page.wait("#log [data-connection='2'][data-code='1006']").await?;
            page.wait_text("#retry-now", "Tentativa 1 em 1 s").await?;
            page.click("#closebtn").await?;
            page.wait("#closebtn:disabled").await?;
            stays_away(page).await?;
            page.wait("#openbtn:enabled").await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn after_a_close_that_was_asked_for_nothing_comes_back() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.before_scripts(TIMERS).await?;
        page.open("?servidor=embutido").await?;
        for instrument in ["retry", "close"] {
            page.unfold(instrument).await?;
        }
        page.click("#retry").await?;
        page.connect().await?;
        page.close().await?;
        stays_away(page).await?;
        page.connect().await?;
        page.paste("#close-code", "4001").await?;
        page.wait("#close-send:enabled").await?.click().await?;
        page.wait_state("closed").await?;
        stays_away(page).await?;
        page.play("early-close").await?;
        page.wait_complete("early-close").await?;
        stays_away(page).await
    })
    .await;
}

async fn stays_away(page: &Page) -> Outcome {
    page.wait_text("#retry-now", &laboratory_text("pt", "retry.resting")).await?;
    assert_eq!(waits(page).await?, 0);
    Ok(())
}

#[tokio::test]
async fn each_attempt_waits_longer_and_counts_down() {
    let (site, nobody) = (site().await, servers::nobody().await);
    browse(&site.http(), &["WebSocket connection to"], async |page| {
        page.before_scripts(TIMERS).await?;
        page.open(&format!("?servidor={nobody}")).await?;
        page.unfold("retry").await?;
        page.click("#retry").await?;
        page.run(LISTEN).await?;
        page.click("#openbtn").await?;
        page.wait_text("#retry-now", "Tentativa 4 em").await?;
        assert_eq!(waits(page).await?, 1);
        page.click("#closebtn").await?;
        stays_away(page).await?;
        let said: Vec<String> = serde_json::from_value(page.run("return said").await?)?;
        for attempt in 1..=3 {
            let seconds: Vec<u32> = said.iter().filter_map(|said| left(said, attempt)).collect();
            assert!(!seconds.is_empty(), "attempt {attempt} was not told: {said:?}");
            assert!(seconds.is_sorted_by(|a, b| a > b), "attempt {attempt} does not count down: {said:?}");
            // The wait is at least half of twice the one before.
            assert!(attempt < 3 || seconds.len() > 1, "attempt {attempt} does not count: {said:?}");
        }
        assert_eq!(page.count("#log [data-connection='4']").await?, 2);
        assert_eq!(page.count("#log [data-connection='5']").await?, 0);
        Ok(())
    })
    .await;
}

/// The seconds that are left, as the sentence says for this attempt.
fn left(said: &str, attempt: u32) -> Option<u32> {
    said.strip_prefix(&format!("Tentativa {attempt} em "))?.split_once(" s")?.0.parse().ok()
}

#[tokio::test]
async fn the_pictures_grow_as_it_happens() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        for player in ["?servidor=local", "?servidor=embutido"] {
            page.open(player).await?;
            page.unfold("pictures").await?;
            assert_eq!(names(page, "[data-node][data-lit]").await?, ["idle"], "{player}");
            page.connect().await?;
            page.wait("[data-node=open][data-lit]").await?;
            page.send("olá").await?;
            page.wait("[data-step=message]").await?;
            page.wait_text("[data-step=sent]", "olá").await?;
            page.close().await?;
            page.wait("[data-node=closed][data-lit]").await?;
            let steps = names(page, "[data-step]").await?;
            assert_eq!(steps, ["request", "open", "sent", "message", "close"], "{player}");
            assert_eq!(names(page, "[data-node][data-lit]").await?, ["closed"], "{player}");
            let mut gone = names(page, "[data-edge][data-gone]").await?;
            gone.sort();
            assert_eq!(
                gone,
                ["closing-closed", "connecting-open", "idle-connecting", "open-closing"],
                "{player}"
            );
            page.wait_text(
                "#states-words",
                "idle → connecting, connecting → open, open → closing, closing → closed",
            )
            .await?;
            page.click("#instrument-pictures details > summary").await?;
            let words = page.text("#sequence-words").await?;
            for (line, what) in words.lines().zip([
                "página → servidor, pedido",
                "servidor → página, conexão aceita",
                "página → servidor, olá",
                "servidor → página, olá",
                "fim, sem código",
            ]) {
                assert!(line.contains(what), "{player}: {line} is not {what}");
            }
            assert_eq!(page.count("#sequence-words li").await?, 5, "{player}");
        }
        Ok(())
    })
    .await;
}

/// What the marks of a picture are called.
async fn names(page: &Page, selector: &str) -> WebDriverResult<Vec<String>> {
    let script = format!(
        "return [...document.querySelectorAll('{selector}')].map(({{ dataset }}) =>
            dataset.node ?? dataset.edge ?? dataset.step)"
    );
    Ok(serde_json::from_value(page.run(&script).await?)?)
}

#[tokio::test]
async fn a_long_conversation_shows_its_last_steps() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("?servidor=embutido").await?;
        page.unfold("pictures").await?;
        page.play("burst").await?;
        page.wait_complete("burst").await?;
        assert_eq!(page.count("[data-step]").await?, 24);
        page.wait_text("#instrument-pictures > div > .hint", "78 passos anteriores").await?;
        page.wait_text("[data-step]:last-of-type", "100/100").await?;
        page.close().await?;
        page.play("refused").await?;
        page.wait("[data-step=error]").await?;
        assert_eq!(names(page, "[data-step]").await?, ["request", "error", "broken"]);
        assert_eq!(names(page, "[data-edge][data-gone]").await?, ["connecting-closed", "closed-connecting"]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn echoes_are_measured() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        for player in ["?servidor=local", "?servidor=embutido"] {
            page.open(player).await?;
            page.unfold("pictures").await?;
            assert!(!page.wait("#echoes-start").await?.is_enabled().await?, "nothing is open");
            page.connect().await?;
            for (wrong, count) in [("0", "50"), ("muitos", "50"), ("100001", "50")] {
                page.paste("#echoes-count", wrong).await?;
                page.wait_text("#echoes-count-error", &laboratory_text("pt", "pictures.echoes_error"))
                    .await?;
                page.wait("#echoes-start:disabled").await?;
                page.paste("#echoes-count", count).await?;
            }
            page.wait("#echoes-start:enabled").await?.click().await?;
            page.wait_text("#trips-words", "ecos medidos: 50.").await?;
            assert!(page.text("#trips-words").await?.starts_with("Mediana: "), "{player}");
            assert_eq!(page.count("svg.trips rect").await?, 50, "{player}");
            page.click("#echoes-binary").await?;
            page.wait("#echoes-start:enabled").await?.click().await?;
            page.wait_text("#trips-words", "ecos medidos: 100.").await?;
            assert!(page.text("#log ol > li:last-child").await?.contains("4.096 B"), "{player}");
            assert_eq!(
                page.attribute("#evento-message", "data-count").await?.as_deref(),
                Some("100"),
                "{player}"
            );
        }
        Ok(())
    })
    .await;
}

/// The files of the instruments that the page has fetched.
async fn fetched(page: &Page) -> WebDriverResult<usize> {
    let script = "return performance.getEntriesByType('resource').filter(({ name }) => name.includes('instruments')).length";
    Ok(usize::try_from(page.run(script).await?.as_u64().unwrap()).unwrap())
}

#[tokio::test]
async fn the_instruments_are_fetched_when_they_are_wanted() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        page.connect().await?;
        page.send("olá").await?;
        page.wait("#log [data-event=message]").await?;
        page.wait_kept().await?;
        assert_eq!(fetched(page).await?, 0, "somebody fetched them");
        page.unfold("retry").await?;
        assert_eq!(fetched(page).await?, 3, "program, style and texts");
        for instrument in ["pictures", "close", "log"] {
            page.unfold(instrument).await?;
        }
        assert_eq!(fetched(page).await?, 3, "they were fetched again");
        page.open("?servidor=embutido").await?;
        assert_eq!(fetched(page).await?, 0);
        page.run("document.querySelector('[data-scenario=push]').focus()").await?;
        page.wait("#scenario li[data-mark=pending]").await?;
        assert_eq!(fetched(page).await?, 3);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn instruments_that_do_not_come_are_asked_for_again() {
    for (start, end, told) in [
        ("instruments-", ".wasm", &["404", "integrity", "Failed to fetch"][..]),
        ("instruments-", ".css", &["404"]),
        ("pt-instruments-", ".txt", &["404"]),
    ] {
        let copy = Copy::of(&browser_tests::dist());
        let file = copy.folder().join(copy.asset(start, end));
        let bytes = fs::read(&file).unwrap();
        fs::remove_file(&file).unwrap();
        let host = static_host_of(copy.folder()).await;
        browse(&host.http(), told, async |page| {
            page.open("?servidor=embutido").await?;
            page.click("#instrument-close > summary").await?;
            let missing = text("pt", "panel.drawers.missing");
            page.wait_text("#instrument-close .error", &missing).await?;
            page.play("server-close").await?;
            page.wait("#log [data-code='4001']").await?;
            page.wait_text("#scenario .error", &missing).await?;
            page.connect().await?;
            page.send("olá").await?;
            page.wait("#log [data-event=message]").await?;
            fs::write(&file, &bytes).unwrap();
            page.click("#instrument-close .error button").await?;
            page.wait_drawn("close").await?;
            page.wait("#scenario li[data-mark]").await?;
            page.wait_state("open").await
        })
        .await;
    }
}

#[tokio::test]
async fn after_one_visit_the_instruments_need_no_network() {
    let site = site().await;
    let line = Line::to(&site).await;
    browse(&line.http(), &[], async |page| {
        page.open("").await?;
        page.goes_offline(&line).await?;
        page.open("?servidor=embutido").await?;
        for instrument in INSTRUMENTS {
            page.unfold(instrument).await?;
        }
        page.play("server-close").await?;
        page.wait_complete("server-close").await
    })
    .await;
}

#[tokio::test]
async fn the_instruments_change_their_language_with_the_page() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.open("").await?;
        for instrument in INSTRUMENTS {
            page.unfold(instrument).await?;
        }
        page.play("binary").await?;
        page.wait_complete("binary").await?;
        page.paste("#close-reason", "até já").await?;
        let log = page.log().await?;
        for language in ["en", "es", "fr", "pt"] {
            page.click(&format!("a[data-language={language}]")).await?;
            for (selector, key) in [
                ("#instrument-pictures #sequence-title", "pictures.sequence"),
                ("#instrument-close #close-send", "close.send"),
                ("#instrument-log legend", "log.show"),
                ("#instrument-retry label", "retry.on"),
                ("#scenario h4", "scenarios.expected"),
                ("#log .entry-tools button", "log.copy"),
            ] {
                page.wait_text(selector, &laboratory_text(language, key)).await?;
            }
            page.wait_state("open").await?;
            assert_eq!(page.log().await?, log, "{language}");
            assert_eq!(
                page.wait("#close-reason").await?.value().await?.as_deref(),
                Some("até já"),
                "{language}"
            );
            page.wait_complete("binary").await?;
        }
        Ok(())
    })
    .await;
}
