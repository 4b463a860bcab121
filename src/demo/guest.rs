//! What the page knows of a Python program that it runs for the reader.
//!
//! The program is in a frame of its own, and what it does there comes as news (`instruments/python/`), which make the
//! next [`Guest`]. What happens on its sockets does not: that goes into the log, beside what happens on the page's.

use super::log::{Connection, Moment, What};
use std::{ops::Deref, rc::Rc};

/// How far the program has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// None has been run.
    #[default]
    Idle,
    /// What it needs is on its way.
    Loading,
    /// It runs, or waits for events.
    Running,
    /// Something went wrong, and what that is stands in [`Guest::failure`].
    Failed,
    /// The reader has stopped it.
    Stopped,
}

impl Phase {
    /// What `data-state` says.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Loading => "loading",
            Self::Running => "running",
            Self::Failed => "failed",
            Self::Stopped => "stopped",
        }
    }
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The site was built without Brython.
    NoBrython,
    /// Brython did not arrive.
    NotArrived,
    /// The frame did not answer: it needs the network, even where all else is kept.
    NoFrame,
    /// The program has left its frame.
    Gone,
    /// More came of the frame than any of ours tells.
    TooMuch,
    /// An exception of the program.
    Raised(Raised),
}

/// An exception, in Brython's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raised {
    /// The name of its class, and its message.
    pub what: String,
    /// All of it.
    pub traceback: String,
    /// The line of the program, where one is known.
    pub line: Option<Line>,
    /// What it comes of, as a rule.
    pub hint: Option<Hint>,
}

/// A line of the program that ran, whatever has become of the program since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Counted from 1.
    pub number: usize,
    /// What stands in it, without the spaces around it.
    pub code: String,
}

impl Line {
    /// This line of a program.
    #[must_use]
    pub fn of(program: &str, number: usize) -> Option<Self> {
        let code = program.lines().nth(number.checked_sub(1)?)?.trim().to_owned();
        Some(Self { number, code })
    }

    /// Whether the program has it still, in its place.
    #[must_use]
    pub fn is_in(&self, program: &str) -> bool {
        Self::of(program, self.number).as_ref() == Some(self)
    }
}

/// A common mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// `send` before `open`.
    SendBeforeOpen,
    /// A handler without a parameter.
    HandlerArgument,
    /// A module that is not there.
    NoModule,
    /// A question to the reader, such as `input()`.
    Input,
    /// A loop without an end.
    Endless,
    /// A function that calls itself without an end.
    Recursion,
    /// No Python.
    Syntax,
    /// `send` of bytes.
    SendBytes,
    /// `send` of what is no text.
    SendOther,
    /// A connection that did not come about, from a frame without an origin.
    NullOrigin,
    /// Another class in the place of `WebSocket`.
    SocketReplaced,
    /// `close` of the window.
    WindowClose,
    /// A message to the page, which hears none.
    Posted,
    /// Something of the page, or of its origin.
    OutOfReach,
}

/// How much of what a program needs has arrived, in bytes as they are before they are compressed for the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// So much.
    pub bytes: usize,
    /// Of so much.
    pub whole: usize,
}

/// What the page shows of the program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guest {
    /// How far it has come.
    pub phase: Phase,
    /// Whether its sockets are those inside the page.
    pub is_embedded: bool,
    /// How far Brython has come, once it is coming.
    pub arrived: Option<Arrived>,
    /// The version of Brython that runs it, once it is here.
    pub version: String,
    /// The address of Brython's licence.
    pub licence: String,
    /// The modules that it can import, with a comma between two.
    pub modules: String,
    /// What it has printed, the end of it.
    pub output: String,
    /// Whether more was printed before that.
    pub is_cut: bool,
    /// How many characters it has printed after that, which its frame keeps to itself.
    pub dropped: u64,
    /// What went wrong, the last of it.
    pub failure: Option<Failure>,
    /// What it does that is hardly what was meant, though nothing went wrong.
    pub hint: Option<Hint>,
}

impl Guest {
    /// Whether it runs or begins to, so that it can be stopped.
    #[must_use]
    pub const fn is_alive(&self) -> bool {
        matches!(self.phase, Phase::Loading) || self.is_framed()
    }

    /// Whether it is in its frame, where it can go on after an exception too.
    #[must_use]
    pub const fn is_framed(&self) -> bool {
        match self.phase {
            Phase::Running => true,
            Phase::Failed => matches!(self.failure, Some(Failure::Raised(_))),
            Phase::Idle | Phase::Loading | Phase::Stopped => false,
        }
    }
}

/// What the state has of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown(Rc<Guest>);

impl Shown {
    /// A program of which nothing is here yet.
    pub(super) fn loading() -> Self {
        Guest { phase: Phase::Loading, ..Guest::default() }.into()
    }
}

impl Deref for Shown {
    type Target = Guest;

    fn deref(&self) -> &Guest {
        &self.0
    }
}

impl From<Guest> for Shown {
    fn from(guest: Guest) -> Self {
        Self(guest.into())
    }
}

/// What happens on a socket of the program.
#[derive(Clone, Debug, PartialEq)]
pub enum Happening {
    /// It was made.
    Asked,
    /// It was told to close.
    Closing,
    /// Something for the log.
    Noted(What),
}

impl Connection {
    /// The connection after what happens on it.
    pub(super) fn after_happening(self: Rc<Self>, happening: &Happening, at: Moment) -> Rc<Self> {
        match happening {
            Happening::Noted(What::Told(event)) => self.after(event.event(), at),
            Happening::Asked | Happening::Closing | Happening::Noted(_) => self,
        }
    }
}
