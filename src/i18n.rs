//! The languages of the page, and what its program says in one of them.

mod format;

pub use format::Formats;

use content::Live;
use std::ops::Deref;

/// A language of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Brazilian Portuguese, the first language of the project.
    Portuguese,
    /// English.
    English,
    /// Spanish.
    Spanish,
    /// French.
    French,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Portuguese, Self::English, Self::Spanish, Self::French];

    /// Its name in addresses, in `i18n/` and in the browser's storage.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Portuguese => "pt",
            Self::English => "en",
            Self::Spanish => "es",
            Self::French => "fr",
        }
    }

    /// The path of its page, under the path of the site.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Portuguese => "",
            Self::English => "en/",
            Self::Spanish => "es/",
            Self::French => "fr/",
        }
    }
}

/// What the page's program says, and how it writes numbers and times.
#[derive(Debug)]
pub struct Localized {
    /// The texts.
    pub live: Live,
    /// Numbers, times and plurals.
    pub formats: Formats,
}

/// The texts of a language, as components pass them on.
pub type Texts = Shared<Localized>;

impl Texts {
    /// The texts, and the formats of their language.
    #[must_use]
    pub fn new(live: Live) -> Self {
        let formats = Formats::new(&live.language);
        Self::from(Localized { live, formats })
    }
}

/// A value that components share; two are equal when they are the same one, so a comparison of properties
/// never walks through it.
///
/// It is never given back: a page speaks few languages, and what would let go of every text of one is as large a
/// part of its program as a view.
#[derive(Debug)]
pub struct Shared<T: 'static>(&'static T);

impl<T> Copy for Shared<T> {}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        *self
    }
}

/// So that `html!` passes it on without a `clone` to be seen: it copies a pointer.
impl<T> yew::html::ImplicitClone for Shared<T> {}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0
    }
}

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Self {
        Self(Box::leak(Box::new(value)))
    }
}
