//! The figures as Markdown, for the README.

use std::fmt::Write as _;

use super::{
    first_visit::{self, Resource},
    floors::{Floor, Missed},
    hydration::Hydration,
    kit::Kit,
    laboratory::{FLOOD, GROWTH, Growth, Laboratory, Pairs, Turns, soak::Soak},
    lighthouse::Figures,
    load::Load,
    machine,
};
use crate::{
    observatory::{self, Score},
    today,
};

/// What is said of what could not be measured.
pub(super) const GAP: &str = "not measured";

/// Everything that a run has measured.
pub(super) struct Results {
    /// The page first, then its peers.
    pub(super) compared: Vec<Compared>,
    /// The page in its other languages.
    pub(super) languages: Vec<Language>,
    pub(super) hydration: Option<Hydration>,
    pub(super) laboratory: Option<Laboratory>,
    pub(super) load: Option<Load>,
    pub(super) soak: Option<Soak>,
    pub(super) observatory: Option<Score>,
}

impl Results {
    /// What is asked of this page, and that nothing is missing, of the peers neither.
    pub(super) fn judge(&self, missed: &mut Missed) {
        let is_whole =
            |page: &Compared| page.visit.is_some() && page.lighthouse.is_some() && page.axe.is_some();
        missed.gaps(!self.compared.iter().all(is_whole));
        let rules = self.compared.first().and_then(|page| page.axe.as_ref()).map_or(0, Vec::len);
        let rules = u32::try_from(rules).unwrap_or(u32::MAX);
        missed.exact("axe, rules violated", rules.into(), Floor::AtMost(0.0));
        for (path, visit, lighthouse) in self.pages() {
            missed.gaps(visit.is_none() || lighthouse.is_none());
            visit.into_iter().for_each(|visit| first_visit::judge(visit, path, missed));
            lighthouse.into_iter().for_each(|figures| figures.judge(path, missed));
        }
        let Self { hydration, laboratory, load, soak, observatory, .. } = self;
        missed.gaps(hydration.is_none() || load.is_none() || soak.is_none() || observatory.is_none());
        missed.gaps(!laboratory.as_ref().is_some_and(Laboratory::is_whole));
        hydration.iter().for_each(|hydration| hydration.judge(missed));
        load.iter().for_each(|load| load.judge(missed));
        soak.iter().for_each(|soak| soak.judge(missed));
        observatory.iter().for_each(|score| {
            missed.exact(
                "HTTP Observatory",
                f64::from(score.score),
                Floor::AtLeast(observatory::LEAST.into()),
            );
        });
    }

    /// Ours in every language: the path, the first visit, what Lighthouse says.
    fn pages(&self) -> impl Iterator<Item = (&str, Option<&[Resource]>, Option<&Figures>)> {
        let first = self.compared.first();
        let first = first.map(|page| ("/", page.visit.as_deref(), page.lighthouse.as_ref()));
        let others = self.languages.iter();
        let others = others.map(|page| (page.path.as_str(), page.visit.as_deref(), page.lighthouse.as_ref()));
        first.into_iter().chain(others)
    }
}

/// The page in another language.
pub(super) struct Language {
    pub(super) path: String,
    pub(super) visit: Option<Vec<Resource>>,
    pub(super) lighthouse: Option<Figures>,
}

/// What can be said of any page.
pub(super) struct Compared {
    pub(super) name: String,
    pub(super) visit: Option<Vec<Resource>>,
    pub(super) lighthouse: Option<Figures>,
    /// The rules that it violates.
    pub(super) axe: Option<Vec<String>>,
}

/// The report.
pub(super) fn markdown(kit: &Kit<'_>, results: &Results) -> String {
    let lighthouse =
        format!(", Lighthouse {} (mobile, {})", kit.version("lighthouse"), median_of(kit.runs()));
    [
        measured(kit, &lighthouse),
        comparison(kit, &results.compared),
        languages(results),
        ours(kit, results),
        results.laboratory.as_ref().map_or_else(String::new, laboratory),
        results.load.as_ref().map_or_else(String::new, Load::markdown),
        results.soak.as_ref().map_or_else(String::new, Soak::markdown),
        details(results),
    ]
    .join("\n")
}

/// When, where and with what, Chromium and what is named in `with` besides.
pub(super) fn measured(kit: &Kit<'_>, with: &str) -> String {
    let chromium = kit.tools.version(&kit.browser.chromium.to_string_lossy());
    format!(
        "Measured by `cargo xtask bench` on {}: {}, Chromium {}{with}.\n",
        today::today(),
        machine::class(),
        chromium.as_deref().unwrap_or("?"),
    )
}

fn median_of(runs: usize) -> String {
    if runs == 1 { "one run".to_owned() } else { format!("the median of {runs} runs") }
}

fn comparison(kit: &Kit<'_>, pages: &[Compared]) -> String {
    let row = |what: &str, of: &dyn Fn(&Compared) -> Option<String>| {
        row(what, &pages.iter().map(|page| of(page).unwrap_or_else(|| GAP.to_owned())).collect::<Vec<_>>())
    };
    let figures = |of: fn(&Figures) -> String| move |page: &Compared| page.lighthouse.as_ref().map(of);
    [
        head(&pages.iter().map(|page| page.name.as_str()).collect::<Vec<_>>()),
        row("first visit, brotli 11", &|page| page.visit.as_deref().map(visit)),
        row("of it HTML and CSS that the first paint waits for", &|page| {
            Some(kilobytes(first_visit::first_paint(page.visit.as_deref()?)))
        }),
        row("performance / accessibility / best practices / SEO", &figures(scores)),
        row("first / largest paint", &figures(paints)),
        row("blocking / layout shift", &figures(hindrances)),
        row(&format!("axe-core {}, rules violated", kit.version("axe-core")), &|page| {
            Some(page.axe.as_ref()?.len().to_string())
        }),
    ]
    .concat()
}

fn languages(results: &Results) -> String {
    let columns = [
        "first visit",
        "of it HTML and CSS that the first paint waits for",
        "performance / accessibility / best practices / SEO",
        "first / largest paint",
        "blocking / layout shift",
    ];
    let rows = results.pages().map(|(path, files, figures)| {
        let tell = |of: fn(&Figures) -> String| figures.map_or_else(|| GAP.to_owned(), of);
        let sum =
            |of: fn(&[Resource]) -> u64| files.map_or_else(|| GAP.to_owned(), |files| kilobytes(of(files)));
        let bytes = [sum(first_visit::total), sum(first_visit::first_paint)];
        row(
            &format!("`{path}`"),
            &[bytes.as_slice(), &[tell(scores), tell(paints), tell(hindrances)]].concat(),
        )
    });
    rows.fold(head(&columns), |table, row| table + row.as_str())
}

fn ours(kit: &Kit<'_>, results: &Results) -> String {
    let observatory = results.observatory.as_ref();
    let score = observatory.map(|score| format!("{} ({})", score.score, score.grade));
    let scanner = observatory::version(kit.tools).unwrap_or_else(|| "?".to_owned());
    [
        hydration(results.hydration.as_ref()),
        row(&format!("HTTP Observatory {scanner}"), &[score.unwrap_or_else(|| GAP.to_owned())]),
    ]
    .concat()
}

/// How long the page takes to come alive.
pub(super) fn hydration(hydration: Option<&Hydration>) -> String {
    let runs = hydration.map_or_else(String::new, |hydration| format!(", {}", median_of(hydration.runs)));
    let cell = |of: fn(&Hydration) -> f64| {
        hydration.map_or_else(|| GAP.to_owned(), |hydration| format!("{:.0} ms", of(hydration)))
    };
    [
        head(&["this page"]),
        row(&format!("hydration{runs}"), &[cell(|hydration| hydration.free)]),
        row("hydration, processor slowed 4 times", &[cell(|hydration| hydration.slow)]),
    ]
    .concat()
}

/// The laboratory under many messages, and what is meant by that.
pub(super) fn laboratory(laboratory: &Laboratory) -> String {
    let Laboratory { text, binary, flood, seldom, growth } = laboratory;
    let turns = |turns: Option<&Turns>| turns.map_or(0, |turns| turns.rate.len());
    let (echoes, floods) = (turns(text.as_ref().or(binary.as_ref())), turns(flood.as_ref()));
    let [bytes, entries] = grown(growth.as_ref());
    [
        "The laboratory beside a bare page: a WebSocket and a log by hand in JavaScript \
         ([`bench/peer.js`](bench/peer.js)), in the same Chromium, on the same server, in turn.\n\n".to_owned(),
        "| | this page | a bare page | ratio |\n|---|--:|--:|--:|\n".to_owned(),
        rates("echoes of 64 B of text, a second", rate_of(text)),
        rates("the log drawn anew meanwhile, a second", text.as_ref().map(|turns| &turns.drawn)),
        rates("echoes of 4 KiB of bytes, a second", rate_of(binary)),
        rates(
            &format!("{} messages of 64 B at once, a second", thousands(FLOOD)),
            rate_of(flood),
        ),
        rates("frames painted meanwhile, a second", flood.as_ref().map(|turns| &turns.frames)),
        rates("the log drawn anew meanwhile, a second", flood.as_ref().map(|turns| &turns.drawn)),
        rates("echoes of text again, the bare page drawing as seldom", rate_of(&seldom[0])),
        rates("messages at once again, the bare page drawing as seldom", rate_of(&seldom[1])),
        row(&format!("memory that {} messages of 64 B leave taken", thousands(GROWTH)), &bytes),
        row("entries of the log in the page then", &entries),
        format!(
            "\nEchoes: one after the other, the next sent when the last is there, all of it told in a log that is on the \
             screen; {}. At once: sent by the server without a pause, none lost, counted from the frame that tells the \
             first to the one that tells the last; {}. A frame is a callback of `requestAnimationFrame`, and the log is \
             drawn anew in those that tell of more messages. A ratio is the median of those of the turns. Memory: \
             JavaScript's, the document's, buffers and the wasm's, after garbage collection, beside what they were after \
             20,000 messages. The bare page draws its log in every frame, but for the rows that say otherwise: there it waits a tenth of a \
             second, as ours does under a flood. It keeps no entry that it does not show.\n",
            turns_of(echoes),
            turns_of(floods)
        ),
    ]
    .concat()
}

fn rate_of(turns: &Option<Turns>) -> Option<&Pairs> {
    turns.as_ref().map(|turns| &turns.rate)
}

pub(super) fn turns_of(turns: usize) -> String {
    if turns == 1 { "one turn".to_owned() } else { format!("the median of {turns} turns") }
}

fn rates(what: &str, pairs: Option<&Pairs>) -> String {
    let cells = pairs.map(|pairs| {
        let [ours, bare] = pairs.medians();
        [rate(ours), rate(bare), format!("{:.2}", pairs.ratio())]
    });
    row(what, &cells.unwrap_or_else(|| [(); 3].map(|()| GAP.to_owned())))
}

/// The cells of memory and of entries.
fn grown(growth: Option<&[Growth; 2]>) -> [Vec<String>; 2] {
    let cells = |of: fn(&Growth) -> String| {
        let mut cells = growth.map_or_else(|| vec![GAP.to_owned(); 2], |both| both.iter().map(of).collect());
        // Of a difference near 0 no ratio tells anything.
        cells.push(String::new());
        cells
    };
    [cells(|growth| mebibytes(growth.bytes)), cells(|growth| growth.entries.to_string())]
}

fn rate(rate: f64) -> String {
    if rate < 100.0 { format!("{rate:.1}") } else { thousands(rate.round()) }
}

fn mebibytes(bytes: f64) -> String {
    format!("{:.1} MiB", bytes / 1024.0 / 1024.0)
}

/// A whole number as people read it.
pub(super) fn thousands(number: impl Into<f64>) -> String {
    let digits = format!("{:.0}", number.into());
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Where the sums come from.
fn details(results: &Results) -> String {
    let mut out = String::from("<details><summary>File by file, rule by rule</summary>\n");
    for page in &results.compared {
        let files = page.visit.as_deref().unwrap_or_default();
        let violated = page.axe.as_deref().unwrap_or_default().join(", ");
        let violated = if violated.is_empty() { String::new() } else { format!("; axe: {violated}") };
        // A String takes whatever is written to it.
        let _ = write!(
            out,
            "\n{}, {} bytes{violated}\n\n| file | kind | bytes |\n|---|---|--:|\n",
            page.name,
            first_visit::total(files)
        );
        out.extend(files.iter().map(|file| format!("| {} | {} | {} |\n", file.path, file.kind, file.bytes)));
    }
    if let Some(score) = &results.observatory {
        out.push_str("\nHTTP Observatory, from 100\n\n| rule | result | points |\n|---|---|--:|\n");
        out.extend(score.rules.iter().map(|rule| {
            let failed = if rule.is_passed { "" } else { " (failed)" };
            format!("| {} | {}{failed} | {:+} |\n", rule.name, rule.result, rule.points)
        }));
    }
    out + "\n</details>\n"
}

fn head(columns: &[&str]) -> String {
    format!("| | {} |\n|---|{}\n", columns.join(" | "), "--:|".repeat(columns.len()))
}

pub(super) fn row(what: &str, cells: &[String]) -> String {
    format!("| {what} | {} |\n", cells.join(" | "))
}

fn visit(files: &[Resource]) -> String {
    format!("{} in {} files", kilobytes(first_visit::total(files)), files.len())
}

fn kilobytes(bytes: u64) -> String {
    let tenths = (bytes + 50) / 100;
    format!("{}.{} kB", tenths / 10, tenths % 10)
}

fn scores(figures: &Figures) -> String {
    figures.scores.map(|score| format!("{:.0}", score * 100.0)).join(" / ")
}

fn paints(figures: &Figures) -> String {
    format!("{:.2} s / {:.2} s", figures.first_paint / 1000.0, figures.largest_paint / 1000.0)
}

fn hindrances(figures: &Figures) -> String {
    format!("{:.0} ms / {:.3}", figures.blocking, figures.shift)
}

#[cfg(test)]
mod tests {
    use super::{
        Compared, Figures, Growth, Hydration, Laboratory, Language, Missed, Pairs, Resource, Results, Score,
        Turns, hindrances, hydration, kilobytes, laboratory, paints, scores, thousands,
    };

    #[test]
    fn the_laboratory_is_told_with_its_gaps() {
        let turns = |times: usize, rate: [f64; 2], frames: [f64; 2]| {
            let pairs = |pair| std::iter::repeat_n(pair, times).collect::<Pairs>();
            let drawn = pairs([frames[0] / 2.0, frames[1]]);
            Some(Turns { rate: pairs(rate), frames: pairs(frames), drawn, ..Turns::default() })
        };
        let table = laboratory(&Laboratory {
            text: turns(7, [4500.0, 5000.0], [60.0, 60.0]),
            binary: None,
            flood: turns(5, [80_000.4, 100_000.0], [12.0, 12.5]),
            seldom: [turns(7, [4500.0, 6000.0], [60.0, 60.0]), None],
            growth: Some([
                Growth { bytes: 1_572_864.0, entries: 60 },
                Growth { bytes: -100_000.0, entries: 60 },
            ]),
        });
        for row in [
            "| echoes of 64 B of text, a second | 4,500 | 5,000 | 0.90 |",
            "| the log drawn anew meanwhile, a second | 30.0 | 60.0 | 0.50 |",
            "| echoes of 4 KiB of bytes, a second | not measured | not measured | not measured |",
            "| 200,000 messages of 64 B at once, a second | 80,000 | 100,000 | 0.80 |",
            "| frames painted meanwhile, a second | 12.0 | 12.5 | 0.96 |",
            "| the log drawn anew meanwhile, a second | 6.0 | 12.5 | 0.48 |",
            "| echoes of text again, the bare page drawing as seldom | 4,500 | 6,000 | 0.75 |",
            "| messages at once again, the bare page drawing as seldom | not measured | not measured | not measured |",
            "| memory that 1,000,000 messages of 64 B leave taken | 1.5 MiB | -0.1 MiB |  |",
            "| entries of the log in the page then | 60 | 60 |  |",
        ] {
            assert!(table.contains(&format!("{row}\n")), "{table}");
        }
        assert!(
            table.contains("screen; the median of 7 turns") && table.contains("last; the median of 5 turns"),
            "{table}"
        );
    }

    #[test]
    fn a_whole_number_has_its_thousands() {
        assert_eq!([0, 7, 999, 1000, 1_000_000].map(thousands), ["0", "7", "999", "1,000", "1,000,000"]);
    }

    #[test]
    fn hydration_is_told_with_its_gap() {
        let head = "| | this page |\n|---|--:|\n";
        let told = hydration(Some(&Hydration { free: 12.4, slow: 71.0, runs: 7 }));
        let rows =
            "| hydration, the median of 7 runs | 12 ms |\n| hydration, processor slowed 4 times | 71 ms |\n";
        assert_eq!(told, format!("{head}{rows}"));
        let rows = "| hydration | not measured |\n| hydration, processor slowed 4 times | not measured |\n";
        assert_eq!(hydration(None), format!("{head}{rows}"));
    }

    /// Which figures of ours are missed, when the page in English has these and the peer bad ones; what else the bench
    /// measures is not there.
    fn missed(english: (u64, Figures), rules: &[&str], hydration: [f64; 2], observatory: i32) -> Vec<String> {
        let visit = |bytes| {
            let (path, kind) = ("/".to_owned(), "Document".to_owned());
            Some(vec![Resource { path, kind, bytes, is_for_first_paint: true }])
        };
        let axe = |rules: &[&str]| Some(rules.iter().map(|rule| (*rule).to_owned()).collect::<Vec<_>>());
        let page = |name: &str, bytes, lighthouse, axe| Compared {
            name: name.to_owned(),
            visit: visit(bytes),
            lighthouse: Some(lighthouse),
            axe,
        };
        let results = Results {
            compared: vec![
                page("ours", 14_000, GOOD, axe(rules)),
                page("theirs", 900_000, Figures { scores: [0.5; 4], ..GOOD }, axe(&["label"])),
            ],
            languages: vec![Language {
                path: "/en/".to_owned(),
                visit: visit(english.0),
                lighthouse: Some(english.1),
            }],
            hydration: Some(Hydration { free: hydration[0], slow: hydration[1], runs: 7 }),
            laboratory: None,
            load: None,
            soak: None,
            observatory: Some(Score { score: observatory, grade: "A+".to_owned(), rules: Vec::new() }),
        };
        let mut missed = Missed::default();
        results.judge(&mut missed);
        let told = missed.verdict(false).map_err(|error| error.to_string()).err().unwrap_or_default();
        told.lines().skip(1).map(|line| line.trim().to_owned()).collect()
    }

    const GOOD: Figures =
        Figures { scores: [1.0; 4], first_paint: 900.0, largest_paint: 1200.0, blocking: 50.0, shift: 0.0 };
    const GAPS: &str = "not all was measured: see the messages above the table";

    #[test]
    fn every_bound_is_judged_and_only_of_ours() {
        assert_eq!(missed((14_000, GOOD), &[], [20.0, 80.0], 135), [GAPS]);
        let bad = Figures {
            scores: [0.99, 0.98, 0.97, 0.96],
            largest_paint: 1201.0,
            blocking: 51.0,
            shift: 0.01,
            ..GOOD
        };
        let mut told = missed((14_001, bad), &["label"], [21.0, 81.0], 134);
        told.sort_unstable();
        assert_eq!(
            told,
            [
                "/en/, SEO: 96, and not at least 100",
                "/en/, accessibility: 98, and not at least 100",
                "/en/, best practices: 97, and not at least 100",
                "/en/, blocking, ms: 51, and not at most 50",
                "/en/, bytes of HTML and CSS for the first paint: 14001, and not at most 14000",
                "/en/, largest paint, ms: 1201, and not at most 1200",
                "/en/, layout shift: 0.01, and not at most 0",
                "/en/, performance: 99, and not at least 100",
                "HTTP Observatory: 134, and not at least 135",
                "axe, rules violated: 1, and not at most 0",
                "hydration with the processor slowed 4 times, ms: 81, and not at most 80",
                "hydration, ms: 21, and not at most 20",
                GAPS,
            ]
        );
        assert!(missed((110_001, GOOD), &[], [1.0, 1.0], 135)[0].starts_with("/en/, bytes of a first visit"));
    }

    #[test]
    fn figures_are_told_as_people_read_them() {
        let figures = Figures {
            scores: [0.987, 1.0, 0.89, 0.0],
            first_paint: 1204.9,
            largest_paint: 7900.0,
            blocking: 12.4,
            shift: 0.0004,
        };
        assert_eq!(scores(&figures), "99 / 100 / 89 / 0");
        assert_eq!(paints(&figures), "1.20 s / 7.90 s");
        assert_eq!(hindrances(&figures), "12 ms / 0.000");
        assert_eq!(kilobytes(77_249), "77.2 kB");
        assert_eq!(kilobytes(77_250), "77.3 kB");
        assert_eq!(kilobytes(49), "0.0 kB");
    }
}
