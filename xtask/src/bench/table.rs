//! The figures as Markdown, for the README.

use std::fmt::Write as _;

use super::{
    first_visit::{self, Resource},
    hydration::Hydration,
    kit::Kit,
    lighthouse::Figures,
    machine,
    observatory::Score,
};

/// What is said of what could not be measured.
const GAP: &str = "not measured";

/// Everything that a run has measured.
pub(super) struct Results {
    /// The page first, then its peers.
    pub(super) compared: Vec<Compared>,
    /// The page in its other languages, by their paths.
    pub(super) languages: Vec<(String, Option<Figures>)>,
    pub(super) hydration: Option<Hydration>,
    pub(super) observatory: Option<Score>,
}

impl Results {
    /// Whether a figure is missing that should not be.
    pub(super) fn has_gaps(&self) -> bool {
        let is_whole =
            |page: &Compared| page.visit.is_some() && page.lighthouse.is_some() && page.axe.is_some();
        !self.compared.iter().all(is_whole)
            || self.languages.iter().any(|(_, figures)| figures.is_none())
            || self.hydration.is_none()
            || self.observatory.is_none()
    }
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
        details(results),
    ]
    .join("\n")
}

/// When, where and with what, Chromium and what is named in `with` besides.
pub(super) fn measured(kit: &Kit<'_>, with: &str) -> String {
    let chromium = kit.tools.version(&kit.browser.chromium.to_string_lossy());
    format!(
        "Measured by `cargo xtask bench` on {}: {}, Chromium {}{with}.\n",
        machine::today(),
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
        row("of it HTML and CSS", &|page| Some(kilobytes(first_visit::first_paint(page.visit.as_deref()?)))),
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
    let first = results.compared.first().and_then(|page| page.lighthouse.as_ref());
    let others = results.languages.iter().map(|(path, figures)| (path.as_str(), figures.as_ref()));
    let columns = ["performance / accessibility / best practices / SEO", "first / largest paint"];
    let rows = std::iter::once(("/", first)).chain(others).map(|(path, figures)| {
        let tell = |of: fn(&Figures) -> String| figures.map_or_else(|| GAP.to_owned(), of);
        row(&format!("`{path}`"), &[tell(scores), tell(paints), tell(hindrances)])
    });
    rows.fold(head(&[columns[0], columns[1], "blocking / layout shift"]), |table, row| table + &row)
}

fn ours(kit: &Kit<'_>, results: &Results) -> String {
    let observatory = results.observatory.as_ref();
    let score = observatory.map(|score| format!("{} ({})", score.score, score.grade));
    let scanner = kit.version("@mdn/mdn-http-observatory");
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

fn row(what: &str, cells: &[String]) -> String {
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
    use super::{Figures, Hydration, hindrances, hydration, kilobytes, paints, scores};

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
