//! The file that tells Netlify, Cloudflare Pages and hosts like them what to send.

use std::fmt::Write as _;

use crate::{ASSETS, cache_control, security_headers};

/// The name of that file, which lies in the folder that is published.
pub const HEADERS_FILE: &str = "_headers";

const OPENING: &str = "\
# Netlify and Cloudflare Pages send what stands here. They apply every rule that fits a path and join the
# values of a header that two of them set: so Cache-Control stands once. Without a rule both hosts have
# everything else asked for again (public, max-age=0, must-revalidate).
";

/// The text of the file for a site at `base`, which starts and ends with a slash; `tls` as for
/// [`security_headers`].
///
/// Both hosts read the file at the root of what is published, and a `*` that ends a path as all that follows.
#[must_use]
pub fn headers_file(base: &str, tls: bool) -> String {
    let cache = ("Cache-Control", cache_control(&format!("{ASSETS}*")).to_owned());
    let rules = [(format!("{base}*"), security_headers(tls)), (format!("{base}{ASSETS}*"), vec![cache])];
    rules.iter().fold(OPENING.to_owned(), |text, (path, headers)| text + &rule(path, headers))
}

fn rule(path: &str, headers: &[(&str, String)]) -> String {
    headers.iter().fold(format!("\n{path}\n"), |mut text, (name, value)| {
        // A String takes whatever is written to it.
        let _ = writeln!(text, "  {name}: {value}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::headers_file;

    #[test]
    fn a_site_at_the_root() {
        let text = headers_file("/", false);
        let rules: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(rules[..3], ["", "/*", &format!("  Content-Security-Policy: {}", policy())]);
        assert_eq!(
            rules[3..],
            [
                "  X-Content-Type-Options: nosniff",
                "  Referrer-Policy: no-referrer",
                "  Cross-Origin-Resource-Policy: same-origin",
                "  Cross-Origin-Opener-Policy: same-origin",
                "",
                "/assets/*",
                "  Cache-Control: public, max-age=31536000, immutable",
            ]
        );
    }

    fn policy() -> String {
        crate::content_security_policy()
    }

    #[test]
    fn a_site_in_a_folder_speaks_for_that_folder() {
        let text = headers_file("/docs/", false);
        let paths: Vec<_> = text.lines().filter(|line| line.starts_with('/')).collect();
        assert_eq!(paths, ["/docs/*", "/docs/assets/*"]);
    }

    #[test]
    fn tls_is_told_when_it_is_known() {
        let is_told = |tls| headers_file("/", tls).contains("  Strict-Transport-Security: max-age=");
        assert!(is_told(true) && !is_told(false));
    }

    /// Hosts join what two rules set; Cloudflare Pages reads lines of 2,000 characters and one `*` a path.
    #[test]
    fn both_hosts_can_read_it() {
        let text = headers_file("/docs/", true);
        let mut names: Vec<_> =
            text.lines().filter_map(|line| line.strip_prefix("  ")?.split(':').next()).collect();
        let told = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), told, "a header is set twice: {text}");
        for line in text.lines() {
            assert!(line.len() < 2_000, "{line}");
            assert!(!line.starts_with('/') || line.matches('*').count() == 1, "{line}");
        }
    }
}
