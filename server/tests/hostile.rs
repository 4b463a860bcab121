//! Clients that mean harm or know no better, each on a connection of its own against the program itself. Whatever they
//! do, they get the close code that RFC 6455 (section 7.4.1) has for it, no connection panics, who comes after them is
//! served, and the memory that they took is given back.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "hostile/floods.rs"]
mod floods;
#[path = "hostile/fuzz.rs"]
mod fuzz;
#[path = "hostile/handshakes.rs"]
mod handshakes;
#[path = "hostile/program.rs"]
mod program;
#[path = "hostile/scripts.rs"]
mod scripts;
#[path = "hostile/wire.rs"]
mod wire;
