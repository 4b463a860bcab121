//! The commands of the project, `cargo xtask …`: this file reads the command line and nothing else.
//!
//! - `setup`, `serve`, `build`, `test`, `bench`, `verify`: one file each, and the only ones that know what is run.
//! - `tools`: what is there; `install`, `optimizer`, `npm`, `browser`: what must be, and is installed when it is not;
//!   `small`: how the page's program is compiled for a host; `supply`: what it may be built of;
//!   `twice`: that two builds of it are the same.
//! - `observatory`, `front`: what `test` and `bench` ask of the server behind TLS.
//! - `process`, `stop`: children that never outlive this program; `echo`, `ports`: what `serve` and `test` share.
//!
//! Invariant: every child process is a [`process::Group`], so that Ctrl-C at any moment leaves nothing behind; but
//! for the cargo that `small` stands in for, which is of Trunk's group.

mod bench;
mod browser;
mod build;
mod echo;
mod front;
mod install;
mod npm;
mod observatory;
mod optimizer;
mod panics;
mod ports;
mod process;
mod proxies;
mod serve;
mod setup;
mod small;
mod stop;
mod supply;
mod test;
mod today;
mod tools;
mod twice;
mod verify;
mod version;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The commands of the project: each installs what it needs and is missing, and says so.
#[derive(Parser)]
#[command(bin_name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Setup(setup::Options),
    Serve(serve::Options),
    Build(build::Options),
    Test(test::Options),
    Bench(bench::Options),
    Verify(verify::Options),
}

fn main() -> ExitCode {
    if let Some(ended) = small::as_cargo() {
        return ended;
    }
    let command = Arguments::parse().command;
    let done = stop::listen().and_then(|()| match command {
        Command::Setup(options) => setup::run(options),
        Command::Serve(options) => serve::run(options),
        Command::Build(options) => build::run(&options),
        Command::Test(options) => test::run(options),
        Command::Bench(options) => bench::run(options),
        Command::Verify(options) => verify::run(&options),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is::<stop::Stopped>() => {
            // What was left undone by it is no failure to be told; 130 is what a shell reports for Ctrl-C.
            eprintln!("xtask: {}", stop::Stopped);
            ExitCode::from(130)
        }
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
