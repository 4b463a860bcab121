//! Markdown to blocks: what the page has a component for, and a clear answer for all else.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "what the page has no component for is refused, new or old"
)]

use super::{Problem, highlight};
use crate::{Block, Claim, Code, Inline, Item, NoteKind, Section};
use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag};
use std::{iter::Peekable, ops::Range};

/// How deep a block or a text may stand in others: deeper than any reference goes, and less than fills the stack.
const DEEPEST: usize = 32;

/// Compiles a whole file of the prose: its first line is the heading of the section, which is called `id`.
///
/// # Errors
/// What the page has no component for, what lacks something, and Python that does not parse: with the line.
pub fn section(id: &str, text: &str) -> Result<Section, Problem> {
    let mut reader = Reader::new(text);
    let title = match reader.next() {
        Some(Event::Start(Tag::Heading { level: HeadingLevel::H1, .. })) => reader.inlines()?,
        _ => return Err(reader.lacking("the file must begin with `# ` and the section's heading")),
    };
    Ok(Section { id: id.to_owned(), title, blocks: reader.blocks()? })
}

/// A text of one paragraph.
pub(super) fn inline(text: &str) -> Result<Vec<Inline>, Problem> {
    let mut reader = Reader::new(text);
    let inlines = match reader.next() {
        Some(Event::Start(Tag::Paragraph)) => reader.inlines()?,
        _ => return Err(reader.lacking("this text must be one paragraph, as it stands inside a table")),
    };
    match reader.next() {
        None => Ok(inlines),
        Some(_) => Err(reader.lacking("this text must be one paragraph, as it stands inside a table")),
    }
}

struct Reader<'a> {
    text: &'a str,
    events: Peekable<Box<dyn Iterator<Item = (Event<'a>, Range<usize>)> + 'a>>,
    position: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_HEADING_ATTRIBUTES
            | Options::ENABLE_DEFINITION_LIST
            | Options::ENABLE_GFM;
        let events: Box<dyn Iterator<Item = _>> = Box::new(Parser::new_ext(text, options).into_offset_iter());
        Self { text, events: events.peekable(), position: 0, depth: 0 }
    }

    fn next(&mut self) -> Option<Event<'a>> {
        let (event, range) = self.events.next()?;
        self.position = range.start;
        Some(event)
    }

    fn line(&self) -> usize {
        self.text[..self.position].matches('\n').count() + 1
    }

    fn lacking(&self, what: &str) -> Problem {
        Problem::Lacking { line: self.line(), what: what.to_owned() }
    }

    fn unsupported(&self, what: &impl std::fmt::Debug) -> Problem {
        Problem::Unsupported { line: self.line(), what: format!("{what:?}") }
    }

    /// Blocks up to the end of what holds them, which is taken too.
    fn blocks(&mut self) -> Result<Vec<Block>, Problem> {
        self.deeper(Self::all_blocks)
    }

    /// What `read` gives, one level below.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Problem>) -> Result<T, Problem> {
        if self.depth == DEEPEST {
            return Err(self.lacking("nothing may stand so deep in other things; write it flatter"));
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn all_blocks(&mut self) -> Result<Vec<Block>, Problem> {
        let mut blocks = Vec::new();
        while let Some((event, _)) = self.events.peek() {
            match event {
                Event::End(_) => {
                    self.next();
                    break;
                }
                // A tight list gives the text of its items without a paragraph around it.
                Event::Text(_)
                | Event::Code(_)
                | Event::Start(Tag::Emphasis | Tag::Strong | Tag::Link { .. }) => {
                    blocks.push(Block::Paragraph(self.bare_inlines()?));
                }
                _ => blocks.push(self.block()?),
            }
        }
        Ok(blocks)
    }

    fn block(&mut self) -> Result<Block, Problem> {
        match self.next() {
            Some(Event::Start(Tag::Paragraph)) => self.paragraph(),
            Some(Event::Start(Tag::Heading { level, id, .. })) => {
                let level = match level {
                    HeadingLevel::H2 => 3,
                    HeadingLevel::H3 => 4,
                    _ => return Err(self.lacking("a heading inside a section starts with `##` or `###`")),
                };
                let id =
                    id.ok_or_else(|| self.lacking("the heading needs an anchor, as in `## Text {#anchor}`"))?;
                Ok(Block::Heading { level, id: id.into_string(), title: self.inlines()? })
            }
            Some(Event::Start(Tag::CodeBlock(kind))) => self.code(&kind),
            Some(Event::Start(Tag::List(first))) => {
                let mut items = Vec::new();
                while let Some(Event::Start(_)) = self.next() {
                    items.push(self.blocks()?);
                }
                Ok(Block::List { ordered: first.is_some(), items })
            }
            Some(Event::Start(Tag::BlockQuote(kind))) => {
                let kind = match kind {
                    Some(BlockQuoteKind::Note) => NoteKind::Note,
                    Some(BlockQuoteKind::Warning) => NoteKind::Surprise,
                    _ => return Err(self.lacking("a note starts with `> [!NOTE]` or `> [!WARNING]`")),
                };
                Ok(Block::Note { kind, blocks: self.blocks()? })
            }
            Some(Event::Start(Tag::DefinitionList)) => self.definitions(),
            Some(Event::Start(Tag::Table(_))) => self.table(),
            other => Err(self.unsupported(&other)),
        }
    }

    fn paragraph(&mut self) -> Result<Block, Problem> {
        let text = self.inlines()?;
        let [Inline::Text(only)] = text.as_slice() else { return Ok(Block::Paragraph(text)) };
        match only.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")) {
            Some("events") => Ok(Block::EventTable),
            Some("example") => Ok(Block::Example),
            Some("close-codes") => Ok(Block::CloseCodes),
            Some("verification") => Ok(Block::Verification),
            Some(_) => {
                Err(self
                    .lacking("the places are {{events}}, {{example}}, {{close-codes}} and {{verification}}"))
            }
            None => Ok(Block::Paragraph(text)),
        }
    }

    fn code(&mut self, kind: &CodeBlockKind<'_>) -> Result<Block, Problem> {
        let first_line = self.line();
        let mut text = String::new();
        while let Some(Event::Text(part)) = self.next() {
            text.push_str(&part);
        }
        let colour = |text: &str| -> Result<Code, Problem> {
            highlight::snippet(text.trim_end()).map_err(|problem| problem.below(first_line))
        };
        match kind {
            CodeBlockKind::Fenced(name) if name.as_ref() == "python" => colour(&text).map(Block::Code),
            CodeBlockKind::Fenced(name) if name.as_ref() == "signature" => {
                colour(&text).map(Block::Signature)
            }
            _ => Err(Problem::Lacking {
                line: first_line,
                what: "a code block starts with ```python or ```signature".to_owned(),
            }),
        }
    }

    fn definitions(&mut self) -> Result<Block, Problem> {
        let mut items: Vec<Item> = Vec::new();
        loop {
            match self.next() {
                Some(Event::Start(Tag::DefinitionListTitle)) => {
                    items.push(Item { term: self.inlines()?, meanings: Vec::new() });
                }
                Some(Event::Start(Tag::DefinitionListDefinition)) => {
                    let meaning = self.blocks()?;
                    let item = items.last_mut().ok_or_else(|| self.lacking("a definition needs its term"))?;
                    item.meanings.push(meaning);
                }
                _ => return Ok(Block::Definitions(items)),
            }
        }
    }

    fn table(&mut self) -> Result<Block, Problem> {
        let (mut head, mut rows) = (Vec::new(), Vec::new());
        loop {
            match self.next() {
                Some(Event::Start(Tag::TableHead)) => head = self.cells()?,
                Some(Event::Start(Tag::TableRow)) => rows.push(self.cells()?),
                _ => return Ok(Block::Table { head, rows }),
            }
        }
    }

    fn cells(&mut self) -> Result<Vec<Vec<Inline>>, Problem> {
        let mut cells = Vec::new();
        while let Some(Event::Start(Tag::TableCell)) = self.next() {
            cells.push(self.inlines()?);
        }
        Ok(cells)
    }

    /// Inline text up to the end of what holds it, which is taken too.
    fn inlines(&mut self) -> Result<Vec<Inline>, Problem> {
        let inlines = self.deeper(Self::bare_inlines)?;
        match self.next() {
            Some(Event::End(_)) | None => Ok(inlines),
            other => Err(self.unsupported(&other)),
        }
    }

    /// Inline text up to the first thing that is none, which is left.
    fn bare_inlines(&mut self) -> Result<Vec<Inline>, Problem> {
        let mut inlines = Vec::new();
        while let Some((event, _)) = self.events.peek() {
            let is_inline = matches!(
                event,
                Event::Text(_)
                    | Event::Code(_)
                    | Event::SoftBreak
                    | Event::Start(Tag::Emphasis | Tag::Strong | Tag::Link { .. })
            );
            if !is_inline {
                break;
            }
            match self.next() {
                Some(Event::Text(text)) => push_text(&mut inlines, &text),
                Some(Event::SoftBreak) => push_text(&mut inlines, " "),
                Some(Event::Code(text)) => inlines.push(Inline::Code(text.into_string())),
                Some(Event::Start(Tag::Emphasis)) => inlines.push(Inline::Emphasis(self.inlines()?)),
                Some(Event::Start(Tag::Strong)) => inlines.push(Inline::Strong(self.inlines()?)),
                Some(Event::Start(Tag::Link { dest_url, .. })) => {
                    if !dest_url.starts_with('#') && !dest_url.starts_with("https://") {
                        return Err(self.lacking("a link goes to `#anchor` or to `https://…`"));
                    }
                    inlines.push(Inline::Link { href: dest_url.into_string(), text: self.inlines()? });
                }
                other => return Err(self.unsupported(&other)),
            }
        }
        marked(inlines).ok_or_else(|| self.lacking("a statement is marked as in `{? send.bytes}`"))
    }
}

const MARK: &str = "{? ";

/// The same with the marks of statements taken out of the text, each with the space before it; `None` where one does
/// not end or has no name.
fn marked(inlines: Vec<Inline>) -> Option<Vec<Inline>> {
    let mut marked = Vec::new();
    for inline in inlines {
        let Inline::Text(text) = inline else {
            marked.push(inline);
            continue;
        };
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once(MARK) {
            let (id, tail) = after.split_once('}')?;
            let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.' || c == '-';
            if id.is_empty() || !id.chars().all(is_name) {
                return None;
            }
            let before = before.strip_suffix(' ').unwrap_or(before);
            marked.extend((!before.is_empty()).then(|| Inline::Text(before.to_owned())));
            marked.push(Inline::Claim(Claim { id: id.to_owned(), proof: None }));
            rest = tail;
        }
        marked.extend((!rest.is_empty()).then(|| Inline::Text(rest.to_owned())));
    }
    Some(marked)
}

/// Adds text to the one before it: the parser cuts text at characters that might have meant something.
fn push_text(inlines: &mut Vec<Inline>, text: &str) {
    if let Some(Inline::Text(last)) = inlines.last_mut() {
        last.push_str(text);
    } else {
        inlines.push(Inline::Text(text.to_owned()));
    }
}
