//! A file of the site, ready to be sent in each form that a client may want.

use std::{
    fs,
    hash::{DefaultHasher, Hasher},
    io,
    path::Path,
    sync::OnceLock,
};

use axum::body::Bytes;

use crate::{coding::Coding, media::Media, page};

/// What is shorter than this fits the first packet with its headers, packed or not. In bytes.
const WORTH_PACKING: usize = 512;

/// The bytes of an answer, and the ETag that they alone have.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) bytes: Bytes,
    pub(crate) etag: String,
}

impl Form {
    fn new(bytes: Vec<u8>) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write(&bytes);
        // The length too: then no two of unequal length are ever taken for one another.
        Self { etag: format!("\"{:x}-{:016x}\"", bytes.len(), hasher.finish()), bytes: bytes.into() }
    }
}

/// A file in its forms; the packed ones are made when the first client wants them.
#[derive(Debug)]
pub(crate) struct Content {
    /// The value of Content-Type.
    pub(crate) content_type: String,
    /// Whether what is sent depends on Accept-Encoding.
    pub(crate) varies: bool,
    plain: Form,
    brotli: OnceLock<Option<Form>>,
    gzip: OnceLock<Option<Form>>,
}

impl Content {
    /// Reads the file at `path`; a page of it names the echo at `echo`.
    pub(crate) fn read(path: &Path, echo: Option<&str>) -> io::Result<Self> {
        let bytes = fs::read(path)?;
        let bytes = match echo {
            Some(echo) => page::name_server(bytes, echo),
            None => bytes,
        };
        Ok(Self::new(&Media::of(path), bytes))
    }

    fn new(media: &Media, bytes: Vec<u8>) -> Self {
        Self {
            content_type: media.content_type(),
            varies: media.is_packable() && bytes.len() >= WORTH_PACKING,
            plain: Form::new(bytes),
            brotli: OnceLock::new(),
            gzip: OnceLock::new(),
        }
    }

    /// The form that is sent to a client that wants `coding`, and the coding that it has.
    ///
    /// The first call for a coding works for up to seconds, and the others wait for it: this belongs where a
    /// thread may block, and where it goes on when the client has left, so that nothing is made twice.
    pub(crate) fn form(&self, coding: Coding) -> (Coding, &Form) {
        let packed = match coding {
            Coding::Brotli if self.varies => self.brotli.get_or_init(|| self.pack(coding)),
            Coding::Gzip if self.varies => self.gzip.get_or_init(|| self.pack(coding)),
            Coding::Brotli | Coding::Gzip | Coding::Identity => &None,
        };
        packed.as_ref().map_or((Coding::Identity, &self.plain), |form| (coding, form))
    }

    /// `None` for what would not get smaller.
    fn pack(&self, coding: Coding) -> Option<Form> {
        let packed = coding.apply(&self.plain.bytes).ok()?;
        (packed.len() < self.plain.bytes.len()).then(|| Form::new(packed))
    }
}

#[cfg(test)]
mod tests {
    use super::{Content, Media, WORTH_PACKING};
    use crate::coding::Coding::{self, Brotli, Gzip, Identity};
    use std::path::Path;

    fn content(name: &str, bytes: &[u8]) -> Content {
        Content::new(&Media::of(Path::new(name)), bytes.to_vec())
    }

    fn codings(content: &Content) -> [Coding; 3] {
        [Brotli, Gzip, Identity].map(|wanted| content.form(wanted).0)
    }

    #[test]
    fn texts_are_packed_when_it_is_worth_it() {
        let long = "a".repeat(WORTH_PACKING);
        let text = content("a.txt", long.as_bytes());
        assert!(text.varies);
        assert_eq!(codings(&text), [Brotli, Gzip, Identity]);
        for other in [content("a.txt", &long.as_bytes()[1..]), content("a.png", long.as_bytes())] {
            assert!(!other.varies);
            assert_eq!(codings(&other), [Identity; 3]);
        }
    }

    #[test]
    fn what_would_grow_is_sent_as_it_is() {
        // A generator of Knuth's: noise that is the same each time.
        let noise =
            std::iter::successors(Some(1_u64), |x| Some(x.wrapping_mul(6_364_136_223_846_793_005) + 1));
        let noise: Vec<u8> = noise.skip(1).take(4_000).map(|x| x.to_be_bytes()[0]).collect();
        assert_eq!(codings(&content("noise.txt", &noise)), [Identity; 3]);
    }

    #[test]
    fn each_form_has_an_etag_of_its_own() {
        let tags = |text: &str| {
            let content = content("a.txt", text.repeat(WORTH_PACKING).as_bytes());
            [Brotli, Gzip, Identity].map(|wanted| content.form(wanted).1.etag.clone())
        };
        let mut all = [tags("a"), tags("b")].concat();
        assert_eq!(tags("a"), all[..3]);
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 6);
    }

    #[test]
    fn a_form_is_made_once() {
        let content = content("a.txt", &[b'a'; WORTH_PACKING]);
        let made = || content.form(Brotli).1.bytes.as_ptr() as usize;
        let all: Vec<usize> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(made)).collect();
            threads.into_iter().filter_map(|thread| thread.join().ok()).collect()
        });
        assert_eq!(all, [made(); 4]);
    }
}
