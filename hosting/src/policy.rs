//! The Content Security Policy: the page loads from its own host alone, and speaks to any WebSocket server.

/// Directives and what they allow (CSP Level 3; the last two are of Trusted Types).
const DIRECTIVES: [(&str, &str); 13] = [
    ("default-src", "'none'"),
    ("script-src", "'self' 'wasm-unsafe-eval'"),
    ("style-src", "'self'"),
    ("img-src", "'self'"),
    ("manifest-src", "'self'"),
    ("worker-src", "'self'"),
    // Python's, which its program cannot lead anywhere else.
    ("frame-src", "'self'"),
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

/// The value of that header for what is in [`FRAMES`](crate::FRAMES), where a reader's own Python runs, which wants
/// `'unsafe-eval'`. Its origin is none, wherever it is opened. What it runs besides, the document itself says, by
/// hashes: a browser keeps to both, so this one need not change with every build.
#[must_use]
pub fn content_security_policy_of_frames() -> String {
    let inline = "'unsafe-inline'";
    join(
        &[frame(inline, inline).as_slice(), &HEADER_OF_FRAMES.map(|(name, value)| (name, value.to_owned()))]
            .concat(),
    )
}

/// The same for a `<meta>` in a document of which these are the hashes of the scripts that run, and of the styles.
#[must_use]
pub fn content_security_policy_of_a_frame(scripts: &[&str], styles: &[&str]) -> String {
    let hashes = |all: &[&str]| all.iter().map(|hash| format!("'{hash}'")).collect::<Vec<_>>().join(" ");
    join(&frame(&hashes(scripts), &hashes(styles)))
}

const HEADER_OF_FRAMES: [(&str, &str); 2] = [("frame-ancestors", "'self'"), ("sandbox", "allow-scripts")];

fn frame(scripts: &str, styles: &str) -> [(&'static str, String); 6] {
    [
        ("default-src", "'none'".to_owned()),
        ("script-src", format!("{scripts} 'unsafe-eval'")),
        ("style-src", styles.to_owned()),
        ("connect-src", "ws: wss:".to_owned()),
        ("base-uri", "'none'".to_owned()),
        ("form-action", "'none'".to_owned()),
    ]
}

fn write(is_wanted: impl Fn(&str) -> bool) -> String {
    let wanted = DIRECTIVES.iter().filter(|(directive, _)| is_wanted(directive));
    join(&wanted.map(|(directive, allowed)| (*directive, (*allowed).to_owned())).collect::<Vec<_>>())
}

fn join(directives: &[(&str, String)]) -> String {
    directives
        .iter()
        .map(|(directive, allowed)| format!("{directive} {allowed}"))
        .collect::<Vec<_>>()
        .join("; ")
}

#[cfg(test)]
mod tests {
    use super::{
        DIRECTIVES, content_security_policy, content_security_policy_of_a_frame,
        content_security_policy_of_a_page, content_security_policy_of_frames,
    };

    #[test]
    fn the_header_says_all_of_it() {
        assert_eq!(
            content_security_policy(),
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
             manifest-src 'self'; worker-src 'self'; frame-src 'self'; connect-src 'self' ws: wss:; base-uri 'none'; \
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
    fn a_frame_may_evaluate_and_has_no_origin() {
        assert_eq!(
            content_security_policy_of_frames(),
            "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; \
             connect-src ws: wss:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; \
             sandbox allow-scripts"
        );
        assert_eq!(
            content_security_policy_of_a_frame(&["sha256-a", "sha256-b"], &["sha256-c"]),
            "default-src 'none'; script-src 'sha256-a' 'sha256-b' 'unsafe-eval'; style-src 'sha256-c'; \
             connect-src ws: wss:; base-uri 'none'; form-action 'none'"
        );
    }

    #[test]
    fn the_recipe_for_nginx_says_the_same() {
        let recipe = include_str!("../../docs/hosting.md");
        for policy in [content_security_policy(), content_security_policy_of_frames()] {
            assert!(recipe.contains(&format!("\"{policy}\"")), "{policy}");
        }
    }

    #[test]
    fn no_directive_is_told_twice() {
        let mut names = DIRECTIVES.map(|(directive, _)| directive).to_vec();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), DIRECTIVES.len());
    }
}
