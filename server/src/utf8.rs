//! Whether a text that comes in pieces is UTF-8, told at the first byte that is not.

/// What is known of a text so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Utf8 {
    /// The bytes of a character that the last piece cut.
    cut: [u8; 4],
    /// How many they are: three at most.
    held: usize,
}

impl Utf8 {
    /// Whether the text can still be UTF-8 with `piece` in it.
    pub(crate) fn takes(&mut self, mut piece: &[u8]) -> bool {
        while self.held > 0 {
            let Some((byte, rest)) = piece.split_first() else { return true };
            self.cut[self.held] = *byte;
            self.held += 1;
            piece = rest;
            match str::from_utf8(&self.cut[..self.held]) {
                Ok(_) => self.held = 0,
                Err(error) if error.error_len().is_some() => return false,
                Err(_) => {}
            }
        }
        let Err(error) = str::from_utf8(piece) else { return true };
        let cut = &piece[error.valid_up_to()..];
        if error.error_len().is_none() {
            self.cut[..cut.len()].copy_from_slice(cut);
            self.held = cut.len();
        }
        error.error_len().is_none()
    }

    /// Whether the text may end here.
    pub(crate) fn is_whole(self) -> bool {
        self.held == 0
    }
}

#[cfg(test)]
mod tests {
    use super::Utf8;

    /// Whether the pieces of `text` make a text, cut after every `step` bytes.
    fn is_text(text: &[u8], step: usize) -> bool {
        let mut utf8 = Utf8::default();
        text.chunks(step).all(|piece| utf8.takes(piece)) && utf8.is_whole()
    }

    #[test]
    fn it_says_what_the_standard_library_says_of_the_whole() {
        for text in [
            &b""[..],
            b"ola",
            "olá €\u{1f44b}\u{10ffff}\u{0}á".as_bytes(),
            b"\xff",
            b"ol\xc3",
            b"\xc3(",
            b"\xe2\x82",
            b"\xed\xa0\x80",
            b"\xf4\x90\x80\x80",
            b"\xc0\xaf",
            b"\xf0\x9f\x91\x8b\x80",
            b"a\xf0\x9f\x91",
        ] {
            for step in 1..=5 {
                assert_eq!(is_text(text, step), str::from_utf8(text).is_ok(), "{text:x?} by {step}");
            }
        }
    }

    #[test]
    fn a_byte_that_cannot_be_is_told_before_the_end() {
        let mut utf8 = Utf8::default();
        assert!(utf8.takes(b"\xf4"));
        assert!(!utf8.takes(b"\x90"));
    }
}
