//! Figures of two pages that were measured in turn.

use crate::bench::median::median;

/// What a page did with messages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    /// Messages that it received, a second.
    pub(super) rate: f64,
    /// Frames that it painted, a second.
    pub(super) frames: f64,
    /// Of these such that told of more messages, a second.
    pub(super) drawn: f64,
    /// Microseconds that its process had the processor for a message: what others do on the machine changes it little.
    pub(super) processor: f64,
}

/// All of this page and of the bare one.
#[derive(Debug, Default, Clone, PartialEq)]
pub(in crate::bench) struct Turns {
    pub(in crate::bench) rate: Pairs,
    pub(in crate::bench) frames: Pairs,
    pub(in crate::bench) drawn: Pairs,
    pub(in crate::bench) processor: Pairs,
}

impl Turns {
    pub(super) fn add(&mut self, paces: [Pace; 2]) {
        self.rate.0.push(paces.map(|pace| pace.rate));
        self.frames.0.push(paces.map(|pace| pace.frames));
        self.drawn.0.push(paces.map(|pace| pace.drawn));
        self.processor.0.push(paces.map(|pace| pace.processor));
    }

    /// The last turn, for whoever waits.
    pub(super) fn last(&self) -> String {
        let Self { rate, frames, drawn, processor } = self;
        let told = [
            (rate, "a second"),
            (frames, "frames a second"),
            (drawn, "with news"),
            (processor, "µs of the processor each"),
        ];
        told.map(|(pairs, what)| format!("{} {what}", pairs.last())).join(", ")
    }
}

/// For each turn the figure of this page and that of the bare one, which is not 0.
#[derive(Debug, Default, Clone, PartialEq)]
pub(in crate::bench) struct Pairs(Vec<[f64; 2]>);

impl FromIterator<[f64; 2]> for Pairs {
    fn from_iter<T: IntoIterator<Item = [f64; 2]>>(pairs: T) -> Self {
        Self(pairs.into_iter().collect())
    }
}

impl Pairs {
    /// How many there are.
    pub(in crate::bench) fn len(&self) -> usize {
        self.0.len()
    }

    /// The median of each page.
    pub(in crate::bench) fn medians(&self) -> [f64; 2] {
        [0, 1].map(|page| median(self.0.iter().map(|pair| pair[page]).collect()))
    }

    /// The median of the ratios of this page to the bare one: what slows a machine for a while slows both of a turn.
    pub(in crate::bench) fn ratio(&self) -> f64 {
        median(self.0.iter().map(|[ours, bare]| ours / bare).collect())
    }

    fn last(&self) -> String {
        self.0.last().map_or_else(String::new, |[ours, bare]| {
            format!("{ours:.0} beside {bare:.0} ({:.2})", ours / bare)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Pairs;

    #[test]
    fn a_ratio_is_one_of_a_turn() {
        // The machine was slow in the second turn, for both.
        let pairs = Pairs(vec![[90.0, 100.0], [8.0, 10.0], [70.0, 100.0]]);
        assert_eq!(pairs.medians().map(f64::round), [70.0, 100.0]);
        assert!((pairs.ratio() - 0.8).abs() < 1e-9);
    }
}
