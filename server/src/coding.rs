//! The content codings, and which one a client wants (RFC 9110, section 12.5.3).

use std::io::{self, Write};

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

/// The forms in which a file is sent; of two that a client likes as well, the first is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    Brotli,
    Gzip,
    /// As it is.
    Identity,
}

impl Coding {
    const ALL: [Self; 3] = [Self::Brotli, Self::Gzip, Self::Identity];

    /// The value of Content-Encoding; none for a file as it is.
    pub(crate) fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }

    /// The one that the client wants most, by its Accept-Encoding.
    ///
    /// A client that wants none of them gets the file as it is, which it may well read; an error it could
    /// not.
    pub(crate) fn wanted(accepted: &str) -> Self {
        let weighed = Self::ALL.map(|coding| (coding, coding.weight(accepted)));
        let best = weighed
            .into_iter()
            .filter(|(_, weight)| *weight > 0.0)
            .reduce(|best, next| if next.1 > best.1 { next } else { best });
        best.map_or(Self::Identity, |(coding, _)| coding)
    }

    /// How much the client wants this one, from 0 to 1. What it does not speak of it does not want, but for a
    /// file as it is, which is then better than nothing.
    fn weight(self, accepted: &str) -> f32 {
        let find = |is_meant: &dyn Fn(&str) -> bool| {
            parse(accepted).find(|(name, _)| is_meant(name)).map(|(_, weight)| weight)
        };
        let unsaid = if self == Self::Identity { f32::MIN_POSITIVE } else { 0.0 };
        find(&|name| self.is_called(name)).or_else(|| find(&|name| name == "*")).unwrap_or(unsaid)
    }

    fn is_called(self, name: &str) -> bool {
        match self {
            Self::Brotli => name.eq_ignore_ascii_case("br"),
            Self::Gzip => name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip"),
            Self::Identity => name.eq_ignore_ascii_case("identity"),
        }
    }

    /// `bytes` in this form, as small as it gets: each file is worked on once and then sent to everybody.
    pub(crate) fn apply(self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Self::Brotli => brotli(bytes),
            Self::Gzip => gzip(bytes),
            Self::Identity => Ok(bytes.to_vec()),
        }
    }
}

/// The names of an Accept-Encoding with their weights; what is not of its form counts for nothing.
fn parse(accepted: &str) -> impl Iterator<Item = (&str, f32)> {
    accepted.split(',').filter_map(|item| {
        let (name, parameter) = item.split_once(';').unwrap_or((item, "q=1"));
        let (q, weight) = parameter.split_once('=')?;
        let weight = weight.trim().parse().ok().filter(|weight| (0.0..=1.0).contains(weight))?;
        q.trim().eq_ignore_ascii_case("q").then_some((name.trim(), weight))
    })
}

/// The largest window that every browser takes, as a power of two.
const WINDOW: i32 = 24;

fn brotli(mut bytes: &[u8]) -> io::Result<Vec<u8>> {
    let best =
        BrotliEncoderParams { quality: 11, lgwin: WINDOW, size_hint: bytes.len(), ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut out, &best)?;
    Ok(out)
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut out = GzEncoder::new(Vec::new(), Compression::best());
    out.write_all(bytes)?;
    out.finish()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::Coding::{self, Brotli, Gzip, Identity};
    use std::io::Read;

    #[test]
    fn the_client_chooses() {
        for (accepted, coding) in [
            // What browsers send, and what they send without TLS.
            ("gzip, deflate, br, zstd", Brotli),
            ("gzip, deflate", Gzip),
            ("gzip", Gzip),
            ("x-gzip", Gzip),
            ("BR", Brotli),
            ("gzip;q=1.0, br;q=0.5", Gzip),
            ("gzip ; q=0.5 , br ; Q=0.5", Brotli),
            ("br;q=0, gzip", Gzip),
            ("br;q=0.001", Brotli),
            ("*", Brotli),
            ("*;q=0.5, br;q=0", Gzip),
            ("gzip, *;q=0.5", Gzip),
            ("gzip, *;q=0", Gzip),
            ("identity", Identity),
            ("identity, br", Brotli),
            ("identity;q=1, br;q=0.5", Identity),
            ("identity;q=0, gzip;q=0.1", Gzip),
            ("", Identity),
            ("zstd, deflate", Identity),
            ("br;q=0", Identity),
            // Nothing that there is: as it is, rather than nothing.
            ("*;q=0", Identity),
            ("identity;q=0", Identity),
            // No form of its own: left aside.
            ("br;q=2, gzip", Gzip),
            ("br;q=NaN, gzip", Gzip),
            ("br;q, gzip;level=9", Identity),
            (";,;q=1,", Identity),
        ] {
            assert_eq!(Coding::wanted(accepted), coding, "{accepted}");
        }
    }

    #[test]
    fn what_is_packed_is_unpacked_to_the_same() {
        for bytes in [&b""[..], b"a", "olá ".repeat(10_000).as_bytes()] {
            let (mut brotli, mut gzip) = (Vec::new(), Vec::new());
            let packed = Brotli.apply(bytes).unwrap();
            brotli::Decompressor::new(packed.as_slice(), 4096).read_to_end(&mut brotli).unwrap();
            let packed = Gzip.apply(bytes).unwrap();
            flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut gzip).unwrap();
            assert!(brotli == bytes && gzip == bytes && Identity.apply(bytes).unwrap() == bytes);
        }
    }
}
