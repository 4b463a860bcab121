//! What a client sends on a WebSocket.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| properties::frames(bytes));
