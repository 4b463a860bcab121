//! The bytes of a WebSocket. Those that have come are worked on in memory that all connections of a thread share, so
//! that one that is silent needs none; only what is not whole yet, and what its reader does not take, is its own.

use std::{
    cell::RefCell,
    io, mem,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tungstenite::protocol::frame::{FrameHeader, coding::OpCode};

use crate::patient::Patient;

/// Bytes that are read at once, at most.
const INPUT: usize = 64 << 10;

/// What a thread works in.
pub(crate) struct Room {
    /// What has come.
    pub(crate) input: Box<[u8]>,
    /// What is answered to it.
    pub(crate) output: Vec<u8>,
}

thread_local! {
    static ROOM: RefCell<Room> =
        RefCell::new(Room { input: vec![0; INPUT].into_boxed_slice(), output: Vec::with_capacity(INPUT) });
}

/// Works in this thread's room.
pub(crate) fn in_room<T>(work: impl FnOnce(&mut Room) -> T) -> T {
    ROOM.with_borrow_mut(work)
}

/// Writes a frame after what `output` holds.
pub(crate) fn frame(output: &mut Vec<u8>, opcode: OpCode, is_final: bool, payload: &[u8]) {
    let header = FrameHeader { opcode, is_final, ..FrameHeader::default() };
    // Memory takes what it is given.
    let _ = header.format(payload.len() as u64, output);
    output.extend_from_slice(payload);
}

/// A connection, and what of either direction could not be done at once.
#[derive(Debug)]
pub(crate) struct Wire {
    stream: Patient,
    /// What has come and is not whole: less than a frame that is waited for, but where the conversation ends.
    kept: Vec<u8>,
    /// What its reader has not taken.
    waiting: Vec<u8>,
    /// How much of that it has taken since.
    taken: usize,
}

impl Wire {
    /// `kept` came with the handshake; `None` when that is more than is read at once, which nobody sends who waits for
    /// the answer.
    pub(crate) fn new(stream: Patient, kept: Vec<u8>) -> Option<Self> {
        (kept.len() <= INPUT).then_some(Self { stream, kept, waiting: Vec::new(), taken: 0 })
    }

    /// Fills `input` with what was kept and what has come since: how many bytes that is, or 0 at the end.
    pub(crate) fn poll_fill(
        &mut self,
        context: &mut Context<'_>,
        input: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let (kept, free) = input.split_at_mut(self.kept.len());
        let mut free = ReadBuf::new(free);
        ready!(Pin::new(&mut self.stream).poll_read(context, &mut free))?;
        if free.filled().is_empty() {
            return Poll::Ready(Ok(0));
        }
        kept.copy_from_slice(&self.kept);
        Poll::Ready(Ok(kept.len() + free.filled().len()))
    }

    /// What was kept and is to be looked at before more comes.
    pub(crate) fn take_kept(&mut self, input: &mut [u8]) -> usize {
        let kept = mem::take(&mut self.kept);
        input[..kept.len()].copy_from_slice(&kept);
        kept.len()
    }

    /// How many bytes are kept, which are filled in again before those that come.
    pub(crate) fn kept(&self) -> usize {
        self.kept.len()
    }

    /// Keeps what is not whole for the next time.
    pub(crate) fn keep(&mut self, rest: &[u8]) {
        if rest.is_empty() && self.kept.capacity() > 0 {
            self.kept = Vec::new();
            return;
        }
        self.kept.clear();
        self.kept.extend_from_slice(rest);
    }

    /// How many bytes wait for the reader.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.len() - self.taken
    }

    /// Writes as much of what waits, and then of `output`, as the line takes; the rest waits.
    pub(crate) fn send(&mut self, context: &mut Context<'_>, output: &[u8]) -> io::Result<()> {
        if self.waiting() > 0 {
            self.waiting.extend_from_slice(output);
            return match self.poll_drain(context) {
                Poll::Ready(drained) => drained,
                Poll::Pending => Ok(()),
            };
        }
        let mut output = output;
        while !output.is_empty() {
            match Pin::new(&mut self.stream).poll_write(context, output) {
                Poll::Ready(written) => output = &output[some(written?)?..],
                Poll::Pending => {
                    self.waiting.extend_from_slice(output);
                    break;
                }
            }
        }
        Ok(())
    }

    /// Resolves when nothing waits any more.
    pub(crate) fn poll_drain(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.waiting() > 0 {
            let bytes = &self.waiting[self.taken..];
            self.taken += some(ready!(Pin::new(&mut self.stream).poll_write(context, bytes))?)?;
            // What is taken is let go before as much again has come.
            if self.taken > self.waiting.len() / 2 {
                self.waiting.drain(..self.taken);
                self.taken = 0;
            }
        }
        (self.waiting, self.taken) = (Vec::new(), 0);
        Poll::Ready(Ok(()))
    }

    /// Says that nothing more comes, and waits until the peer says so too: to go before would lose what it has not
    /// read yet.
    pub(crate) async fn end(&mut self) -> io::Result<()> {
        self.stream.shutdown().await?;
        let mut rest = [0; 512];
        while self.stream.read(&mut rest).await? > 0 {}
        Ok(())
    }

    /// See [`Patient::cut`].
    pub(crate) fn cut(&self) {
        self.stream.cut();
    }
}

fn some(written: usize) -> io::Result<usize> {
    if written == 0 { Err(io::ErrorKind::WriteZero.into()) } else { Ok(written) }
}
