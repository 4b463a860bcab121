//! The log that a reader imports.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| properties::log(text));
