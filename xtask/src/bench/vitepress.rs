//! The Portuguese text of the page as VitePress reads it: its Markdown lacks what ours adds.

use std::{fs, path::Path};

use anyhow::{Context, ensure};
use serde_json::json;
use toml::{Table, Value};

/// What VitePress builds a page of.
pub(super) struct Source {
    /// `.vitepress/config.mjs`.
    pub(super) settings: String,
    /// `index.md`.
    pub(super) page: String,
}

/// Of the repository at `root`; the built page `html` tells which sections there are, and their order.
pub(super) fn source(root: &Path, html: &str) -> anyhow::Result<Source> {
    let texts = root.join("i18n").join("pt");
    let interface = table(&texts.join("interface.toml"))?;
    let settings = json!({
        "lang": text(&interface, "language"),
        "title": text(&interface, "title"),
        "description": text(&interface, "description"),
    });
    let parts = [
        ("{{events}}", events(&table(&texts.join("events.toml"))?)),
        ("{{close-codes}}", close_codes(&table(&texts.join("close-codes.toml"))?)),
        ("{{example}}", format!("```python\n{}```", read(&root.join("static").join("example.py"))?)),
    ];
    let mut page = format!("# {}\n\n{}\n", text(&interface, "heading"), text(&interface, "tagline"));
    for (id, section) in sections(&texts.join("reference"), html)? {
        page.push_str(&markdown(&id, &section, &parts));
    }
    let results = table(&root.join("verify").join("results.toml"))?;
    Ok(Source { settings: format!("export default {settings};\n"), page: filled(&unmarked(&page), &results) })
}

/// Without the marks after statements, which readers do not see.
fn unmarked(text: &str) -> String {
    let mut parts = text.split("{? ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (mark, rest) = part.split_once('}').unwrap_or(("", part));
        // A mark goes with the space before it.
        if !mark.is_empty() && out.ends_with(' ') {
            out.pop();
        }
        out.push_str(rest);
    }
    out
}

/// With the versions that the reference is verified in.
fn filled(text: &str, results: &Table) -> String {
    let columns: Vec<_> = results.get("column").and_then(Value::as_array).into_iter().flatten().collect();
    let of = |column: &Value, key| column.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let newest = |browser: &str| {
        let column = columns.iter().rev().find(|column| of(column, "browser") == browser);
        column.map(|column| of(column, "version")).unwrap_or_default()
    };
    let brython = columns.last().map(|column| of(column, "brython")).unwrap_or_default();
    [("{brython}", brython), ("{chromium}", newest("Chromium")), ("{firefox}", newest("Firefox"))]
        .iter()
        .fold(text.to_owned(), |text, (place, value)| text.replace(place, value))
}

/// The sections that the built page has, in its order, with their names.
fn sections(folder: &Path, html: &str) -> anyhow::Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))? {
        let path = entry?.path();
        let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if let Some(place) = place(html, &id) {
            found.push((place, id, read(&path)?));
        }
    }
    ensure!(!found.is_empty(), "the built page has no section of {}: build it again", folder.display());
    found.sort();
    Ok(found.into_iter().map(|(_, id, section)| (id, section)).collect())
}

/// Where the element with this id begins; a minifier may have dropped the quotes.
fn place(html: &str, id: &str) -> Option<usize> {
    [format!(" id=\"{id}\""), format!(" id={id}>"), format!(" id={id} ")].iter().find_map(|id| html.find(id))
}

/// A section without what VitePress does not know; its headings go down by one, for the page has one title.
fn markdown(id: &str, section: &str, parts: &[(&str, String)]) -> String {
    let mut out = String::new();
    let mut is_code = false;
    let mut lines = section.lines().peekable();
    while let Some(line) = lines.next() {
        let is_fence = line.starts_with("```");
        let is_term =
            lines.peek().is_some_and(|next| next.starts_with(": ")) && !line.starts_with([':', ' ']);
        out.push('\n');
        match line {
            _ if is_fence => out.push_str(&line.replace("signature", "python")),
            _ if is_code => out.push_str(line),
            _ if line.starts_with("# ") => out.push_str(&format!("#{line} {{#{id}}}")),
            _ if line.starts_with('#') => out.push_str(&format!("#{line}")),
            _ if line.starts_with("{{") => out.push_str(part(line, parts)),
            // A term and what is said about it: VitePress has no such list.
            _ if is_term => out.push_str(&format!("**{line}**\n")),
            _ => out.push_str(&line.strip_prefix(": ").map_or(line.to_owned(), |about| format!("- {about}"))),
        }
        is_code ^= is_fence;
    }
    out.push('\n');
    out
}

/// What stands for a part of our page; nothing for one that only a program can draw.
fn part<'a>(name: &str, parts: &'a [(&str, String)]) -> &'a str {
    parts.iter().find(|(known, _)| *known == name.trim()).map_or("", |(_, part)| part)
}

fn events(events: &Table) -> String {
    let mut out = String::from("| Evento | Quando | Campo | Tipo | O que traz |\n|---|---|---|---|---|\n");
    for (name, event) in events {
        let when = event.get("when").and_then(Value::as_str).unwrap_or_default();
        let fields = event.get("fields").and_then(Value::as_table);
        for (place, (field, about)) in fields.into_iter().flatten().enumerate() {
            let of = |key| about.get(key).and_then(Value::as_str).unwrap_or_default();
            let event = if place == 0 {
                format!("<a id=\"evento-{name}\"></a>`{name}` | {when}")
            } else {
                "|".to_owned()
            };
            out.push_str(&format!("| {event} | `{field}` | {} | {} |\n", of("kind"), of("meaning")));
        }
    }
    out
}

fn close_codes(codes: &Table) -> String {
    let rows = codes.get("code").and_then(Value::as_array).into_iter().flatten().map(|code| {
        let number = |key| code.get(key).and_then(Value::as_integer);
        let of = |key| code.get(key).and_then(Value::as_str).unwrap_or_default();
        let first = number("first").unwrap_or_default();
        let numbers = number("last").map_or(first.to_string(), |last| format!("{first} a {last}"));
        let sendable =
            if code.get("sendable").and_then(Value::as_bool) == Some(true) { "sim" } else { "não" };
        format!("| {numbers} | {} | {} | {sendable} |\n", of("name"), of("meaning"))
    });
    let head = "| Código | Nome | O que significa | A página pode enviar? |\n|---|---|---|---|\n".to_owned();
    rows.fold(head, |table, row| table + row.as_str())
}

fn text<'a>(table: &'a Table, key: &str) -> &'a str {
    table.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn table(path: &Path) -> anyhow::Result<Table> {
    read(path)?.parse().with_context(|| format!("{} is no TOML", path.display()))
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use std::path::Path;

    use super::{close_codes, events, filled, markdown, place, source, unmarked};

    #[test]
    fn a_section_loses_what_is_ours_alone() {
        let section = "# Title\n\nTakes\n: `evt`, the name.\n  More of it.\n: `f`\n\n## Sub {#sub}\n\n\
            ```signature\n# f()\n```\n\n{{events}}\n\n{{diagram}}\n";
        let expected = "\n## Title {#id}\n\n**Takes**\n\n- `evt`, the name.\n  More of it.\n- `f`\n\n### Sub {#sub}\n\n\
            ```python\n# f()\n```\n\nTABLE\n\n\n";
        assert_eq!(markdown("id", section, &[("{{events}}", "TABLE".to_owned())]), expected);
    }

    #[test]
    fn an_event_has_a_row_for_each_field() {
        let table = "[close]\nwhen = \"end\"\n[close.fields]\n\
            code = { kind = \"int\", meaning = \"c\" }\nreason = { kind = \"str\", meaning = \"r\" }";
        let rows = events(&table.parse().unwrap());
        assert!(
            rows.ends_with(
                "| <a id=\"evento-close\"></a>`close` | end | `code` | int | c |\n\
                | | | `reason` | str | r |\n"
            ),
            "{rows}"
        );
    }

    #[test]
    fn a_close_code_has_a_row_and_so_has_a_range() {
        let table = "[[code]]\nfirst = 1000\nname = \"n\"\nmeaning = \"m\"\nsendable = true\n\
            [[code]]\nfirst = 3000\nlast = 3999\nname = \"o\"\nmeaning = \"p\"\nsendable = false";
        let rows = close_codes(&table.parse().unwrap());
        assert!(rows.ends_with("| 1000 | n | m | sim |\n| 3000 a 3999 | o | p | não |\n"), "{rows}");
    }

    #[test]
    fn a_section_is_where_its_id_is() {
        assert_eq!(place("<h2 id=\"a\">", "a"), Some(3));
        assert_eq!(place("<h2 id=a>", "a"), Some(3));
        assert_eq!(place("<h2 id=ab>", "a"), None);
    }

    #[test]
    fn what_readers_do_not_see_is_gone_and_versions_are_there() {
        let text = "It sends. {? send.str}\n| a {? b.c} | d |\n1000; {? e} more, `{}` and {? x.y}{? x.z}";
        assert_eq!(unmarked(text), "It sends.\n| a | d |\n1000; more, `{}` and");
        let results = "[[column]]\nbrowser = \"Chromium\"\nversion = \"155\"\nbrython = \"3.13\"\n\
            [[column]]\nbrowser = \"Chromium\"\nversion = \"156\"\nbrython = \"3.14\"\n\
            [[column]]\nbrowser = \"Firefox\"\nversion = \"153\"\nbrython = \"3.14\"";
        let text = filled("{brython} in {chromium} and {firefox}", &results.parse().unwrap());
        assert_eq!(text, "3.14 in 156 and 153");
    }

    /// Of the texts that are there: nothing is left that only our own compiler reads.
    #[test]
    fn the_page_of_the_peer_is_text_for_readers() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let sections = std::fs::read_dir(root.join("i18n/pt/reference")).unwrap();
        let ids =
            sections.map(|file| file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned());
        let html: String = ids.map(|id| format!("<h2 id=\"{id}\">")).collect();
        let page = source(&root, &html).unwrap().page;
        assert!(page.len() > 10_000 && page.contains("`readyState`"), "{page}");
        for mark in ["{?", "{{", "{brython}", "{chromium}", "{firefox}"] {
            assert!(!page.contains(mark), "{mark} in {page}");
        }
    }
}
