//! What Firefox is told beyond WebDriver: by WebDriver BiDi, and by programs that run in the browser itself.

use crate::Page;
use serde_json::{Value, json};
use std::{
    mem,
    sync::{MutexGuard, PoisonError},
    time::Duration,
};
use thirtyfour::{RequestData, SessionId, common::command::FormatRequestData, error::WebDriverResult};
use tokio::time::timeout;

/// As long as WebDriver waits for a script.
const ANSWER: Duration = Duration::from_secs(60);

/// Has the next scripts run in the page, or in the browser itself (`chrome`, as Firefox calls it).
#[derive(Debug)]
struct RunIn(&'static str);

impl FormatRequestData for RunIn {
    fn format_request(&self, session: &SessionId) -> RequestData {
        RequestData::new("POST".parse().expect("a method"), format!("/session/{session}/moz/context"))
            .add_body(json!({ "context": self.0 }))
    }
}

/// How a script's answer is had: what it returns, or what it gives to a callback.
pub(crate) const RETURNED: &str = "Promise.resolve(script.apply(null, given))";
pub(crate) const CALLED_BACK: &str = "new Promise((done) => script.apply(null, [...given, done]))";

impl Page {
    /// Runs a script among the page's own, and gives its answer as JSON can have it.
    pub(crate) async fn call(
        &self,
        answer: &str,
        script: &str,
        arguments: Vec<Value>,
    ) -> WebDriverResult<Value> {
        let function = format!(
            "(json) => {{
                const script = function () {{ {script}\n}}, given = JSON.parse(json);
                return {answer}.then((value) => JSON.stringify(value ?? null));
            }}"
        );
        let what = json!({
            "functionDeclaration": function,
            "awaitPromise": true,
            "arguments": [{ "type": "string", "value": Value::from(arguments).to_string() }],
            "target": self.tab().await?,
        });
        let answer = self.bidi("script.callFunction", what).await?;
        let value = answer["result"]["value"].as_str();
        let value =
            value.unwrap_or_else(|| panic!("a script failed: {}", answer["exceptionDetails"]["text"]));
        Ok(serde_json::from_str(value)?)
    }

    /// Has the page's tab, and what is in it from now on, pretend what properties of a `BrowsingContext` say.
    pub(crate) async fn override_in_tab(&self, properties: Value) -> WebDriverResult<()> {
        self.in_firefox(OVERRIDE, vec![properties]).await.map(drop)
    }

    /// The page's tab, as WebDriver BiDi calls it.
    pub(crate) async fn tab(&self) -> WebDriverResult<Value> {
        Ok(json!({ "context": self.driver.window().await?.to_string() }))
    }

    /// Runs a program in Firefox itself; `tab` is that of the page (a `BrowsingContext`).
    pub(crate) async fn in_firefox(&self, script: &str, arguments: Vec<Value>) -> WebDriverResult<Value> {
        let script = format!("const tab = gBrowser.selectedBrowser.browsingContext; {script}");
        self.driver.handle().cmd(RunIn("chrome")).await?;
        let answer = self.driver.execute(script, arguments).await;
        self.driver.handle().cmd(RunIn("content")).await?;
        Ok(answer?.json().clone())
    }

    /// Leaves the browser as if nobody had used it: with a new tab alone, nothing kept and nothing pretended.
    pub(crate) async fn forget(&self) -> WebDriverResult<()> {
        let to_undo = mem::take(&mut *self.undoing());
        for (command, what) in to_undo {
            self.bidi(command, what).await?;
        }
        // What a tab pretends, the next one would.
        self.in_firefox(UNDO, vec![]).await?;
        let used = self.driver.windows().await?;
        let tab = self.driver.new_tab().await?;
        for window in used {
            self.driver.switch_to_window(window).await?;
            self.driver.close_window().await?;
        }
        self.driver.switch_to_window(tab).await?;
        self.in_firefox(FORGET, vec![]).await?;
        self.console.forget().await
    }

    /// Remembers the command that takes back what the test asks for.
    pub(crate) fn undoes(&self, command: &'static str, what: Value) {
        self.undoing().push((command, what));
    }

    fn undoing(&self) -> MutexGuard<'_, Vec<(&'static str, Value)>> {
        self.to_undo.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A command of WebDriver BiDi.
    pub(crate) async fn bidi(&self, command: &str, what: Value) -> WebDriverResult<Value> {
        let bidi = self.driver.bidi().await?;
        let answer = timeout(ANSWER, bidi.send_raw(command, what)).await;
        Ok(answer.unwrap_or_else(|_| panic!("Firefox did not answer {command} in {ANSWER:?}"))?)
    }
}

/// A tab has a new `BrowsingContext` for each page that it may go back from.
const OVERRIDE: &str = "
    window.overrides = { ...window.overrides, ...arguments[0] };
    if (!window.overrider) {
        window.overrider = {
            observe(context) {
                if (context.isContent && !context.parent) Object.assign(context, window.overrides);
            },
        };
        Services.obs.addObserver(window.overrider, 'browsing-context-attached');
    }
    Object.assign(tab, window.overrides);
";

/// Takes back what tests have Firefox itself do, here and in `devtools.rs`.
const UNDO: &str = "
    const observed = { overrider: 'browsing-context-attached', blocker: 'http-on-modify-request' };
    for (const [name, topic] of Object.entries(observed)) {
        if (window[name]) Services.obs.removeObserver(window[name], topic);
        delete window[name];
    }
    delete window.overrides;
    Services.prefs.clearUserPref('dom.events.testing.asyncClipboard');
";

/// Lets go of what pages have left.
const FORGET: &str = "
    ChromeUtils.clearResourceCache();
    const { CLEAR_ALL_CACHES, CLEAR_DOM_STORAGES, CLEAR_PERMISSIONS } = Ci.nsIClearDataService;
    return new Promise((onDataDeleted) =>
        Services.clearData.deleteData(CLEAR_ALL_CACHES | CLEAR_DOM_STORAGES | CLEAR_PERMISSIONS, { onDataDeleted }));
";
