//! Reconnection: off unless the reader wants it, exponential, with jitter, and never after a close that was asked for.

/// The longest wait before the first attempt, and before any, in milliseconds.
const FIRST: u32 = 1000;
const LONGEST: u32 = 30_000;

/// Whether, and when, a connection that ended comes back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Retry {
    /// It does not.
    #[default]
    Off,
    /// It will; so many attempts have failed since the last connection that opened.
    On {
        /// Attempts that failed.
        failures: u32,
    },
    /// A connection has ended, and how long to wait is yet to be drawn by lot.
    Due {
        /// The attempt that comes, counted from 1.
        attempt: u32,
    },
    /// The attempt waits.
    Waiting {
        /// The attempt that comes, counted from 1.
        attempt: u32,
        /// How long the whole wait is, in milliseconds.
        delay: u32,
        /// How much of it is left, in milliseconds.
        left: u32,
    },
}

/// How long attempt number `attempt` waits, in milliseconds: at most twice as long as the one before, and a part
/// of it by lot, so that a thousand pages whose server went away do not come back in the same moment. `lot` is
/// between 0 and 1.
#[must_use]
pub(super) fn delay(attempt: u32, lot: f64) -> u32 {
    let most = FIRST.saturating_mul(1 << attempt.saturating_sub(1).min(16)).min(LONGEST);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a wait that fits")]
    let drawn = (f64::from(most / 2) * lot.clamp(0.0, 1.0)) as u32;
    most / 2 + drawn
}

impl Retry {
    pub(super) const fn set(on: bool) -> Self {
        if on { Self::On { failures: 0 } } else { Self::Off }
    }

    /// Whether it is switched on.
    #[must_use]
    pub const fn is_on(self) -> bool {
        !matches!(self, Self::Off)
    }

    /// Whether an attempt is to come.
    #[must_use]
    pub const fn is_waiting(self) -> bool {
        matches!(self, Self::Due { .. } | Self::Waiting { .. })
    }

    /// The attempt that comes, counted from 1.
    #[must_use]
    pub const fn attempt(self) -> Option<u32> {
        match self {
            Self::Due { attempt } | Self::Waiting { attempt, .. } => Some(attempt),
            Self::Off | Self::On { .. } => None,
        }
    }

    /// A connection is on its way, the awaited one or one that the reader opened.
    pub(super) const fn connecting(self) -> Self {
        match self.attempt() {
            Some(attempt) => Self::On { failures: attempt },
            None => self,
        }
    }

    pub(super) const fn opened(self) -> Self {
        Self::set(self.is_on())
    }

    /// A connection has ended; `asked` by the reader or not.
    pub(super) const fn ended(self, asked: bool) -> Self {
        match self {
            Self::On { failures } if !asked => Self::Due { attempt: failures + 1 },
            Self::Off | Self::On { .. } | Self::Due { .. } | Self::Waiting { .. } => self.cancelled(),
        }
    }

    /// `None` where nothing is to come.
    pub(super) fn waits(self, delay: u32, left: u32) -> Option<Self> {
        Some(Self::Waiting { attempt: self.attempt()?, delay, left })
    }

    pub(super) const fn cancelled(self) -> Self {
        Self::set(self.is_on())
    }
}

#[cfg(test)]
mod tests {
    use super::delay;

    #[test]
    fn each_attempt_waits_longer_up_to_a_bound() {
        assert_eq!(
            [1, 2, 3, 4, 5, 6, 7, 90].map(|attempt| delay(attempt, 1.0)),
            [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]
        );
        assert_eq!([1, 6].map(|attempt| delay(attempt, 0.0)), [500, 15_000]);
    }
}
