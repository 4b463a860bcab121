//! How texts are declared: a structure whose fields are keys of a file, each of which must be there and say something.

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $kind:ty),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        #[cfg_attr(feature = "compile", derive(Deserialize), serde(deny_unknown_fields))]
        pub struct $name { $(pub $field: $kind),+ }
    )+};
}

/// The same, for texts that the page's program fetches.
macro_rules! live_texts {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $kind:ty),+ $(,)? })+) => {$(
        texts! { $(#[$doc])* $name { $($field: $kind),+ } }

        impl Stored for $name {
            fn write(&self, out: &mut String) {
                $(self.$field.write(out);)+
            }

            fn read(lines: &mut Lines<'_>) -> Self {
                Self { $($field: Stored::read(lines)),+ }
            }
        }
    )+};
}
