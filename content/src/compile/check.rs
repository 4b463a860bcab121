//! What no single file can tell: places to fill, anchors, files that belong to nothing.

use super::{Error, PAGE_ANCHORS, Problem};
use crate::{Block, Content, Event, Inline, Instruments, Interface, Template, VerificationTexts};
use std::{collections::BTreeSet, fs, path::Path};

/// A template by its key, and the places that the program fills in it.
type Places<'a> = (&'static str, &'a Template, &'static [&'static str]);

/// Each template has the places that the program fills, and no others.
pub(super) fn templates(interface: &Interface) -> Result<(), Problem> {
    let Interface { foot, says, panel, .. } = interface;
    let all: [Places<'_>; 21] = [
        ("foot.version", &foot.version, &["version"]),
        ("foot.date", &foot.date, &["day", "month", "year"]),
        ("says.not_arrived", &says.not_arrived, &["text"]),
        ("panel.servers.local_hint", &panel.servers.local_hint, &["address"]),
        ("panel.servers.public_hint", &panel.servers.public_hint, &["address"]),
        ("panel.states.closed", &panel.states.closed, &["code"]),
        ("panel.notices.refused", &panel.notices.refused, &["reason"]),
        ("panel.address.scheme", &panel.address.scheme, &["scheme"]),
        ("panel.address.host", &panel.address.host, &["character"]),
        ("panel.log.bytes", &panel.log.bytes, &["bytes"]),
        ("panel.log.clipped", &panel.log.clipped, &["shown", "total"]),
        ("panel.log.clipped_binary", &panel.log.clipped_binary, &["shown", "total"]),
        ("panel.log.resent", &panel.log.resent, &["time"]),
        ("panel.log.dropped.one", &panel.log.dropped.one, &["count"]),
        ("panel.log.dropped.other", &panel.log.dropped.other, &["count"]),
        ("panel.log.unseen.one", &panel.log.unseen.one, &["count"]),
        ("panel.log.unseen.other", &panel.log.unseen.other, &["count"]),
        ("panel.log.opened", &panel.log.opened, &["address"]),
        ("panel.log.closed", &panel.log.closed, &["code"]),
        ("panel.log.reason", &panel.log.reason, &["reason"]),
        ("panel.log.connection", &panel.log.connection, &["number"]),
    ];
    all.into_iter().try_for_each(|(key, template, wanted)| places(key, template, wanted))?;
    match foot.months.len() {
        12 => Ok(()),
        count => Err(Problem::Months(count)),
    }
}

/// The same for what tells of the verification.
pub(super) fn verification(texts: &VerificationTexts) -> Result<(), Problem> {
    let all: [Places<'_>; 6] = [
        ("date", &texts.date, &["day", "month", "year"]),
        ("verified", &texts.verified, &["where", "date"]),
        ("place", &texts.place, &["browser", "version", "brython"]),
        ("differs", &texts.differs, &["seen"]),
        ("differs_in", &texts.differs_in, &["where", "seen"]),
        ("summary", &texts.summary, &["statements", "date", "as_said", "differs", "not_run"]),
    ];
    all.into_iter().try_for_each(|(key, template, wanted)| places(key, template, wanted))
}

/// The same for the instruments of the laboratory.
pub(super) fn laboratory(texts: &Instruments) -> Result<(), Problem> {
    let all: [Places<'_>; 27] = [
        ("scenarios.times", &texts.scenarios.times, &["step", "count"]),
        ("scenarios.differs", &texts.scenarios.differs, &["found"]),
        ("scenarios.asks", &texts.scenarios.asks, &["count"]),
        ("pictures.earlier.one", &texts.pictures.earlier.one, &["count"]),
        ("pictures.earlier.other", &texts.pictures.earlier.other, &["count"]),
        ("pictures.closed", &texts.pictures.closed, &["code"]),
        ("pictures.again", &texts.pictures.again, &["attempt"]),
        ("pictures.wait", &texts.pictures.wait, &["seconds"]),
        ("pictures.line", &texts.pictures.line, &["time", "from", "to", "what"]),
        ("pictures.line_here", &texts.pictures.line_here, &["time", "what"]),
        ("pictures.state_now", &texts.pictures.state_now, &["state"]),
        ("pictures.way_gone", &texts.pictures.way_gone, &["way"]),
        ("pictures.trips_summary", &texts.pictures.trips_summary, &["median", "high", "count"]),
        ("pictures.trips_axis", &texts.pictures.trips_axis, &["high"]),
        ("pictures.running", &texts.pictures.running, &["done", "total"]),
        ("close.used", &texts.close.used, &["used", "most"]),
        ("close.too_long", &texts.close.too_long, &["most"]),
        ("log.shown", &texts.log.shown, &["shown", "total"]),
        ("log.since_open", &texts.log.since_open, &["time"]),
        ("log.since_previous", &texts.log.since_previous, &["time"]),
        ("log.too_large", &texts.log.too_large, &["most"]),
        ("log.wrong_line", &texts.log.wrong_line, &["line"]),
        ("log.replay", &texts.log.replay, &["taken", "total"]),
        ("python.running", &texts.python.running, &["version"]),
        ("python.line", &texts.python.line, &["line", "code"]),
        ("retry.waiting", &texts.retry.waiting, &["attempt", "seconds", "delay"]),
        ("retry.connecting", &texts.retry.connecting, &["attempt"]),
    ];
    all.into_iter().try_for_each(|(key, template, wanted)| places(key, template, wanted))
}

fn places(key: &'static str, template: &Template, wanted: &'static [&'static str]) -> Result<(), Problem> {
    let found: Vec<String> = template
        .0
        .split('{')
        .skip(1)
        .map(|rest| rest.split_once('}').map_or_else(|| format!("{{{rest}"), |(name, _)| name.to_owned()))
        .collect();
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    if sorted(found.clone()) == sorted(wanted.iter().map(ToString::to_string).collect()) {
        return Ok(());
    }
    Err(Problem::Places { key, wanted, found })
}

/// Every anchor stands once, every link has its anchor, every part of the page has its place.
pub(super) fn whole(content: &Content) -> Result<(), Problem> {
    let mut walk = Walk::default();
    for section in content.sections.iter().chain([&content.conversation]) {
        walk.anchor(&section.id)?;
        walk.inlines(&section.title);
        walk.blocks(&section.blocks)?;
    }
    for row in &content.events {
        walk.inlines(&row.when);
        row.fields.iter().for_each(|field| walk.inlines(&field.meaning));
    }
    content.close_codes.iter().for_each(|row| walk.inlines(&row.meaning));
    walk.places()?;
    let own = Event::ALL.iter().map(|event| event.anchor()).chain(PAGE_ANCHORS);
    walk.anchors.extend(own.map(ToOwned::to_owned));
    walk.links.difference(&walk.anchors).next().map_or(Ok(()), |link| Err(Problem::DeadLink(link.clone())))
}

#[derive(Default)]
struct Walk {
    anchors: BTreeSet<String>,
    links: BTreeSet<String>,
    event_tables: usize,
    examples: usize,
    close_codes: usize,
    verifications: usize,
}

impl Walk {
    fn anchor(&mut self, id: &str) -> Result<(), Problem> {
        if self.anchors.insert(id.to_owned()) { Ok(()) } else { Err(Problem::TwiceAnchored(id.to_owned())) }
    }

    fn blocks(&mut self, blocks: &[Block]) -> Result<(), Problem> {
        blocks.iter().try_for_each(|block| self.block(block))
    }

    fn block(&mut self, block: &Block) -> Result<(), Problem> {
        match block {
            Block::Heading { id, title, .. } => {
                self.inlines(title);
                self.anchor(id)?;
            }
            Block::Paragraph(text) => self.inlines(text),
            Block::List { items, .. } => items.iter().try_for_each(|item| self.blocks(item))?,
            Block::Definitions(items) => items.iter().try_for_each(|item| {
                self.inlines(&item.term);
                item.meanings.iter().try_for_each(|meaning| self.blocks(meaning))
            })?,
            Block::Table { head, rows } => {
                rows.iter().chain([head]).flatten().for_each(|cell| self.inlines(cell));
            }
            Block::Note { blocks, .. } => self.blocks(blocks)?,
            Block::EventTable => self.event_tables += 1,
            Block::Example => self.examples += 1,
            Block::CloseCodes => self.close_codes += 1,
            Block::Verification => self.verifications += 1,
            Block::Code(_) | Block::Signature(_) => {}
        }
        Ok(())
    }

    fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(_) | Inline::Code(_) | Inline::Claim(_) => {}
                Inline::Emphasis(text) | Inline::Strong(text) => self.inlines(text),
                Inline::Link { href, text } => {
                    self.links.extend(href.strip_prefix('#').map(ToOwned::to_owned));
                    self.inlines(text);
                }
            }
        }
    }

    fn places(&self) -> Result<(), Problem> {
        [
            ("events", self.event_tables),
            ("example", self.examples),
            ("close-codes", self.close_codes),
            ("verification", self.verifications),
        ]
        .into_iter()
        .find(|(_, count)| *count != 1)
        .map_or(Ok(()), |(place, count)| Err(Problem::Place { place, count }))
    }
}

/// A file that nothing is made of is a misspelt name or a forgotten translation.
pub(super) fn no_other_files(folder: &Path, names: &[&str]) -> Result<(), Error> {
    let unreadable = |cause| Problem::Unreadable(cause).at(folder);
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let known = path.extension().is_some_and(|extension| extension == "md")
            && path.file_stem().is_some_and(|stem| names.iter().any(|name| stem == *name));
        if !known {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            return Err(Problem::ExtraFile(name.unwrap_or_default()).at(folder));
        }
    }
    Ok(())
}
