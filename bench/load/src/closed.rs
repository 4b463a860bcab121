//! The load that waits for answers: it finds the most that a server does, and what a message costs it.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::ensure;
use rustix::event::Timespec;
use serde_json::{Value, json};

use crate::{frames::Talk, pool::Pool, process::Process};

/// Engines compile what runs often, and buffers grow to what they need.
const WARM: Duration = Duration::from_secs(1);
const GLANCE: Timespec = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };

pub(crate) fn run(
    server: SocketAddr,
    process: Process,
    talk: &Talk,
    connections: usize,
    depth: usize,
    time: Duration,
) -> anyhow::Result<Value> {
    ensure!(depth > 0 && connections > 0, "a load has a message on its way");
    let mut pool = Pool::open(server, connections)?;
    let (frame, frames) = (talk.frames(1).len(), talk.frames(depth + 1));
    for line in &mut pool.lines {
        line.send(depth * frame, &frames, frame)?;
    }
    let mut during = |time: Duration| {
        let (start, mut messages) = (Instant::now(), 0_u64);
        while start.elapsed() < time {
            pool.turn(GLANCE, talk, |line, _, count| {
                messages += count as u64;
                Ok(line.send(count * frame, &frames, frame)?)
            })?;
        }
        anyhow::Ok((messages, start.elapsed()))
    };
    during(WARM)?;
    let before = process.processor()?;
    let (messages, took) = during(time)?;
    let [own, system] = process.processor_since(before)?;
    ensure!(messages > 0, "no echo came back in {time:?}");
    Ok(json!({
        "messages": messages, "seconds": took.as_secs_f64(), "processor": own + system, "own": own, "system": system,
    }))
}
