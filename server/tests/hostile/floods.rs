//! As much as a machine can do.

use std::{
    collections::VecDeque,
    io::{ErrorKind, Write},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use super::{
    program::Program,
    wire::{BINARY, FIN, PING, frame, listen},
};

/// How long connections are made.
const TIME: Duration = Duration::from_secs(5);
/// Those that one kind of client holds at a time.
const HELD: usize = 400;

/// Connects for `time` as often as it can, in several ways at once: how often.
fn connects(program: &Program, time: Duration) -> usize {
    let until = Instant::now() + time;
    let flood = |open: &(dyn Fn() -> Option<TcpStream> + Sync)| {
        let (mut held, mut count) = (VecDeque::new(), 0);
        while Instant::now() < until {
            held.extend(open());
            count += 1;
            if held.len() > HELD {
                held.pop_front();
            }
        }
        count
    };
    thread::scope(|scope| {
        // Says nothing; asks for half a page; becomes a WebSocket and is gone, or stays.
        let silent = scope.spawn(|| flood(&|| TcpStream::connect(program.address).ok()));
        let half = scope.spawn(|| {
            flood(&|| {
                let mut stream = TcpStream::connect(program.address).ok()?;
                stream.write_all(b"GET / HTTP/1.1\r\nHost: local").ok()?;
                Some(stream)
            })
        });
        let upgraded = scope.spawn(|| flood(&|| program.try_socket()));
        let gone = scope.spawn(|| flood(&|| program.try_socket().and(None)));
        [silent, half, upgraded, gone].map(|thread| thread.join().unwrap()).iter().sum()
    })
}

/// A kilobyte that is left of each would be found.
#[test]
fn as_many_connections_as_can_be_made_leave_nothing() {
    let mut program = Program::start(&[]);
    let mut time = TIME;
    program.leaves_nothing(|| {
        let count = connects(&program, time);
        assert!(count > 1_000, "{count} are no flood");
        eprintln!("{count} connections in {time:?}");
        time = TIME / 2;
    });
    program.is_well();
}

/// A client that sends and never reads: what the server holds for it is bounded, and so is its patience.
#[test]
fn who_never_reads_is_cut() {
    let mut program = Program::start(&["--write-timeout", "1", "--messages-per-second", "0"]);
    // What waited for all of them would be two megabytes.
    program.leaves_nothing(|| {
        thread::scope(|scope| {
            for _ in 0..30 {
                scope.spawn(|| {
                    let mut stream = program.socket();
                    let block = frame(FIN | BINARY, &[7; 60_000]);
                    let start = Instant::now();
                    // The system's buffers fill, then those of the server, and then it reads no more.
                    let error = loop {
                        if let Err(error) = stream.write_all(&block) {
                            break error;
                        }
                    };
                    let time = start.elapsed();
                    let is_cut = matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe);
                    assert!(is_cut && time < Duration::from_secs(15), "{error} after {time:?}");
                });
            }
        });
    });
    program.is_well();
}

/// Frames of no use count as much as messages do: a flood of either is closed with 1008.
#[test]
fn too_many_frames_are_too_many() {
    let mut program = Program::start(&["--messages-per-second", "10", "--message-burst", "100"]);
    for one in [frame(FIN | PING, b""), frame(FIN | BINARY, b""), frame(FIN | 10, b"")] {
        let mut stream = program.socket();
        let mut saying = stream.try_clone().unwrap();
        let flood = one.repeat(10_000);
        let saying = thread::spawn(move || saying.write_all(&flood));
        let heard = listen(&mut stream);
        assert_eq!(heard.code(), 1008);
        assert!(heard.said.len() <= 110, "{} were answered", heard.said.len());
        // Whether all of it was taken is the server's affair.
        let _ = saying.join().unwrap();
    }
    program.serves();
    program.is_well();
}
