//! How long a browser keeps what is at a path.

/// The folder of the files whose names change with their contents, from the site's root.
///
/// A folder and not a pattern of names: one rule of a `_headers` file can name it and nothing else.
pub const ASSETS: &str = "assets/";

/// The folder of what is shown in a frame, likewise, for which a host has another policy.
pub const FRAMES: &str = "frame/";

/// For what keeps its name when it changes: a browser may keep it, and asks each time whether it still holds.
pub const REVALIDATE: &str = "no-cache";

/// For what never changes under its name. A year, because some caches go wrong far beyond it (RFC 9111,
/// section 5.3).
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The value of Cache-Control for what is at `path`, which starts at the site's root, below any sub-path.
///
/// It is that of an answer with the file: an error at the same path is never to be kept.
#[must_use]
pub fn cache_control(path: &str) -> &'static str {
    if is_hashed(path) { FOR_EVER } else { REVALIDATE }
}

/// Whether the name at `path`, from the site's root, changes with its contents.
#[must_use]
pub fn is_hashed(path: &str) -> bool {
    is_in(ASSETS, path) || is_frame(path)
}

/// Whether what is at `path`, from the site's root, is shown in a frame.
#[must_use]
pub fn is_frame(path: &str) -> bool {
    is_in(FRAMES, path)
}

fn is_in(folder: &str, path: &str) -> bool {
    path.strip_prefix('/').unwrap_or(path).strip_prefix(folder).is_some_and(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{cache_control, is_frame, is_hashed};

    #[test]
    fn what_is_in_the_folder_keeps_for_ever() {
        for path in ["/assets/style-4a28bf8e5ac996e1.css", "assets/en-0123456789abcdef.html", "/frame/a.html"]
        {
            assert!(is_hashed(path), "{path}");
            assert_eq!(cache_control(path), "public, max-age=31536000, immutable", "{path}");
        }
    }

    #[test]
    fn only_what_is_in_its_folder_is_a_frame() {
        for (path, is) in
            [("/frame/a.html", true), ("frame/a.html", true), ("/frame/", false), ("/en/frame/a", false)]
        {
            assert_eq!(is_frame(path), is, "{path}");
        }
    }

    #[test]
    fn everything_else_is_asked_for_again() {
        for path in [
            "",
            "/",
            "/en/",
            "/index.html",
            "/sw.js",
            "/manifest.webmanifest",
            "/icon-192.png",
            // Looks like a hash, and is not where hashed files are.
            "/style-4a28bf8e5ac996e1.css",
            "/en/assets/style-4a28bf8e5ac996e1.css",
            "/assets",
            "/assets/",
            "/assets.txt",
            "//assets/a.js",
        ] {
            assert!(!is_hashed(path), "{path}");
            assert_eq!(cache_control(path), "no-cache", "{path}");
        }
    }
}
