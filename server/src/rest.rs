//! What still comes when the server has closed. Of all of it only the peer's own close counts, with which both are done
//! (RFC 6455, section 7.1.4). It may break every rule: a header tells how long its frame is whatever else is in it, so
//! that nothing need be understood to be passed by.

/// The opcode of a close, in the lower half of a frame's first byte.
const CLOSE: u8 = 8;

/// What is known of the frame that is being passed by.
#[derive(Debug)]
pub(crate) struct Rest {
    left: u64,
    is_close: bool,
}

impl Rest {
    /// `left` bytes of a frame are still to come, or nothing of the next one has.
    pub(crate) fn new(left: u64) -> Self {
        Self { left, is_close: false }
    }

    /// How many of `bytes` are passed by; `None` once a close was among them.
    pub(crate) fn pass(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut passed = 0;
        loop {
            let there = (bytes.len() - passed).min(usize::try_from(self.left).unwrap_or(usize::MAX));
            passed += there;
            self.left -= there as u64;
            if self.left > 0 {
                return Some(passed);
            }
            if self.is_close {
                return None;
            }
            let Some(header) = header(&bytes[passed..]) else { return Some(passed) };
            *self = header;
        }
    }
}

/// The frame that begins here, with its header; `None` when its length is not all there.
fn header(bytes: &[u8]) -> Option<Rest> {
    let number = |bytes: &[u8]| bytes.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    let (first, second) = (*bytes.first()?, *bytes.get(1)?);
    let (header, payload) = match second & 0x7f {
        126 => (4, number(bytes.get(2..4)?)),
        127 => (10, number(bytes.get(2..10)?)),
        length => (2, u64::from(length)),
    };
    let mask = if second & 0x80 == 0 { 0 } else { 4 };
    Some(Rest { left: payload.saturating_add(header + mask), is_close: first & 0x0f == CLOSE })
}

#[cfg(test)]
mod tests {
    use super::Rest;

    /// How many bytes there were when the close was seen, given `step` at a time; what is not passed by comes again.
    fn until_close(left: u64, bytes: &[u8], step: usize) -> Option<usize> {
        let (mut rest, mut kept, mut seen) = (Rest::new(left), Vec::new(), 0);
        for part in bytes.chunks(step) {
            kept.extend_from_slice(part);
            seen += part.len();
            let Some(passed) = rest.pass(&kept) else { return Some(seen) };
            kept.drain(..passed);
            assert!(kept.len() < 10, "more is kept than a length");
        }
        None
    }

    #[test]
    fn a_close_is_found_whatever_stands_before_it() {
        let close = [0x88, 0x82, 1, 2, 3, 4, 5, 6];
        let long = [&[0x82, 0xfe, 1, 0, 0, 0, 0, 0][..], &[0x88; 256]].concat();
        let longest = [&[0x02, 0xff, 0, 0, 0, 0, 0, 1, 0, 0, 9, 9, 9, 9][..], &[0x88; 65536]].concat();
        for before in [
            &b""[..],
            // Not masked, all bits that are reserved, an opcode that is, a ping that is too long.
            b"\x81\x01\x88",
            b"\xf1\x81\0\0\0\0\x88",
            b"\x83\x81\0\0\0\0\x88",
            &[&[0x89, 0xfe, 0, 200, 0, 0, 0, 0][..], &[0x88; 200]].concat(),
            &long,
            &longest,
        ] {
            let all = [before, &close].concat();
            for step in [1, 2, 3, 13, 1000, all.len()] {
                assert_eq!(until_close(0, before, step), None, "{:x?}", &before[..before.len().min(9)]);
                let seen = until_close(0, &all, step);
                assert_eq!(seen, Some(all.len()), "{:x?} by {step}", &before[..before.len().min(9)]);
            }
        }
    }

    #[test]
    fn what_is_left_of_a_frame_is_none() {
        assert_eq!(until_close(2, &[0x88, 0x80, 0x88, 0x80, 0, 0, 0, 0], 1), Some(8));
        assert_eq!(until_close(u64::MAX, &[0x88; 100], 7), None);
        assert_eq!(
            until_close(0, &[0x88, 0xff, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0], 1),
            None
        );
    }
}
