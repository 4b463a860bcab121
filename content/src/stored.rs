//! Texts as the page's program fetches them: one a line, in the order of their fields.
//!
//! A format of its own, because a derived decoder of any format outweighs in the wasm what it decodes.

/// What can be written as lines and read back.
pub(crate) trait Stored {
    /// Adds its lines.
    fn write(&self, out: &mut String);
    /// Takes its lines.
    fn read(lines: &mut Lines<'_>) -> Self;
}

/// Lines that are yet to be read.
pub(crate) struct Lines<'a> {
    /// Not `lines`, which would take a carriage return at the end of a text for a part of the line break.
    rest: std::str::SplitTerminator<'a, char>,
    /// Whether more lines were wanted than there are.
    short: bool,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { rest: text.split_terminator('\n'), short: false }
    }

    pub(crate) fn next(&mut self) -> &'a str {
        self.rest.next().unwrap_or_else(|| {
            self.short = true;
            ""
        })
    }

    /// Whether every line was taken and none was missing.
    pub(crate) fn fit(mut self) -> bool {
        !self.short && self.rest.next().is_none()
    }
}

impl Stored for String {
    /// Line breaks have no place in these texts: the compiler refuses them.
    fn write(&self, out: &mut String) {
        out.push_str(self);
        out.push('\n');
    }

    fn read(lines: &mut Lines<'_>) -> Self {
        lines.next().to_owned()
    }
}
