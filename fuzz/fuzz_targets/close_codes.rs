//! The close codes in words.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| properties::close_codes(text));
