//! A copy of a site that a test may change while it is served.

use std::{
    fs, io,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// The pages of the languages.
const PAGES: [&str; 4] = ["index.html", "en/index.html", "es/index.html", "fr/index.html"];

/// The copy; its folder is gone when it is dropped.
#[derive(Debug)]
pub struct Copy {
    folder: TempDir,
    version: String,
    style: String,
}

impl Copy {
    /// A copy of the site in this folder.
    #[must_use]
    pub fn of(site: &Path) -> Self {
        let folder = TempDir::new().expect("a folder");
        copy(site, folder.path()).expect("a copy");
        let read = |name| fs::read_to_string(folder.path().join(name)).expect(name);
        let style = between(&read("index.html"), "assets/style-", "\"");
        let style = format!("assets/style-{style}");
        let version = between(&read("index.html"), "data-version=\"", "\"");
        Self { folder, version, style }
    }

    /// Puts a copy of another site into a folder of this one.
    pub fn add(&self, site: &Path, folder: &str) {
        copy(site, &self.folder().join(folder)).expect("a copy");
    }

    /// Where it is.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// The name of the one file of `assets/` that starts and ends so.
    #[must_use]
    pub fn asset(&self, start: &str, end: &str) -> String {
        let files = fs::read_dir(self.folder().join("assets")).expect("assets");
        let names = files.filter_map(|file| file.ok()?.file_name().into_string().ok());
        // Between the two is the hash alone.
        let is_it = |name: &String| {
            let hash = name.strip_prefix(start).and_then(|rest| rest.strip_suffix(end));
            hash.is_some_and(|hash| !hash.contains('-'))
        };
        let found: Vec<_> = names.filter(is_it).collect();
        assert_eq!(found.len(), 1, "{start}…{end}: {found:?}");
        format!("assets/{}", found[0])
    }

    /// Changes the text of a file.
    pub fn edit(&self, name: &str, change: impl FnOnce(&str) -> String) {
        let text = change(&self.read(name));
        fs::write(self.folder().join(name), text).expect(name);
    }

    /// Adds a byte to a file, as nobody does by chance.
    pub fn tamper(&self, name: &str) {
        let mut bytes = fs::read(self.folder().join(name)).expect(name);
        bytes.push(b'\n');
        fs::write(self.folder().join(name), bytes).expect(name);
    }

    /// Makes the pages those of another version, which has `mark` in its titles and in its style (`--mark`).
    pub fn publish_pages(&self, mark: &str) {
        self.publish_style(mark);
        for page in PAGES {
            self.edit(page, |html| {
                let html = html.replace("</title>", &format!(" {mark}</title>"));
                html.replace(&self.version, mark).replace(&self.style, &style(mark))
            });
        }
    }

    /// Makes the service worker that of the version with `mark`.
    pub fn publish_worker(&self, mark: &str) {
        self.publish_style(mark);
        self.edit("sw.js", |script| script.replace(&self.version, mark).replace(&self.style, &style(mark)));
    }

    /// Another version takes the place of this one, whose style sheet is no more.
    pub fn publish(&self, mark: &str) {
        self.publish_pages(mark);
        self.publish_worker(mark);
        fs::remove_file(self.folder().join(&self.style)).expect("a style sheet");
    }

    fn publish_style(&self, mark: &str) {
        let rules = format!("{}:root{{--mark:{mark}}}", self.read(&self.style));
        fs::write(self.folder().join(style(mark)), rules).expect("a style sheet");
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder().join(name)).expect(name)
    }
}

/// The style sheet of the version with `mark`.
fn style(mark: &str) -> String {
    format!("assets/style-{mark}.css")
}

fn between(text: &str, start: &str, end: &str) -> String {
    let rest = text.split_once(start).map(|(_, rest)| rest);
    rest.and_then(|rest| rest.split_once(end)).expect(start).0.to_owned()
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
