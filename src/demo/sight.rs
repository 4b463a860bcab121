//! Which part of the log is on the screen.

use super::log::{Entry, Kept, Log};
use std::{ops::Range, rc::Rc};

/// Up to how many entries all of them are in the page.
const ALL: usize = 200;
/// How many of more are, at the end, where each one that comes is drawn, and further up, where there are as many above
/// and below those in view as a reader scrolls at once.
const AT_END: usize = 30;
const SOME: usize = 60;
/// How far a reader who comes to the edge of those moves.
const MOVE: usize = 30;

/// Where the reader looks.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Sight {
    /// At the end: what comes is seen.
    #[default]
    End,
    /// Further up. The first row is the entry with the number `first`; the newest when the reader left was `seen`.
    Up {
        /// The entry of the first row.
        first: u64,
        /// The newest entry that the reader has seen.
        seen: u64,
    },
    /// At what was there when the reader paused, which nothing that comes pushes out.
    Paused {
        /// What was there.
        kept: Rc<Kept>,
        /// The entry of the first row; `None` for the end.
        first: Option<u64>,
    },
}

/// Which way a reader goes on from the rows that are in the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To older ones.
    Up,
    /// To newer ones.
    Down,
}

impl Sight {
    /// What there is to see.
    #[must_use]
    pub fn kept<'a>(&'a self, log: &'a Log) -> &'a Kept {
        match self {
            Self::Paused { kept, .. } => kept,
            Self::End | Self::Up { .. } => log.kept(),
        }
    }

    /// Which of `rows`, which are what there is to see, are in the page.
    #[must_use]
    pub fn part(&self, rows: &[&Rc<Entry>]) -> Range<usize> {
        let end = rows.len().saturating_sub(SOME);
        let from = match self {
            _ if rows.len() <= ALL => return 0..rows.len(),
            Self::End | Self::Paused { first: None, .. } => return rows.len() - AT_END..rows.len(),
            Self::Up { first, .. } | Self::Paused { first: Some(first), .. } => {
                rows.partition_point(|row| row.id < *first).min(end)
            }
        };
        from..from + SOME
    }

    /// The sight of a reader who goes on; `None` at the end of the way.
    #[must_use]
    pub fn moved(&self, way: Way, rows: &[&Rc<Entry>], log: &Log) -> Option<Self> {
        let part = self.part(rows);
        let from = match way {
            Way::Up if part.start == 0 => return None,
            Way::Up => part.start.saturating_sub(MOVE),
            Way::Down if part.end == rows.len() => return None,
            Way::Down => part.start + MOVE,
        };
        Some(self.at(rows.get(from)?.id, log))
    }

    /// The sight of a reader who leaves the end; the first row stays what it is.
    #[must_use]
    pub fn left(&self, rows: &[&Rc<Entry>], log: &Log) -> Option<Self> {
        let first = rows.get(self.part(rows).start)?;
        Some(self.at(first.id, log))
    }

    fn at(&self, first: u64, log: &Log) -> Self {
        match self {
            Self::End => Self::Up { first, seen: log.kept().newest().unwrap_or(first) },
            Self::Up { seen, .. } => Self::Up { first, seen: *seen },
            Self::Paused { kept, .. } => Self::Paused { kept: Rc::clone(kept), first: Some(first) },
        }
    }

    /// The sight of a reader who goes to the end.
    #[must_use]
    pub fn ended(&self) -> Self {
        match self {
            Self::End | Self::Up { .. } => Self::End,
            Self::Paused { kept, .. } => Self::Paused { kept: Rc::clone(kept), first: None },
        }
    }

    /// Whether the newest row is to be kept in view.
    #[must_use]
    pub const fn is_at_end(&self) -> bool {
        matches!(self, Self::End)
    }

    /// How many entries have come that the reader has not seen.
    #[must_use]
    pub fn unseen(&self, log: &Log) -> u64 {
        let seen = match self {
            Self::End => return 0,
            Self::Up { seen, .. } => Some(*seen),
            Self::Paused { kept, .. } => kept.newest(),
        };
        let count = |number: Option<u64>| number.map_or(0, |number| number + 1);
        count(log.kept().newest()).saturating_sub(count(seen))
    }
}
