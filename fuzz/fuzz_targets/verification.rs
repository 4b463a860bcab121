//! What tells of the checks.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| properties::verification(text));
