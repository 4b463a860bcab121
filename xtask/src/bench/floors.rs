//! What the figures have to be (`README.md`, Figures). All tables are printed first; then a run whose figures are not so
//! ends with an error that names each of them.

use anyhow::ensure;

/// How a figure is bounded; the figure itself may be the bound.
#[derive(Debug, Clone, Copy)]
pub(super) enum Floor {
    AtMost(f64),
    AtLeast(f64),
}

/// The figures that are not what they have to be, each in words.
#[derive(Debug, Default)]
pub(super) struct Missed {
    /// Of those that are the same at each run: they count in a short run too.
    exact: Vec<String>,
    /// Of those that are the median of several runs, on a machine that does nothing else.
    timed: Vec<String>,
    gaps: bool,
}

impl Missed {
    /// A figure that is the same at each run.
    pub(super) fn exact(&mut self, what: &str, figure: f64, floor: Floor) {
        self.exact.extend(miss(what, figure, floor));
    }

    /// A figure that takes time, or that time is in.
    pub(super) fn timed(&mut self, what: &str, figure: f64, floor: Floor) {
        self.timed.extend(miss(what, figure, floor));
    }

    /// Whether something was not measured at all.
    pub(super) fn gaps(&mut self, there_are: bool) {
        self.gaps |= there_are;
    }

    /// The end of a run.
    pub(super) fn verdict(self, is_quick: bool) -> anyhow::Result<()> {
        let Self { mut exact, timed, gaps } = self;
        if is_quick {
            eprintln!("xtask: a short run is no verdict on what takes time");
            timed.iter().for_each(|miss| eprintln!("xtask: no verdict: {miss}"));
        } else {
            exact.extend(timed);
        }
        if gaps {
            exact.push("not all was measured: see the messages above the table".to_owned());
        }
        ensure!(exact.is_empty(), "the site is not what it has to be:\n  {}", exact.join("\n  "));
        Ok(())
    }
}

fn miss(what: &str, figure: f64, floor: Floor) -> Option<String> {
    let (is_good, bound, word) = match floor {
        Floor::AtMost(bound) => (figure <= bound, bound, "at most"),
        Floor::AtLeast(bound) => (figure >= bound, bound, "at least"),
    };
    (!is_good).then(|| format!("{what}: {}, and not {word} {}", number(figure), number(bound)))
}

/// With as many places as it has, up to the fourth.
fn number(figure: f64) -> String {
    let told = format!("{figure:.4}");
    told.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::{Floor, Missed};

    #[test]
    fn a_bound_is_good_and_what_is_beyond_it_is_named() {
        let mut missed = Missed::default();
        missed.exact("bytes", 14_000.0, Floor::AtMost(14_000.0));
        missed.timed("ratio", 1.7, Floor::AtLeast(1.7));
        assert!(missed.verdict(false).is_ok());
        let mut missed = Missed::default();
        missed.exact("bytes", 14_001.0, Floor::AtMost(14_000.0));
        missed.timed("ratio", 1.6996, Floor::AtLeast(1.7));
        missed.timed("none", f64::NAN, Floor::AtMost(1.0));
        missed.gaps(true);
        assert_eq!(
            missed.verdict(false).unwrap_err().to_string(),
            "the site is not what it has to be:\n  bytes: 14001, and not at most 14000\n  \
             ratio: 1.6996, and not at least 1.7\n  none: NaN, and not at most 1\n  \
             not all was measured: see the messages above the table"
        );
    }

    #[test]
    fn a_short_run_judges_what_is_exact() {
        let mut missed = Missed::default();
        missed.timed("ratio", 1.0, Floor::AtLeast(1.7));
        assert!(missed.verdict(true).is_ok());
        let mut missed = Missed::default();
        missed.exact("bytes", 9.0, Floor::AtMost(8.0));
        assert!(missed.verdict(true).is_err());
        let mut missed = Missed::default();
        missed.gaps(true);
        assert!(missed.verdict(true).is_err());
    }
}
