//! From the files of one language to [`Content`]; whatever is wrong is told with the file and the key.

mod check;
mod error;
mod highlight;
mod markdown;
mod proofs;
mod results;
mod run;
mod statements;
mod tables;

pub use error::{Error, Problem};
pub use markdown::section as prose;
pub use proofs::with_proofs;
pub use results::{Column, Outcome, Results, Verified, results};
pub use statements::verified;

use crate::{CloseCode, Code, Content, EventRow, Instruments, Interface, Section, VerificationTexts};
use highlight::Language;
use std::{fs, path::Path};

/// The sections of the reference, in the order of the page; each is a file of `reference/`.
const SECTIONS: [&str; 9] = [
    "introducao",
    "websocket",
    "objeto",
    "eventos",
    "exemplo",
    "codigos",
    "mudancas",
    "verificacao",
    "glossario",
];
/// The file beside them that is shown in the panel's place where no program runs.
const CONVERSATION: &str = "conversa";

/// Anchors that the page itself has, beside those of the reference's headings.
const PAGE_ANCHORS: [&str; 1] = ["laboratorio"];

/// Compiles the folder of one language, `i18n/<language>`, and the example that all of them show.
///
/// # Errors
/// A file that is missing or cannot be read; a key that is missing, unknown or empty; Markdown that the page
/// cannot render; a link to an anchor that is not there; Python that does not parse.
pub fn language(folder: &Path, example: &Path) -> Result<Content, Error> {
    let reference = folder.join("reference");
    let content = Content {
        interface: file(&folder.join("interface.toml"), interface)?,
        laboratory: file(&folder.join("laboratory.toml"), laboratory)?,
        verification: file(&folder.join("verification.toml"), verification)?,
        proofs: None,
        sections: sections(&reference)?,
        conversation: section(&reference, CONVERSATION)?,
        events: file(&folder.join("events.toml"), events)?,
        close_codes: file(&folder.join("close-codes.toml"), close_codes)?,
        example: program(example)?,
    };
    check::whole(&content).map_err(|problem| problem.at(folder))?;
    Ok(content)
}

/// Compiles the short texts of a language, `interface.toml`.
///
/// # Errors
/// No TOML; a key that is missing, unknown or empty; a place that the program does not fill.
pub fn interface(text: &str) -> Result<Interface, Problem> {
    let interface = tables::parse(text)?;
    check::templates(&interface)?;
    Ok(interface)
}

/// Compiles the texts of the laboratory's instruments, `laboratory.toml`.
///
/// # Errors
/// As for [`interface`].
pub fn laboratory(text: &str) -> Result<Instruments, Problem> {
    let texts = tables::parse(text)?;
    check::laboratory(&texts)?;
    Ok(texts)
}

/// Compiles what tells of the verification, `verification.toml`.
///
/// # Errors
/// As for [`interface`].
pub fn verification(text: &str) -> Result<VerificationTexts, Problem> {
    let texts = tables::parse(text)?;
    check::verification(&texts)?;
    Ok(texts)
}

/// Compiles the event table, `events.toml`.
///
/// # Errors
/// No TOML; an event, or a field of one, that is missing, unknown or empty; Markdown that a cell cannot have.
pub fn events(text: &str) -> Result<Vec<EventRow>, Problem> {
    tables::events(text)
}

/// Compiles the close codes in words, `close-codes.toml`.
///
/// # Errors
/// No TOML; a code without a row; a row that ends before it begins; Markdown that a cell cannot have.
pub fn close_codes(text: &str) -> Result<Vec<CloseCode>, Problem> {
    tables::close_codes(text)
}

/// Compiles a program of the example, in Python or, where the name of its file ends so, in Rust.
///
/// # Errors
/// A file that cannot be read or does not parse; a program that lacks the handler of an event.
pub fn program(path: &Path) -> Result<Code, Error> {
    highlight::program(Language::of(path), &read(path)?).map_err(|problem| problem.at(path))
}

/// The source of a file that readers get as it is, if it parses.
///
/// # Errors
/// A file that cannot be read or does not parse.
pub fn source(path: &Path) -> Result<String, Error> {
    let source = read(path)?;
    Language::of(path).parse(&source).map_err(|problem| problem.at(path))?;
    Ok(source)
}

fn file<T>(path: &Path, compile: impl Fn(&str) -> Result<T, Problem>) -> Result<T, Error> {
    compile(&read(path)?).map_err(|problem| problem.at(path))
}

fn sections(folder: &Path) -> Result<Vec<Section>, Error> {
    check::no_other_files(folder, &[SECTIONS.as_slice(), &[CONVERSATION]].concat())?;
    SECTIONS.iter().map(|id| section(folder, id)).collect()
}

fn section(folder: &Path, id: &str) -> Result<Section, Error> {
    file(&folder.join(format!("{id}.md")), |text| markdown::section(id, text))
}

fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|cause| Problem::Unreadable(cause).at(path))
}
