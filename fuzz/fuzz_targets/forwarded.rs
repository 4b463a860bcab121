//! An X-Forwarded-For.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| properties::forwarded(text));
