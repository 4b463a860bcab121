//! A section of the reference and its blocks.

use super::{
    Lights, code, event_table,
    prose::{anchored, inlines},
    tables,
};
use crate::i18n::{Shared, Texts};
use content::{Block, Item, NoteKind, Section};
use yew::prelude::*;

/// What [`SectionView`] shows.
#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct Props {
    pub(super) section: Shared<Section>,
    pub(super) texts: Texts,
    /// Given only to a section where something can light: the others are never drawn again.
    pub(super) lights: Option<Lights>,
}

/// Whether something in the section can light.
pub(super) fn is_live(section: &Section) -> bool {
    section.blocks.iter().any(|block| matches!(block, Block::EventTable | Block::Example))
}

/// A section with its heading.
#[component]
pub(super) fn SectionView(props: &Props) -> Html {
    let Section { id, title, blocks } = &*props.section;
    let dark = Lights::default();
    let view = View { texts: &props.texts, lights: props.lights.as_ref().unwrap_or(&dark) };
    html! {
        <section aria-labelledby={id.clone()}>
            <h2 id={id.clone()}>{ anchored(id, inlines(title)) }</h2>
            { view.blocks(blocks) }
        </section>
    }
}

/// What the blocks need beside themselves.
struct View<'a> {
    texts: &'a Texts,
    lights: &'a Lights,
}

impl View<'_> {
    fn blocks(&self, blocks: &[Block]) -> Html {
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
            Block::Code(source) => code::snippet(source, "code"),
            Block::Signature(source) => code::snippet(source, "code signature"),
            Block::Note { kind, blocks } => self.note(*kind, blocks),
            Block::EventTable => event_table::event_table(self.texts, self.lights),
            Block::Example => code::example(self.texts, self.lights),
            Block::CloseCodes => tables::close_codes(self.texts),
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
        let notes = &self.texts.interface.notes;
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
