//! What is shown beside the statements, and as a table of them.

use super::{Column, Outcome, Results, Verified, run};
use crate::{Content, Inline, Proof, Proofs, Row, Verdict, VerificationTexts, plain};

/// The content with what was found beside each statement, and as a table.
#[must_use]
pub fn with_proofs(content: &Content, results: &Results) -> Content {
    let mut content = content.clone();
    let texts = content.verification.clone();
    let mut rows: Vec<Row> = Vec::new();
    // What a statement says is what stands before its mark, after the one before it in the same block.
    let runs = run::parts(&mut content).into_iter().flat_map(|(_, runs)| runs);
    runs.for_each(|inlines| {
        let mut said = String::new();
        for inline in inlines {
            let Inline::Claim(claim) = inline else {
                said.push_str(&plain(std::slice::from_ref(inline)));
                continue;
            };
            let statement = std::mem::take(&mut said);
            let Some(verified) = results.statement.iter().find(|verified| verified.id == claim.id) else {
                continue;
            };
            let is_first = !rows.iter().any(|row| row.id == claim.id);
            claim.proof = Some(proof(&texts, results, verified, is_first));
            if is_first {
                let cells = verified.outcomes.iter().map(|outcome| cell(&texts, outcome)).collect();
                let statement = statement.trim().trim_end_matches([':', ';', '\u{a0}']).to_owned();
                rows.push(Row { id: claim.id.clone(), statement, cells });
            }
        }
    });
    let columns = results.column.iter().map(|column| place(&texts, column)).collect();
    content.proofs = Some(Proofs { summary: summary(&texts, results, &rows), columns, rows });
    content
}

fn place(texts: &VerificationTexts, Column { browser, version, brython }: &Column) -> String {
    texts.place.fill(&[("browser", browser), ("version", version), ("brython", brython)])
}

fn date(texts: &VerificationTexts, results: &Results) -> String {
    let mut parts = results.date.split('-');
    let [year, month, day] = std::array::from_fn(|_| parts.next().unwrap_or_default());
    texts.date.fill(&[("day", day), ("month", month), ("year", year)])
}

fn summary(texts: &VerificationTexts, results: &Results, rows: &[Row]) -> String {
    let count = |wanted: Verdict| {
        let cells = rows.iter().flat_map(|row| &row.cells);
        cells.filter(|(verdict, _)| *verdict == wanted).count().to_string()
    };
    texts.summary.fill(&[
        ("statements", &rows.len().to_string()),
        ("date", &date(texts, results)),
        ("as_said", &count(Verdict::AsSaid)),
        ("differs", &count(Verdict::Differs)),
        ("not_run", &count(Verdict::NotRun)),
    ])
}

fn cell(texts: &VerificationTexts, outcome: &Outcome) -> (Verdict, String) {
    match outcome {
        Outcome::AsSaid => (Verdict::AsSaid, texts.as_said.clone()),
        Outcome::Other(seen) => (Verdict::Differs, texts.differs.fill(&[("seen", seen)])),
        Outcome::NotRun(_) => (Verdict::NotRun, texts.not_run.clone()),
    }
}

/// What is shown beside a statement: where it is as it says, in the newest Brython, and all that is otherwise.
fn proof(texts: &VerificationTexts, results: &Results, verified: &Verified, is_first: bool) -> Proof {
    let all = || results.column.iter().zip(&verified.outcomes);
    let newest = results.column.last().map_or("", |column| &column.brython);
    let good = all().filter(|(column, outcome)| column.brython == newest && **outcome == Outcome::AsSaid);
    let browsers: Vec<String> =
        good.map(|(column, _)| format!("{} {}", column.browser, column.version)).collect();
    let mut parts = Vec::new();
    if !browsers.is_empty() {
        let all = format!("Brython {newest}, {}", browsers.join(", "));
        parts.push(texts.verified.fill(&[("where", &all), ("date", &date(texts, results))]));
    }
    for (column, outcome) in all() {
        let (verdict, words) = cell(texts, outcome);
        if verdict != Verdict::AsSaid {
            parts.push(texts.differs_in.fill(&[("where", &place(texts, column)), ("seen", &words)]));
        }
    }
    let verdict = if verified.outcomes.iter().any(|outcome| matches!(outcome, Outcome::Other(_))) {
        Verdict::Differs
    } else if verified.outcomes.iter().any(|outcome| matches!(outcome, Outcome::NotRun(_))) {
        Verdict::NotRun
    } else {
        Verdict::AsSaid
    };
    Proof { verdict, text: parts.join(" · "), is_first }
}
