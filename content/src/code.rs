//! Source code that was coloured at build time.

use crate::Event;

/// A piece of source code.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    /// Its parts, in order; only the example has more than one.
    pub parts: Vec<Part>,
}

/// Lines that belong together: those of one handler, or those between two handlers.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The event that these lines handle.
    pub handler: Option<Event>,
    /// The coloured text, each line with its line break but the last one of the code.
    pub spans: Vec<Span>,
}

/// Text of one colour.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// What it is; `None` for what has no colour of its own.
    pub class: Option<Class>,
    /// The text.
    pub text: String,
}

/// What a piece of code is, as far as its colour is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A comment.
    Comment,
    /// A constant such as `None`.
    Constant,
    /// The name of a function or method.
    Function,
    /// A keyword.
    Keyword,
    /// A number.
    Number,
    /// A string.
    String,
    /// A type.
    Type,
}

impl Class {
    /// The class of the style sheet that colours it.
    #[must_use]
    pub const fn css(self) -> &'static str {
        match self {
            Self::Comment => "t-comment",
            Self::Constant => "t-constant",
            Self::Function => "t-function",
            Self::Keyword => "t-keyword",
            Self::Number => "t-number",
            Self::String => "t-string",
            Self::Type => "t-type",
        }
    }
}

impl Code {
    /// The source as it was before it was coloured.
    #[must_use]
    pub fn text(&self) -> String {
        self.parts.iter().flat_map(|part| &part.spans).map(|span| span.text.as_str()).collect()
    }
}
