//! `cargo xtask serve`: the page, built again at every change, and a real echo server for its panel.

use std::{
    io::{self, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    path::Path,
    thread::sleep,
    time::{Duration, SystemTime},
};

use anyhow::{bail, ensure};
use clap::{Args, value_parser};

use crate::{
    echo::Echo,
    install, optimizer, ports,
    process::{Group, POLL},
    stop,
    tools::Tools,
};

/// A page on this machine that takes longer is not there yet.
const ANSWER: Duration = Duration::from_secs(2);

/// Serve the page on this machine, with a real echo server for its panel
///
/// Installs what is missing first. The page is built again whenever a file changes. Ctrl-C ends both servers.
#[derive(Args)]
pub(crate) struct Options {
    /// The port of the page
    #[arg(long, default_value_t = 8080, value_parser = value_parser!(u16).range(1..))]
    port: u16,
    /// The port of the echo server
    #[arg(long, default_value_t = 8081, value_parser = value_parser!(u16).range(1..))]
    echo_port: u16,
    /// Open the page in the browser once it is built
    #[arg(long)]
    open: bool,
    /// Build it as it is built for a host: slower to build, smaller to load
    #[arg(long)]
    release: bool,
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    ensure!(options.port != options.echo_port, "--port and --echo-port must be two different ports");
    ports::check_free(options.port, "--port")?;
    ports::check_free(options.echo_port, "--echo-port")?;
    let tools = Tools::new()?;
    install::tools(&tools, install::BUILD)?;
    match optimizer::ensure(&tools) {
        // All but the program in Python goes without: also where there is no network, or no Node.
        Err(error) if !options.release => eprintln!("xtask: the page will run no Python: {error:#}"),
        done => done?,
    }
    let echo = Echo::start(&tools, options.echo_port)?;
    let start = SystemTime::now();
    let trunk = start_trunk(&tools, &options, &echo)?;
    let page = tools.root.join("dist").join("index.html");
    // Trunk serves what an older build left while its own first one fails; nobody should be sent there.
    let is_ready = || is_newer(&page, start) && answers(options.port);
    watch(options.port, trunk, echo, is_ready)
}

fn start_trunk(tools: &Tools, options: &Options, echo: &Echo) -> anyhow::Result<Group> {
    let mut trunk = tools.trunk();
    trunk.args(["serve", "--address", "127.0.0.1", "--port", &options.port.to_string()]);
    for (asked, flag) in [(options.open, "--open"), (options.release, "--release")] {
        trunk.args(asked.then_some(flag));
    }
    eprintln!("xtask: building the page; the first time takes minutes");
    // The hook in Trunk.toml writes it into the page (src/main.rs).
    Group::start(trunk.env("WEBSOCKET_SERVER", &echo.address))
}

/// Until the user ends both or one of them ends; dropping them ends what is left.
///
/// There is no bound on the wait for the page: a build that fails is told by Trunk and tried again at the next
/// change of a file, so the way out is to mend the file, not to begin anew.
fn watch(port: u16, mut trunk: Group, mut echo: Echo, is_ready: impl Fn() -> bool) -> anyhow::Result<()> {
    let mut told = false;
    while !stop::asked() {
        if let Some(status) = trunk.ended()? {
            bail!("`trunk serve` has ended ({status}), and the echo server with it: see the message above");
        }
        if let Some(status) = echo.group.ended()? {
            bail!("the echo server has ended ({status}), and `trunk serve` with it: see the message above");
        }
        if !told && is_ready() {
            told = true;
            tell(port, &echo)?;
        }
        sleep(POLL * 5);
    }
    eprintln!("xtask: ending both servers");
    Ok(())
}

fn tell(port: u16, echo: &Echo) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "\nhttp://127.0.0.1:{port}/ is the page; its echo is {}. Ctrl-C ends both.\n",
        echo.address
    )?;
    out.flush()
}

fn is_newer(file: &Path, start: SystemTime) -> bool {
    file.metadata().and_then(|about| about.modified()).is_ok_and(|written| written >= start)
}

/// Whether the port answers a request for the page with the page.
fn answers(port: u16) -> bool {
    let request = || -> io::Result<bool> {
        let mut stream = TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), ANSWER)?;
        stream.set_read_timeout(Some(ANSWER))?;
        stream.write_all(
            b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\nConnection: close\r\n\r\n",
        )?;
        let mut status = [0; 12];
        stream.read_exact(&mut status)?;
        // Another sub-path than / is answered by a redirection.
        Ok(matches!(&status[9..], [b'2' | b'3', ..]))
    };
    request().unwrap_or(false)
}
