//! A name that a host allows.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| properties::host_name(text));
