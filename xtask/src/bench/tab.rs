//! A tab of a browser, told what to do by the browser's own protocol (Chrome DevTools Protocol).
//!
//! Without a driver between: WebDriver's keeps count of what happens in a page, which costs what is measured. No domain
//! of the protocol is enabled here, so the browser sends answers and next to nothing else.

use std::{
    io::{self, BufRead, BufReader, ErrorKind, Read, Write},
    net::{Ipv4Addr, TcpStream},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, bail, ensure};
use serde_json::{Value, json};
use tungstenite::{Error, Message, WebSocket};

use crate::{process::POLL, stop};

/// What the browser does at once takes no longer, even on a machine that is busy.
const AT_ONCE: Duration = Duration::from_secs(60);

/// A tab that belongs to this program; it stays until the browser ends.
pub(super) struct Tab {
    socket: WebSocket<TcpStream>,
    /// The number of the last command.
    told: u64,
}

impl Tab {
    /// A new one in the browser whose protocol is on `port`.
    pub(super) fn open(port: &str) -> anyhow::Result<Self> {
        Self::told_by(port, "PUT /json/new?about:blank")
    }

    /// What stands for the browser as a whole, which is told in the same way.
    pub(super) fn browser(port: &str) -> anyhow::Result<Self> {
        Self::told_by(port, "GET /json/version")
    }

    /// What the browser tells the address of when it is asked by a plain request, as this part of the protocol is.
    fn told_by(port: &str, request: &str) -> anyhow::Result<Self> {
        let host = (Ipv4Addr::LOCALHOST, port.parse().context("Chromium told no port")?);
        let told = answer(TcpStream::connect(host)?, request).context("Chromium did not answer")?;
        let address = told["webSocketDebuggerUrl"].as_str().context("Chromium told no address of a tab")?;
        let (socket, _) = tungstenite::client(address, TcpStream::connect(host)?)
            .ok()
            .context("Chromium does not let itself be told what to do")?;
        // Commands and answers are short, and each waits for the other.
        socket.get_ref().set_nodelay(true)?;
        socket.get_ref().set_read_timeout(Some(POLL))?;
        Ok(Self { socket, told: 0 })
    }

    /// A command of the protocol, and its answer.
    pub(super) fn tell(&mut self, command: &str, what: Value) -> anyhow::Result<Value> {
        self.tell_within(AT_ONCE, command, what)
    }

    /// Goes to an address, and waits until `condition` is true there.
    pub(super) fn go(&mut self, address: &str, condition: &str) -> anyhow::Result<()> {
        let answer = self.tell("Page.navigate", json!({ "url": address }))?;
        ensure!(answer["errorText"].is_null(), "{address} was not loaded: {}", answer["errorText"]);
        self.wait(condition)
    }

    /// Has the tab shown; what is behind another one paints nothing.
    pub(super) fn show(&mut self) -> anyhow::Result<()> {
        self.tell("Page.bringToFront", json!({}))?;
        self.wait("document.visibilityState === 'visible'")
    }

    /// What an expression of the page is, or what it promises.
    pub(super) fn ask(&mut self, expression: &str) -> anyhow::Result<Value> {
        self.ask_within(AT_ONCE, expression)
    }

    /// The same for what takes up to `bound`.
    pub(super) fn ask_within(&mut self, bound: Duration, expression: &str) -> anyhow::Result<Value> {
        let what = json!({
            "expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true,
        });
        let mut answer = self.tell_within(bound, "Runtime.evaluate", what)?;
        let failed = answer.pointer("/exceptionDetails/exception/description").and_then(Value::as_str);
        if let Some(failed) = failed {
            bail!("the page said: {failed}");
        }
        Ok(answer["result"]["value"].take())
    }

    /// Waits until an expression of the page is true; it is looked at too seldom to disturb.
    pub(super) fn wait(&mut self, condition: &str) -> anyhow::Result<()> {
        const GLANCE: Duration = Duration::from_millis(200);
        let bound = Instant::now() + AT_ONCE;
        while self.ask(&format!("Boolean({condition})"))? != true {
            ensure!(Instant::now() < bound, "it never came true in {AT_ONCE:?}: {condition}");
            sleep(GLANCE);
        }
        Ok(())
    }

    fn tell_within(&mut self, bound: Duration, command: &str, what: Value) -> anyhow::Result<Value> {
        self.told += 1;
        let text = json!({ "id": self.told, "method": command, "params": what }).to_string();
        self.socket.send(Message::text(text))?;
        let bound = Instant::now() + bound;
        loop {
            stop::check()?;
            ensure!(Instant::now() < bound, "Chromium gave no answer in time: {command}");
            let Some(mut heard) = self.heard()? else { continue };
            if heard["id"] == self.told {
                ensure!(heard["error"].is_null(), "Chromium did not do {command}: {}", heard["error"]);
                return Ok(heard["result"].take());
            }
        }
    }

    /// What the browser says next; `None` when it has said nothing for a moment.
    fn heard(&mut self) -> anyhow::Result<Option<Value>> {
        match self.socket.read() {
            Ok(message) => Ok(serde_json::from_slice(&message.into_data()).ok()),
            Err(Error::Io(error)) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                Ok(None)
            }
            Err(error) => Err(error).context("Chromium's tab is gone"),
        }
    }
}

fn answer(mut stream: TcpStream, request: &str) -> anyhow::Result<Value> {
    stream.set_read_timeout(Some(AT_ONCE))?;
    write!(stream, "{request} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
    Ok(serde_json::from_slice(&body(BufReader::new(stream))?)?)
}

/// The body of an answer that tells its length.
fn body(mut answer: impl BufRead) -> io::Result<Vec<u8>> {
    let (mut length, mut line) = (0, String::new());
    while answer.read_line(&mut line)? > 2 {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
        line.clear();
    }
    let mut body = Vec::new();
    answer.take(length).read_to_end(&mut body)?;
    Ok(body)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::body;

    #[test]
    fn a_body_is_as_long_as_the_answer_tells() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length:2\r\nA: b\r\n\r\n{}more";
        assert_eq!(body(&answer[..]).unwrap(), b"{}");
        assert_eq!(body(&b"HTTP/1.1 200 OK\r\n\r\n"[..]).unwrap(), b"");
    }
}
