//! What is told on standard error while the server runs: standard output has the address and nothing else.

use std::io;

use clap::{Args, ValueEnum};
use tracing::level_filters::LevelFilter;

#[derive(Args, Debug)]
#[command(next_help_heading = "Log")]
pub(crate) struct Log {
    /// What is told on standard error: `info` each WebSocket with its address and close code, `warn` what was refused
    /// or cut, `debug` also what became of single connections. No line holds what a message says, nor what stands
    /// behind the ? of an address
    #[arg(long, value_name = "LEVEL", default_value = "info")]
    log: Level,
    /// How it is told: a line for people, or a line that is a JSON object
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    log_format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Level {
    Off,
    Error,
    Warn,
    Info,
    Debug,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Log {
    /// Begins to tell.
    pub(crate) fn begin(&self) {
        let level = match self.log {
            Level::Off => LevelFilter::OFF,
            Level::Error => LevelFilter::ERROR,
            Level::Warn => LevelFilter::WARN,
            Level::Info => LevelFilter::INFO,
            Level::Debug => LevelFilter::DEBUG,
        };
        let log = tracing_subscriber::fmt().with_max_level(level).with_writer(io::stderr).with_target(false);
        match self.log_format {
            Format::Text => log.with_ansi(false).init(),
            Format::Json => log.json().flatten_event(true).init(),
        }
    }
}
