//! What is told on standard error while the server runs: standard output has the address and nothing else.

use std::{
    io,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use clap::{Args, ValueEnum};
use server::Pace;
use tokio::time::{Instant, sleep};
use tracing::{Level as Severity, error, level_filters::LevelFilter};
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::{
    Layer, Registry, filter::dynamic_filter_fn, fmt, layer::SubscriberExt, util::SubscriberInitExt,
};

/// Lines a second, and at once: what an attack makes the log say must not fill the disk.
const LINES: (u32, u32) = (100, 1_000);
/// How many lines wait for whoever takes them; a terminal that is held takes none, and what comes then is left out.
const WAITING: usize = 4_096;
/// How often it is told how many lines were left out.
const REPORT: Duration = Duration::from_secs(10);

#[derive(Args, Debug)]
#[command(next_help_heading = "Log")]
pub(crate) struct Log {
    /// What is told on standard error: `info` each WebSocket with its address and close code, `warn` what was refused
    /// or cut, `debug` also what became of single connections. Of what a client has sent no line holds more than its
    /// close code and the scenario it asked for: nothing of a message, a reason, an Origin, a Host or any other header
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
    /// Begins to tell. What waits is told when that which is given is dropped, as far as a second suffices.
    pub(crate) fn begin(&self) -> WorkerGuard {
        let level = match self.log {
            Level::Off => LevelFilter::OFF,
            Level::Error => LevelFilter::ERROR,
            Level::Warn => LevelFilter::WARN,
            Level::Info => LevelFilter::INFO,
            Level::Debug => LevelFilter::DEBUG,
        };
        // A thread of its own waits for whoever takes the lines.
        let (writer, guard) =
            NonBlockingBuilder::default().buffered_lines_limit(WAITING).finish(io::stderr());
        let lost = writer.error_counter();
        let log = fmt::layer().with_writer(writer).with_target(false);
        let log: Box<dyn Layer<Registry> + Send + Sync> = match self.log_format {
            Format::Text => log.with_ansi(false).boxed(),
            Format::Json => log.json().flatten_event(true).boxed(),
        };
        let (pace, left_out) = (Mutex::new(Pace::new(LINES.0, LINES.1)), Arc::new(AtomicU64::new(0)));
        let counted = Arc::clone(&left_out);
        let bounded = dynamic_filter_fn(move |about, _| {
            // That of the lines that were left out is one.
            if *about.level() == Severity::ERROR || !about.is_event() {
                return true;
            }
            let is_told = pace.lock().unwrap_or_else(PoisonError::into_inner).takes(Instant::now());
            counted.fetch_add(u64::from(!is_told), Ordering::Relaxed);
            is_told
        });
        // From the outside in: what the level leaves out takes no line from the rest.
        tracing_subscriber::registry().with(log.with_filter(bounded).with_filter(level)).init();
        tokio::spawn(async move {
            let (mut lines, mut known) = (0, 0);
            loop {
                sleep(REPORT).await;
                let lost_now = lost.dropped_lines();
                lines += left_out.swap(0, Ordering::Relaxed) + (lost_now - known) as u64;
                known = lost_now;
                if lines > 0 {
                    error!(lines, "left out of this log");
                    // Where there was no room for this line either, it comes again.
                    if lost.dropped_lines() == known {
                        lines = 0;
                    }
                }
            }
        });
        guard
    }
}
