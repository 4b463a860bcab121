//! What `/proc` tells of a process.

use std::fs;

use anyhow::Context;

/// The process that serves, by its number.
#[derive(Clone, Copy)]
pub(crate) struct Process(pub(crate) u32);

impl Process {
    /// Seconds that it has had the processor: its own, and those that the system spent for it (proc(5): `utime` and
    /// `stime`).
    pub(crate) fn processor(self) -> anyhow::Result<[f64; 2]> {
        let ticks = ticks(&self.read("stat")?).context("/proc tells no processor time")?;
        // As good as a rate of ticks gets: exact, for all that is measured.
        #[allow(clippy::cast_precision_loss, reason = "ticks of one process are few")]
        let seconds = ticks.map(|ticks| ticks as f64 / rustix::param::clock_ticks_per_second() as f64);
        Ok(seconds)
    }

    /// The seconds of both kinds since there were so many.
    pub(crate) fn processor_since(self, before: [f64; 2]) -> anyhow::Result<[f64; 2]> {
        let now = self.processor()?;
        Ok([now[0] - before[0], now[1] - before[1]])
    }

    /// Bytes of memory that it has now (proc(5): `Rss`, which this file has exactly).
    pub(crate) fn memory(self) -> anyhow::Result<u64> {
        kilobytes(&self.read("smaps_rollup")?)
            .map(|kilobytes| kilobytes * 1024)
            .context("/proc tells no memory")
    }

    fn read(self, what: &str) -> anyhow::Result<String> {
        let path = format!("/proc/{}/{what}", self.0);
        fs::read_to_string(&path)
            .with_context(|| format!("{path} cannot be read: the server has ended, or is somebody else's"))
    }
}

/// `utime` and `stime` of a `stat`, whose second field is a name that may hold anything, between parentheses.
fn ticks(stat: &str) -> Option<[u64; 2]> {
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut from_utime = fields.split(' ').skip(11).map(str::parse::<u64>);
    Some([from_utime.next()?.ok()?, from_utime.next()?.ok()?])
}

fn kilobytes(smaps: &str) -> Option<u64> {
    let line = smaps.lines().find_map(|line| line.strip_prefix("Rss:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::{Process, kilobytes, ticks};

    #[test]
    fn ticks_are_found_behind_any_name() {
        let fields = "S 1 2 3 4 5 6 7 8 9 10 300 21 0 0 20";
        assert_eq!(ticks(&format!("7 (node) {fields}")), Some([300, 21]));
        assert_eq!(ticks(&format!("7 (a) b (c) {fields}")), Some([300, 21]));
        assert_eq!(ticks("7 (node) S"), None);
    }

    #[test]
    fn memory_is_a_line() {
        assert_eq!(kilobytes("00400000-7ff ---p [rollup]\nRss:    1528 kB\nPss: 7 kB\n"), Some(1528));
        assert_eq!(kilobytes("Pss: 7 kB\n"), None);
    }

    #[test]
    fn this_process_is_told_of() {
        let this = Process(std::process::id());
        assert!(this.processor_since([0.0; 2]).unwrap().iter().all(|seconds| *seconds >= 0.0));
        assert!(this.memory().unwrap() > 100_000);
    }
}
