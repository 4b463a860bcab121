//! Reads the headers of a request, of which a client may send any number by one name.

use axum::http::{HeaderMap, HeaderName};

/// The value of a header that comes once, and is text.
pub(crate) fn only<'headers>(headers: &'headers HeaderMap, name: &HeaderName) -> Option<&'headers str> {
    let mut values = headers.get_all(name).iter();
    values.next().filter(|_| values.next().is_none())?.to_str().ok()
}

/// Whether a header has `word` in its list.
pub(crate) fn has(headers: &HeaderMap, name: &HeaderName, word: &str) -> bool {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|value| value.trim().eq_ignore_ascii_case(word))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::{has, only};
    use axum::http::{HeaderMap, header};

    fn hosts(values: &[&[u8]]) -> HeaderMap {
        values.iter().map(|value| (header::HOST, (*value).try_into().unwrap())).collect()
    }

    #[test]
    fn what_comes_twice_is_none() {
        assert_eq!(only(&hosts(&[]), &header::HOST), None);
        assert_eq!(only(&hosts(&[b"a"]), &header::HOST), Some("a"));
        assert_eq!(only(&hosts(&[b"a", b"a"]), &header::HOST), None);
        assert_eq!(only(&hosts(&[b"\xe9"]), &header::HOST), None);
    }

    #[test]
    fn a_list_may_be_in_several() {
        let headers = hosts(&[b"a, B ,c", b"\xe9", b"d"]);
        for (word, is_there) in
            [("a", true), ("b", true), ("C", true), ("d", true), ("a, b", false), ("", false)]
        {
            assert_eq!(has(&headers, &header::HOST, word), is_there, "{word}");
        }
    }
}
