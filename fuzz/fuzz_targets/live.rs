//! The file of texts that a page fetches.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| properties::live(text));
