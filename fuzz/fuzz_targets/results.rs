//! What the checks have found.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| properties::results(text));
