//! What a path means in the folder of the site: a file of it, a folder of it, or nothing.

use std::{
    io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use percent_encoding::percent_decode_str;

/// The page of a folder.
const INDEX: &str = "index.html";

/// What there is at a path.
pub(crate) enum Place {
    File(File),
    /// A folder with a page, asked for without the slash that its links start from.
    Folder,
}

/// A file of the site, as it is now.
pub(crate) struct File {
    /// Its path from the root of the site, decoded.
    pub(crate) inside: String,
    /// Where it is on the disk once links are followed, which is in the folder of the site.
    pub(crate) path: PathBuf,
    /// What tells it from what was there before.
    pub(crate) stamp: Stamp,
}

/// The length and the date of a file: when neither has changed, its bytes have not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    length: u64,
    modified: SystemTime,
}

impl Stamp {
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        let now = path.metadata()?;
        if !now.is_file() {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(Self { length: now.len(), modified: now.modified()? })
    }
}

/// What is at `path` of the folder `dist`; `path` is as a request has it, without the slash at its start.
pub(crate) fn find(dist: &Path, path: &str) -> Option<Place> {
    let inside = decode(path)?;
    if inside.is_empty() || inside.ends_with('/') {
        return file(dist, inside + INDEX).map(Place::File);
    }
    let index = format!("{inside}/{INDEX}");
    file(dist, inside).map(Place::File).or_else(|| file(dist, index).map(|_| Place::Folder))
}

/// The file at `inside`, unless a link leads out of `dist` on the way to it.
pub(crate) fn file(dist: &Path, inside: String) -> Option<File> {
    let path = dist.join(&inside).canonicalize().ok()?;
    if !path.starts_with(dist.canonicalize().ok()?) {
        return None;
    }
    Some(File { stamp: Stamp::of(&path).ok()?, inside, path })
}

/// The path with its names decoded, when each is one that a site may have.
pub(crate) fn decode(path: &str) -> Option<String> {
    let (names, end) = path.strip_suffix('/').map_or((path, ""), |names| (names, "/"));
    if path.is_empty() {
        return Some(String::new());
    }
    let decoded = names.split('/').map(name).collect::<Option<Vec<_>>>()?.join("/") + end;
    // The hosts that read this file do not serve it either.
    (decoded != hosting::HEADERS_FILE).then_some(decoded)
}

/// One name between slashes, decoded: never a way up, a hidden file, a drive, or two names.
///
/// An empty one is refused because `//host` at the start of an address that is sent back means another host.
fn name(encoded: &str) -> Option<String> {
    let name = percent_decode_str(encoded).decode_utf8().ok()?;
    let is_plain = !name.is_empty() && !name.starts_with('.');
    let is_one = !name.contains(|c: char| matches!(c, '/' | '\\' | ':') || c.is_control());
    (is_plain && is_one).then(|| name.into_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::{Place, decode, find};
    use std::fs;

    #[test]
    fn names_are_decoded_once() {
        for (path, expected) in [
            ("", ""),
            ("en/", "en/"),
            ("en", "en"),
            ("%65n/index.html", "en/index.html"),
            ("ol%C3%A1.txt", "olá.txt"),
            ("100%.txt", "100%.txt"),
            ("%2565n", "%65n"),
            ("a..b", "a..b"),
        ] {
            assert_eq!(decode(path).as_deref(), Some(expected), "{path}");
        }
    }

    #[test]
    fn what_could_lead_elsewhere_is_refused() {
        for path in [
            "/",
            "//",
            "/en",
            "en//",
            "en//a",
            ".",
            "..",
            "../a",
            "en/..",
            "en/../a",
            "%2e%2e/a",
            "%2e./a",
            "..%2fa",
            "en%2fa",
            "en%5ca",
            "en\\a",
            "%00",
            "a%00.html",
            "a%0a",
            "C:",
            "C:/a",
            "a:b",
            ".git/config",
            "en/.hidden",
            "%2ehidden",
            "%ff",
            "_headers",
            "%5fheaders",
        ] {
            assert_eq!(decode(path), None, "{path}");
        }
    }

    #[test]
    fn a_folder_is_its_page() {
        let dist = tempfile::tempdir().unwrap();
        for folder in ["en", "empty"] {
            fs::create_dir(dist.path().join(folder)).unwrap();
        }
        fs::write(dist.path().join("en/index.html"), "page").unwrap();
        let find = |path| find(dist.path(), path);
        assert!(matches!(find("en/"), Some(Place::File(file)) if file.inside == "en/index.html"));
        assert!(matches!(find("en/index.html"), Some(Place::File(_))));
        assert!(matches!(find("en"), Some(Place::Folder)));
        for nothing in ["", "empty", "empty/", "none", "en/index.html/", "en/none/"] {
            assert!(find(nothing).is_none(), "{nothing}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_as_long_as_it_stays_inside() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let (dist, secret) = (folder.path().join("dist"), folder.path().join("secret.txt"));
        fs::create_dir(&dist).unwrap();
        fs::write(dist.join("a.txt"), "a").unwrap();
        fs::write(&secret, "secret").unwrap();
        symlink(&secret, dist.join("out.txt")).unwrap();
        symlink(folder.path(), dist.join("up")).unwrap();
        symlink("a.txt", dist.join("in.txt")).unwrap();
        assert!(find(&dist, "in.txt").is_some());
        assert!(find(&dist, "out.txt").is_none() && find(&dist, "up/secret.txt").is_none());
        // A host may name its site by a link, and change where that leads.
        let link = folder.path().join("current");
        symlink(&dist, &link).unwrap();
        assert!(find(&link, "a.txt").is_some());
    }
}
