//! The load that waits for nobody: messages are due at a steady rate, and how late an echo is counts from when its
//! message was due. A server that stops for a while is late for all that were due meanwhile, not for one alone
//! (coordinated omission).

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::ensure;
use rustix::event::Timespec;
use serde_json::{Value, json};

use crate::{frames::Talk, pool::Pool, process::Process};

/// As in `closed`.
const WARM: Duration = Duration::from_secs(1);
/// For what is on its way at the end.
const LAST: Duration = Duration::from_secs(5);
/// It never sleeps, for what wakes a sleeper late would be counted too.
const AT_ONCE: Timespec = Timespec { tv_sec: 0, tv_nsec: 0 };
/// Messages that one connection may have on its way: more are no load any more.
const MOST: usize = 4096;

pub(crate) fn run(
    server: SocketAddr,
    process: Process,
    talk: &Talk,
    connections: usize,
    rate: f64,
    time: Duration,
) -> anyhow::Result<Value> {
    ensure!(rate > 0.0 && connections > 0, "a load has messages");
    let mut pool = Pool::open(server, connections)?;
    let (frame, frames) = (talk.frames(1).len(), talk.frames(MOST + 1));
    // Message `n` is due on connection `n % connections`, `n` times this after the start.
    let step = Duration::from_secs_f64(1.0 / rate);
    let due = |message: u64| step.mul_f64(message as f64);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of messages")]
    let all = ((WARM + time).as_secs_f64() * rate) as u64;
    let mut echoed = vec![0_u64; connections];
    let (mut sent, mut heard, mut late) = (0, 0, Vec::new());
    let start = Instant::now();
    let mut before = None;
    while heard < all && start.elapsed() < WARM + time + LAST {
        while sent < all && due(sent) <= start.elapsed() {
            let number = usize::try_from(sent % connections as u64)?;
            ensure!(
                sent / connections as u64 - echoed[number] < MOST as u64,
                "the server is {MOST} messages behind on one connection"
            );
            pool.lines[number].send(frame, &frames, frame)?;
            sent += 1;
        }
        if before.is_none() && start.elapsed() >= WARM {
            before = Some(process.processor()?);
        }
        pool.turn(AT_ONCE, talk, |line, number, count| {
            let now = start.elapsed();
            for _ in 0..count {
                let was_due = due(echoed[number] * connections as u64 + number as u64);
                echoed[number] += 1;
                if was_due >= WARM {
                    late.push(now.saturating_sub(was_due).as_secs_f64());
                }
            }
            heard += count as u64;
            Ok(line.send(0, &frames, frame)?)
        })?;
    }
    ensure!(heard == all, "{heard} of {all} echoes came back");
    let [own, system] = process.processor_since(before.unwrap_or_default())?;
    late.sort_by(f64::total_cmp);
    let at = |part: usize| late.get(late.len() * part / 1000).copied();
    Ok(
        json!({ "messages": late.len(), "processor": own + system, "p50": at(500), "p99": at(990), "p999": at(999) }),
    )
}
