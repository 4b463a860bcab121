//! The statements of the prose and their results: each has one, every language makes the same, and readers see it.
#![cfg(feature = "compile")]
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use content::{
    Content, Inline, Verdict,
    compile::{self, Outcome, Results},
};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn results() -> Results {
    compile::results(&root().join("verify/results.toml")).unwrap()
}

fn contents() -> Vec<(PathBuf, Content)> {
    let content = |language: &str| {
        let folder = root().join("i18n").join(language);
        let content = compile::language(&folder, &root().join("static/example.py")).unwrap();
        (folder, content)
    };
    ["pt", "en", "es", "fr"].into_iter().map(content).collect()
}

/// What the check of all languages says.
fn checked(contents: &mut [(PathBuf, Content)], results: &Results) -> Result<(), String> {
    let mut all: Vec<_> = contents.iter_mut().map(|(folder, content)| (folder.clone(), content)).collect();
    compile::verified(&mut all, results, Path::new("results.toml")).map_err(|error| error.to_string())
}

#[test]
fn every_statement_has_a_result_in_each_column() {
    let results = results();
    checked(&mut contents(), &results).unwrap();
    for statement in &results.statement {
        assert_eq!(statement.outcomes.len(), results.column.len(), "{}", statement.id);
        let not_run = statement.outcomes.iter().any(|outcome| matches!(outcome, Outcome::NotRun(_)));
        assert!(!not_run, "{} was not run: `cargo xtask verify --only {0}`", statement.id);
    }
    assert!(results.statement.len() > 70);
    let [first, .., last] = results.column.as_slice() else { unreachable!("there is one column") };
    assert!(first.brython < last.brython && last.browser == "Firefox");
}

#[test]
fn a_statement_without_a_result_and_a_result_without_a_statement_are_named() {
    let mut known = results();
    let gone = known.statement.remove(3).id;
    let error = checked(&mut contents(), &known).unwrap_err();
    assert!(error.contains(&gone) && error.contains("cargo xtask verify"), "{error}");
    let mut known = results();
    known.statement[5].id = "send.nothing".to_owned();
    let other = results().statement[5].id.clone();
    let error = checked(&mut contents(), &known).unwrap_err();
    assert!(error.contains(&other), "{error}");
    known.statement.push(results().statement.swap_remove(5));
    let error = checked(&mut contents(), &known).unwrap_err();
    assert!(error.contains("send.nothing") && error.contains("results.toml"), "{error}");
}

#[test]
fn a_language_that_lacks_a_statement_is_named_with_its_section() {
    let mut contents = contents();
    let section = contents[2].1.sections.iter_mut().find(|section| section.id == "codigos").unwrap();
    section.blocks.remove(0);
    let error = checked(&mut contents, &results()).unwrap_err();
    for word in ["es", "codigos", "close.codes"] {
        assert!(error.contains(word), "{word}: {error}");
    }
}

#[test]
fn a_place_that_nothing_fills_is_told() {
    let mut contents = contents();
    contents[1].1.events[0].when.push(Inline::Text("{safari}".to_owned()));
    let error = checked(&mut contents, &results()).unwrap_err();
    assert!(error.contains("{safari}") && error.contains("en"), "{error}");
}

#[test]
fn versions_in_the_prose_are_those_of_the_results() {
    let (mut contents, mut results) = (contents(), results());
    results.column.last_mut().unwrap().brython = "9.9.9".to_owned();
    checked(&mut contents, &results).unwrap();
    for (folder, content) in contents {
        let section = content.sections.iter().find(|section| section.id == "verificacao").unwrap();
        assert!(format!("{section:?}").contains("Brython 9.9.9"), "{}", folder.display());
    }
}

#[test]
fn what_is_not_as_said_stands_beside_the_statement_and_in_its_row() {
    let (mut contents, mut results) = (contents(), results());
    let statement = results.statement.iter_mut().find(|statement| statement.id == "send.closing").unwrap();
    let columns = statement.outcomes.len();
    statement.outcomes = vec![Outcome::AsSaid; columns];
    statement.outcomes[0] = Outcome::Other("'nada'".to_owned());
    statement.outcomes[1] = Outcome::NotRun("no answer".to_owned());
    checked(&mut contents, &results).unwrap();
    let plain = &contents[0].1;
    let proven = compile::with_proofs(plain, &results);
    assert!(plain.proofs.is_none());
    let proofs = proven.proofs.as_ref().unwrap();
    assert_eq!(proofs.rows.len(), results.statement.len());
    let row = proofs.rows.iter().find(|row| row.id == "send.closing").unwrap();
    let verdicts: Vec<Verdict> = row.cells.iter().map(|(verdict, _)| *verdict).collect();
    assert_eq!(verdicts[..3], [Verdict::Differs, Verdict::NotRun, Verdict::AsSaid]);
    assert!(
        row.statement.starts_with("A partir do momento") && row.statement.ends_with("cresce."),
        "{}",
        row.statement
    );
    let shown = format!("{:?}", proven.sections);
    let newest = &results.column.last().unwrap().brython;
    let mark = shown.split("\"send.closing\"").nth(1).unwrap().split("is_first").next().unwrap();
    for word in ["verificado em", newest, "Firefox", "'nada'", "3.11", "Differs"] {
        assert!(mark.contains(word), "{word}: {mark}");
    }
}
