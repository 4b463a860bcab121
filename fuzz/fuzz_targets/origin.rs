//! An Origin.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| properties::origin(text));
