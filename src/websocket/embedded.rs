//! The echo inside the page: `static/embedded-socket.js`, a class with the methods of the browser's own.

use super::{OpenError, WebSocket, address, socket};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/static/embedded-socket.js")]
extern "C" {
    type EmbeddedWebSocket;

    #[wasm_bindgen(constructor, catch)]
    fn new(url: &str) -> Result<EmbeddedWebSocket, JsValue>;
}

/// Opens a connection to the echo inside the page, which uses no network: [`websocket`](super::websocket) in
/// all else. Of `host` only the path and the query matter: `/eco` answers, with the scenario that
/// `?scenario=` names; any other path or scenario refuses the connection.
///
/// # Errors
/// As [`websocket`](super::websocket), but for [`OpenError::NotImplemented`]: it needs no `WebSocket`.
pub fn embedded(host: &str) -> Result<WebSocket, OpenError> {
    // No network, so nothing that a page which came by `https:` would have to keep away from.
    address::check(host, false).map_err(OpenError::Address)?;
    let raw = EmbeddedWebSocket::new(host).map_err(|cause| socket::refused(&cause))?;
    WebSocket::adopt(raw.unchecked_into())
}
