//! The scenarios: what the address of a connection asks of the echo besides sending back, so that a reader sees
//! every event happen. `static/embedded-socket.js` plays the same ones, and a test holds the two together.

use std::{
    future::pending,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, sleep};

use crate::close::Close;

/// How long a connection lives that the scenario ends: long enough to be seen open.
const LIFE: Duration = Duration::from_millis(300);
/// From one message of `push` to the next.
const PAUSE: Duration = Duration::from_secs(1);
/// The messages of a burst: as many as no `n` asks for, and at most.
const BURST: u32 = 100;
const LONGEST_BURST: u32 = 1_000_000;
/// The length of each, in bytes.
const LINE: usize = 64;

const UNKNOWN: &str = "The scenario is one of refused, server-close, dropped, early-close, push, binary and burst; \
                       without one this address only echoes.\n";
const NO_NUMBER: &str = "For a burst, n is a whole number from 1 to 1000000.\n";

/// What happens on a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scenario {
    /// What arrives is sent back; so it is in all that follow, as long as they last.
    Echo,
    /// There is no connection: the upgrade is refused.
    Refused,
    /// The server closes.
    ServerClose,
    /// The line is cut: no close frame comes.
    Dropped,
    /// The server counts, without end.
    Push,
    /// The server sends this many messages, as fast as the line takes them.
    Burst(u32),
}

impl Scenario {
    /// What a query asks for, or a sentence for who asks for what there is not.
    ///
    /// Of two parameters with one name the first counts, as in the page.
    pub(crate) fn of(query: &[(String, String)]) -> Result<Self, &'static str> {
        let value = |name| query.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str());
        match value("scenario") {
            // What makes the last two is done by the page.
            None | Some("early-close" | "binary") => Ok(Self::Echo),
            Some("refused") => Ok(Self::Refused),
            Some("server-close") => Ok(Self::ServerClose),
            Some("dropped") => Ok(Self::Dropped),
            Some("push") => Ok(Self::Push),
            Some("burst") => value("n").map_or(Some(BURST), number).map(Self::Burst).ok_or(NO_NUMBER),
            Some(_) => Err(UNKNOWN),
        }
    }

    /// Waits for the end that the scenario brings, if it brings one: a close, or `None` where the line is cut.
    pub(crate) async fn end(self) -> Option<Close> {
        let close = match self {
            Self::ServerClose => Some(Close::new(4001, "até logo")),
            Self::Dropped => None,
            Self::Echo | Self::Refused | Self::Push | Self::Burst(_) => pending().await,
        };
        sleep(LIFE).await;
        close
    }

    /// What the server says of itself from now on.
    pub(crate) fn words(self) -> Words {
        match self {
            Self::Push => {
                let mut ticks = interval_at(Instant::now() + PAUSE, PAUSE);
                // A reader who falls behind gets no bundle of numbers.
                ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
                Words::Numbers { ticks, said: 0 }
            }
            Self::Burst(all) => Words::Lines { all, said: 0 },
            Self::Echo | Self::Refused | Self::ServerClose | Self::Dropped => Words::None,
        }
    }
}

fn number(digits: &str) -> Option<u32> {
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|number| is_plain && (1..=LONGEST_BURST).contains(number))
}

/// Messages that answer nothing. Each is made when it is due and not before.
pub(crate) enum Words {
    /// There are none.
    None,
    /// 1, and the next number each time the clock ticks.
    Numbers { ticks: Interval, said: u64 },
    /// `all` lines without a pause.
    Lines { all: u32, said: u32 },
}

impl Words {
    /// The next message; pending until it is due, and for ever after the last one.
    pub(crate) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<String> {
        match self {
            Self::Numbers { ticks, said } => {
                // A clock takes a millisecond to tick at once, and a reader may be quicker.
                if *said > 0 {
                    ready!(ticks.poll_tick(context));
                }
                *said += 1;
                Poll::Ready(said.to_string())
            }
            Self::Lines { all, said } if *said < *all => {
                *said += 1;
                let start = format!("{said}/{all} ");
                Poll::Ready(format!("{start:.<LINE$}"))
            }
            Self::None | Self::Lines { .. } => Poll::Pending,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{NO_NUMBER, Scenario, UNKNOWN};

    fn of(query: &[(&str, &str)]) -> Result<Scenario, &'static str> {
        let owned: Vec<_> =
            query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Scenario::of(&owned)
    }

    #[test]
    fn a_query_names_a_scenario() {
        assert_eq!(of(&[]), Ok(Scenario::Echo));
        assert_eq!(of(&[("n", "nada"), ("x", "")]), Ok(Scenario::Echo));
        for (name, scenario) in [
            ("refused", Scenario::Refused),
            ("server-close", Scenario::ServerClose),
            ("dropped", Scenario::Dropped),
            ("early-close", Scenario::Echo),
            ("push", Scenario::Push),
            ("binary", Scenario::Echo),
            ("burst", Scenario::Burst(100)),
        ] {
            assert_eq!(of(&[("scenario", name)]), Ok(scenario), "{name}");
            assert_eq!(of(&[("x", "1"), ("scenario", name), ("scenario", "nada")]), Ok(scenario), "{name}");
        }
        for name in ["", "echo", "Burst", "burst ", "nada"] {
            assert_eq!(of(&[("scenario", name)]), Err(UNKNOWN), "{name}");
        }
    }

    #[test]
    fn a_burst_has_a_number() {
        for (n, number) in [("1", 1), ("007", 7), ("1000000", 1_000_000)] {
            assert_eq!(of(&[("n", n), ("scenario", "burst")]), Ok(Scenario::Burst(number)), "{n}");
        }
        for n in ["", "0", "1000001", "99999999999999999999", "-1", "+1", " 1", "1.0", "1e3", "0x1", "٣"] {
            assert_eq!(of(&[("scenario", "burst"), ("n", n)]), Err(NO_NUMBER), "{n}");
        }
    }
}
