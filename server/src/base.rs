//! The path under which the site is served.

use std::{fmt, str::FromStr};

use anyhow::ensure;

/// What the path of the echo ends in.
const ECHO: &str = "eco";
const HEALTH: &str = "saude";

/// A path that starts and ends with a slash, such as `/docs/`; the default is `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base(String);

impl Base {
    /// The path of the echo beside the site, which its pages are told.
    #[must_use]
    pub fn echo(&self) -> String {
        format!("{self}{ECHO}")
    }

    /// The path beside the site by which a load balancer learns that the server is well.
    pub(crate) fn health(&self) -> String {
        format!("{self}{HEALTH}")
    }

    /// What follows this base in `path`; `None` for what is elsewhere.
    pub(crate) fn inside<'path>(&self, path: &'path str) -> Option<&'path str> {
        path.strip_prefix(&self.0)
    }

    /// Whether `path` is this base but for the slash at its end.
    pub(crate) fn is_meant_by(&self, path: &str) -> bool {
        !path.is_empty() && self.0.strip_suffix('/') == Some(path)
    }
}

impl Default for Base {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Base {
    type Err = anyhow::Error;

    /// Adds the slashes that lack at either end.
    fn from_str(path: &str) -> anyhow::Result<Self> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let path = path.strip_suffix('/').unwrap_or(path);
        if path.is_empty() {
            return Ok(Self::default());
        }
        ensure!(
            path.split('/').all(is_name),
            "the site's base is a path such as /docs/, without its host: between the slashes stand letters a to \
             z, digits, `-`, `_`, `~` and `.`, which begins no name"
        );
        Ok(Self(format!("/{path}/")))
    }
}

/// What needs no escape in an address (RFC 3986, section 2.3), so that a path has one way to be written.
fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    !name.is_empty() && !name.starts_with('.') && name.chars().all(plain)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::Base;

    #[test]
    fn slashes_that_lack_are_added() {
        for (given, base) in [
            ("/", "/"),
            ("", "/"),
            ("/docs/", "/docs/"),
            ("docs", "/docs/"),
            ("/docs", "/docs/"),
            ("docs/", "/docs/"),
            ("/a/b-1.0_~/", "/a/b-1.0_~/"),
        ] {
            assert_eq!(given.parse::<Base>().unwrap().to_string(), base, "{given}");
        }
    }

    #[test]
    fn what_is_no_plain_path_is_refused() {
        for given in [
            "//docs/",
            "/docs//",
            "/a//b/",
            "/../",
            "/a/../b/",
            "/.git/",
            "/a b/",
            "/a%20b/",
            "/a?b/",
            "/a#b/",
            "/á/",
            "\\docs\\",
            "/{docs}/",
            "/*",
            "https://example.org/docs/",
            "C:/docs/",
        ] {
            let said = given.parse::<Base>().unwrap_err().to_string();
            assert!(said.contains("such as /docs/"), "{given}: {said}");
        }
    }

    #[test]
    fn a_path_is_inside_or_elsewhere() {
        let docs: Base = "/docs/".parse().unwrap();
        assert_eq!(docs.inside("/docs/en/"), Some("en/"));
        assert_eq!(docs.inside("/docs/"), Some(""));
        for elsewhere in ["/", "/docs", "/docsen/", "/other/docs/", ""] {
            assert_eq!(docs.inside(elsewhere), None, "{elsewhere}");
        }
        assert_eq!(Base::default().inside("/en/"), Some("en/"));
    }

    #[test]
    fn only_the_slash_may_lack() {
        let docs: Base = "/docs/".parse().unwrap();
        assert!(docs.is_meant_by("/docs"));
        assert!(!docs.is_meant_by("/docs/") && !docs.is_meant_by("/doc") && !Base::default().is_meant_by(""));
    }

    #[test]
    fn the_echo_is_beside_the_site() {
        assert_eq!(Base::default().echo(), crate::ECHO_PATH);
        assert_eq!("docs".parse::<Base>().unwrap().echo(), "/docs/eco");
    }
}
