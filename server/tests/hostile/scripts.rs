//! One mistake each, and its close code.

use std::net::Shutdown;

use super::{
    program::Program,
    wire::{
        BINARY, CLOSE, CONTINUATION, FIN, Form, PING, PONG, TEXT, close, frame, frame_in, header, listen,
        play,
    },
};

/// The longest message and the longest frame in these tests.
const MOST: usize = 100_000;

fn program() -> Program {
    Program::start(&["--max-message", &MOST.to_string(), "--max-frame", &MOST.to_string()])
}

/// Plays each script, after a message that must come back whatever follows, and before one that must not; and all of
/// them again and again, of which nothing may be left in memory.
fn check(scripts: &[(&str, Vec<u8>, u16)]) {
    let mut program = program();
    let round = || {
        for (name, script, code) in scripts {
            let (good, late) = (frame(FIN | TEXT, b"before"), frame(FIN | TEXT, b"after"));
            let heard = play(program.socket(), &[&good, script, &late]);
            assert_eq!(heard.code(), *code, "{name}: {heard:?}");
            assert_eq!(heard.said[..1], [(TEXT, b"before".to_vec())], "{name}");
            let is_late = heard.said.iter().any(|(_, said)| said == b"after");
            assert!(!is_late, "{name}: it was heard after the close");
        }
    };
    program.leaves_nothing(|| (0..10).for_each(|_| round()));
    program.is_well();
}

#[test]
fn bits_and_opcodes_that_are_reserved_are_a_mistake() {
    let mut scripts = Vec::new();
    for bit in [0x40, 0x20, 0x10, 0x70] {
        for opcode in [TEXT, BINARY, CONTINUATION, PING, PONG, CLOSE] {
            scripts.push(("a reserved bit", frame(FIN | bit | opcode, b""), 1002));
        }
    }
    for opcode in [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] {
        scripts.push(("a reserved opcode", frame(FIN | opcode, b"x"), 1002));
        scripts.push(("a reserved opcode in a fragment", frame(opcode, b"x"), 1002));
    }
    check(&scripts);
}

#[test]
fn control_frames_are_short_and_whole() {
    let mut scripts = Vec::new();
    for opcode in [PING, PONG, CLOSE] {
        scripts.push(("a fragmented control frame", frame(opcode, b"\x03\xe8"), 1002));
        scripts.push(("a control frame of 126 bytes", frame(FIN | opcode, &[0x03; 126]), 1002));
        scripts.push(("a control frame of 70,000 bytes", frame(FIN | opcode, &[0x03; 70_000]), 1002));
        // Told by its header: the server waits for nothing more.
        scripts.push(("a control frame's length", header(FIN | opcode, Form::Sixteen, 0xffff, true), 1002));
    }
    check(&scripts);
}

#[test]
fn frames_of_a_client_are_masked() {
    let unmasked = |first, payload: &[u8]| {
        [header(first, Form::shortest(payload.len()), payload.len() as u64, false), payload.to_vec()].concat()
    };
    check(&[
        ("a text", unmasked(FIN | TEXT, b"x"), 1002),
        ("an empty text", unmasked(FIN | TEXT, b""), 1002),
        ("4,000 bytes", unmasked(FIN | BINARY, &[7; 4_000]), 1002),
        ("90,000 bytes", unmasked(FIN | BINARY, &[7; 90_000]), 1002),
        ("a ping", unmasked(FIN | PING, b"x"), 1002),
        ("a close", unmasked(FIN | CLOSE, &[3, 232]), 1002),
        ("a continuation", [frame(TEXT, b"a"), unmasked(FIN | CONTINUATION, b"b")].concat(), 1002),
    ]);
}

#[test]
fn lengths_are_bounded() {
    let half = MOST / 2 + 1;
    check(&[
        ("the first of 64 bits", header(FIN | BINARY, Form::SixtyFour, 1 << 63, true), 1002),
        ("all of 64 bits", header(FIN | BINARY, Form::SixtyFour, u64::MAX, true), 1002),
        ("63 bits", header(FIN | BINARY, Form::SixtyFour, u64::MAX >> 1, true), 1009),
        ("4 GiB", header(FIN | TEXT, Form::SixtyFour, 1 << 32, true), 1009),
        ("a byte too many", frame(FIN | TEXT, &vec![b'a'; MOST + 1]), 1009),
        ("by its header", header(FIN | TEXT, Form::SixtyFour, MOST as u64 + 1, true), 1009),
        (
            "in two fragments",
            [frame(BINARY, &vec![1; half]), frame(FIN | CONTINUATION, &vec![2; half])].concat(),
            1009,
        ),
        (
            "in many fragments",
            [frame(TEXT, b"a"), frame(CONTINUATION, &[b'a'; 999]).repeat(MOST / 999 + 1)].concat(),
            1009,
        ),
    ]);
    let mut program = program();
    let longest = vec![b'a'; MOST];
    let heard = play(program.socket(), &[&frame(FIN | TEXT, &longest), &close(1000, b"")]);
    assert!(heard.code() == 1000 && heard.said == [(TEXT, longest)], "the longest message did not come back");
    program.is_well();
}

/// Section 5.2: a length has its shortest form and no other. That which is the shortest is taken at its edges.
#[test]
fn lengths_have_their_shortest_form() {
    let mut scripts = Vec::new();
    for (form, lengths) in
        [(Form::Sixteen, &[0, 1, 125][..]), (Form::SixtyFour, &[0, 1, 125, 126, 300, 65_535])]
    {
        for (length, first) in lengths.iter().flat_map(|length| [TEXT, BINARY].map(|kind| (*length, kind))) {
            scripts.push(("a longer form", frame_in(form, FIN | first, &vec![b'z'; length]), 1002));
            // Told by its header: the server waits for nothing more.
            scripts.push(("its header", header(first, form, length as u64, true), 1002));
        }
        scripts.push(("that of a ping", frame_in(form, FIN | PING, b"ping"), 1002));
        scripts.push(("that of a close", frame_in(form, FIN | CLOSE, &[3, 232]), 1002));
    }
    check(&scripts);
    let mut program = program();
    for length in [0, 125, 126, 65_535, 65_536] {
        let bytes = vec![b'y'; length];
        let heard = play(program.socket(), &[&frame(FIN | BINARY, &bytes), &close(1000, b"")]);
        assert!(heard.code() == 1000 && heard.said == [(BINARY, bytes)], "{length} bytes did not come back");
    }
    program.is_well();
}

#[test]
fn texts_are_utf8() {
    let mut scripts = Vec::new();
    for text in [
        &b"\xff"[..],
        b"ol\xe1",
        b"\xc0\x80",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xe2\x82",
        b"a\x80",
        b"\xf8\x88\x80\x80\x80",
    ] {
        scripts.push(("in one frame", frame(FIN | TEXT, text), 1007));
        for cut in 0..=text.len() {
            let (start, rest) = text.split_at(cut);
            let parts = [frame(TEXT, start), frame(FIN | PING, b""), frame(FIN | CONTINUATION, rest)];
            scripts.push(("in two frames", parts.concat(), 1007));
        }
    }
    let long = [&[b'a'; 90_000][..], b"\xff"].concat();
    scripts.push(("at the end of a long frame", frame(FIN | TEXT, &long), 1007));
    // Nobody has to wait for the end of a message to know that it is no text.
    scripts.push(("before the end of a message", frame(TEXT, b"\xffx"), 1007));
    check(&scripts);
}

#[test]
fn characters_may_be_cut_by_fragments() {
    let mut program = program();
    let text = "á€\u{1f44b}\u{10ffff}".as_bytes();
    let mut script: Vec<u8> =
        text.iter().map(|byte| frame(CONTINUATION, &[*byte])).collect::<Vec<_>>().concat();
    script[0] = TEXT;
    script.extend(frame(FIN | CONTINUATION, b""));
    script.extend(close(1000, b""));
    let heard = play(program.socket(), &[&script]);
    assert_eq!(heard.said, [(TEXT, text.to_vec())]);
    // Bytes that are no text are none of a text's business.
    let bytes = [frame(BINARY, b"\xff"), frame(FIN | CONTINUATION, b"\xc3"), close(1000, b"")].concat();
    assert_eq!(play(program.socket(), &[&bytes]).said, [(BINARY, b"\xff\xc3".to_vec())]);
    program.is_well();
}

#[test]
fn a_close_has_a_code_that_may_be_sent() {
    let mut scripts = vec![
        ("half a code", frame(FIN | CLOSE, b"\x03"), 1002),
        ("a reason that is not UTF-8", close(1000, b"ol\xe1"), 1007),
        ("a reason that is cut", close(4000, b"\xf0\x9f"), 1007),
    ];
    for code in [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535] {
        scripts.push(("a code that may not be sent", close(code, b""), 1002));
        scripts.push(("one with a reason", close(code, b"reason"), 1002));
    }
    for code in
        [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999]
    {
        scripts.push(("a code that may be sent", close(code, "razão".as_bytes()), code));
    }
    scripts.push(("no code", frame(FIN | CLOSE, b""), 1005));
    check(&scripts);
}

#[test]
fn fragments_keep_their_order() {
    check(&[
        ("a continuation of nothing", frame(FIN | CONTINUATION, b"x"), 1002),
        ("a fragment of nothing", frame(CONTINUATION, b""), 1002),
        ("a text in a text", [frame(TEXT, b"a"), frame(FIN | TEXT, b"b")].concat(), 1002),
        ("a fragment in a text", [frame(TEXT, b""), frame(BINARY, b"b")].concat(), 1002),
        (
            "a continuation after the end",
            [frame(TEXT, b"a"), frame(FIN | CONTINUATION, b"b"), frame(CONTINUATION, b"c")].concat(),
            1002,
        ),
        // What came of it is lost, and that is no mistake.
        ("a close in a message", [frame(TEXT, b"a"), close(4002, b"")].concat(), 4002),
    ]);
}

#[test]
fn nothing_is_heard_after_a_close() {
    let mut program = program();
    let after = [frame(FIN | TEXT, b"x").repeat(1_000), frame(FIN | PING, b""), vec![0xff; 70_000]].concat();
    let heard = play(program.socket(), &[&close(1000, b""), &after]);
    assert_eq!((heard.said.len(), heard.code()), (0, 1000));
    program.serves();
    program.is_well();
}

/// The client's side of the connection is closed without a close frame: abnormal, and the end.
#[test]
fn half_a_connection_is_none() {
    let mut program = program();
    for script in [&b""[..], b"\x81", &frame(TEXT, b"a"), &header(FIN | BINARY, Form::Sixteen, 60_000, true)]
    {
        let mut stream = program.socket();
        std::io::Write::write_all(&mut stream, script).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        assert_eq!(listen(&mut stream).code(), 1006);
    }
    program.serves();
    program.is_well();
}
