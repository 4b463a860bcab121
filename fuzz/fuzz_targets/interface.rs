//! A translator's short texts.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| properties::interface(text));
