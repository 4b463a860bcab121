//! How long the server waits: for a request, for a word, for a reader, and for the end.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use std::time::{Duration, Instant};

use common::{program::Program, soon};
use futures_util::{SinkExt, StreamExt};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::{sleep, timeout},
};
use tokio_tungstenite::tungstenite::{Bytes, Message};

/// Less than the header time-out that is not given.
const SOONER: Duration = Duration::from_secs(9);

#[tokio::test]
async fn a_head_that_takes_too_long_is_cut_and_told() {
    let server = Program::start(&["--header-timeout", "0.3", "--metrics-listen", "127.0.0.1:0"]).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let start = Instant::now();
    let mut slowly = async || {
        for byte in
            b"GET /eco HTTP/1.1\r\nHost: localhost\r\nX-Long: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".iter().cycle()
        {
            if stream.write_all(&[*byte]).await.is_err() {
                break;
            }
            if timeout(Duration::from_millis(10), stream.read(&mut [0])).await.is_ok() {
                break;
            }
        }
    };
    soon(slowly()).await;
    assert!(start.elapsed() < SOONER, "{:?}", start.elapsed());
    server.until_line("dropped").await;
    let counted = server.metric("eco_dropped_total{reason=\"header_timeout\"}").await;
    assert_eq!(counted, Some(1.0));
    let log = server.end().await;
    let line = log.line_with("reason=\"header_timeout\"");
    assert!(line.contains("WARN") && line.contains("address=127.0.0.1"), "{line}");
}

#[tokio::test]
async fn who_asks_for_nothing_more_is_let_go() {
    let server = Program::start(&["--header-timeout", "0.3", "--log", "debug"]).await;
    // Browsers open connections that they may need.
    let mut silent = TcpStream::connect(server.address).await.unwrap();
    assert_eq!(soon(silent.read(&mut [0])).await.unwrap(), 0);
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(b"GET /saude HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let (mut answer, start) = (String::new(), Instant::now());
    soon(stream.read_to_string(&mut answer)).await.unwrap();
    assert!(answer.ends_with("ok\n"), "{answer}");
    assert!(start.elapsed() < SOONER, "{:?}", start.elapsed());
    let log = server.end().await;
    assert_eq!(log.lines_with("connection failed").count(), 2, "{}", log.text);
    assert_eq!(log.lines_with("WARN").count(), 0, "none did anything wrong: {}", log.text);
}

#[tokio::test]
async fn who_says_nothing_is_asked_and_then_closed_with_1001() {
    // A machine that is slow for half of it would not answer a ping.
    let server = Program::start(&["--idle-timeout", "3", "--close-timeout", "15"]).await;
    // A client that reads answers each ping.
    let (mut alive, silent) = (server.socket().await, server.socket().await);
    let start = Instant::now();
    let lives = async {
        let mut pings = 0;
        while start.elapsed() < Duration::from_secs(7) {
            if let Ok(Some(Ok(Message::Ping(_)))) = timeout(Duration::from_millis(100), alive.next()).await {
                pings += 1;
            }
        }
        pings
    };
    assert!(lives.await >= 3);
    alive.send("olá".into()).await.unwrap();
    let mut seen = Vec::new();
    let mut silent = silent;
    while let Some(Ok(message)) = soon(silent.next()).await {
        seen.push(message);
    }
    let [Message::Ping(_), Message::Close(Some(frame))] = seen.as_slice() else { panic!("{seen:?}") };
    assert_eq!(u16::from(frame.code), 1001);
    assert!(server.end().await.line_with("idle_timeout").contains("code=1001"));
}

#[tokio::test]
async fn a_reader_who_takes_nothing_is_cut() {
    let server = Program::start(&["--write-timeout", "0.5", "--messages-per-second", "0"]).await;
    let mut socket = server.socket().await;
    let start = Instant::now();
    let flood = async {
        let message = Message::from(Bytes::from(vec![7; 1 << 16]));
        while socket.send(message.clone()).await.is_ok() {}
    };
    soon(flood).await;
    assert!(start.elapsed() < Duration::from_secs(15), "{:?}", start.elapsed());
    server.until_line("write_timeout").await;
    assert!(server.end().await.line_with("write_timeout").contains("code=1006"));
}

/// A connection with little room at the client, to the scenario in which the server says more than anybody takes.
async fn burst(server: &Program, lines: u32) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(16 << 10).unwrap();
    let stream = soon(socket.connect(server.address)).await.unwrap();
    server.raw_on(stream, &format!("/eco?scenario=burst&n={lines}")).await
}

/// What the system takes for it would take it minutes to read.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_reader_who_is_slow_and_takes_something_is_not_cut() {
    let server = Program::start(&["--write-timeout", "4"]).await;
    let mut stream = burst(&server, 1_000_000).await;
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(10) {
        soon(stream.read_exact(&mut [0; 4 << 10])).await.unwrap();
        sleep(Duration::from_millis(100)).await;
    }
    drop(stream);
    assert_eq!(server.end().await.lines_with("write_timeout").count(), 0);
}

/// It had no occasion to say that it is there while it read, and is asked before it is given up.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_reader_of_much_is_asked_when_all_is_said() {
    const LINES: u32 = 5_000;
    let server = Program::start(&["--idle-timeout", "2"]).await;
    let mut stream = burst(&server, LINES).await;
    // Its header and its text.
    let (mut left, start) = (66 * LINES as usize, Instant::now());
    while start.elapsed() < Duration::from_secs(3) {
        soon(stream.read_exact(&mut [0; 4 << 10])).await.unwrap();
        left -= 4 << 10;
        sleep(Duration::from_millis(100)).await;
    }
    assert!(left > 0, "it was not slow");
    soon(stream.read_exact(&mut vec![0; left])).await.unwrap();
    let mut ping = [0; 2];
    for _ in 0..2 {
        soon(stream.read_exact(&mut ping)).await.unwrap();
        assert_eq!(ping, [0x89, 0], "it was not asked");
        stream.write_all(&[0x8a, 0x80, 0, 0, 0, 0]).await.unwrap();
    }
}

/// Neither by the server nor by the system.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn little_is_held_for_a_reader_who_takes_nothing() {
    let server = Program::start(&["--metrics-listen", "127.0.0.1:0", "--write-buffer", "4096"]).await;
    let _stream = burst(&server, 1_000_000).await;
    let sent = async || server.metric("eco_sent_bytes_total").await.unwrap();
    let mut before = -1.0;
    let settled = async {
        while before < 1024.0 || sent().await > before {
            before = sent().await;
            sleep(Duration::from_millis(200)).await;
        }
    };
    soon(settled).await;
    assert!((1024.0..256.0 * 1024.0).contains(&before), "{before}");
}

#[tokio::test]
async fn a_page_that_takes_nothing_is_cut_and_told() {
    let options = ["--write-timeout", "0.3", "--header-timeout", "30", "--metrics-listen", "127.0.0.1:0"];
    let server = Program::start(&options).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let ask = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(100);
    let flood = async { while stream.write_all(&ask).await.is_ok() {} };
    soon(flood).await;
    server.until_line("dropped").await;
    let counted = server.metric("eco_dropped_total{reason=\"write_timeout\"}").await;
    assert_eq!(counted, Some(1.0));
    assert!(server.end().await.line_with("reason=\"write_timeout\"").contains("address=127.0.0.1"));
}

#[tokio::test]
async fn who_never_answers_a_close_is_let_go() {
    let server = Program::start(&["--close-timeout", "0.3", "--max-message", "10"]).await;
    let mut stream = server.raw().await;
    stream.write_all(&[0x82, 0xfe, 0, 200, 1, 2, 3, 4]).await.unwrap();
    server.until_line("closed").await;
    let mut rest = Vec::new();
    // What came in the meantime was never read, so the end may be a reset.
    let _ = soon(stream.read_to_end(&mut rest)).await;
    assert_eq!(rest[..4], [0x88, 18, 3, 241]);
    // The first of its limits is told.
    assert!(server.end().await.line_with("closed").contains("limit=\"max_message\""));
}

#[tokio::test]
async fn who_never_answers_a_close_is_told() {
    let server = Program::start(&["--close-timeout", "0.3", "--metrics-listen", "127.0.0.1:0"]).await;
    let mut stream = server.raw().await;
    // An opcode that is reserved.
    stream.write_all(&[0x83, 0x80, 0, 0, 0, 0]).await.unwrap();
    server.until_line("closed").await;
    assert_eq!(server.metric("eco_limits_reached_total{limit=\"close_timeout\"}").await, Some(1.0));
    let log = server.end().await;
    let line = log.line_with("close_timeout");
    assert!(line.contains("WARN") && line.contains("code=1002 by=\"server\""), "{line}");
}

/// RFC 6455, section 7.1.1: the server ends the line first, and not before both closes have been said. Of what the
/// client still says, `rest` and its own close in two pieces, nothing is answered.
async fn is_answered_before_the_line_ends(stream: &mut TcpStream, code: u16, rest: &[u8]) {
    let mut header = [0; 4];
    soon(stream.read_exact(&mut header)).await.unwrap();
    assert_eq!((header[0], u16::from_be_bytes([header[2], header[3]])), (0x88, code));
    let mut reason = vec![0; usize::from(header[1]) - 2];
    soon(stream.read_exact(&mut reason)).await.unwrap();
    let more = timeout(Duration::from_millis(200), stream.read(&mut header)).await;
    assert!(more.is_err(), "the line ended before the answer to {code}: {more:?}");
    stream.write_all(rest).await.unwrap();
    stream.write_all(&[0x88, 0x82, 0]).await.unwrap();
    let more = timeout(Duration::from_millis(50), stream.read(&mut header)).await;
    assert!(more.is_err(), "the line ended before the whole answer to {code}: {more:?}");
    stream.write_all(&[0, 0, 0, 3, 232]).await.unwrap();
    assert_eq!(soon(stream.read(&mut header)).await.unwrap(), 0);
}

/// A message that was on its way.
const LATE: [u8; 6] = [0x82, 0x80, 0, 0, 0, 0];

#[tokio::test]
async fn a_close_of_the_server_s_own_is_answered_before_the_line_ends() {
    let server = Program::start(&[]).await;
    let mut stream = server.raw_at("/eco?scenario=server-close").await;
    is_answered_before_the_line_ends(&mut stream, 4001, &LATE).await;
}

#[tokio::test]
async fn a_close_for_a_limit_is_answered_before_the_line_ends() {
    let options = ["--max-message", "5000", "--message-burst", "3", "--messages-per-second", "1"];
    let server = Program::start(&[&options[..], &["--close-timeout", "15"]].concat()).await;
    let mut stream = server.raw().await;
    stream.write_all(&[0x89, 0x80, 0, 0, 0, 0].repeat(100)).await.unwrap();
    soon(stream.read_exact(&mut [0; 3 * 2])).await.unwrap();
    is_answered_before_the_line_ends(&mut stream, 1008, &LATE).await;
    // Of a message that is too long, more than the server reads at once is still to come, and looks like closes.
    let mut stream = server.raw().await;
    let header = [0x82, 0xff, 0, 0, 0, 0, 0, 3, 13, 64, 0, 0, 0, 0];
    stream.write_all(&[&header[..], &[0x88; 1000]].concat()).await.unwrap();
    is_answered_before_the_line_ends(&mut stream, 1009, &[0x88; 200_000 - 1000]).await;
    // In the middle of the last of several fragments.
    let mut stream = server.raw().await;
    let begun = [&[0x02, 0xfe, 19, 136, 0, 0, 0, 0][..], &[7; 5000]].concat();
    stream.write_all(&[&begun[..], &[0x80, 0xfe, 3, 232, 0, 0, 0, 0, 7]].concat()).await.unwrap();
    // The first has come back, in pieces or not.
    let mut left = begun.len() - 8;
    while left > 0 {
        let mut header = [0; 2];
        soon(stream.read_exact(&mut header)).await.unwrap();
        let mut length = usize::from(header[1]);
        if length == 126 {
            length = soon(stream.read_u16()).await.unwrap().into();
        }
        soon(stream.read_exact(&mut vec![0; length])).await.unwrap();
        left -= length;
    }
    is_answered_before_the_line_ends(&mut stream, 1009, &[7; 999]).await;
}

#[tokio::test]
async fn a_close_for_silence_is_answered_before_the_line_ends() {
    let server = Program::start(&["--idle-timeout", "0.4", "--close-timeout", "15"]).await;
    let mut stream = server.raw().await;
    // A part of a frame is no sign of life, and its end may come with the answer.
    stream.write_all(&[0x82, 0x82, 0, 0, 0, 0, b'o']).await.unwrap();
    let mut ping = [0; 2];
    soon(stream.read_exact(&mut ping)).await.unwrap();
    assert_eq!(ping, [0x89, 0]);
    is_answered_before_the_line_ends(&mut stream, 1001, b"i").await;
}

#[tokio::test]
async fn a_close_for_a_mistake_is_answered_before_the_line_ends() {
    let server = Program::start(&["--close-timeout", "15"]).await;
    for (mistake, code) in [
        (&[0xf2, 0x81, 0, 0, 0, 0, 0x88][..], 1002),
        (&[0x82, 0x01, 0x88], 1002),
        (&[0x81, 0x82, 0, 0, 0, 0, 0xff, 0x88], 1007),
    ] {
        let mut stream = server.raw().await;
        stream.write_all(mistake).await.unwrap();
        is_answered_before_the_line_ends(&mut stream, code, &LATE).await;
    }
}

#[tokio::test]
async fn the_end_has_a_bound() {
    let server = Program::start(&["--close-timeout", "0.5"]).await;
    let _silent = (server.raw().await, server.raw().await, TcpStream::connect(server.address).await.unwrap());
    sleep(Duration::from_millis(100)).await;
    let start = Instant::now();
    server.end().await;
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
}

#[tokio::test]
async fn who_is_let_go_at_the_end_is_told_too() {
    let server = Program::start(&["--close-timeout", "0.3"]).await;
    let mut silent = Vec::new();
    for _ in 0..100 {
        silent.push(server.raw().await);
    }
    let log = server.end().await;
    assert_eq!(log.lines_with("code=1001 by=\"server\"").count(), 100, "{}", log.text);
}

#[tokio::test]
async fn a_file_that_is_being_packed_holds_up_no_end() {
    let folder = tempfile::tempdir().unwrap();
    // Twenty megabytes that take far longer to pack than anybody waits here.
    let mut random = fastrand::Rng::with_seed(7);
    let text: String = std::iter::repeat_with(|| random.alphabetic()).take(20_000_000).collect();
    std::fs::write(folder.path().join("index.html"), "").unwrap();
    std::fs::write(folder.path().join("long.txt"), text).unwrap();
    let server = Program::start(&["--dist", folder.path().to_str().unwrap(), "--close-timeout", "0.3"]).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let ask = b"GET /long.txt HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br\r\n\r\n";
    stream.write_all(ask).await.unwrap();
    sleep(Duration::from_millis(300)).await;
    let start = Instant::now();
    server.end().await;
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
}
