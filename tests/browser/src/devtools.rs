//! What a test tells the browser itself: what to block, to forget and to pretend (Chrome DevTools Protocol).

use crate::{Outcome, Page, servers::Line};
use serde_json::{Value, json};
use std::{fs, time::Duration};
use tempfile::TempDir;
use thirtyfour::error::WebDriverResult;

impl Page {
    /// A command of the protocol.
    pub async fn tell(&self, command: &str, what: Value) -> WebDriverResult<Value> {
        self.driver.cdp().send_raw(command, what).await
    }

    /// Runs `script` in every document before the document's own scripts.
    pub async fn before_scripts(&self, script: &str) -> WebDriverResult<()> {
        self.driver.cdp().page().add_script_to_evaluate_on_new_document(script).await.map(drop)
    }

    /// Lets the test do what the page's own policy (CSP) forbids, from the next page on.
    pub async fn without_policy(&self) -> WebDriverResult<()> {
        self.tell("Page.setBypassCSP", json!({ "enabled": true })).await.map(drop)
    }

    /// Has the next pages run no script of their own.
    pub async fn without_scripts(&self) -> WebDriverResult<()> {
        self.tell("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await.map(drop)
    }

    /// Blocks every file whose address ends so.
    pub async fn block(&self, endings: &[&str]) -> WebDriverResult<()> {
        let patterns: Vec<_> = endings.iter().map(|ending| format!("*{ending}")).collect();
        self.tell("Network.enable", json!({})).await?;
        // What a service worker has kept does not come by the network.
        self.tell("Network.setBypassServiceWorker", json!({ "bypass": true })).await?;
        self.tell("Network.setBlockedURLs", json!({ "urls": patterns })).await.map(drop)
    }

    /// Makes the window this wide and high, in CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) -> WebDriverResult<()> {
        self.driver.cdp().emulation().set_device_metrics_override(width, height, 1.0, false).await
    }

    /// Lets the page read and write the clipboard, or refuses it.
    pub async fn allow_clipboard(&self, allowed: bool) -> WebDriverResult<()> {
        let setting = if allowed { "granted" } else { "denied" };
        for name in ["clipboard-read", "clipboard-write"] {
            let what = json!({ "permission": { "name": name, "allowWithoutSanitization": false }, "setting": setting });
            self.tell("Browser.setPermission", what).await?;
        }
        Ok(())
    }

    /// Has the browser ask for everything again: its own cache is not the service worker's.
    pub async fn forget_cache(&self) -> WebDriverResult<()> {
        self.driver.cdp().network().clear_browser_cache().await
    }

    /// Cuts the line to the site: what the service worker has kept is all that is left.
    pub async fn goes_offline(&self, line: &Line) -> Outcome {
        self.wait_kept().await?;
        self.forget_cache().await?;
        line.cut();
        Ok(())
    }

    /// Shows the page as it would be printed.
    pub async fn as_printed(&self) -> WebDriverResult<()> {
        self.tell("Emulation.setEmulatedMedia", json!({ "media": "print" })).await.map(drop)
    }

    /// Pretends a feature of the reader's screen or choice, such as `prefers-color-scheme`.
    pub async fn pretend(&self, feature: &str, value: &str) -> WebDriverResult<()> {
        let what = json!({ "features": [{ "name": feature, "value": value }] });
        self.tell("Emulation.setEmulatedMedia", what).await.map(drop)
    }

    /// Clicks what downloads a file of this name, and reads the file.
    pub async fn downloaded(&self, selector: &str, name: &str) -> WebDriverResult<String> {
        let folder = TempDir::new().expect("a folder");
        let allow = json!({ "behavior": "allow", "downloadPath": folder.path() });
        self.tell("Browser.setDownloadBehavior", allow).await?;
        self.click(selector).await?;
        let arrives = async {
            loop {
                // The browser gives it its name when all of it is there.
                if let Ok(text) = fs::read_to_string(folder.path().join(name)) {
                    return text;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        Ok(tokio::time::timeout(Duration::from_secs(20), arrives).await.expect("the file"))
    }

    /// Slows what comes by the network down to so many bytes a second.
    pub async fn slow(&self, bytes: u32) -> Outcome {
        self.tell("Network.enable", json!({})).await?;
        let line =
            json!({ "offline": false, "latency": 0, "downloadThroughput": bytes, "uploadThroughput": -1 });
        self.tell("Network.emulateNetworkConditions", line).await.map(drop)
    }
}
