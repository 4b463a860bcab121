//! What a client sends, frame by frame (RFC 6455, section 5). It holds no message: a long frame is handed on in the
//! pieces that it comes in, so a connection costs as much memory as its client makes the server wait for, and no more
//! for a long message than for a short one.

use std::io::Cursor;

use tungstenite::protocol::frame::{
    FrameHeader,
    coding::{Control, Data, OpCode},
};

use crate::{close::Close, limits::Limits, rest::Rest, utf8::Utf8};

/// A frame up to this long, in bytes, is waited for, so that a short message is answered by one frame.
pub(crate) const WHOLE: usize = 4 << 10;
/// The longest payload of a control frame.
const CONTROL: u64 = 125;

/// What stands at the start of the bytes that came.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece<'bytes> {
    /// A part of a message, often the whole; `begins_frame` where it is not a later part of a long frame.
    Data { kind: Data, begins_frame: bool, is_last: bool, bytes: &'bytes [u8] },
    /// A ping, which wants its bytes back.
    Ping(&'bytes [u8]),
    /// A pong, asked for or not.
    Pong,
    /// A close, and what is to be answered.
    Close(Close),
}

/// What is known of the frames so far.
#[derive(Debug)]
pub(crate) struct Frames {
    max_frame: u64,
    max_message: u64,
    /// The frame that is in the middle of being read.
    frame: Option<Frame>,
    /// The message that is not at its end.
    message: Option<Message>,
}

#[derive(Debug)]
struct Frame {
    left: u64,
    mask: [u8; 4],
    is_final: bool,
}

#[derive(Debug)]
struct Message {
    length: u64,
    /// Of a text.
    text: Option<Utf8>,
    /// Whether its first piece has been handed on.
    has_begun: bool,
}

impl Frames {
    pub(crate) fn new(limits: &Limits) -> Self {
        let Limits { max_frame, max_message, .. } = *limits;
        Self { max_frame, max_message, frame: None, message: None }
    }

    /// Whether a message has been handed on in part: another one has to wait for its end.
    pub(crate) fn are_amid_message(&self) -> bool {
        self.message.is_some()
    }

    /// The next piece and how many bytes of `bytes` it took, which are unmasked in place; `None` when more has to
    /// come before.
    ///
    /// # Errors
    /// The close that is due for what breaks the protocol or a limit. Nothing is taken then, and nothing more is to be
    /// read but by [`Frames::rest`].
    pub(crate) fn next<'bytes>(
        &mut self,
        bytes: &'bytes mut [u8],
    ) -> Result<Option<(usize, Piece<'bytes>)>, Close> {
        let mut start = 0;
        let begins_frame = self.frame.is_none();
        if begins_frame {
            let Some((header, length, after)) = header(bytes)? else { return Ok(None) };
            self.check(&header, length)?;
            let mask = header.mask.ok_or_else(|| Close::protocol("a frame is not masked"))?;
            let is_whole = (bytes.len() - after) as u64 >= length;
            if !is_whole && (length <= WHOLE as u64 || bytes.len() == after) {
                return Ok(None);
            }
            if let OpCode::Control(kind) = header.opcode {
                let end = after + usize::try_from(length).unwrap_or(usize::MAX);
                let payload = &mut bytes[after..end];
                unmask(payload, mask);
                return Ok(Some((end, control(kind, payload)?)));
            }
            self.begin(&header, length, mask);
            start = after;
        }
        let data = self.data(&mut bytes[start..], begins_frame).transpose()?;
        Ok(data.map(|(taken, piece)| (start + taken, piece)))
    }

    /// What comes after the bytes that were taken, when it is no more than to be passed by.
    pub(crate) fn rest(&self) -> Rest {
        Rest::new(self.frame.as_ref().map_or(0, |frame| frame.left))
    }

    fn check(&self, header: &FrameHeader, length: u64) -> Result<(), Close> {
        if header.rsv1 || header.rsv2 || header.rsv3 {
            return Err(Close::protocol("a reserved bit is set"));
        }
        match header.opcode {
            OpCode::Control(_) if !header.is_final => {
                return Err(Close::protocol("a control frame is fragmented"));
            }
            OpCode::Control(_) if length > CONTROL => {
                return Err(Close::protocol("a control frame is too long"));
            }
            OpCode::Control(_) => return Ok(()),
            OpCode::Data(Data::Continue) if self.message.is_none() => {
                return Err(Close::protocol("nothing is there to be continued"));
            }
            OpCode::Data(Data::Text | Data::Binary) if self.message.is_some() => {
                return Err(Close::protocol("a message begins inside another"));
            }
            OpCode::Data(_) => {}
        }
        if length >> 63 != 0 {
            return Err(Close::protocol("a length has its first bit set"));
        }
        let so_far = self.message.as_ref().map_or(0, |message| message.length);
        if length > self.max_frame {
            return Err(Close::too_long("max_frame", "frame too long"));
        }
        if so_far + length > self.max_message {
            return Err(Close::too_long("max_message", "message too long"));
        }
        Ok(())
    }

    fn begin(&mut self, header: &FrameHeader, length: u64, mask: [u8; 4]) {
        let is_text = header.opcode == OpCode::Data(Data::Text);
        let message = self.message.get_or_insert_with(|| Message {
            length: 0,
            text: is_text.then(Utf8::default),
            has_begun: false,
        });
        message.length += length;
        self.frame = Some(Frame { left: length, mask, is_final: header.is_final });
    }

    /// The part of the frame being read that is there; `None` when nothing is.
    fn data<'bytes>(
        &mut self,
        bytes: &'bytes mut [u8],
        begins_frame: bool,
    ) -> Option<Result<(usize, Piece<'bytes>), Close>> {
        let (frame, message) = (self.frame.as_mut()?, self.message.as_mut()?);
        let there = usize::try_from(frame.left).unwrap_or(usize::MAX).min(bytes.len());
        if there == 0 && frame.left > 0 {
            return None;
        }
        let bytes = &mut bytes[..there];
        unmask(bytes, frame.mask);
        let ends = frame.left == there as u64;
        let is_last = ends && frame.is_final;
        if let Some(text) = &mut message.text
            && !(text.takes(bytes) && (text.is_whole() || !is_last))
        {
            if begins_frame {
                // Its header has not been taken either.
                self.frame = None;
            }
            return Some(Err(Close::not_utf8()));
        }
        frame.mask.rotate_left(there % 4);
        frame.left -= there as u64;
        let kind = match (message.has_begun, &message.text) {
            (true, _) => Data::Continue,
            (false, Some(_)) => Data::Text,
            (false, None) => Data::Binary,
        };
        message.has_begun = true;
        if ends {
            self.frame = None;
        }
        if is_last {
            self.message = None;
        }
        Some(Ok((there, Piece::Data { kind, begins_frame, is_last, bytes })))
    }
}

/// The header, the length of what follows it, and where that begins; `None` when it is not all there. A length has one
/// form only, the shortest.
fn header(bytes: &[u8]) -> Result<Option<(FrameHeader, u64, usize)>, Close> {
    let mut cursor = Cursor::new(bytes);
    // The only error that there is from memory.
    let parsed = FrameHeader::parse(&mut cursor).map_err(|_| Close::protocol("an opcode is reserved"))?;
    let after = usize::try_from(cursor.position()).unwrap_or(bytes.len());
    match parsed {
        Some((header, length)) if header.len(length) != after => {
            Err(Close::protocol("a length is longer than it need be"))
        }
        parsed => Ok(parsed.map(|(header, length)| (header, length, after))),
    }
}

fn control(kind: Control, payload: &[u8]) -> Result<Piece<'_>, Close> {
    Ok(match kind {
        Control::Ping => Piece::Ping(payload),
        Control::Pong => Piece::Pong,
        Control::Close => Piece::Close(close(payload)?),
        Control::Reserved(_) => return Err(Close::protocol("an opcode is reserved")),
    })
}

/// The answer to a close: the same one (section 5.5.1), unless it is none that may be sent (section 7.4).
fn close(payload: &[u8]) -> Result<Close, Close> {
    let Some((code, reason)) = payload.split_first_chunk::<2>() else {
        return if payload.is_empty() {
            Ok(Close::Empty)
        } else {
            Err(Close::protocol("a close has half a code"))
        };
    };
    let code = u16::from_be_bytes(*code);
    // Those of the standard and of IANA's list that are for a frame, and those of libraries and programs.
    if !matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999) {
        return Err(Close::protocol("this close code may not be sent"));
    }
    let reason = str::from_utf8(reason).map_err(|_| Close::not_utf8())?;
    Ok(Close::new(code, reason.to_owned()))
}

fn unmask(bytes: &mut [u8], mask: [u8; 4]) {
    let word = u32::from_ne_bytes(mask);
    let (words, rest) = bytes.as_chunks_mut::<4>();
    for bytes in words {
        *bytes = (u32::from_ne_bytes(*bytes) ^ word).to_ne_bytes();
    }
    for (byte, mask) in rest.iter_mut().zip(mask) {
        *byte ^= mask;
    }
}

#[cfg(test)]
#[path = "frames_tests.rs"]
mod tests;
