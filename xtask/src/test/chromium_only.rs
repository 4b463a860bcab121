//! The tests that run in Chromium alone: `tests/browser/chromium-only.toml` has the file and the name of each, and the
//! reason.

use std::{fs, path::Path};

use anyhow::{Context, ensure};
use toml::{Table, Value};

/// Their names and why, in the order of the file; each is that of one test that there is.
pub(super) fn read(root: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let folder = root.join("tests/browser");
    let file = folder.join("chromium-only.toml");
    let place = || format!("{} cannot be read", file.display());
    let table: Table = fs::read_to_string(&file).with_context(place)?.parse().with_context(place)?;
    let tests = folder.join("tests/page");
    // A file that is not there has no test.
    let source = |file: &str| fs::read_to_string(tests.join(file).with_extension("rs")).unwrap_or_default();
    table.into_iter().map(|(name, reason)| named(source, name, &reason)).collect()
}

fn named(source: impl Fn(&str) -> String, name: String, reason: &Value) -> anyhow::Result<(String, String)> {
    let (file, test) = name.split_once("::").unwrap_or_default();
    let count = source(file).matches(&format!("async fn {test}()")).count();
    ensure!(count == 1, "chromium-only.toml names `{name}`, and {count} tests have that name");
    let reason = reason.as_str().filter(|reason| !reason.is_empty());
    let reason = reason.with_context(|| format!("chromium-only.toml gives no reason for `{name}`"))?;
    Ok((name, reason.to_owned()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::{named, read};
    use crate::tools::Tools;

    #[test]
    fn the_list_is_of_tests_that_there_are() {
        read(&Tools::new().unwrap().root).unwrap();
    }

    #[test]
    fn a_name_without_a_test_or_a_reason_is_refused() {
        let source = |file: &str| match file {
            "file" => "async fn there() {} async fn twice() {} async fn twice() {}".to_owned(),
            _ => String::new(),
        };
        let reason = "why".into();
        assert!(named(source, "file::there".to_owned(), &reason).is_ok());
        for name in ["file::gone", "file::twice", "file::the", "other::there", "there"] {
            assert!(named(source, name.to_owned(), &reason).is_err(), "{name}");
        }
        assert!(named(source, "file::there".to_owned(), &"".into()).is_err());
    }
}
