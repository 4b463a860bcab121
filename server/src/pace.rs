//! How much may come in a second, with some to spare (a token bucket).

use tokio::time::Instant;

/// What may still come, and since when that was counted.
#[derive(Debug)]
pub struct Pace {
    a_second: f64,
    at_once: f64,
    left: f64,
    since: Instant,
}

impl Pace {
    /// `a_second` in the long run, `at_once` from the beginning; without any bound where `a_second` is 0.
    #[must_use]
    pub fn new(a_second: u32, at_once: u32) -> Self {
        let at_once = if a_second == 0 { f64::INFINITY } else { f64::from(at_once) };
        Self { a_second: f64::from(a_second), at_once, left: at_once, since: Instant::now() }
    }

    /// Takes one, if one is left at that time.
    pub fn takes(&mut self, now: Instant) -> bool {
        if now > self.since {
            self.left += self.a_second * (now - self.since).as_secs_f64();
            self.left = self.left.min(self.at_once);
            self.since = now;
        }
        let is_left = self.left >= 1.0;
        if is_left {
            self.left -= 1.0;
        }
        is_left
    }
}

#[cfg(test)]
mod tests {
    use super::Pace;
    use std::time::Duration;

    /// How many of `tried` pass at once, `after` the pace was made.
    fn passing(pace: &mut Pace, after: Duration, tried: usize) -> usize {
        let now = pace.since.max(pace.since + after);
        (0..tried).filter(|_| pace.takes(now)).count()
    }

    #[test]
    fn some_at_once_and_then_as_time_goes() {
        let mut pace = Pace::new(10, 3);
        assert_eq!(passing(&mut pace, Duration::ZERO, 9), 3);
        assert_eq!(passing(&mut pace, Duration::from_millis(150), 9), 1);
        assert_eq!(passing(&mut pace, Duration::from_millis(60), 9), 1);
        assert_eq!(passing(&mut pace, Duration::from_secs(60), 9), 3, "what is not used is not kept");
    }

    #[test]
    fn zero_is_no_bound() {
        let mut pace = Pace::new(0, 1);
        assert_eq!(passing(&mut pace, Duration::ZERO, 100_000), 100_000);
    }
}
