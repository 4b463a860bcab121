//! The headers that every answer has, whoever gave it.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::{Next, from_fn_with_state},
    response::Response,
};

/// Adds the headers that guard the reader to all answers of `router`, and has browsers ask again for those
/// that say nothing of how long they keep.
pub(crate) fn complete(router: Router, behind_tls: bool) -> anyhow::Result<Router> {
    let guards = Arc::new(guards(behind_tls)?);
    Ok(router.layer(from_fn_with_state(guards, add)))
}

fn guards(behind_tls: bool) -> anyhow::Result<HeaderMap> {
    let headers = hosting::security_headers(behind_tls).into_iter();
    headers.map(|(name, value)| Ok((HeaderName::try_from(name)?, HeaderValue::try_from(value)?))).collect()
}

async fn add(State(guards): State<Arc<HeaderMap>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in guards.iter() {
        // What is shown in a frame has a policy of its own already.
        headers.entry(name).or_insert_with(|| value.clone());
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static(hosting::REVALIDATE));
    response
}
