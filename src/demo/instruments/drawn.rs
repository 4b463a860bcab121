//! The instruments themselves.

use super::{
    super::{Entry, Form, Guest, Instrument, KINDS, Phase, Scenario, Settings, Shown, hex::hex},
    Bench, Draw, Fetched, Instruments, Intent, Row, Start, card, close, figures, json, log_tools, python,
    replay::replaying,
    retry, row,
};
use crate::{i18n::Texts, websocket::Data};
use content::Laboratory;
use std::{any::Any, rc::Rc};
use yew::prelude::*;

/// Draws in a language.
#[derive(Debug)]
struct Drawn(Laboratory);

/// The instruments with the texts of this file; `None` when it is not of this version.
pub(super) fn made(file: &str) -> Option<Instruments> {
    Some(Instruments(Rc::new(Drawn(Laboratory::from_file(file)?))))
}

impl Draw for Drawn {
    fn card(&self, bench: &Bench<'_>, scenario: Scenario) -> Html {
        card::card(&self.0.texts.scenarios, bench, scenario)
    }

    fn drawer(&self, bench: &Bench<'_>, instrument: Instrument) -> Html {
        let texts = &self.0.texts;
        match instrument {
            Instrument::Pictures => figures::figures(&texts.pictures, bench),
            Instrument::Close => close::close(&self.0, bench),
            Instrument::Log => log_tools::log_tools(&texts.log, bench),
            Instrument::Retry => retry::retry(&texts.retry, bench),
        }
    }

    fn row(&self, row: &Row<'_>) -> Html {
        row::row(&self.0.texts.log, row)
    }

    fn replaying(&self, intent: &Callback<Intent>) -> Html {
        replaying(&self.0.texts.log, intent)
    }

    fn body(&self, texts: &Texts, data: &Data, form: Form) -> Html {
        json::body(&self.0.texts.log, texts, data, form)
    }

    fn passes(&self, settings: &Settings, entry: &Entry) -> bool {
        passes(settings, entry)
    }

    fn python_editor(&self, bench: &Bench<'_>, fetched: &Fetched) -> Option<Html> {
        python::editor(&self.0, bench, fetched)
    }

    fn python(&self, bench: &Bench<'_>) -> [Html; 2] {
        [python::actions(&self.0, bench), python::rest(&self.0, bench)]
    }

    fn run(&self, start: Start) -> Rc<dyn Any> {
        python::run(&self.0.texts.python, start)
    }

    fn speak(&self, program: &dyn Any) {
        python::speak(&self.0.texts.python, program);
    }

    fn stopped(&self, guest: &Guest) -> Shown {
        Guest { phase: Phase::Stopped, ..guest.clone() }.into()
    }

    fn save(&self, start: Start, intent: Callback<Intent>) {
        python::save(&self.0.texts.python, start, intent);
    }

    fn speaking(&self, file: &str) -> Option<Instruments> {
        made(file)
    }
}

/// Whether an entry is of a kind that is shown, and says what is searched for.
pub(super) fn passes(settings: &Settings, entry: &Entry) -> bool {
    let kind = KINDS.iter().position(|kind| *kind == entry.what.name());
    let hidden = kind.is_some_and(|kind| settings.hidden >> kind & 1 == 1);
    !hidden && (settings.search.is_empty() || contains(entry, &settings.search.to_lowercase()))
}

/// Whether an entry says `search`, which is in lower case.
fn contains(entry: &Entry, search: &str) -> bool {
    use super::super::What;
    use crate::websocket::DomEvent;
    let data = entry.what.data();
    match (&entry.what, data.map(|data| (data, data.text()))) {
        (_, Some((_, Some(text)))) => text.to_lowercase().contains(search),
        (What::Told(DomEvent::Close(close)), _) => {
            close.code.to_string().contains(search) || close.reason.to_lowercase().contains(search)
        }
        (_, Some((data, None))) => hex(data.bytes(), data.held()).contains(search),
        (What::Told(_) | What::Sent(_) | What::NotSent { .. }, _) => entry.what.name().contains(search),
    }
}
