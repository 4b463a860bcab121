//! Source code to coloured spans, with tree-sitter's own queries.

use super::Problem;
use crate::{Class, Code, Event, Part, Span};
use std::{iter, ops::Range, path::Path};
use tree_sitter::{Node, Parser, Tree};
use tree_sitter_highlight::{HighlightConfiguration, HighlightEvent, Highlighter};

/// A run of bytes and its colour.
type Run = (Option<Class>, Range<usize>);

/// The captures of the queries that get a colour; a longer name falls to its longest prefix here.
const CAPTURES: [(&str, Class); 9] = [
    ("comment", Class::Comment),
    ("constant", Class::Constant),
    ("constant.builtin", Class::Constant),
    ("function", Class::Function),
    ("keyword", Class::Keyword),
    ("number", Class::Number),
    ("operator.word", Class::Keyword),
    ("string", Class::String),
    ("type", Class::Type),
];

/// A language that code is written in.
#[derive(Clone, Copy)]
pub(super) enum Language {
    Python,
    Rust,
}

impl Language {
    /// That of a file, by the ending of its name.
    pub(super) fn of(path: &Path) -> Self {
        if path.extension().is_some_and(|extension| extension == "rs") { Self::Rust } else { Self::Python }
    }

    fn grammar(self) -> tree_sitter::Language {
        match self {
            Self::Python => tree_sitter_python::LANGUAGE.into(),
            Self::Rust => tree_sitter_rust::LANGUAGE.into(),
        }
    }

    const fn query(self) -> &'static str {
        match self {
            Self::Python => tree_sitter_python::HIGHLIGHTS_QUERY,
            Self::Rust => tree_sitter_rust::HIGHLIGHTS_QUERY,
        }
    }

    /// The whole of a source, if it parses.
    pub(super) fn parse(self, source: &str) -> Result<Tree, Problem> {
        let mut parser = Parser::new();
        parser.set_language(&self.grammar()).map_err(|cause| Problem::Highlight(cause.to_string()))?;
        let tree = parser.parse(source, None).ok_or(Problem::Syntax(1))?;
        first_error(tree.root_node()).map_or(Ok(tree), |line| Err(Problem::Syntax(line)))
    }
}

/// A program of the example: each handler's lines are a part of their own, and none may be missing.
pub(super) fn program(language: Language, source: &str) -> Result<Code, Problem> {
    let source = source.trim_end();
    let handlers = handlers(language, source)?;
    if let Some(missing) =
        Event::ALL.into_iter().find(|event| !handlers.iter().any(|(found, _)| found == event))
    {
        return Err(Problem::NoHandler(missing.handler()));
    }
    // The page puts one program around the handlers of another.
    if !handlers.iter().map(|(event, _)| *event).eq(Event::ALL) {
        return Err(Problem::HandlerOrder);
    }
    coloured(language, source, &handlers)
}

/// A short piece of Python.
pub(super) fn snippet(source: &str) -> Result<Code, Problem> {
    Language::Python.parse(source)?;
    coloured(Language::Python, source, &[])
}

/// The line of the first thing that is no part of the language.
fn first_error(node: Node<'_>) -> Option<usize> {
    if node.is_error() || node.is_missing() {
        return Some(node.start_position().row + 1);
    }
    let mut cursor = node.walk();
    node.children(&mut cursor).find_map(first_error)
}

/// The bytes of each function that is named as the handler of an event, in the order of the source.
fn handlers(language: Language, source: &str) -> Result<Vec<(Event, Range<usize>)>, Problem> {
    let tree = language.parse(source)?;
    let root = tree.root_node();
    let mut cursor = root.walk();
    let found = root.children(&mut cursor).filter_map(|node| {
        let name = node.child_by_field_name("name")?.utf8_text(source.as_bytes()).ok()?;
        let event = Event::ALL.into_iter().find(|event| event.handler() == name)?;
        // With its line break, so that the part is whole lines.
        Some((event, node.start_byte()..(node.end_byte() + 1).min(source.len())))
    });
    Ok(found.collect())
}

fn coloured(language: Language, source: &str, handlers: &[(Event, Range<usize>)]) -> Result<Code, Problem> {
    let spans = spans(language, source)?;
    let mut parts = Vec::new();
    let mut start = 0;
    let end = iter::once((None, source.len()..source.len()));
    for (event, range) in handlers.iter().map(|(event, range)| (Some(*event), range.clone())).chain(end) {
        parts.push(Part { handler: None, spans: cut(source, &spans, start..range.start) });
        parts.push(Part { handler: event, spans: cut(source, &spans, range.clone()) });
        start = range.end;
    }
    parts.retain(|part| !part.spans.is_empty());
    Ok(Code { parts })
}

/// What of `spans` lies in `range`.
fn cut(source: &str, spans: &[Run], range: Range<usize>) -> Vec<Span> {
    spans
        .iter()
        .filter_map(|(class, span)| {
            let text = source.get(span.start.max(range.start)..span.end.min(range.end))?;
            (!text.is_empty()).then(|| Span { class: *class, text: text.to_owned() })
        })
        .collect()
}

fn spans(language: Language, source: &str) -> Result<Vec<Run>, Problem> {
    let failed = |cause: &dyn std::fmt::Display| Problem::Highlight(cause.to_string());
    let mut configuration = HighlightConfiguration::new(language.grammar(), "code", language.query(), "", "")
        .map_err(|cause| failed(&cause))?;
    configuration.configure(&CAPTURES.map(|(name, _)| name));
    let mut highlighter = Highlighter::new();
    let events = highlighter
        .highlight(&configuration, source.as_bytes(), None, None, |_| None)
        .map_err(|cause| failed(&cause))?;
    let mut open = Vec::new();
    let mut spans: Vec<Run> = Vec::new();
    for event in events {
        match event.map_err(|cause| failed(&cause))? {
            HighlightEvent::HighlightStart(capture) => open.push(CAPTURES[capture.0].1),
            HighlightEvent::HighlightEnd => {
                open.pop();
            }
            HighlightEvent::Source { start, end } => push(&mut spans, open.last().copied(), start..end),
        }
    }
    Ok(spans)
}

/// Adds a span to the one before it where the colour is the same: fewer nodes in the page.
fn push(spans: &mut Vec<Run>, class: Option<Class>, range: Range<usize>) {
    match spans.last_mut() {
        Some((last, span)) if *last == class && span.end == range.start => span.end = range.end,
        _ => spans.push((class, range)),
    }
}
