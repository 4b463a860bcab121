//! The files of the built site, under its base.

use std::{io, path::PathBuf, sync::Arc};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing::get,
};
use tokio::task::spawn_blocking;

use crate::{
    Base, Options, Prepared,
    answer::{self, Ask},
    content::Content,
    fields::has,
    media::Media,
    place::{self, File, Place},
};

/// The page for what is not there, as static hosts call it.
const NOT_FOUND_PAGE: &str = "404.html";

const ECHO_ONLY: &str = "Only the echo runs here, as a WebSocket at /eco. \
    To serve the site as well, start the server with --dist and the folder of the built site.\n";
const READ_ONLY: &str = "This site can be read and nothing else: ask with GET or HEAD.\n";
const UNREADABLE: &str =
    "This file could not be read: see that it is whole and that the server may read it.\n";

/// Everything that is not the echo.
pub(crate) fn router(options: Options) -> Router {
    let Options { dist, base, prepared, .. } = options;
    let router = match dist {
        Some(dist) => {
            let site = Arc::new(Site { dist, base: base.clone(), prepared });
            Router::new().fallback(answer).with_state(site)
        }
        None => echo_only(base.clone()),
    };
    router.layer(from_fn(move |request, next| refuse_upgrade(base.clone(), request, next)))
}

fn echo_only(base: Base) -> Router {
    Router::new().route(&base.to_string(), get(ECHO_ONLY)).fallback(async move || nothing(&base))
}

/// A socket that is asked for anywhere but at the echo: a page in its place would hide the wrong address.
async fn refuse_upgrade(base: Base, request: Request, next: Next) -> Response {
    // Any other protocol is left aside, as RFC 9110 section 7.8 lets a server do.
    if has(request.headers(), &header::UPGRADE, "websocket") {
        return nothing(&base);
    }
    next.run(request).await
}

/// What there is in words where there is nothing.
fn nothing(base: &Base) -> Response {
    (StatusCode::NOT_FOUND, format!("Nothing is at this address. The site starts at {base}.\n"))
        .into_response()
}

async fn answer(State(site): State<Arc<Site>>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if !matches!(method, Method::GET | Method::HEAD) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")], READ_ONLY).into_response();
    }
    let ask = Ask::new(&headers);
    // The disk, and compression at its best: neither is for a thread that others wait for.
    let answered = spawn_blocking(move || site.answer(&uri, &ask)).await;
    answered.map_err(io::Error::from).flatten().unwrap_or_else(|_| unreadable())
}

fn unreadable() -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, UNREADABLE).into_response()
}

/// What is served, and where.
struct Site {
    dist: PathBuf,
    base: Base,
    prepared: Prepared,
}

impl Site {
    fn answer(&self, uri: &Uri, ask: &Ask) -> io::Result<Response> {
        let Some(path) = self.base.inside(uri.path()) else {
            let is_base = self.base.is_meant_by(uri.path());
            return Ok(if is_base { answer::with_slash(uri) } else { nothing(&self.base) });
        };
        match place::find(&self.dist, path) {
            Some(Place::File(file)) => self.found(file, ask),
            Some(Place::Folder) => Ok(answer::with_slash(uri)),
            None => self.not_found(ask),
        }
    }

    fn found(&self, file: File, ask: &Ask) -> io::Result<Response> {
        let keeps = hosting::cache_control(&file.inside);
        let policy = hosting::is_frame(&file.inside).then(hosting::content_security_policy_of_frames);
        let policy = policy.map(|policy| [(header::CONTENT_SECURITY_POLICY, policy)]);
        Ok((policy, answer::found(&*self.content(file)?, keeps, ask)).into_response())
    }

    fn not_found(&self, ask: &Ask) -> io::Result<Response> {
        match place::file(&self.dist, NOT_FOUND_PAGE.to_owned()) {
            Some(page) => Ok(answer::not_found(&*self.content(page)?, ask)),
            None => Ok(nothing(&self.base)),
        }
    }

    /// A page names the echo; a piece of one, which has a hash for its name, stays as it was when it got
    /// that.
    fn content(&self, file: File) -> io::Result<Arc<Content>> {
        let is_page = Media::of(&file.path).is_page() && !hosting::is_hashed(&file.inside);
        let echo = is_page.then(|| self.base.echo());
        self.prepared.content(file, echo.as_deref())
    }
}
