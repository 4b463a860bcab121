//! What several tests do and expect alike.

use crate::{Outcome, Page};

/// A log as [`Page::log`] gives it.
#[must_use]
pub fn pairs(log: &[(&str, &str)]) -> Vec<(String, String)> {
    log.iter().map(|(event, text)| ((*event).to_owned(), (*text).to_owned())).collect()
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
