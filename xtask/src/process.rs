//! Children that never outlive this program: each leads a process group, and the group ends as a whole.

use std::{
    io,
    process::{Child, Command, ExitStatus, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};

use crate::stop;

/// How often a wait looks whether it is over or the user has asked to stop.
pub(crate) const POLL: Duration = Duration::from_millis(20);
/// How long a group may take to end by itself before it is killed.
const LAST_WORDS: Duration = Duration::from_secs(4);

/// A child and all the processes that it starts, unless they leave its process group.
pub(crate) struct Group {
    child: Child,
}

impl Group {
    /// Starts the command, without standard input: a background group that reads a terminal would be halted.
    pub(crate) fn start(command: &mut Command) -> anyhow::Result<Self> {
        stop::check()?;
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let child = command.stdin(Stdio::null()).spawn();
        let child = child.with_context(|| format!("`{}` could not be started", shown(command)))?;
        Ok(Self { child })
    }

    /// The child's number; with `cargo run`, on Unix, that of the program which cargo has become.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// What the child writes, where it was asked for with [`Stdio::piped`].
    pub(crate) fn output(&mut self) -> Option<std::process::ChildStdout> {
        self.child.stdout.take()
    }

    /// How the child ended, once it has.
    pub(crate) fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        self.child.try_wait()
    }

    fn wait(&mut self) -> anyhow::Result<ExitStatus> {
        loop {
            stop::check()?;
            if let Some(status) = self.ended()? {
                return Ok(status);
            }
            sleep(POLL);
        }
    }
}

#[cfg(unix)]
impl Drop for Group {
    fn drop(&mut self) {
        use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};
        let group = Pid::from_child(&self.child);
        // Errors here mean that nobody is left, which is what is wanted.
        let _ = kill_process_group(group, Signal::TERM);
        let bound = Instant::now() + LAST_WORDS;
        while Instant::now() < bound {
            let _ = self.child.try_wait();
            if test_kill_process_group(group).is_err() {
                return;
            }
            sleep(POLL);
        }
        let _ = kill_process_group(group, Signal::KILL);
        let _ = self.child.wait();
    }
}

#[cfg(not(unix))]
impl Drop for Group {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs the command to its end; its output goes where this program's goes.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = Group::start(command)?.wait()?;
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// The command as one types it.
pub(crate) fn shown(command: &Command) -> String {
    let name = std::path::Path::new(command.get_program()).file_stem().unwrap_or(command.get_program());
    let words = std::iter::once(name).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use std::process::{Command, Stdio};

    use super::{run, shown};

    #[test]
    fn a_failure_names_the_command_as_one_types_it() {
        let mut cargo = Command::new("/some/where/cargo");
        cargo.args(["fmt", "--check"]);
        assert_eq!(shown(&cargo), "cargo fmt --check");
        let error =
            run(Command::new("cargo").arg("--no-such-option").stderr(Stdio::null())).unwrap_err().to_string();
        assert!(error.starts_with("`cargo --no-such-option` failed (exit status"), "{error}");
        let error = run(&mut Command::new("no-such-program")).unwrap_err().to_string();
        assert_eq!(error, "`no-such-program` could not be started");
    }

    #[cfg(unix)]
    #[test]
    fn a_child_ends_with_all_that_it_started() {
        use std::io::{BufRead, BufReader, Read};
        let mut shell = Command::new("sh");
        shell.args(["-c", "sleep 1000 & echo started; wait"]).stdout(Stdio::piped());
        let mut group = super::Group::start(&mut shell).unwrap();
        let mut output = BufReader::new(group.output().unwrap());
        output.read_line(&mut String::new()).unwrap();
        drop(group);
        // The end of the output comes when nobody holds it any more, and the sleeper held it too.
        assert_eq!(output.read_to_string(&mut String::new()).unwrap(), 0);
    }
}
