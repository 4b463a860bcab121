//! The event table.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| properties::events(text));
