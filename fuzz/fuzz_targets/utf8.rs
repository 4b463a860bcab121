//! A text in pieces.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| properties::utf8(bytes));
