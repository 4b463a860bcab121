//! Versions: the one that `Cargo.lock` holds of a package, and the one that a tool tells.

use std::{fs, path::Path};

use anyhow::Context;

/// The version of a package in the `Cargo.lock` of this folder.
pub(crate) fn locked(root: &Path, package: &str) -> anyhow::Result<String> {
    let lock = fs::read_to_string(root.join("Cargo.lock")).unwrap_or_default();
    let version = in_lock(&lock, package);
    version.map(str::to_owned).with_context(|| {
        format!(
            "Cargo.lock does not hold {package}: run `cargo generate-lockfile`, or check Cargo.lock out again"
        )
    })
}

/// Cargo writes one `[[package]]` a package, with its name and its version on lines of their own.
fn in_lock<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let entry = lock.split("[[package]]").find(|entry| entry.lines().any(|line| line == name))?;
    entry.lines().find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
}

/// The version in what a tool prints for `--version`: the first word that is one.
pub(crate) fn told(output: &str) -> Option<&str> {
    let mut words = output.split_whitespace().map(|word| word.strip_prefix('v').unwrap_or(word));
    words.find(|word| word.starts_with(|first: char| first.is_ascii_digit()))
}

/// The first number of a version.
pub(crate) fn major(version: &str) -> Option<u32> {
    version.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{in_lock, major, told};

    const LOCK: &str = "version = 4\n\n\
        [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.129\"\ndependencies = [\n \"cfg-if\",\n]\n\n\
        [[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.2.130\"\n";

    #[test]
    fn a_lock_tells_the_version_of_the_very_package() {
        assert_eq!(in_lock(LOCK, "wasm-bindgen"), Some("0.2.129"));
        assert_eq!(in_lock(LOCK, "wasm-bindgen-macro"), Some("0.2.130"));
        assert_eq!(in_lock(LOCK, "wasm"), None);
        assert_eq!(in_lock(LOCK, "cfg-if"), None);
        assert_eq!(in_lock(&LOCK.replace('\n', "\r\n"), "wasm-bindgen"), Some("0.2.129"));
        assert_eq!(in_lock("", "wasm-bindgen"), None);
    }

    #[test]
    fn a_tool_tells_its_version_in_its_own_way() {
        assert_eq!(told("trunk 0.21.14\n"), Some("0.21.14"));
        assert_eq!(told("wasm-bindgen 0.2.129 (abc 2026-01-01)"), Some("0.2.129"));
        assert_eq!(told("wasm-opt version 132 (version_132)"), Some("132"));
        assert_eq!(told("v20.20.2\n"), Some("20.20.2"));
        assert_eq!(told("command not found"), None);
    }

    #[test]
    fn a_major_version_is_its_first_number() {
        assert_eq!(major("20.20.2"), Some(20));
        assert_eq!(major("132"), Some(132));
        assert_eq!(major("next"), None);
    }
}
