//! The file that a reader takes along: one HTML document with the program, which runs by a double click.
//!
//! The prerender makes the document of `static/standalone.html`, with Brython's address and the echo inside, and leaves
//! the marks of [`Standalone`], which the page's program fills in.

use std::borrow::Cow;

/// What a reader takes along: a program, the modules that it imports beside Brython's own, and the texts around it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Standalone<'a> {
    /// The language of the texts (BCP 47).
    pub language: &'a str,
    /// The title of the document.
    pub title: &'a str,
    /// What stands on the button that opens.
    pub open: &'a str,
    /// What stands above the field of the message.
    pub data: &'a str,
    /// What stands on the button that sends.
    pub send: &'a str,
    /// What stands on the button that closes.
    pub close: &'a str,
    /// A sentence below: whom the program converses with.
    pub note: &'a str,
    /// A sentence in its place: Brython did not arrive.
    pub missing: &'a str,
    /// The program, in Python.
    pub program: &'a str,
    /// The name and the source of each module.
    pub modules: &'a [(&'a str, &'a str)],
}

impl Standalone<'_> {
    /// The document, of the template that the prerender has written.
    #[must_use]
    pub fn html(&self, template: &str) -> String {
        filled(template, |name| {
            Some(match name {
                "language" => attribute(self.language),
                "title" => escaped(self.title),
                "open" => escaped(self.open),
                "data" => escaped(self.data),
                "send" => escaped(self.send),
                "close" => escaped(self.close),
                "note" => escaped(self.note),
                "missing" => escaped(self.missing),
                "program" => escaped(self.program),
                "modules" => self.modules().into(),
                _ => return None,
            })
        })
    }

    /// The first line end in a `<textarea>` is none of its text.
    fn modules(&self) -> String {
        let area = |(name, source): &(&str, &str)| {
            format!("<textarea data-module=\"{}\" hidden>\n{}</textarea>\n", attribute(name), escaped(source))
        };
        self.modules.iter().map(area).collect()
    }
}

/// `template` with what `part` gives for each `{{name}}`, which stays where there is none. What is put in is not
/// looked at again, whatever stands in it.
pub fn filled<'a>(template: &str, part: impl Fn(&str) -> Option<Cow<'a, str>>) -> String {
    let mut parts = template.split("{{");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for rest in parts {
        let found = rest.split_once("}}").and_then(|(name, rest)| Some((part(name)?, rest)));
        if let Some((put, rest)) = found {
            text.push_str(&put);
            text.push_str(rest);
        } else {
            text.push_str("{{");
            text.push_str(rest);
        }
    }
    text
}

/// Text as HTML has it in an element, so that no program ends the element that it stands in.
fn escaped(text: &str) -> Cow<'_, str> {
    if text.contains(['&', '<']) {
        text.replace('&', "&amp;").replace('<', "&lt;").into()
    } else {
        text.into()
    }
}

fn attribute(text: &str) -> Cow<'_, str> {
    escaped(text).replace('"', "&quot;").into()
}

#[cfg(test)]
mod tests {
    use super::{Standalone, filled};

    #[test]
    fn what_is_put_in_is_not_looked_at_again() {
        let part = |name: &str| (name == "a").then(|| "{{a}}{{b}}".into());
        assert_eq!(filled("{{a}}-{{b}}-{{a", part), "{{a}}{{b}}-{{b}}-{{a");
        assert_eq!(filled("{{}}}}{{a}}", part), "{{}}}}{{a}}{{b}}");
        assert_eq!(filled("", part), "");
    }

    #[test]
    fn no_program_leaves_its_element() {
        let program = "# </textarea><script>&amp; {{title}}\nprint(\"a\" < 'b')";
        let modules = [("a\"b", "\n</textarea>")];
        let whole = Standalone { title: "<T>", program, modules: &modules, ..Standalone::default() };
        assert_eq!(
            whole.html("<title>{{title}}</title><textarea>\n{{program}}</textarea>{{modules}}{{else}}"),
            "<title>&lt;T></title><textarea>\n# &lt;/textarea>&lt;script>&amp;amp; {{title}}\n\
             print(\"a\" &lt; 'b')</textarea><textarea data-module=\"a&quot;b\" hidden>\n\n&lt;/textarea></textarea>\n\
             {{else}}"
        );
    }
}
