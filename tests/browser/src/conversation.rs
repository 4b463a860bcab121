//! What several tests do and expect alike.

use crate::{Outcome, Page, WebDriverResult, text};
use serde_json::json;

/// A log as [`Page::log`] gives it.
#[must_use]
pub fn pairs(log: &[(&str, &str)]) -> Vec<(String, String)> {
    log.iter().map(|(event, text)| ((*event).to_owned(), (*text).to_owned())).collect()
}

/// What the log tells of [`converse`].
pub const CONVERSED: [(&str, &str); 3] = [("open", ""), ("sent", "olá"), ("message", "olá")];

/// Open, send, receive: what a page that is new begins with.
pub async fn converse(page: &Page) -> Outcome {
    page.connect().await?;
    echo(page).await
}

/// The first message of a page comes back.
pub async fn echo(page: &Page) -> Outcome {
    page.send("olá").await?;
    page.wait("#evento-message[data-count='1']").await.map(drop)
}

/// What is being written.
pub async fn draft(page: &Page) -> WebDriverResult<String> {
    Ok(page.wait("#data").await?.value().await?.unwrap_or_default())
}

/// A click opens no connection, and the page says so.
pub async fn is_refused(page: &Page, connection: u32) -> Outcome {
    page.click("#openbtn").await?;
    page.wait(&format!("#log [data-connection='{connection}'][data-event=close]")).await?;
    assert_eq!(page.trace(connection).await?, ["error", "close 1006"], "connection {connection}");
    page.wait_text(".notice", &text("pt", "panel.notices.failed")).await
}

/// However the last connection ended, another click connects, what was being written is still there, goes out and
/// comes back.
pub async fn goes_on(page: &Page, connection: u32, after: &str) -> Outcome {
    page.connect().await?;
    assert_eq!(draft(page).await?, "rascunho", "after {after}");
    page.click("#send_button").await?;
    page.wait(&format!("#log [data-connection='{connection}'][data-event=message]")).await?;
    page.close().await
}

/// Open, send, receive, close, with a look at everything that shows it.
pub async fn conversation(page: &Page) -> Outcome {
    assert_eq!(page.buttons().await?, [true, false, false]);
    assert_eq!(page.lit().await?, [""; 0]);
    page.connect().await?;
    assert_eq!(page.buttons().await?, [false, true, true]);
    assert_eq!(page.lit().await?, ["open"]);
    assert_eq!(page.values("open").await?, ["'open'"]);
    page.send("olá").await?;
    page.wait("#evento-message[data-count='1'][data-lit]").await?;
    assert_eq!(page.lit().await?, ["message"]);
    assert_eq!(page.values("message").await?, ["'message'", "'olá'"]);
    assert_eq!(page.values("open").await?, ["—"]);
    assert!(page.text(".strip").await?.contains("data = 'olá'"));
    page.click("#closebtn").await?;
    page.wait_state("closed").await?;
    assert_eq!(page.buttons().await?, [true, false, false]);
    assert_eq!(page.lit().await?, ["close"]);
    assert_eq!(page.values("close").await?, ["'close'", "1005", "''", "True"]);
    assert!(page.text("#status").await?.contains("1005"));
    let log = page.log().await?;
    assert_eq!(log, pairs(&[("open", ""), ("sent", "olá"), ("message", "olá"), ("close", "1005")]));
    assert!(page.text("#log [data-event=message]").await?.contains("4 B"));
    assert!(page.text("#log [data-event=close]").await?.contains("com despedida dos dois lados"));
    assert_eq!(page.count("#log [data-connection='1']").await?, 4);
    for (event, count) in [("open", "1"), ("error", "0"), ("message", "1"), ("close", "1")] {
        assert_eq!(page.attribute(&format!("#evento-{event}"), "data-count").await?.as_deref(), Some(count));
    }
    Ok(())
}

/// Nothing that was said has run, become an element, or moved what is not its own.
pub async fn is_unharmed(page: &Page, what: &str) -> Outcome {
    let harm = "
        const harm = [], page = document.documentElement;
        if (window.ran !== undefined) harm.push(`it ran: ${window.ran}`);
        if (page.scrollWidth > page.clientWidth) harm.push(`${page.scrollWidth} pixels wide`);
        const foreign = '#log :is(script, img, style, a, svg, iframe), .panel :is(script, img, style, iframe), img[src=x]';
        if (document.querySelector(foreign)) harm.push('an element of it');
        // Each row as any other: its direction before its time, and nothing of it beside the log or over the next row.
        const log = document.querySelector('#log').getBoundingClientRect();
        for (const row of document.querySelectorAll('#log li[data-event]')) {
            const [said, time] = ['.direction', 'time'].map((name) => row.querySelector(name).getBoundingClientRect());
            const box = row.getBoundingClientRect();
            if (said.top > time.top + 2 || (said.bottom > time.top + 2 && said.left >= time.left)) harm.push(`turned: ${row.textContent.slice(0, 80)}`);
            if (box.left < log.left || box.right > log.right + 1) harm.push(`too wide: ${row.textContent.slice(0, 80)}`);
            for (const data of row.querySelectorAll('.data, .close')) {
                if (data.scrollHeight > data.clientHeight + 1 && getComputedStyle(data).overflowY === 'visible') {
                    harm.push(`over others: ${row.textContent.slice(0, 80)}`);
                }
            }
        }
        return harm;";
    assert_eq!(page.run(harm).await?, json!([]), "{what}");
    Ok(())
}
