//! The files of a translator, and the file of texts that a page fetches.

use content::{
    Live,
    compile::{self, Problem},
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
    let Err(problem) = compile::interface(text) else { return };
    let told = problem.to_string();
    assert!(told.contains("line ") || told.contains('`'), "{told} names no place in {text:?}");
}

/// The file of texts is of this version or it is none; and what is taken of it makes a file that gives the same.
pub fn live(text: &str) {
    if let Some(live) = Live::from_file(text) {
        assert_eq!(Live::from_file(&live.to_file()).as_ref(), Some(&live), "{text:?}");
    }
}
