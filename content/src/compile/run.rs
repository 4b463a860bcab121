//! The runs of text in a content: those of blocks, of cells, of rows.

use crate::{Block, Content, Inline, Section};

/// A run of text.
type Run = Vec<Inline>;

/// The parts of a page that can make statements, in its order, each with its runs.
pub(super) fn parts(content: &mut Content) -> Vec<(String, Vec<&mut Run>)> {
    let Content { sections, conversation, events, close_codes, .. } = content;
    let mut parts: Vec<_> = sections.iter_mut().map(section).collect();
    for row in events {
        let meanings = row.fields.iter_mut().map(|field| &mut field.meaning);
        parts.push((row.event.name().to_owned(), [&mut row.when].into_iter().chain(meanings).collect()));
    }
    parts.extend(close_codes.iter_mut().map(|row| (row.first.to_string(), vec![&mut row.meaning])));
    parts.push(section(conversation));
    parts
}

fn section(Section { id, blocks, .. }: &mut Section) -> (String, Vec<&mut Run>) {
    let mut runs = Vec::new();
    in_blocks(blocks, &mut runs);
    (id.clone(), runs)
}

fn in_blocks<'a>(blocks: &'a mut [Block], runs: &mut Vec<&'a mut Run>) {
    for block in blocks {
        match block {
            Block::Paragraph(text) => runs.push(text),
            Block::List { items, .. } => items.iter_mut().for_each(|item| in_blocks(item, runs)),
            Block::Definitions(items) => {
                let meanings = items.iter_mut().flat_map(|item| &mut item.meanings);
                meanings.for_each(|meaning| in_blocks(meaning, runs));
            }
            Block::Table { rows, .. } => runs.extend(rows.iter_mut().flatten()),
            Block::Note { blocks, .. } => in_blocks(blocks, runs),
            Block::Heading { .. } | Block::Code(_) | Block::Signature(_) => {}
            Block::EventTable | Block::Example | Block::CloseCodes | Block::Verification => {}
        }
    }
}

/// All that a run holds, with what that holds.
pub(super) fn each(run: &mut Run, what: &mut dyn FnMut(&mut Inline)) {
    for inline in run {
        what(inline);
        match inline {
            Inline::Emphasis(text) | Inline::Strong(text) | Inline::Link { text, .. } => each(text, what),
            Inline::Text(_) | Inline::Code(_) | Inline::Claim(_) => {}
        }
    }
}
