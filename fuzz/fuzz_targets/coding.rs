//! An Accept-Encoding.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| properties::coding(text));
