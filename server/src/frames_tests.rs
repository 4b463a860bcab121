//! Frames as clients send them, and as none should.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

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
                    if read.pieces == 1 {
                        is_text = kind == Data::Text;
                    }
                    assert_eq!(kind == Data::Continue, read.pieces > 1, "all but the first continue");
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

fn closed(bytes: &[u8]) -> (u16, Option<&'static str>) {
    let close = read(bytes, 1).close.expect("a close");
    assert_eq!(read(bytes, bytes.len()).close, Some(close.clone()), "at once");
    (close.code(), close.limit_reached())
}

#[test]
fn messages_are_the_same_however_they_come() {
    let long = vec![b'x'; 3 * WHOLE];
    let bytes = [
        frame(0x81, "olá \u{1f44b}".as_bytes()),
        frame(0x82, &[0, 255]),
        frame(0x81, b""),
        frame(0x01, &"\u{1f44b}".as_bytes()[..1]),
        frame(0x89, b"now"),
        frame(0x00, b""),
        frame(0x80, &"\u{1f44b}".as_bytes()[1..]),
        frame(0x82, &long),
        frame(0x8a, b""),
    ]
    .concat();
    let whole = vec![
        ("text", "olá \u{1f44b}".into()),
        ("binary", vec![0, 255]),
        ("text", Vec::new()),
        ("ping", b"now".to_vec()),
        ("text", "\u{1f44b}".into()),
        ("binary", long),
        ("pong", Vec::new()),
    ];
    for step in [1, 2, 3, 7, 100, WHOLE - 1, WHOLE, bytes.len()] {
        assert_eq!(read(&bytes, step), Read { whole: whole.clone(), pieces: 0, close: None }, "by {step}");
    }
}

#[test]
fn a_short_frame_is_one_piece_and_a_long_one_is_not_waited_for() {
    let mut short = frame(0x82, &vec![1; WHOLE]);
    let last = short.len() - 1;
    assert_eq!(frames().next(&mut short[..last]), Ok(None));
    let mut frames = frames();
    let mut long = frame(0x82, &vec![1; WHOLE + 1]);
    let (start, rest) = long.split_at_mut(100);
    for (part, kind, is_last) in [(start, Data::Binary, false), (rest, Data::Continue, true)] {
        let length = part.len();
        let (taken, piece) = frames.next(part).unwrap().unwrap();
        assert_eq!(taken, length);
        let Piece::Data { kind: told, is_last: ends, begins_frame, .. } = piece else { panic!("{piece:?}") };
        assert_eq!((told, ends, begins_frame), (kind, is_last, !is_last));
        assert_eq!(frames.are_amid_message(), !is_last);
    }
}

#[test]
fn what_breaks_the_protocol_is_1002() {
    let mut unmasked = frame(0x81, b"");
    unmasked[1] = 0;
    let endless = [&[0x82, 0xff][..], &[0xff; 8], &MASK].concat();
    let wide = [&[0x82, 0xfe, 0, 125][..], &MASK, &[0; 125]].concat();
    let wider = [&[0x82, 0xff, 0, 0, 0, 0, 0, 0, 255, 255][..], &MASK].concat();
    for (what, bytes) in [
        ("reserved bit 1", frame(0xc1, b"a")),
        ("reserved bit 2", frame(0xa1, b"a")),
        ("reserved bit 3", frame(0x91, b"a")),
        ("opcode 3", frame(0x83, b"a")),
        ("opcode 7", frame(0x87, b"")),
        ("opcode 11", frame(0x8b, b"a")),
        ("opcode 15", frame(0x8f, b"a")),
        ("unmasked", unmasked),
        ("a ping in two", frame(0x09, b"a")),
        ("a close in two", frame(0x08, b"")),
        ("a ping of 126 bytes", frame(0x89, &[b'a'; 126])),
        ("a close of 126 bytes", frame(0x88, &[b'a'; 126])),
        ("nothing to continue", frame(0x80, b"a")),
        ("a text in a text", [frame(0x01, b"a"), frame(0x81, b"a")].concat()),
        ("bytes in a text", [frame(0x01, b"a"), frame(0x02, b"a")].concat()),
        ("half a code", frame(0x88, b"\x03")),
        ("a length of 64 bits", endless),
        ("125 bytes told in 16 bits", wide),
        ("65,535 bytes told in 64 bits", wider),
    ] {
        assert_eq!(closed(&bytes), (1002, None), "{what}");
    }
}

#[test]
fn a_code_that_may_not_be_sent_is_1002() {
    for code in [0_u16, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2999, 5000, 65535] {
        assert_eq!(closed(&frame(0x88, &code.to_be_bytes())), (1002, None), "{code}");
    }
    for code in [1000_u16, 1001, 1003, 1007, 1011, 1012, 1014, 3000, 4999] {
        let bytes = [&code.to_be_bytes(), "até".as_bytes()].concat();
        assert_eq!(read(&frame(0x88, &bytes), 1).close, Some(Close::new(code, "até")), "{code}");
    }
    assert_eq!(read(&frame(0x88, b""), 1).close, Some(Close::Empty));
}

#[test]
fn a_text_that_is_not_utf8_is_1007_as_soon_as_it_is_seen() {
    for bytes in [
        frame(0x81, b"\xff"),
        frame(0x81, b"ol\xc3"),
        frame(0x01, b"\xff"),
        [frame(0x01, b"\xc3"), frame(0x80, b"(")].concat(),
        [frame(0x01, b"\xc3"), frame(0x80, b"")].concat(),
        [frame(0x01, b"\xc3"), frame(0x00, b"("), frame(0x80, b"a")].concat(),
        frame(0x88, b"\x03\xe8\xff"),
    ] {
        assert_eq!(closed(&bytes), (1007, None), "{bytes:x?}");
    }
    // Of a long frame, before the rest of it has come.
    let mut long = frame(0x81, &[b"\xff", &[b'a'; WHOLE][..]].concat());
    assert_eq!(frames().next(&mut long[..20]), Err(Close::not_utf8()));
}

#[test]
fn what_is_too_long_is_1009_before_it_has_come() {
    let too_long = frame(0x82, &vec![0; 20_001]);
    assert_eq!(closed(&too_long[..8]), (1009, Some("max_frame")));
    let both = [frame(0x02, &vec![0; 20_000]), frame(0x80, &vec![0; 10_001])].concat();
    assert_eq!(closed(&both[..20_020]), (1009, Some("max_message")));
    assert_eq!(
        read(&[frame(0x02, &vec![0; 20_000]), frame(0x80, &vec![0; 10_000])].concat(), 999).close,
        None
    );
}

/// So that the answer to the close is found behind it.
#[test]
fn of_what_is_closed_for_nothing_is_taken() {
    let close = frame(0x88, b"\x03\xe8");
    for mistake in [
        frame(0x82, &vec![0x88; 20_001]),
        frame(0xf2, b"\x88\x80"),
        frame(0x81, b"\xff\x88\x80"),
        [frame(0x01, b"\xc3"), frame(0x80, b"(\x88\x80")].concat(),
        frame(0x81, &[&[b'a'; 2 * WHOLE][..], b"\xff\x88\x80"].concat()),
    ] {
        for step in [1, 100, mistake.len() + close.len()] {
            let mut frames = frames();
            let (mut kept, mut rest) = (Vec::new(), None);
            let mut is_answered = false;
            for part in [&mistake[..], &close].concat().chunks(step) {
                assert!(!is_answered, "the close is not the last that comes");
                kept.extend_from_slice(part);
                while rest.is_none() {
                    match frames.next(&mut kept) {
                        Ok(Some((taken, _))) => drop(kept.drain(..taken)),
                        Ok(None) => break,
                        Err(_) => rest = Some(frames.rest()),
                    }
                }
                if let Some(rest) = &mut rest {
                    let passed = rest.pass(&kept);
                    is_answered = passed.is_none();
                    kept.drain(..passed.unwrap_or(0));
                }
            }
            assert!(is_answered, "the close was not found: {:x?} by {step}", &mistake[..9]);
        }
    }
}
