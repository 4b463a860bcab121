//! What a test tells the browser itself: what to block, to forget and to pretend. Chromium is told by its DevTools
//! protocol, Firefox by WebDriver BiDi and, where that has no command, by a program in the browser (`firefox.rs`).

use crate::{Outcome, Page, servers::Line};
use drivers::Kind;
use serde_json::{Value, json};
use std::{fs, path::Path, sync::atomic::Ordering, time::Duration};
use tempfile::TempDir;
use thirtyfour::error::WebDriverResult;

impl Page {
    /// A command of Chromium's protocol; there is no such thing in Firefox.
    pub async fn tell(&self, command: &str, what: Value) -> WebDriverResult<Value> {
        assert_eq!(self.kind, Kind::Chromium, "only Chromium knows {command}");
        self.driver.cdp().send_raw(command, what).await
    }

    /// Runs `script` in every document before the document's own scripts.
    pub async fn before_scripts(&self, script: &str) -> WebDriverResult<()> {
        match self.kind {
            Kind::Chromium => {
                self.driver.cdp().page().add_script_to_evaluate_on_new_document(script).await.map(drop)
            }
            Kind::Firefox => {
                // It begins with an empty document of its own, which has no address and no origin.
                let function =
                    format!("() => {{ if (/^(https?|file):/.test(location.href)) {{ {script} }} }}");
                let what = json!({ "functionDeclaration": function });
                let script = self.bidi("script.addPreloadScript", what).await?;
                self.undoes("script.removePreloadScript", json!({ "script": script["script"] }));
                Ok(())
            }
        }
    }

    /// Runs a program in the page that the page's own policy (CSP) would not let in, as the console does.
    pub async fn run_as_console(&self, program: &str) -> WebDriverResult<()> {
        match self.kind {
            Kind::Chromium => self.tell("Runtime.evaluate", json!({ "expression": program })).await.map(drop),
            Kind::Firefox => {
                let target = self.tab().await?;
                let what = json!({ "expression": program, "target": target, "awaitPromise": false });
                self.bidi("script.evaluate", what).await.map(drop)
            }
        }
    }

    /// Has the next pages run no script of their own.
    pub async fn without_scripts(&self) -> WebDriverResult<()> {
        match self.kind {
            Kind::Chromium => {
                self.tell("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await.map(drop)
            }
            Kind::Firefox => {
                self.is_still.store(true, Ordering::Relaxed);
                self.override_in_tab(json!({ "allowJavascript": false })).await
            }
        }
    }

    /// Has the browser let go of what no page can reach any more. Firefox does it in a moment of its own.
    pub async fn collect_garbage(&self) -> Outcome {
        match self.kind {
            Kind::Chromium => self.tell("HeapProfiler.collectGarbage", json!({})).await.map(drop),
            Kind::Firefox => {
                let script = "for (const what of ['gc', 'cc']) Services.obs.notifyObservers(null, `child-${what}-request`);";
                self.in_firefox(script, vec![]).await.map(drop)
            }
        }
    }

    /// Blocks every file whose address ends so.
    pub async fn block(&self, endings: &[&str]) -> WebDriverResult<()> {
        let patterns: Vec<_> = endings.iter().map(|ending| format!("*{ending}")).collect();
        if self.kind == Kind::Firefox {
            self.in_firefox(BLOCK, vec![json!(patterns)]).await?;
            // `Ci.nsIChannel.LOAD_BYPASS_SERVICE_WORKER`
            return self.override_in_tab(json!({ "defaultLoadFlags": 1 << 22 })).await;
        }
        self.tell("Network.enable", json!({})).await?;
        // What a service worker has kept does not come by the network.
        self.tell("Network.setBypassServiceWorker", json!({ "bypass": true })).await?;
        self.tell("Network.setBlockedURLs", json!({ "urls": patterns })).await.map(drop)
    }

    /// Makes the window this wide and high, in CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) -> WebDriverResult<()> {
        match self.kind {
            Kind::Chromium => {
                self.driver.cdp().emulation().set_device_metrics_override(width, height, 1.0, false).await
            }
            Kind::Firefox => {
                let mut what = self.tab().await?;
                what["viewport"] = json!({ "width": width, "height": height });
                self.bidi("browsingContext.setViewport", what).await.map(drop)
            }
        }
    }

    /// Lets the page read and write the clipboard, or refuses it.
    pub async fn allow_clipboard(&self, allowed: bool) -> WebDriverResult<()> {
        if self.kind == Kind::Firefox {
            let script = "Services.prefs.setBoolPref('dom.events.testing.asyncClipboard', arguments[0]);";
            return self.in_firefox(script, vec![json!(allowed)]).await.map(drop);
        }
        let setting = if allowed { "granted" } else { "denied" };
        for name in ["clipboard-read", "clipboard-write"] {
            let what = json!({ "permission": { "name": name, "allowWithoutSanitization": false }, "setting": setting });
            self.tell("Browser.setPermission", what).await?;
        }
        Ok(())
    }

    /// Has the browser ask for everything again: its own cache is not the service worker's.
    pub async fn forget_cache(&self) -> WebDriverResult<()> {
        match self.kind {
            Kind::Chromium => self.driver.cdp().network().clear_browser_cache().await,
            Kind::Firefox => {
                let script = "Services.cache2.clear(); ChromeUtils.clearResourceCache();";
                self.in_firefox(script, vec![]).await.map(drop)
            }
        }
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
        match self.kind {
            Kind::Chromium => {
                self.tell("Emulation.setEmulatedMedia", json!({ "media": "print" })).await.map(drop)
            }
            Kind::Firefox => self.override_in_tab(json!({ "mediumOverride": "print" })).await,
        }
    }

    /// Pretends a feature of the reader's screen or choice, such as `prefers-color-scheme`.
    pub async fn pretend(&self, feature: &str, value: &str) -> WebDriverResult<()> {
        match self.kind {
            Kind::Chromium => {
                let what = json!({ "features": [{ "name": feature, "value": value }] });
                self.tell("Emulation.setEmulatedMedia", what).await.map(drop)
            }
            Kind::Firefox => {
                let property = match feature {
                    "forced-colors" => "forcedColorsOverride",
                    "prefers-color-scheme" => "prefersColorSchemeOverride",
                    "prefers-reduced-motion" => "prefersReducedMotionOverride",
                    _ => panic!("Firefox pretends no {feature}"),
                };
                self.override_in_tab(json!({ property: value })).await
            }
        }
    }

    /// Clicks what downloads a file of this name, and reads the file.
    pub async fn downloaded(&self, selector: &str, name: &str) -> WebDriverResult<String> {
        let folder = TempDir::new().expect("a folder");
        self.download_to(folder.path()).await?;
        self.click(selector).await?;
        let arrives = async {
            loop {
                // The browser gives it its name when all of it is there; in Firefox an empty file keeps it till then.
                let text = fs::read_to_string(folder.path().join(name));
                if let Some(text) = text.ok().filter(|text| !text.is_empty()) {
                    return text;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        Ok(tokio::time::timeout(Duration::from_secs(20), arrives).await.expect("the file"))
    }

    /// Has files that the page offers go to a folder, without a question.
    async fn download_to(&self, folder: &Path) -> WebDriverResult<()> {
        match self.kind {
            Kind::Chromium => {
                let what = json!({ "behavior": "allow", "downloadPath": folder });
                self.tell("Browser.setDownloadBehavior", what).await.map(drop)
            }
            Kind::Firefox => {
                let what = json!({ "type": "allowed", "destinationFolder": folder });
                let usual = json!({ "downloadBehavior": null });
                self.undoes("browser.setDownloadBehavior", usual);
                self.bidi("browser.setDownloadBehavior", json!({ "downloadBehavior": what })).await.map(drop)
            }
        }
    }
}

/// One observer for all that is asked for; what a service worker has kept does not come by it.
const BLOCK: &str = "
    const escaped = (part) => part.replace(/[.+?^${}()|[\\]\\\\]/g, '\\\\$&');
    window.blocked = arguments[0].map((pattern) => new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`));
    if (!window.blocker) {
        window.blocker = {
            observe(request) {
                const { spec } = request.QueryInterface(Ci.nsIHttpChannel).URI;
                if (window.blocked.some((pattern) => pattern.test(spec))) request.cancel(Cr.NS_ERROR_ABORT);
            },
        };
        Services.obs.addObserver(window.blocker, 'http-on-modify-request');
    }
";
