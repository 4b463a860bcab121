//! What kind of thing a file is, by the ending of its name.

use std::path::Path;

use mime_guess::{Mime, mime};

/// The kind of a file.
pub(crate) struct Media(Mime);

impl Media {
    pub(crate) fn of(path: &Path) -> Self {
        Self(mime_guess::from_path(path).first_or_octet_stream())
    }

    pub(crate) fn is_page(&self) -> bool {
        self.0 == mime::TEXT_HTML
    }

    /// The value of Content-Type: every text of the site is UTF-8.
    pub(crate) fn content_type(&self) -> String {
        let charset = if self.0.type_() == mime::TEXT { "; charset=utf-8" } else { "" };
        format!("{}{charset}", self.0.essence_str())
    }

    /// Whether it gets smaller when it is packed; pictures and fonts are packed already.
    pub(crate) fn is_packable(&self) -> bool {
        let last = self.0.suffix().unwrap_or_else(|| self.0.subtype());
        self.0.type_() == mime::TEXT || ["javascript", "json", "wasm", "xml"].iter().any(|name| last == *name)
    }
}

#[cfg(test)]
mod tests {
    use super::Media;
    use std::path::Path;

    #[test]
    fn the_files_of_a_site_have_their_types() {
        for (name, content_type, is_packable) in [
            ("index.html", "text/html; charset=utf-8", true),
            ("style-4a28bf8e5ac996e1.css", "text/css; charset=utf-8", true),
            ("sw.js", "text/javascript; charset=utf-8", true),
            ("robots.txt", "text/plain; charset=utf-8", true),
            ("sitemap.xml", "text/xml; charset=utf-8", true),
            ("a_bg.wasm", "application/wasm", true),
            ("manifest.webmanifest", "application/manifest+json", true),
            ("a.json", "application/json", true),
            ("icon.svg", "image/svg+xml", true),
            ("icon.png", "image/png", false),
            ("photo.jpg", "image/jpeg", false),
            ("favicon.ico", "image/x-icon", false),
            ("font.woff2", "font/woff2", false),
            ("LICENSE", "application/octet-stream", false),
        ] {
            let media = Media::of(Path::new(name));
            assert_eq!(
                (media.content_type().as_str(), media.is_packable()),
                (content_type, is_packable),
                "{name}"
            );
            assert_eq!(media.is_page(), name == "index.html", "{name}");
        }
    }
}
