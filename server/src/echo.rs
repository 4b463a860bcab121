//! The echo: sends back every message, and closes as it is closed (RFC 6455). What a scenario adds is in `scenario`:
//! words of the server's own, and an end.

use std::{
    future::{Future, poll_fn},
    io, mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use tokio::{
    select,
    time::{Instant, Sleep, sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use tungstenite::protocol::frame::coding::{Control, Data, OpCode};

use crate::{
    close::Close,
    frames::{Frames, Piece},
    limits::Limits,
    metrics::Metrics,
    pace::Pace,
    rest::Rest,
    scenario::{Scenario, Words},
    wire::{Room, Wire, frame, in_room},
};

/// Bytes of its own that the server says before it listens again.
const BREATH: usize = 16 << 10;
/// Bytes that are read at once, at least: a reader who leaves no more room than a byte would have a frame read byte by
/// byte.
const LEAST: usize = 1 << 10;

/// How a conversation came to its end.
#[derive(Debug)]
pub(crate) enum End {
    /// The peer's close was answered with this one.
    Peers(Close),
    /// The server closed with this one.
    Own(Close),
    /// The line was cut, as the scenario has it.
    Dropped,
    /// The peer took nothing for too long.
    Slow,
    /// The connection was lost.
    Lost,
}

/// What there is to know of a conversation once it is over.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) end: End,
    /// Whether the server's own close was not answered in time.
    pub(crate) is_unanswered: bool,
    pub(crate) messages: u64,
}

/// The life of one socket, until its peer is gone, or until it is cut.
pub(crate) async fn converse(
    wire: Wire,
    scenario: Scenario,
    limits: Arc<Limits>,
    metrics: Metrics,
    ending: CancellationToken,
) -> Told {
    let patience = limits.close_timeout;
    let mut echo = Echo::new(wire, scenario.words(), limits, metrics);
    let end = select! {
        biased;
        end = poll_fn(|context| echo.poll(context)) => end,
        () = ending.cancelled() => End::Own(Close::server_ends()),
        close = scenario.end() => close.map_or(End::Dropped, End::Own),
    };
    let is_own = matches!(end, End::Own(_));
    let mut is_unanswered = false;
    if let End::Peers(close) | End::Own(close) = &end
        && timeout(patience, echo.finish(close, is_own)).await.is_err()
    {
        echo.wire.cut();
        is_unanswered = is_own;
    }
    Told { end, is_unanswered, messages: echo.messages }
}

struct Echo {
    wire: Wire,
    frames: Frames,
    words: Words,
    pace: Pace,
    limits: Arc<Limits>,
    metrics: Metrics,
    /// When the peer was last heard, and when it was asked since whether it is there.
    heard: Instant,
    asked: Option<Instant>,
    idle: Pin<Box<Sleep>>,
    messages: u64,
    /// What came with the handshake has not been looked at.
    is_new: bool,
}

impl Echo {
    fn new(wire: Wire, words: Words, limits: Arc<Limits>, metrics: Metrics) -> Self {
        Self {
            wire,
            frames: Frames::new(&limits),
            words,
            pace: Pace::new(limits.messages_per_second, limits.message_burst),
            heard: Instant::now(),
            asked: None,
            idle: Box::pin(sleep(limits.idle_timeout / 2)),
            limits,
            metrics,
            messages: 0,
            is_new: true,
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<End> {
        in_room(|room| self.poll_in(room, context)).map(|ended| match ended {
            Ok(end) | Err(Error::End(end)) => end,
            Err(Error::Io(error)) if error.kind() == io::ErrorKind::TimedOut => End::Slow,
            Err(Error::Io(_)) => End::Lost,
        })
    }

    /// Takes turns: what has come is answered, all of it with one write, then the server has its say. It ends when
    /// there is nothing to do but wait.
    fn poll_in(&mut self, room: &mut Room, context: &mut Context<'_>) -> Poll<Result<End, Error>> {
        loop {
            let most = self.limits.write_buffer as usize;
            if self.wire.waiting() >= most {
                ready!(self.wire.poll_drain(context))?;
            }
            // An answer is hardly longer than what it answers: more than `most` waits by no more than that, with what
            // came with the handshake, or was kept of a frame.
            let free = (most - self.wire.waiting()).max(LEAST);
            room.output.clear();
            let heard = self.hear(room, free, context);
            let has_said = heard.is_ok() && self.say(&mut room.output, free, context);
            // Also what came before a mistake is answered.
            self.send(context, &room.output)?;
            if !heard? && !has_said {
                return self.poll_idle(context);
            }
        }
    }

    /// Answers what has come, if anything has: of it no more than `free` bytes.
    fn hear(&mut self, room: &mut Room, free: usize, context: &mut Context<'_>) -> Result<bool, Error> {
        let Room { input, output } = room;
        let known = self.wire.kept();
        let (length, known) = if mem::take(&mut self.is_new) {
            (self.wire.take_kept(input), 0)
        } else {
            let most = input.len().min(known + free);
            match self.wire.poll_fill(context, &mut input[..most])? {
                Poll::Pending => return Ok(false),
                Poll::Ready(0) => return Err(Error::End(End::Lost)),
                Poll::Ready(length) => (length, known),
            }
        };
        let (now, before) = (Instant::now(), self.messages);
        let answered = self.answer(&mut input[..length], output, now);
        self.metrics.heard(self.messages - before, length - known);
        answered?;
        Ok(true)
    }

    fn answer(&mut self, mut input: &mut [u8], output: &mut Vec<u8>, now: Instant) -> Result<(), Error> {
        let answered = loop {
            let (taken, piece) = match self.frames.next(input) {
                Ok(Some(next)) => next,
                Ok(None) => break Ok(()),
                Err(close) => break Err(close.into()),
            };
            (self.heard, self.asked) = (now, None);
            if !matches!(piece, Piece::Data { begins_frame: false, .. }) && !self.pace.takes(now) {
                input = &mut input[taken..];
                break Err(Close::too_many().into());
            }
            match piece {
                Piece::Data { kind, is_last, bytes, .. } => {
                    frame(output, OpCode::Data(kind), is_last, bytes);
                    self.messages += u64::from(is_last);
                }
                Piece::Ping(bytes) => frame(output, OpCode::Control(Control::Pong), true, bytes),
                Piece::Pong => {}
                Piece::Close(close) => {
                    // Nothing counts that comes after it.
                    input = &mut [];
                    break Err(Error::End(End::Peers(close)));
                }
            }
            input = &mut input[taken..];
        };
        // Also where the server closes: the answer may be in it.
        self.wire.keep(input);
        answered
    }

    /// Says what is due of the server's own, if anything is and `output` holds less than `free` bytes. It interrupts no
    /// message.
    fn say(&mut self, output: &mut Vec<u8>, free: usize, context: &mut Context<'_>) -> bool {
        let before = output.len();
        let most = free.min(before + BREATH);
        while !self.frames.are_amid_message() && output.len() < most {
            let Poll::Ready(word) = self.words.poll_next(context) else { break };
            frame(output, OpCode::Data(Data::Text), true, word.as_bytes());
        }
        output.len() > before
    }

    fn send(&mut self, context: &mut Context<'_>, output: &[u8]) -> io::Result<()> {
        self.metrics.said(output.len());
        self.wire.send(context, output)
    }

    /// Asks a peer that has long been silent whether it is there, and gives up one that does not answer. One who had
    /// much to read has not been asked before that is said, however long it took.
    fn poll_idle(&mut self, context: &mut Context<'_>) -> Poll<Result<End, Error>> {
        let half = self.limits.idle_timeout / 2;
        while self.idle.as_mut().poll(context).is_ready() {
            let now = Instant::now();
            if now >= self.asked.unwrap_or(self.heard) + half {
                if self.asked.is_some() {
                    return Poll::Ready(Err(Close::idle().into()));
                }
                self.asked = Some(now);
                let mut ping = Vec::new();
                frame(&mut ping, OpCode::Control(Control::Ping), true, &[]);
                self.send(context, &ping)?;
            }
            self.idle.as_mut().reset(self.asked.unwrap_or(self.heard) + half);
        }
        Poll::Pending
    }

    /// Sends the close after all that waits, and ends the connection in good order: to a close of the server's own the
    /// peer answers first. To end the line before would look like a loss to it (RFC 6455, section 7.1.1), and Firefox
    /// says so.
    async fn finish(&mut self, close: &Close, is_own: bool) -> io::Result<()> {
        let mut output = Vec::new();
        frame(&mut output, OpCode::Control(Control::Close), true, &close.payload());
        // `None` once there is no answer to be waited for.
        let mut rest = is_own.then(|| self.frames.rest());
        poll_fn(|context| -> Poll<io::Result<()>> {
            self.send(context, &mem::take(&mut output))?;
            let drained = self.wire.poll_drain(context)?;
            // Also before all is taken: a peer may read only when it has said what it was saying.
            if let Some(passing) = &mut rest {
                ready!(in_room(|room| self.poll_answer(passing, room, context)))?;
                rest = None;
            }
            drained.map(Ok)
        })
        .await?;
        self.wire.end().await
    }

    /// Passes by what comes, to the peer's close or to its end; some of it has been kept.
    fn poll_answer(
        &mut self,
        rest: &mut Rest,
        room: &mut Room,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        let mut length = self.wire.take_kept(&mut room.input);
        loop {
            let come = &room.input[..length];
            let Some(passed) = rest.pass(come) else { return Poll::Ready(Ok(())) };
            self.wire.keep(&come[passed..]);
            length = ready!(self.wire.poll_fill(context, &mut room.input))?;
            if length == 0 {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

/// What ends a conversation out of turn.
enum Error {
    End(End),
    Io(io::Error),
}

impl From<Close> for Error {
    fn from(close: Close) -> Self {
        Self::End(End::Own(close))
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
