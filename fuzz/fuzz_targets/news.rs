//! What a frame tells of its program.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| properties::news(text));
