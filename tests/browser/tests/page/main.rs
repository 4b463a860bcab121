//! The whole page, a file of tests for each of its sides.
//!
//! One program, not one for each file: the site's files are compressed once, and no file waits for the slowest test of
//! the one before.
#![allow(clippy::expect_used, reason = "a test may fail by a panic")]

mod axe;
mod editor;
mod embedded;
mod ends;
mod faults;
mod frame;
mod hostile_conversations;
mod hostile_surroundings;
mod hosting;
mod hydration;
mod input;
mod instruments;
mod keyboard;
mod laboratory;
mod languages;
mod layout;
mod line_faults;
mod locked;
mod log_tools;
mod offline;
mod panel;
mod python;
mod python_arrival;
mod python_hostile;
mod python_module;
mod reading;
mod sandbox;
mod screens;
mod server_limits;
mod soak;
mod standalone;
mod tabs;
mod unplugged;
mod verified;

/// A file that is not named above would never run.
#[test]
fn every_file_of_tests_runs() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/page");
    let named = include_str!("main.rs");
    for file in std::fs::read_dir(folder).expect("the folder of this file") {
        let path = file.expect("a file of it").path();
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name");
        assert!(
            name == "main" || named.contains(&format!("\nmod {name};\n")),
            "{name}.rs is not named in main.rs"
        );
    }
}
