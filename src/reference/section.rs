//! A section of the reference and its blocks.

use super::{
    code,
    prose::{anchored, inlines},
    tables, verification,
};
use content::{Block, Content, Item, NoteKind, Section};
use yew::prelude::*;

/// A section is shown in the light of the whole content: its tables and labels are there.
pub(super) struct View<'a>(pub(super) &'a Content);

impl View<'_> {
    /// A section with its heading.
    pub(super) fn section(&self, section: &Section) -> Html {
        html! {
            <section>
                { heading(section) }
                { self.blocks(&section.blocks) }
            </section>
        }
    }

    /// The heading of a section with what stands before `place`, and what stands after it.
    pub(super) fn halves(&self, section: &Section, place: &Block) -> Option<[Html; 2]> {
        let at = section.blocks.iter().position(|block| block == place)?;
        let before = html! { <>{ heading(section) }{ self.blocks(&section.blocks[..at]) }</> };
        Some([before, self.blocks(&section.blocks[at + 1..])])
    }

    pub(super) fn blocks(&self, blocks: &[Block]) -> Html {
        blocks.iter().map(|block| self.block(block)).collect()
    }

    fn block(&self, block: &Block) -> Html {
        match block {
            Block::Heading { level: 3, id, title } => {
                html! { <h3 id={id.clone()}>{ anchored(id, inlines(title)) }</h3> }
            }
            Block::Heading { id, title, .. } => {
                html! { <h4 id={id.clone()}>{ anchored(id, inlines(title)) }</h4> }
            }
            Block::Paragraph(text) => html! { <p>{ inlines(text) }</p> },
            Block::List { ordered: true, items } => html! { <ol>{ self.items(items) }</ol> },
            Block::List { items, .. } => html! { <ul>{ self.items(items) }</ul> },
            Block::Definitions(items) => html! { <dl class="terms">{ self.definitions(items) }</dl> },
            Block::Table { head, rows } => tables::table(head, rows),
            Block::Code(source) => code::snippet(&self.0.interface, source, ""),
            Block::Signature(source) => code::snippet(&self.0.interface, source, "signature"),
            Block::Note { kind, blocks } => self.note(*kind, blocks),
            Block::CloseCodes => tables::close_codes(self.0),
            Block::Verification => verification::verification(self.0),
            // Live: the page puts them between two slots.
            Block::EventTable | Block::Example => Html::default(),
        }
    }

    fn items(&self, items: &[Vec<Block>]) -> Html {
        items.iter().map(|item| html! { <li>{ self.inside(item) }</li> }).collect()
    }

    fn definitions(&self, items: &[Item]) -> Html {
        let item = |item: &Item| {
            let meanings = item.meanings.iter().map(|meaning| html! { <dd>{ self.inside(meaning) }</dd> });
            html! { <div><dt>{ inlines(&item.term) }</dt>{ for meanings }</div> }
        };
        items.iter().map(item).collect()
    }

    /// A single paragraph goes without its own element, as in a tight list.
    fn inside(&self, blocks: &[Block]) -> Html {
        match blocks {
            [Block::Paragraph(text)] => inlines(text),
            _ => self.blocks(blocks),
        }
    }

    fn note(&self, kind: NoteKind, blocks: &[Block]) -> Html {
        let notes = &self.0.interface.notes;
        let (class, label) = match kind {
            NoteKind::Note => ("note", &notes.note),
            NoteKind::Surprise => ("note surprise", &notes.surprise),
        };
        html! {
            <div {class} role="note">
                <p class="note-label">{ label }</p>
                { self.blocks(blocks) }
            </div>
        }
    }
}

fn heading(Section { id, title, .. }: &Section) -> Html {
    html! { <h2 id={id.clone()}>{ anchored(id, inlines(title)) }</h2> }
}
