//! The state of the page around the demo, and what changes it: pure.

use crate::i18n::Texts;
use std::rc::Rc;
use yew::Reducible;

/// What the frame of the page shows.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// The language.
    pub texts: Texts,
    /// The theme; the style sheet follows an attribute of the document.
    pub theme: Theme,
    /// What there is to say, with its number: the first one is 1.
    pub notice: Option<(u32, Notice)>,
    told: u32,
}

/// The colours of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Those of the reader's system.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// A sentence that comes and goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The code is on the clipboard.
    Copied,
    /// It is not.
    NotCopied,
    /// The texts of the language with this name could not be had.
    LanguageFailed(String),
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The reader chose a theme, now or on another visit.
    ThemeChosen(Theme),
    /// The texts of another language are there.
    LanguageArrived(Texts),
    /// There is something to say.
    Noticed(Notice),
    /// The sentence with this number has been there for long enough.
    NoticeOver(u32),
}

impl Theme {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// Its name in the document and in the browser's storage.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme with this name; that of the system for any other.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.name() == name).unwrap_or_default()
    }
}

impl State {
    /// A page in a language, before anything is known of its reader.
    #[must_use]
    pub const fn new(texts: Texts) -> Self {
        Self { texts, theme: Theme::System, notice: None, told: 0 }
    }

    /// The state after `action`; `None` when the action changes nothing.
    #[must_use]
    pub fn step(&self, action: Action) -> Option<Self> {
        let next = match action {
            Action::ThemeChosen(theme) => Self { theme, ..self.clone() },
            Action::LanguageArrived(texts) => Self { texts, notice: None, ..self.clone() },
            Action::Noticed(notice) => {
                let told = self.told + 1;
                Self { notice: Some((told, notice)), told, ..self.clone() }
            }
            Action::NoticeOver(number) => {
                let notice = self.notice.clone().filter(|(own, _)| *own != number);
                Self { notice, ..self.clone() }
            }
        };
        (next != *self).then_some(next)
    }
}

impl Reducible for State {
    type Action = Action;

    /// The same `Rc` for what changes nothing, so that nothing is rendered.
    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        self.step(action).map_or(self, Rc::new)
    }
}
