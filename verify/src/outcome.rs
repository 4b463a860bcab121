//! The file of what was found: written, or compared with a fresh run.

use std::{fs, path::PathBuf};

use anyhow::{Context, ensure};
use content::compile::{Outcome, Results, results};

use crate::folder;

const HEAD: &str = "# What the checks of verify/checks/ have found. Written by `cargo xtask verify`, and by nobody else.\n\
    # An outcome stands for each [[column]], in their order.\n\n";

fn path() -> PathBuf {
    folder().join("results.toml")
}

pub(crate) fn write(found: &Results) -> anyhow::Result<()> {
    let path = path();
    fs::write(&path, format!("{HEAD}{}", toml::to_string_pretty(found)?))
        .with_context(|| format!("{} cannot be written", path.display()))?;
    tell(found);
    println!("{} statements: {}", found.statement.len(), path.display());
    Ok(())
}

/// What is not as said.
pub(crate) fn tell(found: &Results) {
    for statement in &found.statement {
        for (outcome, column) in statement.outcomes.iter().zip(&found.column) {
            if *outcome != Outcome::AsSaid {
                println!("{}: {outcome} ({} with Brython {})", statement.id, column.browser, column.brython);
            }
        }
    }
}

/// Fails where a run finds another outcome, or another set of statements; date and versions of browsers may differ.
pub(crate) fn compare(found: &Results) -> anyhow::Result<()> {
    let known = results(&path())?;
    let differences = differences(&known, found);
    for difference in &differences {
        eprintln!("verify: {difference}");
    }
    ensure!(
        differences.is_empty(),
        "{} outcomes differ from verify/results.toml: see above; `cargo xtask verify` writes it anew",
        differences.len()
    );
    println!("{} statements: as verify/results.toml tells", found.statement.len());
    Ok(())
}

fn differences(known: &Results, found: &Results) -> Vec<String> {
    let columns = |results: &Results| -> Vec<(String, String)> {
        results.column.iter().map(|column| (column.browser.clone(), column.brython.clone())).collect()
    };
    if columns(known) != columns(found) {
        return vec!["it was run in other versions of Brython".to_owned()];
    }
    let mut differences = Vec::new();
    for statement in &found.statement {
        let Some(before) = known.statement.iter().find(|known| known.id == statement.id) else {
            differences.push(format!("`{}` has no result yet", statement.id));
            continue;
        };
        for ((now, before), column) in statement.outcomes.iter().zip(&before.outcomes).zip(&found.column) {
            if now != before {
                let place = format!("{} with Brython {}", column.browser, column.brython);
                differences.push(format!("`{}` in {place}: {now}; it was: {before}", statement.id));
            }
        }
    }
    let gone =
        known.statement.iter().filter(|known| !found.statement.iter().any(|found| found.id == known.id));
    differences.extend(gone.map(|gone| format!("`{}` has a result and no check", gone.id)));
    differences
}

#[cfg(test)]
mod tests {
    use super::differences;
    use content::compile::{Column, Outcome, Results, Verified};

    fn results(outcomes: &[(&str, Outcome)]) -> Results {
        let column = Column { browser: "Chromium".into(), version: "1".into(), brython: "3.14.3".into() };
        let statement = outcomes
            .iter()
            .map(|(id, outcome)| Verified { id: (*id).to_owned(), outcomes: vec![outcome.clone()] })
            .collect();
        Results { date: "2026-11-22".into(), column: vec![column], statement }
    }

    #[test]
    fn dates_and_browsers_may_differ_and_outcomes_may_not() {
        let known = results(&[("a", Outcome::AsSaid), ("b", Outcome::Other("1".into()))]);
        let mut later = known.clone();
        later.date = "2027-01-01".into();
        later.column[0].version = "2".into();
        assert_eq!(differences(&known, &later), Vec::<String>::new());
        later.column[0].brython = "3.14.4".into();
        assert_eq!(differences(&known, &later).len(), 1);
        for (found, word) in [
            (results(&[("a", Outcome::AsSaid), ("b", Outcome::Other("2".into()))]), "it was: other: 1"),
            (results(&[("a", Outcome::AsSaid)]), "`b` has a result and no check"),
            (
                results(&[("a", Outcome::AsSaid), ("b", Outcome::Other("1".into())), ("c", Outcome::AsSaid)]),
                "`c`",
            ),
            (results(&[("a", Outcome::NotRun("x".into())), ("b", Outcome::Other("1".into()))]), "not run: x"),
        ] {
            let told = differences(&known, &found);
            assert!(told.len() == 1 && told[0].contains(word), "{told:?}");
        }
    }
}
