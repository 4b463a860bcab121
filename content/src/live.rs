//! The texts that the page's program shows, and the file that it fetches them from.

use crate::{
    Content, Page, Panel,
    stored::{Lines, Stored},
};

/// What the page's program shows; all else of a page is in its HTML.
#[derive(Clone, Debug, PartialEq)]
pub struct Live {
    /// The language's tag (BCP 47), for numbers, times and plurals.
    pub language: String,
    /// What the program shows outside the panel.
    pub page: Page,
    /// The panel.
    pub panel: Panel,
    codes: Vec<CodeName>,
}

/// What the close codes of a row are called.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeName {
    first: u16,
    last: u16,
    name: String,
}

impl Live {
    /// The texts of a language that its program needs.
    #[must_use]
    pub fn of(content: &Content) -> Self {
        let codes = content.close_codes.iter();
        Self {
            language: content.interface.language.clone(),
            page: content.interface.page.clone(),
            panel: content.interface.panel.clone(),
            codes: codes
                .map(|row| CodeName { first: row.first, last: row.last, name: row.name.clone() })
                .collect(),
        }
    }

    /// What a close code is called; `None` for one that the table leaves out.
    #[must_use]
    pub fn code_name(&self, code: u16) -> Option<&str> {
        self.codes.iter().find(|row| (row.first..=row.last).contains(&code)).map(|row| row.name.as_str())
    }

    /// The file that [`Live::from_file`] takes.
    #[must_use]
    pub fn to_file(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    /// The texts in a file; `None` when it was not made by [`Live::to_file`] of this version.
    #[must_use]
    pub fn from_file(text: &str) -> Option<Self> {
        let mut lines = Lines::new(text);
        let live = Self::read(&mut lines);
        lines.fit().then_some(live)
    }
}

impl Stored for Live {
    fn write(&self, out: &mut String) {
        self.language.write(out);
        self.page.write(out);
        self.panel.write(out);
        self.codes.len().to_string().write(out);
        for CodeName { first, last, name } in &self.codes {
            format!("{first} {last} {name}").write(out);
        }
    }

    fn read(lines: &mut Lines<'_>) -> Self {
        let (language, page, panel) = (Stored::read(lines), Stored::read(lines), Stored::read(lines));
        let rows: u16 = lines.next().parse().unwrap_or(0);
        let codes = (0..rows).filter_map(|_| code_name(lines.next())).collect();
        Self { language, page, panel, codes }
    }
}

fn code_name(line: &str) -> Option<CodeName> {
    let mut words = line.splitn(3, ' ');
    let mut number = || words.next()?.parse().ok();
    let (first, last) = (number()?, number()?);
    Some(CodeName { first, last, name: words.next()?.to_owned() })
}
