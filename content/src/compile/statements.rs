//! The statements of the prose: that each has a result, and in every language the same ones.

use super::{Error, Problem, Results, run};
use crate::{Content, Inline};
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
        let runs = run::parts(content).into_iter().flat_map(|(_, runs)| runs);
        runs.for_each(|run| {
            run::each(run, &mut |inline| {
                if let Inline::Text(text) = inline {
                    filled(text, results).unwrap_or_else(|place| wrong = Some(place));
                }
            });
        });
        wrong.map_or(Ok(()), |place| Err(Problem::NoPlace(place).at(folder)))?;
    }
    all_have_results(&first, results).map_err(|problem| problem.at(file))
}

/// The names of the statements in a section, sorted: a glossary has another order in each language.
type BySection = Vec<(String, Vec<String>)>;

fn by_section(content: &Content) -> BySection {
    let mut content = content.clone();
    let ids = |runs: Vec<&mut Vec<Inline>>| {
        let mut ids = Vec::new();
        runs.into_iter().for_each(|run| {
            run::each(run, &mut |inline| {
                if let Inline::Claim(claim) = inline {
                    ids.push(claim.id.clone());
                }
            });
        });
        ids.sort();
        ids
    };
    run::parts(&mut content).into_iter().map(|(name, runs)| (name, ids(runs))).collect()
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
