//! One commit, built in two folders, is the same bytes: who has the commit can tell whether a site was made of it.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, bail, ensure};

use crate::{optimizer, process::run, tools::Tools};

/// The other folder. It stays, with what was compiled in it, so that the next time takes less.
const OTHER: &str = "target/twice";

/// Whether what is there is a commit, with nothing changed since.
pub(crate) fn is_commit(tools: &Tools) -> anyhow::Result<bool> {
    let mut git = git(tools, &tools.root);
    let output = git.args(["status", "--porcelain"]).stderr(Stdio::inherit()).output();
    let output = output.context("git could not be started: install it")?;
    Ok(output.status.success() && output.stdout.is_empty())
}

/// Builds the commit once more, elsewhere, and compares with the `dist/` that is there.
pub(crate) fn check(tools: &Tools, build: impl Fn(&Tools) -> anyhow::Result<()>) -> anyhow::Result<()> {
    ensure!(
        is_commit(tools)?,
        "two builds of one commit are compared, and something is not committed: commit it first"
    );
    let other = checked_out(tools)?;
    optimizer::ensure(&other)?;
    build(&other)?;
    let [first, second] = [tools, &other].map(|tools| tools.root.join("dist"));
    let (first, second) = (files(&first)?, files(&second)?);
    let differences = differences(&first, &second);
    if !differences.is_empty() {
        bail!("two builds of this commit are not the same:\n  {}", differences.join("\n  "));
    }
    eprintln!(
        "xtask: two builds of this commit, in two folders, are the same {} files, byte by byte",
        first.len()
    );
    Ok(())
}

fn git(tools: &Tools, folder: &Path) -> Command {
    let mut git = tools.command("git");
    git.current_dir(folder);
    git
}

/// The commit in the other folder, which knows nothing of ours but what was committed.
fn checked_out(tools: &Tools) -> anyhow::Result<Tools> {
    let folder = tools.root.join(OTHER);
    if !folder.join(".git").is_dir() {
        fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        run(git(tools, &folder).args(["init", "--quiet"]))?;
    }
    run(git(tools, &folder).args(["fetch", "--quiet", "--update-shallow"]).arg(&tools.root).arg("HEAD"))?;
    run(git(tools, &folder).args(["checkout", "--quiet", "--force", "--detach", "FETCH_HEAD"]))?;
    Tools::at(folder)
}

/// The files of a folder and below, by their paths in it.
fn files(folder: &Path) -> anyhow::Result<Vec<(PathBuf, Vec<u8>)>> {
    fn add(folder: &Path, inside: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) -> io::Result<()> {
        for entry in fs::read_dir(folder.join(inside))? {
            let path = inside.join(entry?.file_name());
            let whole = folder.join(&path);
            if whole.is_dir() { add(folder, &path, files)? } else { files.push((path, fs::read(whole)?)) }
        }
        Ok(())
    }
    let mut files = Vec::new();
    add(folder, Path::new(""), &mut files).with_context(|| format!("{} cannot be read", folder.display()))?;
    files.sort();
    Ok(files)
}

/// What one has and the other has not, a line each.
fn differences(first: &[(PathBuf, Vec<u8>)], second: &[(PathBuf, Vec<u8>)]) -> Vec<String> {
    let of = |files: &[(PathBuf, Vec<u8>)], path: &Path| {
        files.iter().find(|(other, _)| other == path).map(|(_, bytes)| bytes.clone())
    };
    let mut told = Vec::new();
    for (path, bytes) in first {
        let name = path.display();
        match of(second, path) {
            None => told.push(format!("{name}: in the first alone")),
            Some(other) if other != *bytes => {
                let at = bytes.iter().zip(&other).take_while(|(one, two)| one == two).count();
                told.push(format!("{name}: from byte {at} on ({} and {} bytes)", bytes.len(), other.len()));
            }
            Some(_) => {}
        }
    }
    let alone = second.iter().filter(|(path, _)| of(first, path).is_none());
    told.extend(alone.map(|(path, _)| format!("{}: in the second alone", path.display())));
    told
}

#[cfg(test)]
mod tests {
    use super::differences;
    use std::path::PathBuf;

    #[test]
    fn every_difference_is_told() {
        let files = |all: &[(&str, &str)]| -> Vec<(PathBuf, Vec<u8>)> {
            all.iter().map(|(path, text)| (PathBuf::from(path), text.as_bytes().to_vec())).collect()
        };
        let first = files(&[("a", "abc"), ("b", "x"), ("c", "same")]);
        let second = files(&[("a", "abd!"), ("c", "same"), ("d", "x")]);
        assert_eq!(
            differences(&first, &second),
            ["a: from byte 2 on (3 and 4 bytes)", "b: in the first alone", "d: in the second alone"]
        );
        assert!(differences(&first, &first).is_empty());
    }
}
