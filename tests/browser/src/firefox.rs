//! What Firefox is told beyond WebDriver: by WebDriver BiDi, and by programs that run in the browser itself.

use crate::Page;
use serde_json::{Value, json};
use thirtyfour::{
    RequestData, SessionId,
    common::command::FormatRequestData,
    error::WebDriverResult,
};

/// Has the next scripts run in the page, or in the browser itself (`chrome`, as Firefox calls it).
#[derive(Debug)]
struct RunIn(&'static str);

impl FormatRequestData for RunIn {
    fn format_request(&self, session: &SessionId) -> RequestData {
        RequestData::new("POST".parse().expect("a method"), format!("/session/{session}/moz/context"))
            .add_body(json!({ "context": self.0 }))
    }
}

impl Page {
    /// Runs a program in Firefox itself; `tab` is that of the page (a `BrowsingContext`).
    pub(crate) async fn in_firefox(&self, script: &str, arguments: Vec<Value>) -> WebDriverResult<Value> {
        let script = format!("const tab = gBrowser.selectedBrowser.browsingContext; {script}");
        self.driver.handle().cmd(RunIn("chrome")).await?;
        let answer = self.driver.execute(script, arguments).await;
        self.driver.handle().cmd(RunIn("content")).await?;
        Ok(answer?.json().clone())
    }

    /// A command of WebDriver BiDi on the page's tab.
    pub(crate) async fn bidi_on_tab(&self, command: &str, mut what: Value) -> WebDriverResult<Value> {
        what["context"] = json!(self.driver.window().await?.to_string());
        self.bidi(command, what).await
    }

    /// A command of WebDriver BiDi.
    pub(crate) async fn bidi(&self, command: &str, what: Value) -> WebDriverResult<Value> {
        Ok(self.driver.bidi().await?.send_raw(command, what).await?)
    }
}
