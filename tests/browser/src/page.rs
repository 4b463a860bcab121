//! The page in the words of a reader: open, write, wait for what the log says.

use crate::{
    Outcome,
    console::Console,
    driven::Driven,
    firefox::{CALLED_BACK, RETURNED},
};
use drivers::Kind;
use serde_json::{Value, json};
use std::{
    env,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use thirtyfour::{By, TypingData, WebDriver, WebElement, error::WebDriverResult, prelude::*};

/// How long a condition may take to come true before its test fails.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it is looked at.
const GLANCE: Duration = Duration::from_millis(20);

/// A page in a browser.
#[derive(Clone, Debug)]
pub struct Page {
    pub(crate) kind: Kind,
    is_frame: bool,
    /// Whether no page runs a script of its own, which in Firefox leaves WebDriver's.
    pub(crate) is_still: Arc<AtomicBool>,
    /// The commands of WebDriver BiDi that take back what the test has asked for.
    pub(crate) to_undo: Arc<Mutex<Vec<(&'static str, Value)>>>,
    pub(crate) driver: WebDriver,
    pub(crate) console: Console,
    address: String,
}

impl Page {
    pub(crate) fn new(Driven { browser, console, .. }: &Driven, address: &str) -> Self {
        Self {
            kind: browser.kind,
            is_frame: false,
            is_still: Arc::default(),
            to_undo: Arc::default(),
            driver: browser.driver.clone(),
            console: console.clone(),
            address: address.to_owned(),
        }
    }

    /// Opens the page with `query` behind its address, and waits until it is alive.
    pub async fn open(&self, query: &str) -> WebDriverResult<()> {
        self.visit(query).await?;
        self.wait("html[data-hydrated]").await.map(drop)
    }

    /// The same browser at another address.
    #[must_use]
    pub fn at(&self, address: &str) -> Self {
        Self { address: address.to_owned(), ..self.clone() }
    }

    /// Goes to what is at `query` behind the address of the page, alive or not.
    pub async fn visit(&self, query: &str) -> WebDriverResult<()> {
        self.console.goes_on();
        self.driver.goto(format!("{}{query}", self.address)).await
    }

    /// Loads the page again.
    pub async fn reload(&self) -> WebDriverResult<()> {
        self.console.goes_on();
        if !self.is_firefox() {
            return self.driver.refresh().await;
        }
        // What WebDriver does in Firefox asks the network past the service worker, which no reader's reload does.
        let tab = self.driver.window().await?.to_string();
        let how = json!({ "context": tab, "wait": "complete" });
        self.driver.bidi().await?.send_raw("browsingContext.reload", how).await?;
        Ok(())
    }

    /// Goes back in the history.
    pub async fn back(&self) -> WebDriverResult<()> {
        self.console.goes_on();
        self.driver.back().await
    }

    /// Does something in another tab, which is closed afterwards.
    pub async fn in_new_tab(&self, what: impl AsyncFnOnce(&Self) -> Outcome) -> Outcome {
        let first = self.driver.window().await?;
        let tab = self.driver.new_tab().await?;
        self.driver.switch_to_window(tab).await?;
        what(self).await?;
        self.driver.close_window().await?;
        self.driver.switch_to_window(first).await
    }

    /// The title of the page, with plain spaces, as WebDriver gives the text of elements.
    pub async fn title(&self) -> WebDriverResult<String> {
        Ok(self.driver.title().await?.replace('\u{a0}', " "))
    }

    /// What stands behind the address of the page in that of the window.
    pub async fn place(&self) -> WebDriverResult<String> {
        let address = self.driver.current_url().await?;
        Ok(address.as_str().strip_prefix(&self.address).unwrap_or(address.as_str()).to_owned())
    }

    /// Waits for an element that matches; the selector is the name of the condition.
    pub async fn wait(&self, selector: &str) -> WebDriverResult<WebElement> {
        self.driver.query(By::Css(selector)).wait(PATIENCE, GLANCE).desc(selector).first().await
    }

    /// Waits for what takes longer than a test otherwise waits, as long as this.
    pub async fn wait_for(&self, selector: &str, patience: Duration) -> WebDriverResult<()> {
        self.driver.query(By::Css(selector)).wait(patience, GLANCE).desc(selector).first().await.map(drop)
    }

    /// Waits until nothing matches.
    pub async fn wait_gone(&self, selector: &str) -> WebDriverResult<()> {
        self.driver.query(By::Css(selector)).wait(PATIENCE, GLANCE).desc(selector).wait_until_gone().await
    }

    /// Waits until the link is in this state.
    pub async fn wait_state(&self, state: &str) -> WebDriverResult<()> {
        self.wait(&format!("#status[data-state={state}]")).await.map(drop)
    }

    /// Waits until the first element that matches has the text.
    pub async fn wait_text(&self, selector: &str, text: &str) -> WebDriverResult<()> {
        let element = self.wait(selector).await?;
        let wanted = text.to_owned();
        let has = move |element: WebElement| {
            let wanted = wanted.clone();
            async move { Ok(element.text().await?.contains(&wanted)) }
        };
        element
            .wait_until()
            .wait(PATIENCE, GLANCE)
            .error(&format!("{selector} says {text:?}"))
            .condition(has)
            .await
    }

    /// Waits until an expression of the page, or what it promises, is true; `what` is the name of the condition.
    pub async fn wait_true(&self, what: &str, expression: &str) -> WebDriverResult<()> {
        let is_true = async {
            while self.run(&format!("return Promise.resolve({expression}).then(Boolean)")).await? != true {
                tokio::time::sleep(GLANCE).await;
            }
            Ok(())
        };
        tokio::time::timeout(PATIENCE, is_true).await.unwrap_or_else(|_| panic!("it never came true: {what}"))
    }

    /// Waits until the service worker has kept the page and answers for it.
    pub async fn wait_kept(&self) -> WebDriverResult<()> {
        self.wait_true("the service worker answers", "navigator.serviceWorker.controller").await
    }

    /// Whether an element matches and can be seen.
    pub async fn shows(&self, selector: &str) -> WebDriverResult<bool> {
        let seen = "return [...document.querySelectorAll(arguments[0])].some((element) =>
            element.checkVisibility({ visibilityProperty: true }));";
        Ok(self.run_with(seen, vec![json!(selector)]).await? == true)
    }

    /// The elements that match now.
    pub async fn all(&self, selector: &str) -> WebDriverResult<Vec<WebElement>> {
        self.driver.find_all(By::Css(selector)).await
    }

    /// How many elements match now.
    pub async fn count(&self, selector: &str) -> WebDriverResult<usize> {
        Ok(self.all(selector).await?.len())
    }

    /// The text of the first element that matches.
    pub async fn text(&self, selector: &str) -> WebDriverResult<String> {
        self.wait(selector).await?.text().await
    }

    /// An attribute of the first element that matches.
    pub async fn attribute(&self, selector: &str, name: &str) -> WebDriverResult<Option<String>> {
        self.wait(selector).await?.attr(name).await
    }

    /// Clicks the first element that matches.
    pub async fn click(&self, selector: &str) -> WebDriverResult<()> {
        self.wait(selector).await?.click().await
    }

    /// Clicks what leads to another page.
    pub async fn leave_by(&self, selector: &str) -> WebDriverResult<()> {
        self.console.goes_on();
        self.click(selector).await
    }

    /// Opens a connection and waits until it is open.
    pub async fn connect(&self) -> WebDriverResult<()> {
        self.click("#openbtn").await?;
        self.wait_state("open").await
    }

    /// Types keys into the element.
    pub async fn type_into(&self, selector: &str, keys: impl Into<TypingData>) -> WebDriverResult<()> {
        self.wait(selector).await?.send_keys(keys).await
    }

    /// Sends a message by the button.
    pub async fn send(&self, text: &str) -> WebDriverResult<()> {
        self.type_into("#data", text).await?;
        self.click("#send_button").await
    }

    /// Puts `text` into a field at once, as pasting does: typing takes no control characters.
    pub async fn paste(&self, selector: &str, text: &str) -> WebDriverResult<()> {
        let element = self.wait(selector).await?;
        let script = "arguments[0].value = arguments[1];
            arguments[0].dispatchEvent(new InputEvent('input', { bubbles: true }));";
        self.driver.execute(script, vec![element.to_json()?, json!(text)]).await.map(drop)
    }

    /// What `script` returns.
    pub async fn run(&self, script: &str) -> WebDriverResult<Value> {
        self.run_with(script, vec![]).await
    }

    async fn run_with(&self, script: &str, arguments: Vec<Value>) -> WebDriverResult<Value> {
        if self.is_in_world_of_its_own() {
            return self.call(RETURNED, script, arguments).await;
        }
        Ok(self.driver.execute(script, arguments).await?.json().clone())
    }

    /// What `script` gives to the callback that is its last argument.
    pub async fn run_async(&self, script: &str, arguments: Vec<Value>) -> WebDriverResult<Value> {
        if self.is_in_world_of_its_own() {
            return self.call(CALLED_BACK, script, arguments).await;
        }
        Ok(self.driver.execute_async(script, arguments).await?.json().clone())
    }

    /// The same browser while the driver is in a frame of the page.
    pub(crate) fn framed(&self) -> Self {
        Self { is_frame: true, ..self.clone() }
    }

    /// Whether WebDriver's own scripts would run in a world beside the page's: as Firefox has it, what they define is
    /// not there for the page, nor is a module that they import the page's.
    fn is_in_world_of_its_own(&self) -> bool {
        self.is_firefox() && !self.is_frame && !self.is_still.load(Ordering::Relaxed)
    }

    /// Whether it is Firefox.
    #[must_use]
    pub fn is_firefox(&self) -> bool {
        self.kind == Kind::Firefox
    }

    /// Keys for whatever has the focus.
    pub async fn press(&self, keys: impl Into<TypingData>) -> WebDriverResult<()> {
        self.driver.active_element().await?.send_keys(keys).await
    }

    /// The id of what has the focus.
    pub async fn focused(&self) -> WebDriverResult<String> {
        Ok(self.driver.active_element().await?.id().await?.unwrap_or_default())
    }

    /// Waits until what has this id has the focus: it comes there a moment after what had it before is gone.
    pub async fn wait_focused(&self, id: &str) -> WebDriverResult<()> {
        let has_it = format!("document.activeElement.id === '{id}'");
        self.wait_true(&format!("the focus is at {id}"), &has_it).await
    }

    /// The log as `(event, code or message)`, oldest first.
    pub async fn log(&self) -> WebDriverResult<Vec<(String, String)>> {
        let script = "return [...document.querySelectorAll('#log [data-event]')].map((entry) =>
            [entry.dataset.event, entry.dataset.code ?? entry.querySelector('.data bdi')?.textContent ?? '']);";
        let pairs: Vec<(String, String)> = serde_json::from_value(self.run(script).await?)?;
        Ok(pairs)
    }

    /// Which of the four buttons of the table in the design can be used: open, send, close.
    pub async fn buttons(&self) -> WebDriverResult<[bool; 3]> {
        let mut enabled = [false; 3];
        for (button, id) in enabled.iter_mut().zip(["#openbtn", "#send_button", "#closebtn"]) {
            *button = self.wait(id).await?.is_enabled().await?;
        }
        Ok(enabled)
    }

    /// The events whose row is lit and those whose handler is: they must be the same.
    pub async fn lit(&self) -> WebDriverResult<Vec<String>> {
        let script = "return [
            [...document.querySelectorAll('[id^=evento-][data-lit]')].map((row) => row.id.slice(7)),
            [...document.querySelectorAll('[data-handler][data-lit]')].map((part) => part.dataset.handler.slice(3)),
        ];";
        let [mut rows, mut handlers]: [Vec<String>; 2] = serde_json::from_value(self.run(script).await?)?;
        rows.sort();
        handlers.sort();
        assert_eq!(rows, handlers, "the rows and the handlers that are lit");
        Ok(rows)
    }

    /// The values that stand in the row of an event.
    pub async fn values(&self, event: &str) -> WebDriverResult<Vec<String>> {
        let mut values = Vec::new();
        for value in self.all(&format!("#evento-{event} samp")).await? {
            values.push(value.text().await?);
        }
        Ok(values)
    }

    /// What the console has told since it was last asked, of whatever weight. The driver of Chromium hears none of a
    /// frame that is isolated.
    pub async fn console(&self) -> WebDriverResult<Vec<String>> {
        Ok(self.console.entries().await?.into_iter().map(|entry| entry.text).collect())
    }

    /// A picture of the page for whoever has to find out why the test failed, where `PICTURES` says.
    pub(crate) async fn keep_picture(&self) {
        let Ok(folder) = env::var("PICTURES") else { return };
        let name = std::thread::current().name().unwrap_or("test").replace(':', "-");
        // Only a help: the test has failed already.
        let _ = self
            .driver
            .screenshot(std::path::Path::new(&folder).join(name).with_extension("png").as_path())
            .await;
    }
}
