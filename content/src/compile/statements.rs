//! The statements of the prose: that each has a result, in every language the same, and what is shown beside them.

use super::{Column, Error, Outcome, Problem, Results, Verified};
use crate::{Block, Content, Inline, Proof, Proofs, Row, Section, Verdict, VerificationTexts, plain};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// Checks the contents of all languages, each with its folder, against the results in `file`, and fills in what these
/// tell.
///
/// # Errors
/// A statement that has no result, or that not every language makes in the same section; a result without a statement;
/// a place in the prose that nothing fills.
pub fn verified(
    contents: &mut [(PathBuf, &mut Content)],
    results: &Results,
    file: &Path,
) -> Result<(), Error> {
    let first = contents.first().map(|(_, content)| by_section(content)).unwrap_or_default();
    for (folder, content) in contents.iter_mut() {
        same(&first, &by_section(content)).map_err(|problem| problem.at(folder))?;
        let mut wrong = None;
        each_inline(content, &mut |inline| {
            if let Inline::Text(text) = inline {
                filled(text, results).unwrap_or_else(|place| wrong = Some(place));
            }
        });
        wrong.map_or(Ok(()), |place| Err(Problem::NoPlace(place).at(folder)))?;
    }
    all_have_results(&first, results).map_err(|problem| problem.at(file))
}

/// The names of the statements in a section, sorted: a glossary has another order in each language.
type BySection = Vec<(String, Vec<String>)>;

fn by_section(content: &Content) -> BySection {
    let mut content = content.clone();
    let of = |inlines: &mut dyn FnMut(&mut dyn FnMut(&mut Inline))| {
        let mut ids = Vec::new();
        inlines(&mut |inline| {
            if let Inline::Claim(claim) = inline {
                ids.push(claim.id.clone());
            }
        });
        ids.sort();
        ids
    };
    let mut found = Vec::new();
    for section in content.sections.iter_mut().chain([&mut content.conversation]) {
        found.push((section.id.clone(), of(&mut |each| in_section(section, each))));
    }
    for row in &mut content.events {
        let name = row.event.name().to_owned();
        found.push((name, of(&mut |each| {
            in_inlines(&mut row.when, each);
            row.fields.iter_mut().for_each(|field| in_inlines(&mut field.meaning, each));
        })));
    }
    for row in &mut content.close_codes {
        found.push((row.first.to_string(), of(&mut |each| in_inlines(&mut row.meaning, each))));
    }
    found
}

fn same(first: &BySection, other: &BySection) -> Result<(), Problem> {
    match first.iter().zip(other).find(|(first, other)| first != other) {
        None => Ok(()),
        Some(((section, wanted), (_, found))) => Err(Problem::Statements {
            section: section.clone(),
            wanted: wanted.clone(),
            found: found.clone(),
        }),
    }
}

fn all_have_results(first: &BySection, results: &Results) -> Result<(), Problem> {
    let said: BTreeSet<&String> = first.iter().flat_map(|(_, ids)| ids).collect();
    let found: BTreeSet<&String> = results.statement.iter().map(|verified| &verified.id).collect();
    if let Some(id) = said.difference(&found).next() {
        return Err(Problem::Unverified((*id).clone()));
    }
    found.difference(&said).next().map_or(Ok(()), |id| Err(Problem::NoStatement((*id).clone())))
}

/// Fills the places; fails with one that is none.
fn filled(text: &mut String, results: &Results) -> Result<(), String> {
    let newest = |browser: &str| results.column.iter().rev().find(|column| column.browser == browser);
    let mut done = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        let (place, tail) = after.split_once('}').ok_or_else(|| after.to_owned())?;
        let value = match place {
            "brython" => results.column.last().map(|column| &column.brython),
            "chromium" => newest("Chromium").map(|column| &column.version),
            "firefox" => newest("Firefox").map(|column| &column.version),
            _ => None,
        };
        done.push_str(before);
        done.push_str(value.ok_or_else(|| place.to_owned())?);
        rest = tail;
    }
    done.push_str(rest);
    *text = done;
    Ok(())
}

/// The content with what was found beside each statement, and as a table.
#[must_use]
pub fn with_proofs(content: &Content, results: &Results) -> Content {
    let mut content = content.clone();
    let texts = content.verification.clone();
    let mut rows: Vec<Row> = Vec::new();
    // What a statement says is what stands before its mark, after the one before it in the same block.
    each_run(&mut content, &mut |inlines| {
        let mut said = String::new();
        for inline in inlines {
            let Inline::Claim(claim) = inline else {
                said.push_str(&plain(std::slice::from_ref(inline)));
                continue;
            };
            let statement = std::mem::take(&mut said);
            let Some(verified) = results.statement.iter().find(|verified| verified.id == claim.id) else { continue };
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
    let browsers: Vec<String> = good.map(|(column, _)| format!("{} {}", column.browser, column.version)).collect();
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

/// Every piece of the prose, with what it holds.
fn each_inline(content: &mut Content, each: &mut dyn FnMut(&mut Inline)) {
    each_run(content, &mut |inlines| in_inlines(inlines, each));
}

/// Every run of text: that of a block, of a cell, of a row.
fn each_run(content: &mut Content, each: &mut dyn FnMut(&mut Vec<Inline>)) {
    let Content { sections, conversation, events, close_codes, .. } = content;
    for section in sections {
        // The tables stand where the sections have their place.
        section_runs(section, each);
    }
    for row in events {
        each(&mut row.when);
        row.fields.iter_mut().for_each(|field| each(&mut field.meaning));
    }
    close_codes.iter_mut().for_each(|row| each(&mut row.meaning));
    section_runs(conversation, each);
}

fn in_section(section: &mut Section, each: &mut dyn FnMut(&mut Inline)) {
    section_runs(section, &mut |inlines| in_inlines(inlines, each));
}

fn section_runs(section: &mut Section, each: &mut dyn FnMut(&mut Vec<Inline>)) {
    block_runs(&mut section.blocks, each);
}

fn block_runs(blocks: &mut [Block], each: &mut dyn FnMut(&mut Vec<Inline>)) {
    for block in blocks {
        match block {
            Block::Paragraph(text) => each(text),
            Block::List { items, .. } => items.iter_mut().for_each(|item| block_runs(item, each)),
            Block::Definitions(items) => {
                for meaning in items.iter_mut().flat_map(|item| &mut item.meanings) {
                    block_runs(meaning, each);
                }
            }
            Block::Table { rows, .. } => rows.iter_mut().flatten().for_each(&mut *each),
            Block::Note { blocks, .. } => block_runs(blocks, each),
            Block::Heading { .. } | Block::Code(_) | Block::Signature(_) => {}
            Block::EventTable | Block::Example | Block::CloseCodes | Block::Verification => {}
        }
    }
}

fn in_inlines(inlines: &mut Vec<Inline>, each: &mut dyn FnMut(&mut Inline)) {
    for inline in inlines {
        each(inline);
        match inline {
            Inline::Emphasis(text) | Inline::Strong(text) | Inline::Link { text, .. } => in_inlines(text, each),
            Inline::Text(_) | Inline::Code(_) | Inline::Claim(_) => {}
        }
    }
}
