//! A fuzzer over the socket: conversations by chance, right ones and such with one mistake, cut anywhere, and what must
//! come back is known beforehand; then the same with bits turned over, of which only manners are known.
//!
//! `HOSTILE_SEED` repeats a run, whose seed is told when it fails; `HOSTILE_SECONDS` makes it longer.

use std::{
    env,
    net::Shutdown,
    time::{Duration, Instant},
};

use fastrand::Rng;

use super::{
    program::Program,
    wire::{
        BINARY, CLOSE, CONTINUATION, FIN, Form, Heard, PING, PONG, TEXT, close, frame, frame_in, header,
        listen, play,
    },
};

/// The longest message and the longest frame.
const MOST: usize = 200_000;
/// How long each test tries at least, unless it is told otherwise.
const SECONDS: u64 = 6;
/// Conversations of a round, at least.
const LEAST: u64 = 50;

#[test]
fn conversations_go_as_the_protocol_has_it() {
    fuzz(|program, random| {
        let talk = Talk::by_chance(random);
        let pieces = pieces(random, &talk.script);
        let heard = play(program.socket(), &pieces);
        talk.check(&heard);
    });
}

#[test]
fn noise_does_no_harm() {
    fuzz(|program, random| {
        let mut script = if random.bool() {
            Talk::by_chance(random).script
        } else {
            (0..random.usize(1..5_000)).map(|_| random.u8(..)).collect()
        };
        for _ in 0..random.usize(0..8) {
            let place = random.usize(..script.len());
            script[place] ^= 1 << random.u8(..8);
        }
        let mut stream = program.socket();
        // A frame that claims to be long would be waited for.
        let pieces = pieces(random, &script);
        for piece in pieces {
            if std::io::Write::write_all(&mut stream, piece).is_err() {
                break;
            }
        }
        let _ = stream.shutdown(Shutdown::Write);
        let code = listen(&mut stream).code();
        let is_one = matches!(code, 1000..=1003 | 1005..=1014 | 3000..=4999);
        assert!(is_one, "closed with {code}");
    });
}

/// Has `converse` tried with one seed after the other, for a time; the program must live, and hold no more than before.
fn fuzz(converse: impl Fn(&Program, &mut Rng)) {
    let told = |name: &str| env::var(name).ok().map(|value| value.parse::<u64>().expect(name));
    let seed = told("HOSTILE_SEED").unwrap_or_else(|| fastrand::u64(..));
    let time = Duration::from_secs(told("HOSTILE_SECONDS").unwrap_or(SECONDS));
    let most = MOST.to_string();
    let arguments = ["--max-message", &most, "--max-frame", &most, "--messages-per-second", "0"];
    let mut program = Program::start(&arguments);
    let mut count = 0;
    program.leaves_nothing(|| {
        let (start, first) = (Instant::now(), count);
        while start.elapsed() < time / 2 || count - first < LEAST {
            let seed = seed.wrapping_add(count);
            // Shown by the harness when the test fails, and only then.
            println!("HOSTILE_SEED={seed}");
            converse(&program, &mut Rng::with_seed(seed));
            count += 1;
        }
    });
    eprintln!("{count} conversations from HOSTILE_SEED={seed}");
    program.is_well();
}

/// Cut anywhere, as a network may do.
fn pieces<'script>(random: &mut Rng, script: &'script [u8]) -> Vec<&'script [u8]> {
    let (mut pieces, mut rest) = (Vec::new(), script);
    let longest = random.choice([1_usize, 3, 50, 2_000, 1 << 20]).unwrap_or(1);
    while !rest.is_empty() {
        // A long script in single bytes takes its time.
        let longest = if pieces.len() > 300 { rest.len() } else { longest };
        let (piece, after) = rest.split_at(random.usize(1..=longest.min(rest.len())));
        pieces.push(piece);
        rest = after;
    }
    pieces
}

/// What is said, and what must come back.
#[derive(Debug, Default)]
struct Talk {
    script: Vec<u8>,
    said: Vec<(u8, Vec<u8>)>,
    /// The message that is in the middle of being sent; some of it may come back.
    begun: Option<(u8, Vec<u8>)>,
    /// The code of the close, once there is one.
    code: Option<u16>,
}

impl Talk {
    fn by_chance(random: &mut Rng) -> Self {
        let mut talk = Self::default();
        for _ in 0..random.usize(0..20) {
            if !talk.is_over() {
                talk.control(random);
                talk.message(random);
            }
        }
        talk.own_close(random);
        // Nobody hears what comes after the end, whatever it is.
        talk.script.extend((0..random.usize(..300)).map(|_| random.u8(..)));
        talk
    }

    fn check(&self, heard: &Heard) {
        assert_eq!(
            Some(heard.code()),
            self.code,
            "heard {} messages of {}",
            heard.said.len(),
            self.said.len()
        );
        assert!(heard.said == self.said, "other messages came back than were sent");
        if let Some((opcode, bytes)) = &heard.begun {
            let (sent, all) = self.begun.as_ref().expect("a message came back that was not sent");
            assert!(sent == opcode && all.starts_with(bytes), "a part of a message is not what was sent");
        }
    }

    fn is_over(&self) -> bool {
        self.code.is_some()
    }

    /// A message in one frame or more, with what is allowed between them, and with a mistake now and then.
    fn message(&mut self, random: &mut Rng) {
        let is_text = random.bool();
        let payload = if is_text { text(random).into_bytes() } else { bytes(random) };
        let opcode = if is_text { TEXT } else { BINARY };
        let frames = random.choice([1_usize, 1, 1, 2, 5]).unwrap_or(1);
        let mut rest = &payload[..];
        for number in 1..=frames {
            self.mistake(random);
            if self.is_over() {
                return;
            }
            let cut = if number == frames { rest.len() } else { random.usize(..=rest.len()) };
            let (piece, after) = rest.split_at(cut);
            let first = if number == 1 { opcode } else { CONTINUATION };
            self.script.extend(frame(first | if number == frames { FIN } else { 0 }, piece));
            self.begun.get_or_insert((opcode, Vec::new())).1.extend_from_slice(piece);
            rest = after;
            if number < frames {
                self.control(random);
            }
        }
        self.said.extend(self.begun.take());
    }

    fn control(&mut self, random: &mut Rng) {
        if self.is_over() || random.u8(..4) > 0 {
            return;
        }
        let payload: Vec<u8> = (0..random.usize(..=125)).map(|_| random.u8(..)).collect();
        if random.bool() {
            self.script.extend(frame(FIN | PONG, &payload));
        } else {
            self.script.extend(frame(FIN | PING, &payload));
            self.said.push((PONG, payload));
        }
    }

    fn own_close(&mut self, random: &mut Rng) {
        if self.is_over() {
            return;
        }
        if random.u8(..4) == 0 {
            return self.end(frame(FIN | CLOSE, b""), 1005);
        }
        let code = random.choice([1000, 1001, 1003, 1011, 3000, 4001, 4999]).unwrap_or(1000);
        let reason: String = text(random).chars().take(30).collect();
        self.end(close(code, reason.as_bytes()), code);
    }

    fn end(&mut self, script: Vec<u8>, code: u16) {
        self.script.extend(script);
        self.code = Some(code);
    }

    fn mistake(&mut self, random: &mut Rng) {
        if random.u8(..40) > 0 {
            return;
        }
        let open = self.begun.as_ref().map(|(opcode, _)| *opcode);
        let control = random.choice([PING, PONG, CLOSE]).unwrap_or(PING);
        // A frame that could follow.
        let next = if open.is_some() { CONTINUATION } else { random.choice([TEXT, BINARY]).unwrap_or(TEXT) };
        match random.u8(..13) {
            0 => self.end(frame(random.u8(1..8) << 4 | FIN | next, b"x"), 1002),
            1 => self.end(frame(random.u8(3..8) | random.choice([0, FIN]).unwrap_or(0), b"x"), 1002),
            2 => self.end(frame(FIN | random.u8(11..16), b"x"), 1002),
            3 => self.end(frame(control, b""), 1002),
            4 => self.end(frame(FIN | control, &vec![b'a'; random.usize(126..300)]), 1002),
            5 => self.end([header(FIN | next, Form::Seven, 1, false), b"x".to_vec()].concat(), 1002),
            6 => self.end(header(next, Form::SixtyFour, random.u64(1 << 63..), true), 1002),
            7 => self.end(header(next, Form::SixtyFour, random.u64(MOST as u64 + 1..1 << 63), true), 1009),
            8 => {
                let wrong = if open.is_some() { TEXT } else { CONTINUATION };
                self.end(frame(wrong | FIN, b"x"), 1002);
            }
            9 => self.end(frame(FIN | CLOSE, &[random.u8(..)]), 1002),
            10 => {
                let code = random.choice([0, 999, 1004, 1005, 1006, 1015, 2999, 5000]).unwrap_or(0);
                self.end(close(code, b"reason"), 1002);
            }
            11 => {
                let (form, longest) =
                    random.choice([(Form::Sixteen, 126), (Form::SixtyFour, 9_000)]).unwrap();
                self.end(frame_in(form, FIN | next, &vec![b'a'; random.usize(..longest)]), 1002);
            }
            _ if open == Some(BINARY) => self.end(close(1000, b"\xff"), 1007),
            _ => {
                // Short, so that it is no text before it is too long.
                let short: String = text(random).chars().take(500).collect();
                let wrong = [short.as_bytes(), b"\xff", short.as_bytes()].concat();
                self.begun.get_or_insert((TEXT, Vec::new())).1.extend_from_slice(&wrong);
                self.end(frame(if open.is_some() { CONTINUATION } else { TEXT } | FIN, &wrong), 1007);
            }
        }
    }
}

/// Often short, at times at the edge of something.
fn length(random: &mut Rng) -> usize {
    match random.u8(..20) {
        0..14 => random.usize(..140),
        14..18 => random.usize(..6_000),
        18 => random.choice([0, 125, 126, 4_095, 4_096, 4_097, 65_535, 65_536]).unwrap_or(0),
        _ => random.usize(..MOST / 2),
    }
}

fn bytes(random: &mut Rng) -> Vec<u8> {
    let mut bytes = vec![0; length(random)];
    random.fill(&mut bytes);
    bytes
}

fn text(random: &mut Rng) -> String {
    let longest = length(random);
    let mut text = String::new();
    while text.len() < longest {
        text.push(match random.u8(..4) {
            0 => random.char('\u{0}'..='\u{10ffff}'),
            1 => random.char('\u{80}'..='\u{7ff}'),
            _ => random.char(' '..='~'),
        });
    }
    text
}
