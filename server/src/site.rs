//! The files of the built site; `tower-http` finds them, and refuses every path that leaves their folder.

use std::path::{Path, PathBuf};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing::get,
};
use tower_http::services::ServeDir;

use crate::{ECHO_PATH, page};

/// The longest page that is read into memory, in bytes.
const MAX_PAGE: usize = 16 << 20;

const ECHO_ONLY: &str = "Only the echo runs here, as a WebSocket at /eco. \
    To serve the site as well, start the server with --dist and the folder of the built site.\n";
const NOT_FOUND: &str = "Nothing is at this address. The site starts at /.\n";

/// Everything that is not the echo.
pub(crate) fn router(dist: Option<PathBuf>) -> Router {
    let router = match dist {
        Some(dist) => Router::new().fallback_service(ServeDir::new(dist)).layer(from_fn(finish_page)),
        None => Router::new().route("/", get(ECHO_ONLY)).fallback(async || not_found()),
    };
    router.layer(from_fn(refuse_upgrade))
}

/// A socket that is asked for anywhere but at the echo: a page in its place would hide the wrong address.
async fn refuse_upgrade(request: Request, next: Next) -> Response {
    // Any other protocol is left aside, as RFC 9110 section 7.8 lets a server do.
    let asked = request.headers().get_all(header::UPGRADE).iter().filter_map(|value| value.to_str().ok());
    if asked.flat_map(|value| value.split(',')).any(|name| name.trim().eq_ignore_ascii_case("websocket")) {
        return not_found();
    }
    next.run(request).await
}

/// Makes a served page name this server's echo, and gives a missing file an answer in words.
async fn finish_page(mut request: Request, next: Next) -> Response {
    if is_page(request.uri().path()) {
        ask_for_all_of_it(&mut request);
    }
    let response = next.run(request).await;
    match response.status() {
        StatusCode::NOT_FOUND => not_found(),
        StatusCode::OK if is_html(&response) => name_echo(response).await,
        _ => response,
    }
}

fn is_page(path: &str) -> bool {
    path.ends_with('/')
        || Path::new(path).extension().is_some_and(|ending| ending == "html" || ending == "htm")
}

/// A part of a page cannot be rewritten, and its date on the disk says nothing of what is sent. The answer to
/// HEAD comes from that to GET, so that both tell one length; hyper leaves the body out.
fn ask_for_all_of_it(request: &mut Request) {
    for partial in [header::RANGE, header::IF_RANGE, header::IF_MODIFIED_SINCE, header::IF_UNMODIFIED_SINCE] {
        request.headers_mut().remove(partial);
    }
    if request.method() == Method::HEAD {
        *request.method_mut() = Method::GET;
    }
}

fn is_html(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

async fn name_echo(response: Response) -> Response {
    let (mut head, body) = response.into_parts();
    let Ok(page) = to_bytes(body, MAX_PAGE).await else {
        let answer = "This page could not be read: see that its file is whole and under 16 MiB.\n";
        return (StatusCode::INTERNAL_SERVER_ERROR, answer).into_response();
    };
    let page = page::name_server(page.into(), ECHO_PATH);
    for stale in [header::CONTENT_LENGTH, header::LAST_MODIFIED, header::ETAG, header::ACCEPT_RANGES] {
        head.headers.remove(stale);
    }
    head.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    head.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Response::from_parts(head, Body::from(page))
}

fn not_found() -> Response {
    (StatusCode::NOT_FOUND, NOT_FOUND).into_response()
}
