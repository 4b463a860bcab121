//! The commands of the README as a user runs them, ended by their handle.

use crate::dist;
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

/// A first build of everything on two slow cores.
const BUILD: Duration = Duration::from_secs(1500);
/// A variable that every process which the command starts inherits, so that what it leaves can be found.
const MARKER: &str = "BROWSER_TESTS_RUN";
/// Ending is a matter of a moment.
const END: Duration = Duration::from_secs(20);

/// The top folder of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("it is two folders up").to_owned()
}

/// A port that nobody has at this moment.
#[must_use]
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port()
}

/// Whether nobody listens on the port.
#[must_use]
pub fn is_free(port: u16) -> bool {
    TcpListener::bind(("127.0.0.1", port)).is_ok()
}

/// A command that runs until it is told to end.
#[derive(Debug)]
pub struct Running {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    mark: String,
}

impl Running {
    /// Starts `program` in the top folder of the repository, in a process group of its own.
    #[must_use]
    pub fn start(program: impl AsRef<Path>, arguments: &[&str]) -> Self {
        let program = program.as_ref();
        let mark = format!("{}-{}", std::process::id(), free_port());
        let mut child = Command::new(program)
            .args(arguments)
            .current_dir(root())
            // Trunk 0.21 takes `true` and `false` here and stops at the usual `1`.
            .env_remove("NO_COLOR")
            .env(MARKER, &mark)
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        Self { child, lines, mark }
    }

    /// The program of `server/`, from its sources, with the built site, listening there.
    pub async fn server(listen: &str) -> Self {
        let dist = dist();
        let dist = dist.to_str().expect("a path in UTF-8");
        let arguments = ["run", "--quiet", "--package", "server", "--", "--dist", dist, "--listen", listen];
        let mut server = Self::start(env!("CARGO"), &arguments);
        server.line_with(listen).await;
        server
    }

    /// Reads its output up to a line with `words`, and gives the line.
    pub async fn line_with(&mut self, words: &str) -> String {
        let found = timeout(BUILD, async {
            while let Some(line) = self.lines.next_line().await.expect("its output") {
                if line.contains(words) {
                    return line;
                }
            }
            panic!("it ended without a line with {words:?}");
        });
        found.await.unwrap_or_else(|_| panic!("no line with {words:?} in {BUILD:?}"))
    }

    /// Ctrl-C: its exit code, and how many processes it leaves (counted where `/proc` is, as on Linux).
    pub async fn interrupt(mut self) -> (Option<i32>, usize) {
        self.signal(Signal::INT);
        let status =
            timeout(END, self.child.wait()).await.expect("it ends after Ctrl-C").expect("its status");
        (status.code(), left_behind(&format!("{MARKER}={}", self.mark)))
    }

    /// Asks it to end, as a host's system does (SIGTERM), and waits until it has.
    pub async fn terminate(&mut self) -> Option<i32> {
        self.signal(Signal::TERM);
        timeout(END, self.child.wait())
            .await
            .expect("it ends when it is asked to")
            .expect("its status")
            .code()
    }

    /// Ends all of its process group at once, as no program can help (SIGKILL).
    pub async fn kill(&mut self) {
        if let Some(pid) = self.pid() {
            // A group that has just ended is no failure.
            let _ = kill_process_group(pid, Signal::KILL);
        }
        self.child.wait().await.expect("its status");
    }

    fn pid(&self) -> Option<Pid> {
        self.child.id().and_then(|id| Pid::from_raw(id.try_into().expect("a process number")))
    }

    fn signal(&self, signal: Signal) {
        if let Some(pid) = self.pid() {
            // A process that has just ended is no failure.
            let _ = kill_process(pid, signal);
        }
    }
}

/// How many processes have `variable` in their environment.
fn left_behind(variable: &str) -> usize {
    let processes = fs::read_dir("/proc").into_iter().flatten().filter_map(Result::ok);
    let has =
        |environment: Vec<u8>| environment.split(|byte| *byte == 0).any(|entry| entry == variable.as_bytes());
    // A process that ends meanwhile, or is somebody else's, cannot be read.
    processes.filter(|process| fs::read(process.path().join("environ")).is_ok_and(has)).count()
}

/// A test that failed leaves nothing: first a signal that the command passes on, then an end for its group.
impl Drop for Running {
    fn drop(&mut self) {
        let Some(pid) = self.pid() else { return };
        self.signal(Signal::TERM);
        for _ in 0..100 {
            if self.child.try_wait().is_ok_and(|status| status.is_some()) {
                return;
            }
            std::thread::sleep(END / 100);
        }
        let _ = kill_process_group(pid, Signal::KILL);
    }
}
