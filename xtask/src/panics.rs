//! Takes out of the page's program what only the message of a panic needs.
//!
//! A panic of this program only traps (`small.rs`), but what its message would say is put together before: Yew's
//! hydration tells which element it found in the place of another, in small letters, and for that the program would
//! carry Unicode's table of them, 4 kB that a reader waits for (brotli). The function that does so is emptied, and
//! its relocations with it, so that what it alone needs is seen as needed by nobody. It stays a trap, as it was.

use std::ops::Range;

use anyhow::Context;
use wasmparser::{
    BinaryReader, CodeSectionReader, ImportSectionReader, Name, NameSectionReader, RelocSectionReader,
    RelocationEntry, TypeRef,
};

/// The function, by a part of its name.
const MESSAGE: &str = "feat_hydration::node_type_str";

/// Instructions (WebAssembly core specification, section 5.4.1): to trap, to do nothing, and the end.
const UNREACHABLE: u8 = 0x00;
const NOP: u8 = 0x01;
const END: u8 = 0x0b;
/// The length of the number and of the version that begin a program.
const HEADER: usize = 8;
/// Sections by their numbers.
const CUSTOM: u8 = 0;
const IMPORTS: u8 = 2;
const CODE: u8 = 10;

/// A program that has names and relocations, without what the message needs.
pub(crate) fn without_messages(program: &[u8]) -> anyhow::Result<Vec<u8>> {
    let sections = sections(program)?;
    let known = |id: u8| {
        let section = sections.iter().find(|section| section.id == id);
        section.with_context(|| format!("the program has no section {id}"))
    };
    let custom = |name: &str| {
        let own = |section: &&Section| {
            section.id == CUSTOM && text(program, section).is_some_and(|(own, _)| own == name)
        };
        let section = sections.iter().find(own);
        section.with_context(|| {
            format!("the program has no section `{name}`: was it linked with --emit-relocs?")
        })
    };
    let code = known(CODE)?.content.clone();
    let function = function(program, custom("name")?)?;
    let imported = imported(&program[known(IMPORTS)?.content.clone()])?;
    let body =
        body(&program[code.clone()], function.checked_sub(imported).context("the function is imported")?)?;
    let relocations = custom("reloc.CODE")?;
    let kept = without(program, relocations, &body)?;

    let mut out = program.to_vec();
    let instructions = &mut out[code.start + body.start..code.start + body.end];
    instructions.fill(NOP);
    instructions[0] = UNREACHABLE;
    *instructions.last_mut().context("the function is empty")? = END;
    out.splice(relocations.whole.clone(), kept);
    Ok(out)
}

/// A section, by where it is.
struct Section {
    id: u8,
    whole: Range<usize>,
    content: Range<usize>,
}

fn sections(program: &[u8]) -> anyhow::Result<Vec<Section>> {
    let mut sections = Vec::new();
    let mut at = HEADER;
    while at < program.len() {
        let mut reader = BinaryReader::new(&program[at..], 0);
        let (id, length) = (reader.read_u8()?, usize::try_from(reader.read_var_u32()?)?);
        let start = at + usize::try_from(reader.original_position())?;
        let end = start + length;
        anyhow::ensure!(end <= program.len(), "the program ends too early");
        sections.push(Section { id, whole: at..end, content: start..end });
        at = end;
    }
    Ok(sections)
}

/// The name of a custom section, and what follows it.
fn text<'a>(program: &'a [u8], section: &Section) -> Option<(&'a str, &'a [u8])> {
    let content = &program[section.content.clone()];
    let mut reader = BinaryReader::new(content, 0);
    let name = reader.read_string().ok()?;
    Some((name, &content[usize::try_from(reader.original_position()).ok()?..]))
}

/// The number of the function, imported ones included.
fn function(program: &[u8], names: &Section) -> anyhow::Result<u32> {
    let (_, content) = text(program, names).context("a section without a name")?;
    for part in NameSectionReader::new(BinaryReader::new(content, 0)) {
        // Of what it does not know it needs nothing.
        let Ok(Name::Function(functions)) = part else { continue };
        for naming in functions {
            let naming = naming?;
            // Its parts are apart from each other in the names of this compiler.
            if MESSAGE.split("::").all(|part| naming.name.contains(part)) {
                return Ok(naming.index);
            }
        }
    }
    anyhow::bail!("no function is called `{MESSAGE}`: has Yew changed?")
}

fn imported(content: &[u8]) -> anyhow::Result<u32> {
    let mut count = 0;
    for import in ImportSectionReader::new(BinaryReader::new(content, 0))?.into_imports() {
        count += u32::from(matches!(import?.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)));
    }
    Ok(count)
}

/// Where the instructions of a function are in the content of the section.
fn body(content: &[u8], function: u32) -> anyhow::Result<Range<usize>> {
    let mut bodies = CodeSectionReader::new(BinaryReader::new(content, 0))?.into_iter();
    let body = bodies.nth(usize::try_from(function)?).context("the function has no body")??;
    let start = body.get_operators_reader()?.original_position();
    Ok(usize::try_from(start)?..usize::try_from(body.range().end)?)
}

/// The section of relocations without those in `body`.
fn without(program: &[u8], section: &Section, body: &Range<usize>) -> anyhow::Result<Vec<u8>> {
    let (name, content) = text(program, section).context("a section without a name")?;
    let reader = RelocSectionReader::new(BinaryReader::new(content, 0))?;
    let mut kept = Vec::new();
    for entry in reader.entries() {
        let entry: RelocationEntry = entry?;
        if !body.contains(&usize::try_from(entry.offset)?) {
            kept.push(entry);
        }
    }
    let mut said = Vec::new();
    put(&mut said, name.len().try_into()?);
    said.extend(name.as_bytes());
    put(&mut said, reader.section_index());
    put(&mut said, kept.len().try_into()?);
    for RelocationEntry { ty, offset, index, addend } in kept {
        said.push(ty as u8);
        put(&mut said, offset);
        put(&mut said, index);
        if ty.addend_kind() != wasmparser::RelocAddendKind::None {
            put_signed(&mut said, addend);
        }
    }
    let mut out = vec![CUSTOM];
    put(&mut out, said.len().try_into()?);
    out.extend(said);
    Ok(out)
}

/// An unsigned number in LEB128.
fn put(out: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        out.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

/// A signed one.
fn put_signed(out: &mut Vec<u8>, mut number: i64) {
    loop {
        let byte = number.to_le_bytes()[0] & 0x7f;
        number >>= 7;
        let last = (number == 0 && byte & 0x40 == 0) || (number == -1 && byte & 0x40 != 0);
        out.push(if last { byte } else { byte | 0x80 });
        if last {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{put, put_signed};

    #[test]
    fn numbers_are_written_as_the_specification_has_them() {
        let mut out = Vec::new();
        put(&mut out, 624_485);
        put_signed(&mut out, -123_456);
        put_signed(&mut out, 64);
        assert_eq!(out, [0xe5, 0x8e, 0x26, 0xc0, 0xbb, 0x78, 0xc0, 0x00]);
    }
}
