//! Numbers, times and plurals as a language writes them: by the browser's `Intl` (ECMA-402).
//!
//! Nothing that is prerendered has any of them. Natively, where tests render what only a living page shows,
//! there is no `Intl`: numbers are plain digits, and one is singular.

use crate::demo::Moment;
use content::Plural;

#[cfg(target_arch = "wasm32")]
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
#[cfg(target_arch = "wasm32")]
use std::cell::OnceCell;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen::JsValue;

/// How a language writes. The browser's formats take milliseconds to make, so each is made when it is first used.
#[derive(Debug)]
pub struct Formats {
    #[cfg(target_arch = "wasm32")]
    tags: Array,
    #[cfg(target_arch = "wasm32")]
    number: OnceCell<Function>,
    #[cfg(target_arch = "wasm32")]
    time: OnceCell<Function>,
    #[cfg(target_arch = "wasm32")]
    plural: OnceCell<Intl::PluralRules>,
}

#[cfg(target_arch = "wasm32")]
impl Formats {
    /// The formats of the language with this tag (BCP 47).
    #[must_use]
    pub fn new(tag: &str) -> Self {
        let tags = Array::of1(&tag.into());
        Self { tags, number: OnceCell::new(), time: OnceCell::new(), plural: OnceCell::new() }
    }

    /// A whole number, with the language's grouping.
    #[must_use]
    pub fn number(&self, number: u64) -> String {
        told(self.numbers(), &float(number).into())
    }

    /// Thousandths as a number with up to two of its decimals, such as milliseconds of microseconds.
    #[must_use]
    pub fn decimal(&self, thousandths: u64) -> String {
        told(self.numbers(), &(float(thousandths / 10) / 100.0).into())
    }

    /// The reader's clock: hours, minutes, seconds and thousandths.
    #[must_use]
    pub fn time(&self, at: Moment) -> String {
        #[expect(clippy::cast_precision_loss, reason = "the clock gives microseconds below 2^53")]
        let ms = at.unix_us as f64 / 1000.0;
        let format = self.time.get_or_init(|| Intl::DateTimeFormat::new(&self.tags, &clock()).format());
        told(format, &Date::new(&ms.into()))
    }

    fn numbers(&self) -> &Function {
        self.number.get_or_init(|| Intl::NumberFormat::new(&self.tags, &Object::new()).format())
    }

    fn is_one(&self, number: u64) -> bool {
        let rules = self.plural.get_or_init(|| Intl::PluralRules::new(&self.tags, &Object::new()));
        rules.select(float(number)) == "one"
    }
}

#[cfg(target_arch = "wasm32")]
fn clock() -> Object {
    let options = Object::new();
    let set = |key: &str, value: JsValue| {
        // Fails only for an object that is frozen.
        let _ = Reflect::set(&options, &key.into(), &value);
    };
    for part in ["hour", "minute", "second"] {
        set(part, "2-digit".into());
    }
    set("hourCycle", "h23".into());
    set("fractionalSecondDigits", 3.into());
    options
}

/// What a format's function gives for a value; it fails for none that comes here.
#[cfg(target_arch = "wasm32")]
fn told(format: &Function, value: &JsValue) -> String {
    format.call1(&JsValue::UNDEFINED, value).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

#[cfg(target_arch = "wasm32")]
#[expect(clippy::cast_precision_loss, reason = "nothing on the page is counted to 2^53")]
const fn float(number: u64) -> f64 {
    number as f64
}

#[cfg(not(target_arch = "wasm32"))]
impl Formats {
    /// The formats of no language in particular.
    #[must_use]
    pub const fn new(_tag: &str) -> Self {
        Self {}
    }

    /// The digits.
    #[must_use]
    pub fn number(&self, number: u64) -> String {
        number.to_string()
    }

    /// Thousandths as a number with two of its decimals.
    #[must_use]
    pub fn decimal(&self, thousandths: u64) -> String {
        format!("{}.{:02}", thousandths / 1000, thousandths / 10 % 100)
    }

    /// The clock as HTML writes it.
    #[must_use]
    pub fn time(&self, at: Moment) -> String {
        at.to_string()
    }

    const fn is_one(&self, number: u64) -> bool {
        number == 1
    }
}

impl Formats {
    /// The form of the text that goes with `count`, which it names.
    #[must_use]
    pub fn plural(&self, text: &Plural, count: u64) -> String {
        let form = if self.is_one(count) { &text.one } else { &text.other };
        form.fill(&[("count", &self.number(count))])
    }
}
