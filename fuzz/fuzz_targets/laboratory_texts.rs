//! The texts of the laboratory's instruments.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| properties::laboratory_texts(text));
