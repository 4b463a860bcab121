//! The path of a request.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| properties::path(text));
