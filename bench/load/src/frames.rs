//! The one message of a load: its frame as a client sends it, and the check of what comes back (RFC 6455, section 5).

use anyhow::{bail, ensure};

/// Any key but 0, which a server might not take the trouble to undo.
const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

/// What is said on every connection.
pub(crate) struct Talk {
    /// The message as a masked frame.
    frame: Vec<u8>,
    payload: Vec<u8>,
    opcode: u8,
}

impl Talk {
    pub(crate) fn new(length: usize, is_binary: bool) -> Self {
        // No character of it is cut: all are ASCII. The pieces of an echo in a wrong order would not be the same.
        let payload: Vec<u8> = (b'!'..=b'~').cycle().take(length).collect();
        let opcode = if is_binary { 2 } else { 1 };
        let mut frame = vec![0x80 | opcode];
        match length {
            0..126 => frame.push(0x80 | length.to_le_bytes()[0]),
            126..0x1_0000 => {
                frame.push(0x80 | 126);
                frame.extend_from_slice(&(length as u64).to_be_bytes()[6..]);
            }
            _ => {
                frame.push(0x80 | 127);
                frame.extend_from_slice(&(length as u64).to_be_bytes());
            }
        }
        frame.extend_from_slice(&MASK);
        frame.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
        Self { frame, payload, opcode }
    }

    /// The frames of `count` messages, one after the other.
    pub(crate) fn frames(&self, count: usize) -> Vec<u8> {
        self.frame.repeat(count)
    }
}

/// What has come back on a connection so far.
#[derive(Default)]
pub(crate) struct Echoes {
    /// The header that is being read.
    header: [u8; 10],
    held: usize,
    /// What is left of the frame whose header is read, and whether it is the last one of its message.
    left: usize,
    is_final: bool,
    /// How much of the message is there.
    at: usize,
}

impl Echoes {
    /// How many messages end in `bytes`, the next that have come.
    ///
    /// # Errors
    /// What is not the echo of the talk.
    pub(crate) fn take(&mut self, mut bytes: &[u8], talk: &Talk) -> anyhow::Result<usize> {
        let mut ended = 0;
        loop {
            if self.left > 0 {
                let (piece, rest) = bytes.split_at(bytes.len().min(self.left));
                let expected = talk.payload.get(self.at..self.at + piece.len());
                ensure!(expected == Some(piece), "an echo is not what was sent");
                self.at += piece.len();
                self.left -= piece.len();
                bytes = rest;
                if self.left > 0 {
                    return Ok(ended);
                }
                ended += self.end(talk)?;
            }
            let Some((byte, rest)) = bytes.split_first() else { return Ok(ended) };
            self.header[self.held] = *byte;
            self.held += 1;
            bytes = rest;
            if let Some(length) = self.length() {
                self.begin(length, talk)?;
                if length == 0 {
                    ended += self.end(talk)?;
                }
            }
        }
    }

    /// The length of the frame, once its header is whole.
    fn length(&self) -> Option<usize> {
        let extended = |from: &[u8]| from.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
        match (self.held, self.header[1]) {
            (2, length @ 0..126) => Some(length.into()),
            (4, 126) => Some(extended(&self.header[2..4])),
            (10, _) => Some(extended(&self.header[2..])),
            _ => None,
        }
    }

    fn begin(&mut self, length: usize, talk: &Talk) -> anyhow::Result<()> {
        let [first, second, ..] = self.header;
        let opcode = if self.at == 0 { talk.opcode } else { 0 };
        if first & 0x7f != opcode || second & 0x80 != 0 {
            bail!("a frame that begins with {first:02x} {second:02x} is no part of an echo");
        }
        self.held = 0;
        self.left = length;
        self.is_final = first & 0x80 != 0;
        Ok(())
    }

    /// Whether the end of a frame is that of a message: 1 then, and 0 otherwise.
    fn end(&mut self, talk: &Talk) -> anyhow::Result<usize> {
        if !self.is_final {
            return Ok(0);
        }
        ensure!(self.at == talk.payload.len(), "an echo is shorter than what was sent");
        self.at = 0;
        Ok(1)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::{Echoes, MASK, Talk};

    /// What a server makes of a client's frames when it sends each message in `pieces`.
    fn echo(talk: &Talk, pieces: usize) -> Vec<u8> {
        let mut out = Vec::new();
        let size = talk.payload.len().div_ceil(pieces);
        for (number, piece) in talk.payload.chunks(size).enumerate() {
            let opcode = if number == 0 { talk.opcode } else { 0 };
            let is_final = (number + 1) * size >= talk.payload.len();
            out.push(opcode | if is_final { 0x80 } else { 0 });
            match u8::try_from(piece.len()) {
                Ok(length @ 0..126) => out.push(length),
                _ => {
                    out.push(126);
                    out.extend_from_slice(&u16::try_from(piece.len()).unwrap().to_be_bytes());
                }
            }
            out.extend_from_slice(piece);
        }
        out
    }

    #[test]
    fn the_frame_is_masked() {
        let talk = Talk::new(200, true);
        assert_eq!(talk.frame[..4], [0x82, 0xfe, 0, 200]);
        assert_eq!(talk.frame[8] ^ MASK[0], b'!');
        assert_eq!(Talk::new(64, false).frame[..2], [0x81, 0x80 | 64]);
        assert_eq!(Talk::new(70_000, false).frame[..10], [0x81, 0xff, 0, 0, 0, 0, 0, 1, 0x11, 0x70]);
    }

    #[test]
    fn echoes_are_counted_however_they_come() {
        for (length, pieces) in [(64, 1), (64, 3), (300, 1), (4096, 2)] {
            let talk = Talk::new(length, false);
            let all = echo(&talk, pieces).repeat(5);
            for step in [1, 7, 64, all.len()] {
                let mut echoes = Echoes::default();
                let ended: usize = all.chunks(step).map(|bytes| echoes.take(bytes, &talk).unwrap()).sum();
                assert_eq!(ended, 5, "{length} bytes in {pieces}, read by {step}");
            }
        }
    }

    #[test]
    fn what_is_no_echo_is_told() {
        let talk = Talk::new(64, false);
        let right = echo(&talk, 1);
        let wrong = |change: &dyn Fn(&mut Vec<u8>)| {
            let mut bytes = right.clone();
            change(&mut bytes);
            Echoes::default().take(&bytes, &talk).unwrap_err().to_string()
        };
        assert!(wrong(&|bytes| bytes[30] = 0).contains("not what was sent"));
        assert!(wrong(&|bytes| bytes[0] = 0x88).contains("begins with 88"));
        assert!(wrong(&|bytes| bytes[1] = 10).contains("shorter"));
        assert!(wrong(&|bytes| bytes[1] |= 0x80).contains("begins with 81 c0"));
        assert!(wrong(&|bytes| bytes.splice(1..2, [65, b'!']).for_each(drop)).contains("not what was sent"));
    }
}
