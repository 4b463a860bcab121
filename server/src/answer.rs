//! The answers that the site gives: a file in the form that the client wants, or where else to look.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};

use crate::{
    coding::Coding,
    content::{Content, Form},
};

/// What a client says of the answer that it wants.
pub(crate) struct Ask {
    coding: Coding,
    /// The ETags that it has, as it wrote them.
    has: String,
}

impl Ask {
    pub(crate) fn new(headers: &HeaderMap) -> Self {
        Self {
            coding: Coding::wanted(&joined(headers, &header::ACCEPT_ENCODING)),
            has: joined(headers, &header::IF_NONE_MATCH),
        }
    }

    /// Compared weakly, as RFC 9110 (section 13.1.2) has it: a proxy may have weakened the tag on its way.
    fn has(&self, etag: &str) -> bool {
        let tags = self.has.split(',').map(str::trim);
        tags.map(|tag| tag.strip_prefix("W/").unwrap_or(tag)).any(|tag| tag == etag || tag == "*")
    }
}

/// All the values of a header as one list.
fn joined(headers: &HeaderMap, name: &HeaderName) -> String {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values.collect::<Vec<_>>().join(",")
}

/// The file, or word that the client has it already.
pub(crate) fn found(content: &Content, keeps: &'static str, ask: &Ask) -> Response {
    let (coding, form) = content.form(ask.coding);
    let about = [(header::ETAG, form.etag.clone()), (header::CACHE_CONTROL, keeps.to_owned())];
    if ask.has(&form.etag) {
        return (StatusCode::NOT_MODIFIED, varies(content), about).into_response();
    }
    (about, body(content, coding, form)).into_response()
}

/// The site's own page for what is not there. It has no ETag: only what was found can be unchanged.
pub(crate) fn not_found(content: &Content, ask: &Ask) -> Response {
    let (coding, form) = content.form(ask.coding);
    (StatusCode::NOT_FOUND, body(content, coding, form)).into_response()
}

fn body(content: &Content, coding: Coding, form: &Form) -> impl IntoResponse {
    let kind = [(header::CONTENT_TYPE, content.content_type.clone())];
    let coding = coding.name().map(|name| [(header::CONTENT_ENCODING, name)]);
    (varies(content), kind, coding, Body::from(form.bytes.clone()))
}

fn varies(content: &Content) -> Option<[(HeaderName, &'static str); 1]> {
    content.varies.then_some([(header::VARY, "Accept-Encoding")])
}

/// The same address with the slash that its links need to start from.
pub(crate) fn with_slash(uri: &Uri) -> Response {
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let location = format!("{}/{query}", uri.path());
    (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, location)]).into_response()
}

#[cfg(test)]
mod tests {
    use super::{Ask, HeaderMap, header};
    use axum::http::HeaderValue;

    #[test]
    fn a_tag_is_found_among_others() {
        for (has, is_there) in [
            ("\"a\"", true),
            ("W/\"a\"", true),
            ("\"b\", \"a\"", true),
            ("\"b\",W/\"a\"", true),
            ("*", true),
            ("", false),
            ("\"b\"", false),
            ("a", false),
            ("\"a", false),
            ("\"A\"", false),
        ] {
            let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_static(has))]);
            assert_eq!(Ask::new(&headers).has("\"a\""), is_there, "{has}");
        }
    }
}
