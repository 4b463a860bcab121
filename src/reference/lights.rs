//! What of the reference is lit.

use content::{Event, Field};

/// The lights of the four events, in the order of [`Event::ALL`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lights(pub [Light; 4]);

/// The light of one event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Light {
    /// How often the event has fired.
    pub count: u32,
    /// The values of its argument's fields while it is lit; `None` while it is not.
    pub fields: Option<Vec<(Field, String)>>,
}

impl Lights {
    /// The light of `event`.
    #[must_use]
    pub const fn of(&self, event: Event) -> &Light {
        &self.0[event.index()]
    }
}

impl Light {
    /// `Some` while it is lit: the value of an attribute that is there or not.
    #[must_use]
    pub fn attribute(&self) -> Option<&'static str> {
        self.fields.as_ref().map(|_| "")
    }

    /// The value of `field` while it is lit.
    #[must_use]
    pub fn value(&self, field: Field) -> Option<&str> {
        self.fields.iter().flatten().find(|(name, _)| *name == field).map(|(_, value)| value.as_str())
    }
}
