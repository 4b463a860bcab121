//! The languages of the page and their content, which `build.rs` has compiled from `i18n/`.

use content::{Content, DecodeError};
use std::{ops::Deref, rc::Rc};

/// A language of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Brazilian Portuguese, the first language of the project.
    Portuguese,
}

impl Language {
    /// Its content.
    ///
    /// # Errors
    /// When the bytes are not those of this version, which a build of one piece cannot bring about.
    pub fn content(self) -> Result<Texts, DecodeError> {
        let bytes = match self {
            Self::Portuguese => include_bytes!(concat!(env!("OUT_DIR"), "/pt.bin")).as_slice(),
        };
        Content::decode(bytes).map(Shared::from)
    }
}

/// The content of a language, as components pass it on.
pub type Texts = Shared<Content>;

/// A value that components share; two are equal when they are the same one, so a comparison of properties
/// never walks through it.
#[derive(Debug)]
pub struct Shared<T>(Rc<T>);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

/// So that `html!` passes it on without a `clone` to be seen: it copies a pointer.
impl<T> yew::html::ImplicitClone for Shared<T> {}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Self {
        Self(Rc::new(value))
    }
}

impl<T> From<Rc<T>> for Shared<T> {
    fn from(value: Rc<T>) -> Self {
        Self(value)
    }
}
