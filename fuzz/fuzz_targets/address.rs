//! The address that a reader types.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| properties::address(text));
