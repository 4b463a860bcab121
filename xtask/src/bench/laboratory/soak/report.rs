//! The soak as Markdown.

use super::{
    HIDDEN_FLOOD, Soak, WARM,
    held::{Grown, Unit},
};
use crate::bench::table::{GAP, row, thousands};

impl Soak {
    /// A table, and what was done.
    pub(in crate::bench) fn markdown(&self) -> String {
        let Self { round, kept, awake, held: [before, after] } = self;
        let rows: String = after.grown_from(before).iter().map(grown).collect();
        format!(
            "The panel for a long time, in Chromium, on the project's own server: {} connections opened and closed, \
             {} messages of 64 B, {} times hidden behind another tab, with {} messages received there and a connection that \
             was then still good, {} times frozen and woken ({awake} times the connection outlived it), {} times left for another page and come back to ({kept} times as it was left, \
             from the browser's cache for that).\n\n\
             | | after a little of it | at the end | more | bound |\n|---|--:|--:|--:|--:|\n{rows}\n\
             After garbage collection. A little of it: {} connections, {} messages, and the rest {} times each.\n",
            thousands(round.meetings),
            thousands(round.messages),
            round.hidings,
            thousands(HIDDEN_FLOOD),
            round.freezings,
            round.leavings,
            thousands(WARM.meetings),
            thousands(WARM.messages),
            WARM.leavings,
        )
    }
}

fn grown(grown: &Grown) -> String {
    let Grown { what, unit, figures, bound } = grown;
    let cell = |figure: f64| match unit {
        Unit::Bytes => format!("{:.2} MiB", figure / 1024.0 / 1024.0),
        Unit::Count => format!("{figure:.0}"),
    };
    let cells = match figures {
        Some([before, after]) => [cell(*before), cell(*after), cell(after - before), cell(*bound)],
        None => [GAP.to_owned(), GAP.to_owned(), GAP.to_owned(), cell(*bound)],
    };
    row(what, &cells)
}

#[cfg(test)]
mod tests {
    use super::super::{FULL, Soak, held::Held};
    use crate::bench::floors::Missed;

    fn held(bytes: f64, count: f64) -> Held {
        let (bytes, count) = (Some(bytes * 1_048_576.0), Some(count));
        Held([bytes, None, bytes, count, count, count, Some(0.0)])
    }

    fn soak() -> Soak {
        Soak { round: FULL, kept: 20, awake: 0, held: [held(4.5, 40.0), held(4.75, 41.0)] }
    }

    #[test]
    fn the_soak_is_told_with_its_bounds() {
        let told = soak().markdown();
        for row in [
            "| JavaScript's memory | 4.50 MiB | 4.75 MiB | 0.25 MiB | 1.00 MiB |",
            "| buffers | not measured | not measured | not measured | 1.00 MiB |",
            "| listeners | 40 | 41 | 1 | 20 |",
            "| connections open at the server | 0 | 0 | 0 | 0 |",
        ] {
            assert!(told.contains(&format!("{row}\n")), "{told}");
        }
        assert!(told.contains("5,000 connections opened and closed, 1,000,000 messages"), "{told}");
    }

    #[test]
    fn the_soak_is_judged_by_what_is_more_and_by_what_was_lost() {
        let is_sound = |soak: Soak| {
            let mut missed = Missed::default();
            soak.judge(&mut missed);
            missed.verdict(false).is_ok()
        };
        assert!(is_sound(soak()));
        assert!(is_sound(Soak { held: [held(5.0, 90.0), held(4.0, 40.0)], ..soak() }));
        for (bytes, count) in [(5.6, 40.0), (4.5, 42.0)] {
            assert!(!is_sound(Soak { held: [held(4.5, 40.0), held(bytes, count)], ..soak() }));
        }
        let mut open = held(4.5, 40.0);
        open.0[6] = Some(1.0);
        assert!(!is_sound(Soak { held: [held(4.5, 40.0), open], ..soak() }));
        assert!(!is_sound(Soak { kept: 19, ..soak() }));
    }
}
