//! The file that the instruments bring.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| properties::laboratory(text));
