//! What a test tells the browser itself: what to block, to forget and to pretend. Chromium is told by its DevTools
//! protocol, Firefox by WebDriver BiDi and, where that has no command, by a program in the browser (`firefox.rs`).

use crate::{Outcome, Page, servers::Line};
use drivers::Kind;
use serde_json::{Value, json};
use std::path::Path;
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
                let what = json!({ "functionDeclaration": format!("() => {{ {script} }}") });
                self.bidi("script.addPreloadScript", what).await.map(drop)
            }
        }
    }

    /// Runs a program in the page that the page's own policy (CSP) would not let in, as the console does.
    pub async fn run_as_console(&self, program: &str) -> WebDriverResult<()> {
        match self.kind {
            Kind::Chromium => self.tell("Runtime.evaluate", json!({ "expression": program })).await.map(drop),
            Kind::Firefox => {
                let target = json!({ "context": self.driver.window().await?.to_string() });
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
            Kind::Firefox => self.in_firefox("tab.allowJavascript = false", vec![]).await.map(drop),
        }
    }

    /// Blocks every file whose address ends so.
    pub async fn block(&self, endings: &[&str]) -> WebDriverResult<()> {
        let patterns: Vec<_> = endings.iter().map(|ending| format!("*{ending}")).collect();
        if self.kind == Kind::Firefox {
            return self.in_firefox(BLOCK, vec![json!(patterns)]).await.map(drop);
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
                let what = json!({ "viewport": { "width": width, "height": height } });
                self.bidi_on_tab("browsingContext.setViewport", what).await.map(drop)
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

    /// Has files that the page offers go to a folder, without a question.
    pub async fn download_to(&self, folder: &Path) -> WebDriverResult<()> {
        match self.kind {
            Kind::Chromium => {
                let what = json!({ "behavior": "allow", "downloadPath": folder });
                self.tell("Browser.setDownloadBehavior", what).await.map(drop)
            }
            Kind::Firefox => {
                let what = json!({ "type": "allowed", "destinationFolder": folder });
                self.bidi("browser.setDownloadBehavior", json!({ "downloadBehavior": what })).await.map(drop)
            }
        }
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
            Kind::Firefox => self.in_firefox("tab.mediumOverride = 'print'", vec![]).await.map(drop),
        }
    }

    /// Pretends a feature of the reader's screen or choice, such as `prefers-color-scheme`.
    pub async fn pretend(&self, feature: &str, value: &str) -> WebDriverResult<()> {
        match self.kind {
            Kind::Chromium => {
                let what = json!({ "features": [{ "name": feature, "value": value }] });
                self.tell("Emulation.setEmulatedMedia", what).await.map(drop)
            }
            Kind::Firefox => self.in_firefox(PRETEND, vec![json!(feature), json!(value)]).await.map(drop),
        }
    }
}

/// One observer for all that is asked for; what a service worker has kept does not come by it.
const BLOCK: &str = "
    const escaped = (part) => part.replace(/[.+?^${}()|[\\]\\\\]/g, '\\\\$&');
    window.blocked = arguments[0].map((pattern) => new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`));
    tab.defaultLoadFlags |= Ci.nsIChannel.LOAD_BYPASS_SERVICE_WORKER;
    window.blocker ??= {
        observe(request) {
            const { spec } = request.QueryInterface(Ci.nsIHttpChannel).URI;
            if (window.blocked.some((pattern) => pattern.test(spec))) request.cancel(Cr.NS_ERROR_ABORT);
        },
    };
    try { Services.obs.removeObserver(window.blocker, 'http-on-modify-request'); } catch {}
    Services.obs.addObserver(window.blocker, 'http-on-modify-request');
";

/// The feature `prefers-color-scheme` is the property `prefersColorSchemeOverride` of a tab.
const PRETEND: &str = "
    const name = arguments[0].replace(/-./g, ([, letter]) => letter.toUpperCase());
    if (!(`${name}Override` in tab)) throw new Error(`no tab has ${name}Override`);
    tab[`${name}Override`] = arguments[1];
";
