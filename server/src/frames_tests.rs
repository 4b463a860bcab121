//! Frames as clients send them, and as none should.

use tungstenite::protocol::frame::coding::Data;

use super::{Close, Frames, Piece, WHOLE};
use crate::Limits;

const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

/// A masked frame with this first byte.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![first];
    match payload.len() {
        length @ 0..126 => bytes.push(0x80 | u8::try_from(length).unwrap_or(0)),
        length @ 126..65536 => {
            bytes.push(0x80 | 126);
            bytes.extend(u16::try_from(length).unwrap_or(0).to_be_bytes());
        }
        length => {
            bytes.push(0x80 | 127);
            bytes.extend((length as u64).to_be_bytes());
        }
    }
    bytes.extend(MASK);
    bytes.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    bytes
}

fn frames() -> Frames {
    Frames::new(&Limits { max_frame: 20_000, max_message: 30_000, ..Limits::default() })
}

/// What one has read.
#[derive(Debug, Default, PartialEq, Eq)]
struct Read {
    /// Each message with whether it is a text, and each ping and pong.
    whole: Vec<(&'static str, Vec<u8>)>,
    /// The pieces of data.
    pieces: usize,
    close: Option<Close>,
}

/// Gives the bytes `step` at a time, as the wire does: what is not taken comes again with more.
fn read(bytes: &[u8], step: usize) -> Read {
    let (mut frames, mut read, mut message, mut is_text) = (frames(), Read::default(), Vec::new(), false);
    let mut kept = Vec::new();
    for part in bytes.chunks(step) {
        kept.extend_from_slice(part);
        let mut there = std::mem::take(&mut kept);
        let mut input = there.as_mut_slice();
        loop {
            let (taken, piece) = match frames.next(input) {
                Ok(Some(next)) => next,
                Ok(None) => break,
                Err(close) => {
                    read.close = Some(close);
                    return read;
                }
            };
            match piece {
                Piece::Data { kind, is_last, bytes, .. } => {
                    read.pieces += 1;
                    assert_eq!(
                        kind == Data::Continue,
                        frames_continue(&message, read.pieces, &mut is_text, kind)
                    );
                    message.extend_from_slice(bytes);
                    if is_last {
                        let kind = if is_text { "text" } else { "binary" };
                        read.whole.push((kind, std::mem::take(&mut message)));
                        read.pieces = 0;
                    }
                }
                Piece::Ping(bytes) => read.whole.push(("ping", bytes.to_vec())),
                Piece::Pong => read.whole.push(("pong", Vec::new())),
                Piece::Close(close) => {
                    read.close = Some(close);
                    return read;
                }
            }
            input = &mut input[taken..];
        }
        kept = input.to_vec();
    }
    read
}

/// Whether this piece must say that it continues: every one of a message but its first.
fn frames_continue(_so_far: &[u8], pieces: usize, is_text: &mut bool, kind: Data) -> bool {
    if pieces == 1 {
        *is_text = kind == Data::Text;
    }
    pieces > 1
}
