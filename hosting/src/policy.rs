//! The Content Security Policy: the page loads from its own host alone, and speaks to any WebSocket server.

/// Directives and what they allow (CSP Level 3; the last two are of Trusted Types).
const DIRECTIVES: [(&str, &str); 12] = [
    ("default-src", "'none'"),
    ("script-src", "'self' 'wasm-unsafe-eval'"),
    ("style-src", "'self'"),
    ("img-src", "'self'"),
    ("manifest-src", "'self'"),
    ("worker-src", "'self'"),
    // Any server: a reader may type the address of one, and without TLS too. For the same reason nothing here
    // upgrades insecure requests.
    ("connect-src", "'self' ws: wss:"),
    ("base-uri", "'none'"),
    ("form-action", "'none'"),
    ("frame-ancestors", "'none'"),
    ("require-trusted-types-for", "'script'"),
    // The one policy that the page makes: it lets its own service worker be registered.
    ("trusted-types", "worker"),
];

/// What a browser ignores in a `<meta>`, and complains of in the console (HTML, section 4.2.5.3).
const HEADER_ONLY: [&str; 3] = ["frame-ancestors", "report-uri", "sandbox"];

/// The value of the header `Content-Security-Policy`.
#[must_use]
pub fn content_security_policy() -> String {
    write(|_| true)
}

/// The same for `<meta http-equiv="Content-Security-Policy">`, which cannot say who may frame the page.
#[must_use]
pub fn content_security_policy_of_a_page() -> String {
    write(|directive| !HEADER_ONLY.contains(&directive))
}

fn write(is_wanted: impl Fn(&str) -> bool) -> String {
    let wanted = DIRECTIVES.iter().filter(|(directive, _)| is_wanted(directive));
    wanted.map(|(directive, allowed)| format!("{directive} {allowed}")).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::{DIRECTIVES, content_security_policy, content_security_policy_of_a_page};

    #[test]
    fn the_header_says_all_of_it() {
        assert_eq!(
            content_security_policy(),
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
             manifest-src 'self'; worker-src 'self'; connect-src 'self' ws: wss:; base-uri 'none'; \
             form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
             trusted-types worker"
        );
    }

    #[test]
    fn a_page_leaves_out_what_only_a_header_may_say() {
        let expected = content_security_policy().replace("frame-ancestors 'none'; ", "");
        assert_eq!(content_security_policy_of_a_page(), expected);
        // It stands in double quotes.
        assert!(!expected.contains(['"', '<', '&']), "{expected}");
    }

    #[test]
    fn no_directive_is_told_twice() {
        let mut names = DIRECTIVES.map(|(directive, _)| directive).to_vec();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), DIRECTIVES.len());
    }
}
