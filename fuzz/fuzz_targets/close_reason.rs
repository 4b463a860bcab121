//! A close code that is typed, and a reason as the page tells it.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| properties::close_reason(text));
