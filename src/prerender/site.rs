//! What the build was told: by Trunk, and by the variables that a host sets.

use anyhow::{Context, bail, ensure};
use brython_websocket::websocket::without_credentials;
use std::{
    env,
    path::{Path, PathBuf},
};

/// The site that is built.
pub(super) struct Site {
    /// The folder whose files Trunk is about to publish.
    pub(super) staging: PathBuf,
    /// The path of the site on its host, with a slash at both ends.
    pub(super) base: String,
    /// Scheme, host and port of the site's public address, without a slash at the end; `None`: not told.
    pub(super) origin: Option<String>,
    /// The host's own WebSocket server; empty: it has none.
    pub(super) server: String,
    /// Whether this is for a host, and not for `trunk serve` or a debug build.
    pub(super) published: bool,
}

impl Site {
    pub(super) fn told() -> anyhow::Result<Self> {
        let staging = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from).context(
            "TRUNK_STAGING_DIR is not set: Trunk runs this program after a build; use `trunk build` or `cargo xtask build`",
        )?;
        let base = env::var("TRUNK_PUBLIC_URL").unwrap_or_else(|_| "/".to_owned());
        ensure!(
            base.starts_with('/') && base.ends_with('/'),
            "the site cannot be built for `{base}`: pages of four languages need an absolute path, as in \
            `--public-url /docs/`"
        );
        let origin = match env::var("SITE_URL") {
            Ok(address) if !address.is_empty() => Some(origin(&address, &base)?),
            _ => None,
        };
        let server = env::var("WEBSOCKET_SERVER").unwrap_or_default();
        ensure!(
            without_credentials(&server) == server,
            "WEBSOCKET_SERVER has a name or a password in it, which every reader of the page would see: take it out"
        );
        let release = env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
        // `trunk serve --release` is told by the script that it adds.
        let served = super::read(&staging.join("index.html"))?.contains("/.well-known/trunk/ws");
        Ok(Self { staging, base, origin, server, published: release && !served })
    }

    /// The repository: its `i18n/` and `static/` are read when the pages are written.
    pub(super) fn sources() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR"))
    }

    /// The path of something on the host, under the site's own.
    pub(super) fn path(&self, name: &str) -> String {
        format!("{}{name}", self.base)
    }
}

/// The origin of the site's address, whose path must be the one that Trunk builds for.
fn origin(address: &str, base: &str) -> anyhow::Result<String> {
    let Some((scheme, rest)) =
        address.split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https"))
    else {
        bail!(
            "SITE_URL is `{address}`, and must be the site's whole address, as in https://example.org/docs/"
        )
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    ensure!(
        !host.is_empty() && !path.contains(['?', '#']),
        "SITE_URL is `{address}`: it needs a host, and no `?` or `#`"
    );
    let path = path.trim_matches('/');
    let path = if path.is_empty() { "/".to_owned() } else { format!("/{path}/") };
    ensure!(
        path == base,
        "SITE_URL is for the path {path}, and Trunk builds for {base}: add `--public-url {path}`, or use \
        `cargo xtask build`, which does"
    );
    Ok(format!("{scheme}://{host}"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::origin;

    #[test]
    fn an_address_tells_origin_and_path() {
        assert_eq!(origin("https://example.org", "/").unwrap(), "https://example.org");
        assert_eq!(origin("https://example.org:8443/docs", "/docs/").unwrap(), "https://example.org:8443");
        assert_eq!(origin("http://a/b/c/", "/b/c/").unwrap(), "http://a");
    }

    #[test]
    fn what_is_no_address_of_this_site_is_refused() {
        for (address, word) in [
            ("example.org", "whole address"),
            ("ftp://example.org/", "whole address"),
            ("https:///docs/", "host"),
            ("https://example.org/?a", "`?`"),
            ("https://example.org/docs/", "--public-url /docs/"),
        ] {
            let error = origin(address, "/").unwrap_err().to_string();
            assert!(error.contains(word), "{address}: {error}");
        }
    }
}
