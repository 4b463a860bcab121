//! What the console told: a test fails on each error that it did not expect, and on each that it expected in vain.

use drivers::{Browser, Kind};
use futures_util::StreamExt;
use serde_json::json;
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU32, Ordering},
};
use thirtyfour::{
    WebDriver,
    bidi::{EventStream, events::LogEntryAdded, modules::log::LogLevel},
    error::WebDriverResult,
};

/// Firefox's words for a connection that does not come about.
const REFUSED: Option<&str> = Some("can’t establish a connection to the server at");

/// Chromium's words for what a test causes, and those that Firefox has for it; none where its console tells nothing.
const IN_FIREFOX: &[(&str, Option<&str>)] = &[
    ("404", None),
    ("WebSocket connection to", REFUSED),
    ("ERR_CONNECTION_REFUSED", REFUSED),
    ("ERR_NAME_NOT_RESOLVED", REFUSED),
    ("already in CLOSING", None),
    ("already in CLOSING or CLOSED state", None),
    ("Content Security Policy", Some("Content-Security-Policy")),
    ("Failed to fetch", Some("NetworkError when attempting to fetch resource")),
    ("TrustedHTML", Some("injection sink")),
    ("TrustedScript", Some("injection sink")),
    ("TrustedTypePolicy", Some("creating a Trusted Types policy")),
];

/// What begins so is expected in that browser alone.
const ALONE: [(Kind, &str); 2] = [(Kind::Chromium, "Chromium: "), (Kind::Firefox, "Firefox: ")];

/// What Firefox calls an error when a connection ends before it is open, or with its page: in any test.
const INTERRUPTED: &str = "was interrupted while the page was loading";

/// The same when a page is left in the middle of something: of a file that the service worker was about to give it, of
/// one whose hash is told beforehand, which is then found to be that of nothing; of the instruments, which come as soon
/// as the pointer is over a scenario. Where no page was left, none of it is expected.
const LEFT: [&str; 4] = [
    "A ServiceWorker intercepted the request and encountered an unexpected error",
    "NetworkError when attempting to fetch resource",
    "The computed hash is “47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=”",
    "AbortError: The operation was aborted",
];

/// The console of a browser.
#[derive(Clone, Debug)]
pub(crate) struct Console {
    kind: Kind,
    driver: WebDriver,
    /// What Firefox has told since it was last asked; Chromium's driver keeps it itself.
    told: Arc<Mutex<Vec<Entry>>>,
    /// How many pages the test has gone to.
    pages: Arc<AtomicU32>,
}

/// What it told.
#[derive(Debug)]
pub(crate) struct Entry {
    is_error: bool,
    pub(crate) text: String,
}

impl Console {
    pub(crate) async fn listen(browser: &Browser) -> WebDriverResult<Self> {
        let console = Self {
            kind: browser.kind,
            driver: browser.driver.clone(),
            told: Arc::default(),
            pages: Arc::default(),
        };
        if console.kind == Kind::Firefox {
            let entries = console.driver.bidi().await?.subscribe::<LogEntryAdded>().await?;
            // It ends with the browser.
            tokio::spawn(gather(entries, Arc::clone(&console.told)));
        }
        Ok(console)
    }

    /// A page is gone to, and the one that was there is left.
    pub(crate) fn goes_on(&self) {
        self.pages.fetch_add(1, Ordering::Relaxed);
    }

    /// What it has told is of no interest to the next test.
    pub(crate) async fn forget(&self) -> WebDriverResult<()> {
        self.pages.store(0, Ordering::Relaxed);
        self.entries().await.map(drop)
    }

    /// What it has told since it was last asked.
    pub(crate) async fn entries(&self) -> WebDriverResult<Vec<Entry>> {
        if self.kind == Kind::Chromium {
            let told = self.driver.browser_log().await?.into_iter();
            return Ok(told
                .map(|entry| Entry { is_error: entry.level == "SEVERE", text: entry.message })
                .collect());
        }
        // What the page has said is on its way before the answer to a question that the page answers.
        let tab = self.driver.window().await?.to_string();
        let question = json!({ "context": tab, "locator": { "type": "css", "value": "html" } });
        self.driver.bidi().await?.send_raw("browsingContext.locateNodes", question).await?;
        Ok(std::mem::take(&mut *self.told.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Fails on an error that is not expected, and on one that was expected and not told.
    pub(crate) async fn check(&self, expected: &[&str]) -> WebDriverResult<()> {
        let expected: Vec<_> = expected.iter().filter_map(|word| self.words(word)).collect();
        let mut errors = self.entries().await?;
        let has_left = self.pages.load(Ordering::Relaxed) > 1;
        let is_usual = |text: &str| {
            text.contains(INTERRUPTED) || (has_left && LEFT.iter().any(|words| text.contains(words)))
        };
        errors
            .retain(|Entry { is_error, text }| *is_error && !(self.kind == Kind::Firefox && is_usual(text)));
        for Entry { text, .. } in &errors {
            assert!(expected.iter().any(|word| text.contains(word)), "the console told: {text}");
        }
        for word in expected {
            assert!(errors.iter().any(|error| error.text.contains(word)), "the console did not tell: {word}");
        }
        Ok(())
    }

    /// What this browser has for the words of Chromium.
    fn words<'a>(&self, word: &'a str) -> Option<&'a str> {
        for (kind, mark) in ALONE {
            if let Some(word) = word.strip_prefix(mark) {
                return (kind == self.kind).then_some(word);
            }
        }
        let other = IN_FIREFOX.iter().find(|(chromium, _)| self.kind == Kind::Firefox && *chromium == word);
        other.map_or(Some(word), |(_, firefox)| *firefox)
    }
}

async fn gather(mut entries: EventStream<LogEntryAdded>, told: Arc<Mutex<Vec<Entry>>>) {
    while let Some(entry) = entries.next().await {
        let text = entry.text.unwrap_or_default();
        let place = &entry.stack_trace["callFrames"][0];
        let text = format!("{text} ({}:{})", place["url"], place["lineNumber"]);
        let entry = Entry { is_error: entry.level == LogLevel::Error, text };
        told.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
    }
}
