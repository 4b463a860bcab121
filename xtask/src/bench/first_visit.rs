//! What a page loads without a click: every file that it asks the network for, each packed by brotli 11.
//!
//! The list is the browser's own (the Network events of the DevTools protocol, which Lighthouse keeps), so that
//! nothing can hide; Lighthouse goes on listening until the line and the processor have been quiet for more than
//! five seconds. What a service worker fetches for itself is not on it, because a worker is a target of its own and
//! Lighthouse attaches to none. The bodies are those that the server sends, compressed here and not by the server.

use anyhow::{Context, ensure};
use serde_json::Value;

use super::{
    floors::{Floor, Missed},
    kit::Kit,
    lighthouse,
};

/// Prints the sizes of the addresses in its arguments, packed as Node's zlib does when asked for nothing else:
/// quality 11, a window of 22 bits.
const PACK: &str = "const sizes = []; \
    for (const address of process.argv.slice(1)) { \
        const body = await (await fetch(address)).arrayBuffer(); \
        sizes.push(zlib.brotliCompressSync(body).length); \
    } \
    console.log(JSON.stringify(sizes));";

/// A file of the first visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Resource {
    /// Its address without the host.
    pub(super) path: String,
    /// What it is to the browser: `Document`, `Stylesheet`, `Script`, …
    pub(super) kind: String,
    /// Its length when packed.
    pub(super) bytes: u64,
    /// Whether it is HTML or CSS that the first paint waited for.
    pub(super) is_for_first_paint: bool,
}

/// The bytes of all of it.
pub(super) fn total(visit: &[Resource]) -> u64 {
    visit.iter().map(|resource| resource.bytes).sum()
}

/// The bytes of HTML and CSS that the first paint waited for.
pub(super) fn first_paint(visit: &[Resource]) -> u64 {
    visit.iter().filter(|resource| resource.is_for_first_paint).map(|resource| resource.bytes).sum()
}

/// Of the page of ours at `path`; `tests/browser/tests/page/hosting.rs` holds the same.
pub(super) fn judge(visit: &[Resource], path: &str, missed: &mut Missed) {
    let number = |bytes: u64| f64::from(u32::try_from(bytes).unwrap_or(u32::MAX));
    // The same text has more letters in French.
    let more = if path == "/fr/" { 700.0 } else { 0.0 };
    let most = Floor::AtMost(110_000.0 + more);
    missed.exact(&format!("{path}, bytes of a first visit"), number(total(visit)), most);
    let first = number(first_paint(visit));
    missed.exact(
        &format!("{path}, bytes of HTML and CSS for the first paint"),
        first,
        Floor::AtMost(14_000.0 + more),
    );
}

/// The files that the page at `address` loads, in the order in which it asks for them.
pub(super) fn measure(kit: &Kit<'_>, address: &str) -> anyhow::Result<Vec<Resource>> {
    eprintln!("xtask: the first visit of {address}");
    let flags = ["--only-audits=network-requests,metrics", "--throttling-method=provided"];
    let report = lighthouse::report(kit, address, "first-visit", &flags)?;
    let requests = report.pointer("/audits/network-requests/details/items").and_then(Value::as_array);
    let loaded = loaded(requests.context("Lighthouse's report has no list of requests: see target/bench/")?);
    ensure!(!loaded.is_empty(), "the page loaded nothing: see target/bench/");
    let painted = report.pointer("/audits/metrics/details/items/0/observedFirstContentfulPaint");
    let painted =
        painted.and_then(Value::as_f64).context("Lighthouse's report has no paint: see target/bench/")?;
    let sizes = packed(kit, &loaded)?;
    ensure!(sizes.len() == loaded.len(), "Node has packed {} files of {}", sizes.len(), loaded.len());
    Ok(loaded.iter().zip(sizes).map(|(request, bytes)| resource(request, address, bytes, painted)).collect())
}

/// The requests that brought a file: each address once, and again when all of it travelled again. To ask whether
/// a file still holds takes fewer bytes than to get it.
fn loaded(requests: &[Value]) -> Vec<&Value> {
    let mut seen: Vec<&Value> = Vec::new();
    for request in requests {
        let is_file = request["url"].as_str().is_some_and(|url| url.starts_with("http"));
        let is_page = request["sessionTargetType"] != "service_worker";
        let first = seen.iter().find(|known| known["url"] == request["url"]);
        if is_file
            && is_page
            && request["statusCode"] == 200
            && first.is_none_or(|first| is_again(first, request))
        {
            seen.push(request);
        }
    }
    seen
}

fn is_again(first: &Value, request: &Value) -> bool {
    let travelled = |request: &Value| request["transferSize"].as_u64().unwrap_or(0);
    travelled(request) > 0 && travelled(request) >= travelled(first)
}

fn packed(kit: &Kit<'_>, loaded: &[&Value]) -> anyhow::Result<Vec<u64>> {
    let mut node = kit.tools.command("node");
    node.args(["--input-type=module", "--eval", &format!("import zlib from 'node:zlib'; {PACK}"), "--"]);
    node.args(loaded.iter().filter_map(|request| request["url"].as_str()));
    let sizes = kit.json("packed.json", &mut node)?;
    Ok(sizes.as_array().into_iter().flatten().filter_map(Value::as_u64).collect())
}

/// A request of the page at `address` that was painted after so many ms.
fn resource(request: &Value, address: &str, bytes: u64, painted: f64) -> Resource {
    let text = |key: &str| request[key].as_str().unwrap_or_default().to_owned();
    let kind = text("resourceType");
    // Chromium waits for what it asks for at its highest priority; a sheet for paper has the lowest.
    let is_awaited = text("priority") == "VeryHigh" && request["networkEndTime"].as_f64() <= Some(painted);
    Resource {
        path: text("url").replacen(address, "/", 1),
        is_for_first_paint: is_awaited && (kind == "Document" || kind == "Stylesheet"),
        kind,
        bytes,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Resource, first_paint, loaded, resource, total};

    fn request(url: &str, transferred: u64) -> Value {
        json!({
            "url": url, "transferSize": transferred, "statusCode": 200, "resourceType": "Script",
            "sessionTargetType": "page",
        })
    }

    #[test]
    fn a_file_counts_each_time_it_travels() {
        let mut missing = request("http://h/no", 9);
        missing["statusCode"] = json!(404);
        let mut worker = request("http://h/w", 9);
        worker["sessionTargetType"] = json!("service_worker");
        let requests = [
            // From the worker's cache: the page needed it all the same.
            request("http://h/", 0),
            request("http://h/a", 9),
            // From the memory, as one that still holds, then whole.
            request("http://h/a", 0),
            request("http://h/a", 5),
            request("http://h/a", 9),
            request("data:image/svg", 9),
            missing,
            worker,
        ];
        let urls: Vec<_> = loaded(&requests).iter().map(|request| request["url"].clone()).collect();
        assert_eq!(urls, ["http://h/", "http://h/a", "http://h/a"]);
    }

    #[test]
    fn the_first_paint_waits_for_html_and_css() {
        let file = |kind: &str, priority: &str, end: f64, bytes| {
            let request = json!({
                "url": "http://h/", "resourceType": kind, "priority": priority, "networkEndTime": end,
            });
            resource(&request, "http://h/", bytes, 100.0)
        };
        let visit = [
            file("Document", "VeryHigh", 20.0, 10_000),
            file("Stylesheet", "VeryHigh", 30.0, 2_000),
            file("Script", "High", 30.0, 300),
            // For paper, and for the page once it lives.
            file("Stylesheet", "VeryLow", 30.0, 40),
            file("Stylesheet", "VeryHigh", 120.0, 5),
        ];
        assert_eq!((total(&visit), first_paint(&visit)), (12_345, 12_000));
    }

    #[test]
    fn a_path_lacks_the_host() {
        let file = resource(&request("http://h/a.js", 1), "http://h/", 7, 0.0);
        let expected = Resource {
            path: "/a.js".to_owned(),
            kind: "Script".to_owned(),
            bytes: 7,
            is_for_first_paint: false,
        };
        assert_eq!(file, expected);
    }
}
