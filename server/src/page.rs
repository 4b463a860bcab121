//! Tells a page which WebSocket server its host has, in `<meta name="websocket-server" content="…">`.

use lol_html::{RewriteStrSettings, element, rewrite_str};

/// The page with `content` in that meta; every other byte stays, and so does a page without the meta.
///
/// A page that is not UTF-8 or that the parser gives up on goes out as it is: it can be read all the same.
pub(crate) fn name_server(page: Vec<u8>, content: &str) -> Vec<u8> {
    let rewritten = str::from_utf8(&page).ok().and_then(|page| rewrite(page, content));
    rewritten.map_or(page, String::into_bytes)
}

fn rewrite(page: &str, content: &str) -> Option<String> {
    let meta =
        element!(r#"meta[name="websocket-server"]"#, |meta| Ok(meta.set_attribute("content", content)?));
    let settings = RewriteStrSettings { element_content_handlers: vec![meta], ..RewriteStrSettings::new() };
    rewrite_str(page, settings).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::name_server;

    #[track_caller]
    fn check(page: &str, expected: &str) {
        let out = name_server(page.as_bytes().to_vec(), "/eco");
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn the_content_of_the_meta_is_replaced_however_it_is_written() {
        let expected = r#"<meta name="websocket-server" content="/eco">"#;
        check(r#"<meta name="websocket-server" content="">"#, expected);
        check(r#"<meta name="websocket-server" content="wss://other.example/eco">"#, expected);
        check(r#"<meta content="" name=websocket-server>"#, r#"<meta content="/eco" name=websocket-server>"#);
        check(r#"<META name='websocket-server'/>"#, r#"<META name='websocket-server' content="/eco" />"#);
    }

    #[test]
    fn nothing_else_is_touched() {
        for page in [
            "<!DOCTYPE html><p>olá &amp; <b>x</p>\r\n<meta name=\"viewport\" content=\"\">",
            "<!-- <meta name=\"websocket-server\" content=\"\"> -->",
            "<script>'<meta name=\"websocket-server\" content=\"\">'</script>",
            "",
        ] {
            check(page, page);
        }
    }

    #[test]
    fn a_page_in_another_encoding_goes_out_as_it_is() {
        let latin1 = b"<meta name=\"websocket-server\" content=\"\">ol\xe1".to_vec();
        assert_eq!(name_server(latin1.clone(), "/eco"), latin1);
    }
}
