//! The files of a translator, and the file of texts that a page fetches.

use content::{
    Event, Laboratory, Live,
    compile::{self, Outcome, Problem, Results},
};

/// Prose is compiled, or refused with a line that there is.
pub fn prose(text: &str) {
    let lines = text.matches('\n').count() + 1;
    match compile::prose("secao", text) {
        Ok(section) => assert_eq!(section.id, "secao"),
        Err(Problem::Lacking { line, .. } | Problem::Unsupported { line, .. } | Problem::Syntax(line)) => {
            assert!((1..=lines).contains(&line), "line {line} of {lines}: {text:?}");
        }
        Err(problem) => panic!("{problem} is none of prose: {text:?}"),
    }
}

/// Short texts are compiled, or what is wrong is told with the key, or with the line as the parser tells it.
pub fn interface(text: &str) {
    is_placed(text, compile::interface(text));
}

/// The same of the laboratory's.
pub fn laboratory_texts(text: &str) {
    is_placed(text, compile::laboratory(text));
}

/// The same of what tells of the checks.
pub fn verification(text: &str) {
    is_placed(text, compile::verification(text));
}

/// A table of events has all four, in their order, each with its fields.
pub fn events(text: &str) {
    if let Some(rows) = is_placed(text, compile::events(text)) {
        assert!(rows.iter().map(|row| row.event).eq(Event::ALL), "{text:?}");
        for row in rows {
            assert!(row.fields.iter().map(|field| &field.field).eq(row.event.fields()), "{text:?}");
        }
    }
}

/// A table of close codes has a row for each code that there can be, or a code without one is named.
pub fn close_codes(text: &str) {
    let has =
        |rows: &[content::CloseCode], code| rows.iter().any(|row| (row.first..=row.last).contains(&code));
    match compile::close_codes(text) {
        Err(Problem::NoCode(code)) => assert!((1000..=4999).contains(&code), "{code} of {text:?}"),
        Err(Problem::Backwards { first, last }) => assert!(first > last, "{text:?}"),
        compiled => {
            if let Some(rows) = is_placed(text, compiled) {
                assert!((1000..=4999).all(|code| has(&rows, code)), "{text:?}");
            }
        }
    }
}

/// What the checks have found is read, or refused with a line; and each outcome is read as it is written.
pub fn results(text: &str) {
    let Some(results) = is_placed(text, text.parse::<Results>()) else { return };
    for outcome in results.statement.iter().flat_map(|verified| &verified.outcomes) {
        assert_eq!(&Outcome::from(outcome.to_string()), outcome, "{text:?}");
    }
}

/// What was compiled; or the place of what is wrong is told.
fn is_placed<T>(text: &str, compiled: Result<T, Problem>) -> Option<T> {
    let problem = match compiled {
        Ok(compiled) => return Some(compiled),
        Err(problem) => problem,
    };
    let told = problem.to_string();
    assert!(told.contains("line ") || told.contains('`'), "{told} names no place in {text:?}");
    None
}

/// The file of texts is of this version or it is none; and what is taken of it makes a file that gives the same.
pub fn live(text: &str) {
    if let Some(live) = Live::from_file(text) {
        assert_eq!(Live::from_file(&live.to_file()).as_ref(), Some(&live), "{text:?}");
    }
}

/// The same of the file that the instruments bring.
pub fn laboratory(text: &str) {
    if let Some(laboratory) = Laboratory::from_file(text) {
        assert_eq!(Laboratory::from_file(&laboratory.to_file()).as_ref(), Some(&laboratory), "{text:?}");
    }
}
