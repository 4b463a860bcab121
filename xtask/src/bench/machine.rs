//! Where and when something was measured.

use std::{
    fs,
    thread::available_parallelism,
    time::{SystemTime, UNIX_EPOCH},
};

const SECONDS_OF_A_DAY: u64 = 86_400;

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

/// Today, in UTC, as ISO 8601 writes it.
pub(super) fn today() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    date(since.as_secs() / SECONDS_OF_A_DAY)
}

/// The date of a day counted from 1970: years that begin in March have their leap day at the end, and the
/// Gregorian calendar repeats after 400 of them.
fn date(days: u64) -> String {
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    format!("{:04}-{month:02}-{day:02}", era * 400 + year + next)
}

#[cfg(test)]
mod tests {
    use super::{date, gigabytes};

    #[test]
    fn days_have_dates() {
        for (days, expected) in [
            (0, "1970-01-01"),
            (58, "1970-02-28"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (11_017, "2000-03-01"),
            (20_088, "2024-12-31"),
            (20_089, "2025-01-01"),
            (47_540, "2100-02-28"),
            (47_541, "2100-03-01"),
        ] {
            assert_eq!(date(days), expected);
        }
    }

    #[test]
    fn memory_is_told_in_gibibytes() {
        assert_eq!(gigabytes("16308232 kB").as_deref(), Some("16 GiB"));
        assert_eq!(gigabytes("much"), None);
    }
}
