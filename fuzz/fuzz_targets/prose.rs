//! A translator's prose.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| properties::prose(text));
