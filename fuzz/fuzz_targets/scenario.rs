//! The query of a connection.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| properties::scenario(text));
