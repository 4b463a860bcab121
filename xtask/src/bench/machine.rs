//! Where something was measured.

use std::{fs, thread::available_parallelism};

/// The processor, its cores and the memory, as far as `/proc` tells.
pub(super) fn class() -> String {
    let cores = available_parallelism().map_or_else(|_| "?".to_owned(), |cores| cores.to_string());
    let model = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown processor".to_owned());
    let memory = field("/proc/meminfo", "MemTotal").and_then(|text| gigabytes(&text));
    format!("{model}, {cores} cores, {}", memory.unwrap_or_else(|| "unknown memory".to_owned()))
}

fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// From `16308232 kB`.
fn gigabytes(text: &str) -> Option<String> {
    let kilobytes: u64 = text.strip_suffix(" kB")?.parse().ok()?;
    Some(format!("{} GiB", (kilobytes + (1 << 19)) >> 20))
}

#[cfg(test)]
mod tests {
    use super::gigabytes;

    #[test]
    fn memory_is_told_in_gibibytes() {
        assert_eq!(gigabytes("16308232 kB").as_deref(), Some("16 GiB"));
        assert_eq!(gigabytes("much"), None);
    }
}
