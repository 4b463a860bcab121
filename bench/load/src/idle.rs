//! Connections that are open and say nothing: what they cost in memory, and that all of them live.

use std::{net::SocketAddr, thread::sleep, time::Duration};

use serde_json::{Value, json};

use crate::{frames::Talk, line::Line, process::Process};

/// Connections that come and go before anything is measured: code and the first buffers are in memory then.
const FIRST: usize = 100;
/// For what a server still does by itself then.
const SETTLE: Duration = Duration::from_secs(3);
/// What is said on each, once, after the silence.
const WORDS: usize = 64;

pub(crate) fn run(server: SocketAddr, process: Process, connections: usize) -> anyhow::Result<Value> {
    let (talk, mut room) = (Talk::new(WORDS, false), [0; 4096]);
    for number in 0..FIRST {
        Line::open(server, number)?.converse(&mut room, &talk)?;
    }
    sleep(SETTLE);
    let before = process.memory()?;
    let mut errors = Errors::default();
    let mut lines: Vec<Line> =
        (0..connections).filter_map(|number| errors.told(Line::open(server, number))).collect();
    sleep(SETTLE);
    let silent = process.memory()?;
    for line in &mut lines {
        errors.told(line.converse(&mut room, &talk));
    }
    sleep(SETTLE);
    let after = process.memory()?;
    Ok(json!({
        "connections": lines.len(),
        "errors": errors.0,
        "memory": silent.saturating_sub(before),
        "memoryAfterEcho": after.saturating_sub(before),
    }))
}

/// How many failed.
#[derive(Default)]
struct Errors(u64);

impl Errors {
    fn told<T>(&mut self, tried: anyhow::Result<T>) -> Option<T> {
        match tried {
            Ok(done) => Some(done),
            Err(error) => {
                // The first says enough: the others are like it.
                if self.0 == 0 {
                    eprintln!("load: {error:#}");
                }
                self.0 += 1;
                None
            }
        }
    }
}
