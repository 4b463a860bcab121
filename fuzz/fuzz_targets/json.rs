//! A message that is shown as JSON.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| properties::json(text));
