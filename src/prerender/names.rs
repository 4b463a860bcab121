//! Short names for what the program and its glue have of each other: wasm-bindgen's are long, have hashes that no
//! compression makes smaller, and stand in both files. Together that is 4 kB of what a reader waits for (brotli).

use anyhow::{Context, ensure};
use std::collections::BTreeMap;

/// What begins every program: its magic number and its version (WebAssembly core specification, section 5.5.16).
const HEADER: usize = 8;
/// The numbers of sections: what only tools read, the imports, the exports.
const CUSTOM: u8 = 0;
const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;
/// The kind of an import that is a function.
const FUNCTION: u8 = 0;
/// How the exports begin that the glue alone knows; by the others, ours and the linker's, they are found elsewhere too.
const OF_BINDGEN: [&str; 3] = ["__wb", "__externref", "wasm_bindgen"];

/// The program and its glue with short names between them.
pub(super) fn shortened(program: &[u8], glue: String) -> anyhow::Result<(Vec<u8>, String)> {
    let mut names = BTreeMap::new();
    let mut out = program.get(..HEADER).context("the program has no header")?.to_vec();
    let mut rest = Bytes(&program[HEADER..]);
    while !rest.0.is_empty() {
        let kind = rest.byte()?;
        let length = rest.number()?;
        let section = rest.take(length)?;
        let section = match kind {
            CUSTOM => continue,
            IMPORTS => imports(section, &mut names)?,
            EXPORTS => exports(section, &mut names)?,
            _ => section.to_vec(),
        };
        out.push(kind);
        put(&mut out, section.len());
        out.extend(section);
    }
    Ok((out, renamed(&glue, &names)))
}

fn imports(section: &[u8], names: &mut BTreeMap<String, String>) -> anyhow::Result<Vec<u8>> {
    let mut rest = Bytes(section);
    let count = rest.number()?;
    let mut out = Vec::new();
    put(&mut out, count);
    for _ in 0..count {
        let module = rest.text()?;
        let name = rest.text()?;
        ensure!(rest.byte()? == FUNCTION, "the program imports `{name}`, which is no function");
        let index = rest.number()?;
        let name = if module.ends_with("_bg.js") { short(names, name) } else { name };
        for text in [&module, &name] {
            put_text(&mut out, text);
        }
        out.push(FUNCTION);
        put(&mut out, index);
    }
    Ok(out)
}

fn exports(section: &[u8], names: &mut BTreeMap<String, String>) -> anyhow::Result<Vec<u8>> {
    let mut rest = Bytes(section);
    let count = rest.number()?;
    let mut out = Vec::new();
    put(&mut out, count);
    for _ in 0..count {
        let name = rest.text()?;
        let is_bindgens = OF_BINDGEN.iter().any(|start| name.starts_with(start));
        put_text(&mut out, &if is_bindgens { short(names, name) } else { name });
        out.push(rest.byte()?);
        put(&mut out, rest.number()?);
    }
    Ok(out)
}

/// The short name of an import or export, the same each time.
fn short(names: &mut BTreeMap<String, String>, name: String) -> String {
    let number = names.len();
    names.entry(name).or_insert_with(|| format!("${}", base(number))).clone()
}

/// A number in letters.
fn base(number: usize) -> String {
    let letter = |number: usize| char::from(b"abcdefghijklmnopqrstuvwxyz"[number % 26]);
    [letter(number / 26), letter(number)].iter().collect()
}

/// The text with whole words in the place of others.
fn renamed(text: &str, names: &BTreeMap<String, String>) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_word) {
        let word = &rest[start..];
        let end = word.find(|c| !is_word(c)).unwrap_or(word.len());
        out.push_str(&rest[..start]);
        out.push_str(names.get(&word[..end]).map_or(&word[..end], String::as_str));
        rest = &word[end..];
    }
    out.push_str(rest);
    out
}

/// What is yet to be read of a program.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> anyhow::Result<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count).context("the program ends too early")?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> anyhow::Result<u8> {
        Ok(self.take(1)?[0])
    }

    /// An unsigned number in LEB128.
    fn number(&mut self) -> anyhow::Result<usize> {
        let mut number = 0;
        for shift in (0..u32::BITS).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        anyhow::bail!("the program has a number that is too long")
    }

    fn text(&mut self) -> anyhow::Result<String> {
        let length = self.number()?;
        Ok(std::str::from_utf8(self.take(length)?)?.to_owned())
    }
}

fn put(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push(0x80 | u8::try_from(number & 0x7f).unwrap_or(0));
        number >>= 7;
    }
    out.push(u8::try_from(number).unwrap_or(0));
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put(out, text.len());
    out.extend(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::{put, put_text, shortened};

    /// Two imports, two exports, and a section for tools.
    fn program() -> Vec<u8> {
        let mut imports = vec![2];
        for (module, name) in [("./p_bg.js", "__wbg_a_1f"), ("./other.js", "load")] {
            put_text(&mut imports, module);
            put_text(&mut imports, name);
            imports.extend([0, 1]);
        }
        let mut exports = vec![2];
        for name in ["__wbindgen_malloc", "hydrate"] {
            put_text(&mut exports, name);
            exports.extend([0, 3]);
        }
        let mut program = b"\0asm\x01\0\0\0".to_vec();
        for (kind, section) in [(2, imports), (7, exports), (0, b"\x05toolsrust".to_vec())] {
            program.push(kind);
            put(&mut program, section.len());
            program.extend(section);
        }
        program
    }

    #[test]
    fn both_files_have_the_same_short_names() {
        let glue = "{ __wbg_a_1f: f, __wbg_a_1f2: g, load, m: c.__wbindgen_malloc, h: c.hydrate }".to_owned();
        let (program, glue) = shortened(&program(), glue).unwrap_or_default();
        assert_eq!(glue, "{ $aa: f, __wbg_a_1f2: g, load, m: c.$ab, h: c.hydrate }");
        let text = String::from_utf8_lossy(&program);
        assert!(text.contains("./p_bg.js\u{3}$aa") && text.contains("./other.js\u{4}load"), "{text}");
        assert!(text.contains("\u{3}$ab\0\u{3}\u{7}hydrate\0\u{3}"), "{text}");
        assert!(!text.contains("tools"), "{text}");
    }

    #[test]
    fn what_is_no_program_is_refused() {
        assert!(shortened(b"\0asm", String::new()).is_err());
        assert!(shortened(b"\0asm\x01\0\0\0\x02\x7f", String::new()).is_err());
    }
}
