//! The day of the last change: that of the last commit, so that two builds of it are the same.

use super::site::Site;
use std::process::Command;

/// Year, month from 1, day; `None` outside a repository of git.
pub(super) fn day() -> Option<(u16, usize, u8)> {
    let output = Command::new("git")
        .args(["log", "-1", "--format=%cs"])
        .current_dir(Site::sources())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    parsed(String::from_utf8(output.stdout).ok()?.trim())
}

fn parsed(date: &str) -> Option<(u16, usize, u8)> {
    let mut parts = date.split('-');
    let day = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    parts.next().is_none().then_some(day)
}

#[cfg(test)]
mod tests {
    use super::parsed;

    #[test]
    fn a_day_as_git_writes_it() {
        assert_eq!(parsed("2026-11-02"), Some((2026, 11, 2)));
        assert_eq!(parsed(""), None);
        assert_eq!(parsed("2026-11"), None);
    }
}
