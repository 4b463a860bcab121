//! The echo under load, beside node's `ws` that does the same (`bench/ws.js`): both at once on this machine, the same
//! generator (`bench/load/`) on one and on the other in turn, so that what else the machine does meets both.
//!
//! What counts is the processor time of the process that serves: the generator takes a core of its own, so on a small
//! machine the time of a clock says more about who gets the processor than about a server.

mod report;
mod server;

use anyhow::{Context, ensure};
use serde_json::Value;
use tempfile::NamedTempFile;

use super::{
    floors::{Floor, Missed},
    kit,
    laboratory::Pairs,
    told,
};
use crate::{npm, process::run, tools::Tools};
use server::Server;

/// Connections that talk: so many that the generator always has something on its way, and neither echo falls asleep.
const TALKING: u32 = 1_000;
/// So few that our echo waits for the generator now and then, and the system's work to put it to sleep and to wake it is
/// counted as its own.
const FEW: u32 = 64;
/// Connections that are silent.
const SILENT: u64 = 10_000;
/// Seconds that a load is counted, and how often both servers bear each.
const SECONDS: u32 = 3;
const TURNS: usize = 5;
const LATE_TURNS: usize = 3;
const SILENT_TURNS: usize = 3;

/// A load that waits for its answers.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Kind {
    /// Connections that talk.
    connections: u32,
    /// Messages that a connection has on its way.
    depth: u32,
    /// Bytes of one.
    payload: u32,
    is_binary: bool,
}

const KINDS: [Kind; 4] = [
    Kind { connections: TALKING, depth: 1, payload: 64, is_binary: false },
    Kind { connections: TALKING, depth: 16, payload: 64, is_binary: false },
    Kind { connections: TALKING, depth: 1, payload: 4096, is_binary: true },
    Kind { connections: FEW, depth: 1, payload: 64, is_binary: false },
];

/// How many times as many messages a second of the processor as the peer's our echo does at least, by the place in
/// [`KINDS`].
const RATIOS: [(usize, f64); 2] = [(0, 1.7), (1, 6.0)];
/// What a silent connection may take, in bytes.
const MEMORY: f64 = 6.0 * 1024.0;

/// What was measured of our echo and of the peer's; a part that could not be is left out.
#[derive(Debug)]
pub(super) struct Load {
    peer: String,
    /// A kind a row.
    costs: [Option<Cost>; KINDS.len()],
    lateness: Option<Lateness>,
    silence: Option<Silence>,
}

/// What a message costs.
#[derive(Debug)]
struct Cost {
    /// Messages a second of the processor.
    rate: Pairs,
    /// Microseconds of the processor for one: the program's own, and those that the system spent for it.
    own: Pairs,
    system: Pairs,
}

/// How late echoes are when both servers bear one rate, at which none is at its end.
#[derive(Debug)]
struct Lateness {
    /// Messages a second, of all connections.
    rate: f64,
    /// Milliseconds.
    half: Pairs,
    ninety_nine: Pairs,
}

/// What open connections take that say nothing.
#[derive(Debug)]
struct Silence {
    connections: u64,
    /// Those that were not opened, or did not answer afterwards, in all turns.
    errors: [u64; 2],
    /// Bytes of memory that the process holds more of, for each connection: silent from the start, and after one echo.
    fresh: Pairs,
    used: Pairs,
}

impl Load {
    fn is_whole(&self) -> bool {
        self.costs.iter().all(Option::is_some) && self.lateness.is_some() && self.silence.is_some()
    }

    pub(super) fn judge(&self, missed: &mut Missed) {
        for (place, ratio) in RATIOS {
            if let Some(cost) = &self.costs[place] {
                let what = format!("messages at depth {}, times those of `ws`", KINDS[place].depth);
                missed.timed(&what, cost.rate.ratio(), Floor::AtLeast(ratio));
            }
        }
        if let Some(Silence { connections, errors, fresh, used }) = &self.silence {
            let number = |count: u64| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
            missed.exact("silent connections", number(*connections), Floor::AtLeast(number(SILENT)));
            missed.exact("errors of silent connections", number(errors[0]), Floor::AtMost(0.0));
            missed.exact("bytes of each of them", fresh.medians()[0], Floor::AtMost(MEMORY));
            missed.exact("bytes of each after one echo", used.medians()[0], Floor::AtMost(MEMORY));
        }
        missed.gaps(!self.is_whole());
    }
}

pub(super) fn measure(tools: &Tools, is_quick: bool) -> anyhow::Result<Load> {
    ensure!(cfg!(target_os = "linux"), "Linux only: what a load costs a process is read in /proc");
    let bench = Bench { tools, is_quick };
    bench.prepare()?;
    // Of the first kind also how many messages a second of the clock.
    let mut rates = None;
    let mut both = bench.both()?;
    let mut cost = |kind| {
        let (cost, rate) = bench.cost(&mut both, kind)?;
        rates.get_or_insert(rate);
        Ok(cost)
    };
    let mut costs = [const { None }; KINDS.len()];
    for (place, kind) in costs.iter_mut().zip(KINDS) {
        *place = told("a load", cost(kind))?;
    }
    let lateness = rates.context("no load was measured").and_then(|rates| bench.lateness(&mut both, &rates));
    let lateness = told("how late echoes are", lateness)?;
    drop(both);
    let silence = told("silent connections", bench.silence())?;
    let versions = [tools.version("node").unwrap_or_default(), bench.peer_version()?];
    let peer = format!("`ws` {} on Node {}", versions[1], versions[0]);
    Ok(Load { peer, costs, lateness, silence })
}

struct Bench<'a> {
    tools: &'a Tools,
    is_quick: bool,
}

impl Bench<'_> {
    fn prepare(&self) -> anyhow::Result<()> {
        npm::install(self.tools, "bench", "what measures and what is measured beside the site")?;
        // One by one, as they are run below: together they would be compiled with each other's features.
        for package in ["server", "load"] {
            run(self.tools.command("cargo").args(["build", "--release", "--package", package]))?;
        }
        Ok(())
    }

    fn peer_version(&self) -> anyhow::Result<String> {
        let package = kit::read(&self.tools.root.join("bench").join("package.json"))?;
        Ok(package["devDependencies"]["ws"].as_str().unwrap_or("?").to_owned())
    }

    fn both(&self) -> anyhow::Result<[Server; 2]> {
        Ok([Server::ours(self.tools)?, Server::peers(self.tools)?])
    }

    fn turns(&self, turns: usize) -> usize {
        if self.is_quick { 1 } else { turns }
    }

    /// What a message costs, and how many there are a second of the clock.
    fn cost(&self, both: &mut [Server; 2], kind: Kind) -> anyhow::Result<(Cost, Pairs)> {
        let Kind { connections, depth, payload, .. } = kind;
        let mut load = vec!["closed".to_owned(), format!("--depth={depth}")];
        load.extend(talking(kind));
        let mut turns = Vec::new();
        for turn in 1..=self.turns(TURNS) {
            let told = [self.load(&both[0], &load)?, self.load(&both[1], &load)?];
            let [ours, peers] = per(&told, "processor")?;
            turns.push(told);
            eprintln!(
                "xtask: {connections} connections, {payload} B at depth {depth}, turn {turn}: {ours:.0} messages a second \
                 of the processor beside {peers:.0}"
            );
        }
        let all = |of: fn(&[Value; 2], &str) -> anyhow::Result<[f64; 2]>, name: &str| {
            turns.iter().map(|told| of(told, name)).collect::<anyhow::Result<Pairs>>()
        };
        let cost =
            Cost { rate: all(per, "processor")?, own: all(micros, "own")?, system: all(micros, "system")? };
        Ok((cost, all(per, "seconds")?))
    }

    /// At half of what the slower of both does at most, one message at a time.
    fn lateness(&self, both: &mut [Server; 2], rates: &Pairs) -> anyhow::Result<Lateness> {
        let [ours, peers] = rates.medians();
        let rate = (ours.min(peers) / 2.0).round();
        let mut load = vec!["open".to_owned(), format!("--rate={rate}")];
        load.extend(talking(KINDS[0]));
        let (mut half, mut ninety_nine) = (Vec::new(), Vec::new());
        for turn in 1..=self.turns(LATE_TURNS) {
            let told = [self.load(&both[0], &load)?, self.load(&both[1], &load)?];
            let part = |name: &str| -> anyhow::Result<[f64; 2]> {
                Ok([number(&told[0], name)? * 1e3, number(&told[1], name)? * 1e3])
            };
            half.push(part("p50")?);
            ninety_nine.push(part("p99")?);
            let [ours, peers] = ninety_nine[turn - 1];
            eprintln!(
                "xtask: {rate} messages a second, turn {turn}: 99 % within {ours:.3} ms beside {peers:.3} ms"
            );
        }
        Ok(Lateness {
            rate,
            half: half.into_iter().collect(),
            ninety_nine: ninety_nine.into_iter().collect(),
        })
    }

    /// In processes of their own, which have borne nothing.
    fn silence(&self) -> anyhow::Result<Silence> {
        let connections = server::possible(SILENT);
        if connections < SILENT {
            eprintln!("xtask: this system lets a program have {connections} connections, not {SILENT}");
        }
        let load = ["idle".to_owned(), format!("--connections={connections}")];
        let mut errors = [0, 0];
        let (mut fresh, mut used) = (Vec::new(), Vec::new());
        for turn in 1..=self.turns(SILENT_TURNS) {
            let told = [
                self.load(&Server::ours(self.tools)?, &load)?,
                self.load(&Server::peers(self.tools)?, &load)?,
            ];
            for (sum, told) in errors.iter_mut().zip(&told) {
                *sum += told["errors"].as_u64().context("the generator told no errors")?;
            }
            let part = |name: &str| -> anyhow::Result<[f64; 2]> {
                Ok([each(&told[0], name)?, each(&told[1], name)?])
            };
            fresh.push(part("memory")?);
            used.push(part("memoryAfterEcho")?);
            let [ours, peers] = fresh[turn - 1];
            eprintln!(
                "xtask: {connections} silent connections, turn {turn}: {ours:.0} B each beside {peers:.0} B"
            );
        }
        Ok(Silence {
            connections,
            errors,
            fresh: fresh.into_iter().collect(),
            used: used.into_iter().collect(),
        })
    }

    /// Has the generator load a server, and gives what it says.
    fn load(&self, server: &Server, load: &[String]) -> anyhow::Result<Value> {
        let told = NamedTempFile::new()?;
        let mut generator = self.tools.command("cargo");
        generator.args(["run", "--quiet", "--release", "--package", "load", "--"]);
        generator.args(server.options()).args(load);
        run(generator.stdout(told.reopen()?))?;
        kit::read(told.path())
    }
}

fn talking(Kind { connections, payload, is_binary, .. }: Kind) -> Vec<String> {
    let mut options = vec![
        format!("--connections={connections}"),
        format!("--payload={payload}"),
        format!("--seconds={SECONDS}"),
    ];
    options.extend(is_binary.then(|| "--binary".to_owned()));
    options
}

fn number(told: &Value, name: &str) -> anyhow::Result<f64> {
    told[name].as_f64().with_context(|| format!("the generator told no {name}"))
}

/// What `name` counts, for each connection.
fn each(told: &Value, name: &str) -> anyhow::Result<f64> {
    Ok(number(told, name)? / number(told, "connections")?)
}

/// Of both servers, messages for each of what `name` counts.
fn per(told: &[Value; 2], name: &str) -> anyhow::Result<[f64; 2]> {
    let per = |told: &Value| {
        let count = number(told, name)?;
        ensure!(count > 0.0, "too short for {name} to be measured");
        Ok(number(told, "messages")? / count)
    };
    Ok([per(&told[0])?, per(&told[1])?])
}

/// Of both servers, microseconds that `name` counts, for each message.
fn micros(told: &[Value; 2], name: &str) -> anyhow::Result<[f64; 2]> {
    let micros = |told: &Value| anyhow::Ok(number(told, name)? * 1e6 / number(told, "messages")?);
    Ok([micros(&told[0])?, micros(&told[1])?])
}
