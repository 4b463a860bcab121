//! The load as Markdown.

use super::{Cost, KINDS, Kind, Lateness, Load, SECONDS, Silence, TALKING};
use crate::bench::{
    laboratory::Pairs,
    table::{GAP, row, thousands, turns_of},
};

impl Load {
    /// A table, and what is meant by it.
    pub(in crate::bench) fn markdown(&self) -> String {
        let Self { peer, costs, lateness, silence } = self;
        let costs_of = KINDS.iter().zip(costs).map(|(kind, told)| cost(*kind, told.as_ref()));
        let turns = costs.iter().flatten().next().map_or(0, |cost| cost.rate.len());
        [
            format!(
                "The echo under load, beside {peer} doing the same ([`bench/ws.js`](bench/ws.js)), with one generator \
                 ([`bench/load/`](bench/load)), in turn.\n\n\
                 | | `server/` | `ws` | ratio |\n|---|--:|--:|--:|\n"
            ),
            costs_of.collect(),
            late(lateness.as_ref()),
            silent(silence.as_ref()),
            format!(
                "\nMessages a second of the processor: of the time that the process which serves has had it, the \
                 system's work for it included (`utime` and `stime`); {} connections, where no other number is \
                 told, that send the next message when an echo is there, and at depth 16 have 16 on their way; \
                 {SECONDS} s a turn after one that does not count; {}. Half load is half of the messages a second of the clock that the slower of \
                 the two echoes at depth 1; a message is due whatever is on its way, and late from when it was due. \
                 Memory is the resident memory that a new process gained, for each connection.\n",
                thousands(TALKING),
                turns_of(turns)
            ),
        ]
        .concat()
    }
}

fn cost(kind @ Kind { connections, depth, payload, is_binary }: Kind, cost: Option<&Cost>) -> String {
    let what = match (payload, is_binary) {
        (4096, true) => "4 KiB of bytes".to_owned(),
        (_, true) => format!("{payload} B of bytes"),
        (_, false) => format!("{payload} B of text"),
    };
    let rate = cost.map(|cost| &cost.rate);
    let cells = rate.map(|pairs| pairs.medians().map(|figure| thousands(figure.round())));
    let among = if connections == TALKING { String::new() } else { format!(", {connections} connections") };
    let what = format!("messages of {what} a second of the processor, depth {depth}{among}");
    let rate = compared(&what, cells, rate);
    // Where the system's part is the same for both, it is what no server can do without.
    let parts = (kind == KINDS[0]).then(|| {
        let part = |pairs: &Pairs| Some(pairs.medians().map(|figure| format!("{figure:.1} µs")));
        let [own, system] = [cost.map(|cost| &cost.own), cost.map(|cost| &cost.system)];
        [
            compared("of the time for one, the program's own", own.and_then(part), own),
            compared("of the time for one, the system's", system.and_then(part), system),
        ]
        .concat()
    });
    [rate, parts.unwrap_or_default()].concat()
}

fn late(lateness: Option<&Lateness>) -> String {
    let rate = lateness.map_or_else(String::new, |late| format!(" ({} a second)", thousands(late.rate)));
    let cells = |of: fn(&Lateness) -> &Pairs| {
        let pairs = lateness.map(of);
        (pairs.map(|pairs| pairs.medians().map(|figure| format!("{figure:.3} ms"))), pairs)
    };
    let [(half, half_pairs), (rest, rest_pairs)] =
        [cells(|late| &late.half), cells(|late| &late.ninety_nine)];
    [
        compared(&format!("half of the echoes at half load{rate} within"), half, half_pairs),
        compared("99 % of them within", rest, rest_pairs),
    ]
    .concat()
}

fn silent(silence: Option<&Silence>) -> String {
    let Some(Silence { connections, errors, fresh, used }) = silence else {
        return compared("memory of each of many silent connections", None, None);
    };
    let all = thousands(u32::try_from(*connections).unwrap_or(u32::MAX));
    let kibibytes = |pairs: &Pairs| Some(pairs.medians().map(|bytes| format!("{:.1} KiB", bytes / 1024.0)));
    let [ours, peers] = errors.map(|errors| errors.to_string());
    [
        row(&format!("errors of {all} silent connections"), &[ours, peers, String::new()]),
        compared("memory of each of them", kibibytes(fresh), Some(fresh)),
        compared("memory of each after one echo", kibibytes(used), Some(used)),
    ]
    .concat()
}

fn compared(what: &str, cells: Option<[String; 2]>, pairs: Option<&Pairs>) -> String {
    let ratio = pairs.map_or_else(|| GAP.to_owned(), |pairs| format!("{:.2}", pairs.ratio()));
    let [ours, peers] = cells.unwrap_or_else(|| [GAP.to_owned(), GAP.to_owned()]);
    row(what, &[ours, peers, ratio])
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::{Cost, Lateness, Load, Pairs, Silence};
    use crate::bench::floors::Missed;

    fn pairs(ours: f64, peers: f64) -> Pairs {
        [[ours, peers]; 3].into_iter().collect()
    }

    fn cost(ours: f64, peers: f64) -> Option<Cost> {
        Some(Cost { rate: pairs(ours, peers), own: pairs(0.8, 4.0), system: pairs(6.0, 6.0) })
    }

    fn load(costs: [Option<Cost>; 4]) -> Load {
        Load {
            peer: "`ws` 8 on Node 20".to_owned(),
            costs,
            lateness: Some(Lateness { rate: 25_000.0, half: pairs(0.02, 0.1), ninety_nine: pairs(0.1, 0.4) }),
            silence: Some(Silence {
                connections: 10_000,
                errors: [0, 3],
                fresh: pairs(4096.0, 8192.0),
                used: pairs(5120.0, 10_240.0),
            }),
        }
    }

    #[test]
    fn the_load_is_told_with_its_gaps() {
        let mut load = load([cost(150_000.4, 100_000.0), None, cost(50.0, 100.0), cost(9.0, 6.0)]);
        let told = load.markdown();
        for row in [
            "| messages of 64 B of text a second of the processor, depth 1 | 150,000 | 100,000 | 1.50 |",
            "| of the time for one, the program's own | 0.8 µs | 4.0 µs | 0.20 |",
            "| of the time for one, the system's | 6.0 µs | 6.0 µs | 1.00 |",
            "| messages of 64 B of text a second of the processor, depth 16 | not measured | not measured | not measured |",
            "| messages of 4 KiB of bytes a second of the processor, depth 1 | 50 | 100 | 0.50 |",
            "| messages of 64 B of text a second of the processor, depth 1, 64 connections | 9 | 6 | 1.50 |",
            "| half of the echoes at half load (25,000 a second) within | 0.020 ms | 0.100 ms | 0.20 |",
            "| 99 % of them within | 0.100 ms | 0.400 ms | 0.25 |",
            "| errors of 10,000 silent connections | 0 | 3 |  |",
            "| memory of each of them | 4.0 KiB | 8.0 KiB | 0.50 |",
            "| memory of each after one echo | 5.0 KiB | 10.0 KiB | 0.50 |",
        ] {
            assert!(told.contains(&format!("{row}\n")), "{told}");
        }
        assert!(told.contains("the median of 3 turns"), "{told}");
        assert!(!load.is_whole());
        (load.lateness, load.silence) = (None, None);
        assert!(
            load.markdown()
                .contains("| 99 % of them within | not measured | not measured | not measured |\n")
        );
    }

    #[test]
    fn the_load_is_judged_by_what_is_asked_of_the_echo() {
        let verdict = |load: &Load| {
            let mut missed = Missed::default();
            load.judge(&mut missed);
            missed.verdict(false).map_err(|error| error.to_string())
        };
        // Nothing is asked of the third kind and the fourth, and of the peer.
        let good = || load([1.7, 6.0, 0.1, 0.1].map(|ratio| cost(ratio, 1.0)));
        assert_eq!(verdict(&good()), Ok(()));
        for (ratios, missed) in [([1.69, 6.0], "depth 1,"), ([1.7, 5.9], "depth 16,")] {
            let [one, sixteen] = ratios.map(|ratio| cost(ratio, 1.0));
            let told = verdict(&load([one, sixteen, cost(1.0, 1.0), cost(1.0, 1.0)])).unwrap_err();
            assert!(told.contains(missed) && told.lines().count() == 2, "{told}");
        }
        assert!(verdict(&Load { lateness: None, ..good() }).is_err());
        let spoilt: [fn(&mut Silence); 4] = [
            |silence| silence.connections = 9_999,
            |silence| silence.errors = [1, 0],
            |silence| silence.fresh = pairs(6145.0, 1.0),
            |silence| silence.used = pairs(6145.0, 1.0),
        ];
        for spoil in spoilt {
            let mut load = good();
            spoil(load.silence.as_mut().unwrap());
            assert!(verdict(&load).is_err());
        }
    }
}
