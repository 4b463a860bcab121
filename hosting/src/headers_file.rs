//! The file that tells Netlify, Cloudflare Pages and hosts like them what to send.

use std::fmt::Write as _;

use crate::{
    ASSETS, CONTENT_SECURITY_POLICY, FRAMES, cache_control, content_security_policy_of_frames,
    security_headers,
};

/// The name of that file, which lies in the folder that is published.
pub const HEADERS_FILE: &str = "_headers";

const OPENING: &str = "\
# Netlify and Cloudflare Pages send what stands here. They apply every rule that fits a path and join the
# values of a header that two of them set: so each path has one policy, and Cache-Control stands once. Without a
# rule both hosts have everything else asked for again (public, max-age=0, must-revalidate).
";

/// What has the policy of the pages besides them.
const LIKE_PAGES: [&str; 2] = ["404.html", "sw.js"];

/// The text of the file for a site at `base`, which starts and ends with a slash, whose pages are at these paths
/// below it; `tls` as for [`security_headers`].
///
/// Both hosts read the file at the root of what is published, and a `*` that ends a path as all that follows. They
/// know no exception to a rule, and what is in a frame has another policy, so no rule for all paths can tell one: a
/// page at an unknown address has what stands in itself.
#[must_use]
pub fn headers_file(base: &str, pages: &[&str], tls: bool) -> String {
    let cache = |folder| ("Cache-Control", cache_control(&format!("{folder}*")).to_owned());
    let (policy, always): (Vec<_>, Vec<_>) =
        security_headers(tls).into_iter().partition(|(name, _)| *name == CONTENT_SECURITY_POLICY);
    let frames = vec![(CONTENT_SECURITY_POLICY, content_security_policy_of_frames()), cache(FRAMES)];
    let like_pages = pages.iter().chain(&LIKE_PAGES).map(|path| ((*path).to_owned(), policy.clone()));
    let mut rules = vec![("*".to_owned(), always)];
    rules.extend(like_pages);
    rules.extend([
        (format!("{ASSETS}*"), [policy.as_slice(), &[cache(ASSETS)]].concat()),
        (format!("{FRAMES}*"), frames),
    ]);
    rules
        .iter()
        .fold(OPENING.to_owned(), |text, (path, headers)| text + &rule(&format!("{base}{path}"), headers))
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
    use crate::{content_security_policy, content_security_policy_of_frames};

    const PAGES: [&str; 2] = ["", "en/"];

    /// What a host sends with what is at `path`: the headers of all rules that fit it.
    fn sent<'a>(text: &'a str, path: &str) -> Vec<(&'a str, &'a str)> {
        let mut fits = false;
        let mut headers = Vec::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            match line.strip_prefix("  ") {
                Some(header) if fits => headers.extend(header.split_once(": ")),
                Some(_) => {}
                None => {
                    let fits_all = line.strip_suffix('*').map(|start| path.starts_with(start));
                    fits = fits_all.unwrap_or(line == path) && !line.is_empty();
                }
            }
        }
        headers
    }

    fn value<'a>(headers: &[(&str, &'a str)], name: &str) -> Option<&'a str> {
        let mut values = headers.iter().filter(|(other, _)| *other == name).map(|(_, value)| *value);
        let first = values.next();
        assert_eq!(values.next(), None, "hosts join what two rules say: {name}");
        first
    }

    #[test]
    fn every_path_has_one_policy_and_it_is_the_right_one() {
        let (page, frame) = (content_security_policy(), content_security_policy_of_frames());
        for base in ["/", "/docs/"] {
            let text = headers_file(base, &PAGES, false);
            for (path, policy, is_kept) in [
                ("", Some(&page), false),
                ("en/", Some(&page), false),
                ("404.html", Some(&page), false),
                ("sw.js", Some(&page), false),
                ("assets/a.js", Some(&page), true),
                ("frame/a.html", Some(&frame), true),
                ("icons/icon.svg", None, false),
                ("nada", None, false),
            ] {
                let headers = sent(&text, &format!("{base}{path}"));
                let of = |name| value(&headers, name);
                assert_eq!(of("Content-Security-Policy"), policy.map(String::as_str), "{path}");
                assert_eq!(of("X-Content-Type-Options"), Some("nosniff"), "{path}");
                assert_eq!(of("Cross-Origin-Resource-Policy"), Some("same-origin"), "{path}");
                assert_eq!(of("Cross-Origin-Opener-Policy"), Some("same-origin"), "{path}");
                assert_eq!(of("Referrer-Policy"), Some("no-referrer"), "{path}");
                assert_eq!(of("Cache-Control").is_some(), is_kept, "{path}");
            }
            assert_eq!(sent(&text, "/elsewhere").is_empty(), base != "/");
        }
    }

    #[test]
    fn tls_is_told_when_it_is_known() {
        let is_told = |tls| headers_file("/", &PAGES, tls).contains("  Strict-Transport-Security: max-age=");
        assert!(is_told(true) && !is_told(false));
    }

    /// Cloudflare Pages reads lines of 2,000 characters, one `*` a path, and 100 rules.
    #[test]
    fn both_hosts_can_read_it() {
        let text = headers_file("/docs/", &PAGES, true);
        for line in text.lines() {
            assert!(line.len() < 2_000, "{line}");
            assert!(!line.starts_with('/') || line.matches('*').count() <= 1, "{line}");
        }
        assert!(text.lines().filter(|line| line.starts_with('/')).count() < 100);
    }
}
