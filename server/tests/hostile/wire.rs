//! Frames as no client would send them, and a strict reading of what the server answers (RFC 6455, section 5).

use std::{
    io::{ErrorKind, Read, Write},
    net::{Shutdown, TcpStream},
    thread,
};

pub(crate) const FIN: u8 = 0x80;
pub(crate) const CONTINUATION: u8 = 0;
pub(crate) const TEXT: u8 = 1;
pub(crate) const BINARY: u8 = 2;
pub(crate) const CLOSE: u8 = 8;
pub(crate) const PING: u8 = 9;
pub(crate) const PONG: u8 = 10;

const MASK: [u8; 4] = [0xa1, 0x5e, 0x00, 0x7f];

/// How a length is written: 7 bits, 16 or 64.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Form {
    Seven,
    Sixteen,
    SixtyFour,
}

impl Form {
    pub(crate) fn shortest(length: usize) -> Self {
        match length {
            0..126 => Self::Seven,
            126..0x1_0000 => Self::Sixteen,
            _ => Self::SixtyFour,
        }
    }
}

/// A header that says `length`, whatever follows it.
pub(crate) fn header(first: u8, form: Form, length: u64, is_masked: bool) -> Vec<u8> {
    let bytes = length.to_be_bytes();
    let mask_bit = if is_masked { 0x80 } else { 0 };
    let mut out = vec![first];
    match form {
        Form::Seven => out.push(mask_bit | bytes[7]),
        Form::Sixteen => {
            out.push(mask_bit | 126);
            out.extend_from_slice(&bytes[6..]);
        }
        Form::SixtyFour => {
            out.push(mask_bit | 127);
            out.extend_from_slice(&bytes);
        }
    }
    if is_masked {
        out.extend_from_slice(&MASK);
    }
    out
}

/// A frame whose length is written in that form, needed or not.
pub(crate) fn frame_in(form: Form, first: u8, payload: &[u8]) -> Vec<u8> {
    let mut out = header(first, form, payload.len() as u64, true);
    out.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    out
}

/// A frame as a client sends it, but for its first byte, which may say anything.
pub(crate) fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    frame_in(Form::shortest(payload.len()), first, payload)
}

pub(crate) fn close(code: u16, reason: &[u8]) -> Vec<u8> {
    frame(FIN | CLOSE, &[&code.to_be_bytes(), reason].concat())
}

/// What the server has said until the connection ended.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Heard {
    /// Messages by their opcodes, and pongs, in their order.
    pub(crate) said: Vec<(u8, Vec<u8>)>,
    /// What came of a message that was not ended.
    pub(crate) begun: Option<(u8, Vec<u8>)>,
    /// The payload of the close, when there was one.
    pub(crate) close: Option<Vec<u8>>,
}

impl Heard {
    /// The code of the close, as browsers tell it.
    pub(crate) fn code(&self) -> u16 {
        match self.close.as_deref() {
            None => 1006,
            Some([]) => 1005,
            Some([high, low, ..]) => u16::from_be_bytes([*high, *low]),
            Some([_]) => panic!("the server's close has half a code"),
        }
    }

    /// Takes the server's next frame from the start of `bytes`, if it is whole: how long it is.
    fn take(&mut self, bytes: &[u8]) -> Option<usize> {
        let (&first, &second) = (bytes.first()?, bytes.get(1)?);
        let number = |bytes: &[u8]| bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        let (start, length) = match second {
            0..126 => (2, usize::from(second)),
            126 => (4, number(bytes.get(2..4)?)),
            127 => (10, number(bytes.get(2..10)?)),
            _ => panic!("the server masks a frame"),
        };
        let payload = bytes.get(start..start + length)?;
        assert!(
            matches!((second, length), (0..126, _) | (126, 126..) | (127, 0x1_0000..)),
            "a length is too wide"
        );
        assert_eq!(first & 0x70, 0, "the server sets a reserved bit");
        assert_eq!(self.close, None, "the server goes on after its close");
        self.add(first & 0x0f, first & FIN != 0, payload);
        Some(start + length)
    }

    fn add(&mut self, opcode: u8, is_final: bool, payload: &[u8]) {
        if opcode >= CLOSE {
            assert!(is_final && payload.len() <= 125, "the server sends a control frame that there is not");
            match opcode {
                CLOSE => self.close = Some(payload.to_owned()),
                PONG => self.said.push((PONG, payload.to_owned())),
                PING => {}
                _ => panic!("the server sends an opcode that is reserved"),
            }
            return;
        }
        assert_eq!(
            self.begun.is_some(),
            opcode == CONTINUATION,
            "a message begins inside another, or goes on without one"
        );
        let (_, message) = self.begun.get_or_insert((opcode, Vec::new()));
        message.extend_from_slice(payload);
        if is_final {
            self.said.extend(self.begun.take());
        }
    }
}

/// Reads until the connection ends, whichever way, or for as long as the stream is told to wait.
pub(crate) fn listen(stream: &mut TcpStream) -> Heard {
    let (mut heard, mut kept, mut room) = (Heard::default(), Vec::new(), vec![0; 64 << 10]);
    loop {
        match stream.read(&mut room) {
            Ok(0) => break,
            Ok(count) => kept.extend_from_slice(&room[..count]),
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe) => break,
            Err(error) => panic!("the connection did not end: {error}; heard so far: {heard:?}"),
        }
        let mut start = 0;
        while let Some(taken) = heard.take(&kept[start..]) {
            start += taken;
        }
        kept.drain(..start);
        if heard.close.is_some() {
            // A close is answered, and what a script has left open would swallow the answer: it says no more.
            let _ = stream.shutdown(Shutdown::Write);
        }
    }
    assert!(kept.is_empty(), "the connection ended inside a frame of the server");
    heard
}

/// Says everything, in the pieces that it is given, and listens meanwhile.
pub(crate) fn play(mut stream: TcpStream, pieces: &[&[u8]]) -> Heard {
    let mut saying = stream.try_clone().unwrap();
    thread::scope(|scope| {
        scope.spawn(move || {
            for piece in pieces {
                // The server may have had enough.
                if saying.write_all(piece).is_err() {
                    return;
                }
            }
        });
        listen(&mut stream)
    })
}
