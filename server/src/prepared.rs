//! Keeps what was made ready to send, for as long as the file on the disk is the same.

use std::{
    collections::HashMap,
    io,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{
    content::Content,
    place::{File, Stamp},
};

/// The files of a site as they are sent, kept in memory: as much of it as the site takes, plain and packed.
///
/// A clone is the same store. Servers of one process that serve the same folder may share one, so that each
/// file is compressed once for all of them.
#[derive(Clone, Debug, Default)]
pub struct Prepared(Arc<Mutex<HashMap<Key, Entry>>>);

/// What an answer is made of: a file, and the echo that it names if it is a page.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    path: PathBuf,
    echo: Option<String>,
}

#[derive(Debug)]
struct Entry {
    stamp: Stamp,
    content: Arc<Content>,
}

impl Prepared {
    /// The content of `file`, read again if it has changed.
    pub(crate) fn content(&self, file: File, echo: Option<&str>) -> io::Result<Arc<Content>> {
        let File { path, stamp, .. } = file;
        let key = Key { path, echo: echo.map(str::to_owned) };
        if let Some(known) = known(&self.entries(), &key, &stamp) {
            return Ok(known);
        }
        // The stamp is older than this: what changes in between is seen by the next request.
        let content = Arc::new(Content::read(&key.path, echo)?);
        Ok(self.keep(key, stamp, content))
    }

    /// What is kept from now on: of two that were read at once, the first one, which may be packed already.
    fn keep(&self, key: Key, stamp: Stamp, content: Arc<Content>) -> Arc<Content> {
        let mut entries = self.entries();
        if let Some(known) = known(&entries, &key, &stamp) {
            return known;
        }
        // A site that was built again leaves files behind that are no more.
        entries.retain(|key, entry| Stamp::of(&key.path).is_ok_and(|now| now == entry.stamp));
        entries.insert(key, Entry { stamp, content: Arc::clone(&content) });
        content
    }

    /// A thread that panicked has left nothing half done here.
    fn entries(&self) -> MutexGuard<'_, HashMap<Key, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn known(entries: &HashMap<Key, Entry>, key: &Key, stamp: &Stamp) -> Option<Arc<Content>> {
    entries.get(key).filter(|entry| entry.stamp == *stamp).map(|entry| Arc::clone(&entry.content))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::Prepared;
    use crate::{coding::Coding, content::Content, place};
    use std::{fs, path::Path, sync::Arc};

    fn content(prepared: &Prepared, dist: &Path, name: &str, echo: Option<&str>) -> Arc<Content> {
        prepared.content(place::file(dist, name.to_owned()).unwrap(), echo).unwrap()
    }

    fn text(content: &Content) -> &str {
        str::from_utf8(&content.form(Coding::Identity).1.bytes).unwrap()
    }

    #[test]
    fn a_file_is_read_once_until_it_changes() {
        let dist = tempfile::tempdir().unwrap();
        let prepared = Prepared::default();
        fs::write(dist.path().join("a.txt"), "old").unwrap();
        let first = content(&prepared, dist.path(), "a.txt", None);
        assert!(Arc::ptr_eq(&first, &content(&prepared.clone(), dist.path(), "a.txt", None)));
        fs::write(dist.path().join("a.txt"), "newer").unwrap();
        assert_eq!(text(&content(&prepared, dist.path(), "a.txt", None)), "newer");
    }

    #[test]
    fn pages_that_name_another_echo_are_others() {
        let dist = tempfile::tempdir().unwrap();
        let prepared = Prepared::default();
        fs::write(dist.path().join("a.html"), "<meta name=\"websocket-server\" content=\"\">").unwrap();
        for echo in ["/eco", "/docs/eco", "/eco"] {
            assert!(
                text(&content(&prepared, dist.path(), "a.html", Some(echo))).contains(&format!("\"{echo}\""))
            );
        }
    }

    #[test]
    fn what_is_no_more_is_forgotten() {
        let dist = tempfile::tempdir().unwrap();
        let prepared = Prepared::default();
        for name in ["a", "b", "c"] {
            fs::write(dist.path().join(name), name).unwrap();
            content(&prepared, dist.path(), name, None);
            fs::remove_file(dist.path().join(name)).unwrap();
        }
        assert_eq!(prepared.entries().len(), 1);
    }
}
