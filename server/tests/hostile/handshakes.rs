//! Clients that never get as far as a WebSocket, or leave one without a word.

use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    thread::sleep,
    time::{Duration, Instant},
};

use super::{
    program::{PATIENCE, Program},
    wire::listen,
};

/// What the server says until the connection has ended, however it does.
fn answer(stream: &mut TcpStream) -> String {
    let (mut whole, mut room) = (Vec::new(), [0; 4096]);
    loop {
        match stream.read(&mut room) {
            Ok(0) => break,
            Ok(count) => whole.extend_from_slice(&room[..count]),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => break,
            Err(error) => panic!("the server waits for more: {error}"),
        }
    }
    String::from_utf8_lossy(&whole).into_owned()
}

#[test]
fn a_handshake_that_takes_its_time_is_cut() {
    let mut program = Program::start(&["--header-timeout", "1"]);
    let head = "GET /eco HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX: ";
    for script in ["", head] {
        let (mut stream, start) = (program.connect(), Instant::now());
        stream.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
        let mut bytes = script.bytes().chain(std::iter::repeat(b'a'));
        let ended = loop {
            if script.is_empty() {
                // It says nothing at all.
                sleep(Duration::from_millis(20));
            } else if stream.write_all(&[bytes.next().unwrap()]).is_err() {
                break true;
            }
            match stream.read(&mut [0; 4096]) {
                Ok(0) => break true,
                // A last word, such as 408.
                Ok(_) => {}
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                Err(_) => break true,
            }
            if start.elapsed() > PATIENCE {
                break false;
            }
        };
        assert!(ended, "it may go on for ever: {script:?}");
        let time = start.elapsed();
        assert!(time > Duration::from_millis(800), "it was cut before its time: {script:?}");
        assert!(time < Duration::from_secs(9), "it was cut after {time:?}: {script:?}");
    }
    program.serves();
    program.is_well();
}

#[test]
fn a_handshake_of_a_megabyte_is_refused() {
    // For its length, and not because it took its time.
    let mut program = Program::start(&["--header-timeout", "600"]);
    let long = "a".repeat(1_000_000);
    let heads = [
        format!("GET /eco HTTP/1.1\r\nHost: localhost\r\nX: {long}\r\n\r\n"),
        format!("GET /eco?{long} HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        format!("GET /eco HTTP/1.1\r\nHost: {long}\r\n\r\n"),
        format!("GET /eco HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X: a\r\n".repeat(100_000)),
    ];
    let refuse = || {
        for head in &heads {
            let mut stream = program.connect();
            // It may have ended by then.
            let _ = stream.write_all(head.as_bytes());
            let said = answer(&mut stream);
            assert!(said.starts_with("HTTP/1.1 431 "), "{}: {said}", &head[..40]);
        }
    };
    program.leaves_nothing(|| (0..10).for_each(|_| refuse()));
    program.is_well();
}

/// RFC 6455, section 4.2.1: by GET, by HTTP/1.1 at least, with a host, of version 13 and no other.
#[test]
fn what_is_almost_a_handshake_is_refused() {
    let mut program = Program::start(&[]);
    let host = "Host: localhost\r\n";
    let rest =
        "Upgrade: websocket\r\nConnection: Upgrade, close\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    let version = "Sec-WebSocket-Version: 13\r\n";
    for (begin, headers, status) in [
        ("GET /eco HTTP/1.1", [host, version, ""], "101"),
        ("GET /eco HTTP/1.1", ["", version, ""], "400"),
        ("GET /eco HTTP/1.0", [host, version, ""], "426"),
        ("HEAD /eco HTTP/1.1", [host, version, ""], "426"),
        ("POST /eco HTTP/1.1", [host, version, ""], "405"),
        ("GET /eco HTTP/1.1", [host, "Sec-WebSocket-Version: 8, 13\r\n", ""], "426"),
        ("GET /eco HTTP/1.1", [host, version, version], "426"),
        ("GET /eco HTTP/1.1", [host, version, "Content-Length: 10\r\n"], "400"),
        ("GET /eco HTTP/1.1", [host, version, "Transfer-Encoding: chunked\r\n"], "400"),
    ] {
        let mut stream = program.connect();
        let head = format!("{begin}\r\n{}{rest}\r\n", headers.concat());
        stream.write_all(head.as_bytes()).unwrap();
        let mut said = [0; 12];
        stream.read_exact(&mut said).unwrap();
        assert_eq!(&said[9..], status.as_bytes(), "{head}");
    }
    program.serves();
    program.is_well();
}

#[test]
fn what_is_no_http_is_refused() {
    let mut program = Program::start(&["--header-timeout", "1"]);
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..],
        b"\0\0\0\0\r\n\r\n",
        b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58",
        b"GET /eco HTTP/9.9\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET\r\n\r\n",
        &[0xff; 4096],
    ] {
        let mut stream = program.connect();
        let _ = stream.write_all(bytes);
        let said = answer(&mut stream);
        assert!(
            said.is_empty() || said.starts_with("HTTP/1.1 4") || said.starts_with("HTTP/1.0 4"),
            "{said}"
        );
    }
    program.serves();
    program.is_well();
}

/// Whose machine has gone answers no ping, and nothing tells the server but its own clock.
#[test]
fn who_has_gone_without_a_word_is_given_up() {
    let mut program = Program::start(&["--idle-timeout", "1", "--close-timeout", "1"]);
    let mut gone: Vec<TcpStream> = (0..50).map(|_| program.socket()).collect();
    for stream in &mut gone {
        // It is heard by nobody; here, that somebody listens changes nothing.
        assert_eq!(listen(stream).code(), 1001);
    }
    program.serves();
    program.is_well();
}
