//! What the page finds around it when it comes to life.

use super::super::server::Environment;
use wasm_bindgen::JsCast;
use web_sys::{HtmlMetaElement, Url, UrlSearchParams, Window};

pub(super) fn environment(window: &Window) -> Environment {
    let location = window.location();
    let query = location.search().and_then(|search| UrlSearchParams::new_with_str(&search));
    Environment {
        host_server: host_server(window),
        secure_page: location.protocol().is_ok_and(|protocol| protocol == "https:"),
        query: query.ok().and_then(|query| query.get("servidor")),
        before: None,
    }
}

/// The server that the page's `meta` names, absolute: older browsers take no relative address.
fn host_server(window: &Window) -> Option<String> {
    let document = window.document()?;
    let meta = document.query_selector("meta[name=websocket-server]").ok()??;
    let content = meta.dyn_into::<HtmlMetaElement>().ok()?.content();
    if content.is_empty() {
        return None;
    }
    let url = Url::new_with_base(&content, &document.base_uri().ok()??).ok()?.href();
    Some(url.strip_prefix("http").map_or(url.clone(), |rest| format!("ws{rest}")))
}
