//! What the browsers are told when they start.

/// Chromium's flags.
pub const CHROMIUM: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // The second is that of a cable that a test may lay, which leads to no stranger (RFC 5737).
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE 198.51.100.*",
];

/// Firefox's preferences, beside those that its driver sets: no reports, no updates.
///
/// What a new profile sets up and no page sees takes a third of its start, and each test has a new one.
#[cfg(feature = "driven")]
pub(crate) fn firefox() -> serde_json::Value {
    serde_json::json!({
        // After a refusal it would wait before the next connection.
        "network.websocket.delay-failed-reconnects": false,
        // It asks nobody's name server, and no proxy of the machine's for what it does not know.
        "network.dns.disabled": true,
        "network.proxy.type": 0,
        "network.captive-portal-service.enabled": false,
        "network.connectivity-service.enabled": false,
        // What comes with it as an extension, its page for new tabs, and its translations.
        "extensions.enabledScopes": 0,
        "browser.newtabpage.enabled": false,
        "browser.newtab.preload": false,
        "browser.translations.enable": false,
        "browser.ml.enable": false,
    })
}
