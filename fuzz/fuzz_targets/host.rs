//! A Host.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| properties::host(text));
