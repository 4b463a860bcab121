//! The command line of the server: what to serve, where to listen, and when to end.

mod descriptors;
mod log;

use std::{
    io::{self, Write},
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::Context;
use clap::{Parser, value_parser};
use server::{Base, Guard, Limits, Metrics, Options};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::log::Log;

/// Serves the built site and, at /eco, the WebSocket echo that its panel speaks to.
///
/// The first line on standard output is the address of the site, the second that of the metrics where they are asked
/// for. Ctrl-C ends the server.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The folder of the built site, as `cargo xtask build` leaves it; without it only the echo is served
    #[arg(long, value_name = "FOLDER")]
    dist: Option<PathBuf>,
    /// The address and port to listen on; port 0 picks a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8081")]
    listen: SocketAddr,
    /// The path under which the site is served, that of SITE_URL when it was built; the echo is at /eco below
    /// it too
    #[arg(long, value_name = "PATH", default_value_t)]
    base: Base,
    /// A proxy in front speaks TLS with the readers: has browsers use only https for this host (HSTS, two
    /// years), and sends there whom the proxy's X-Forwarded-Proto tells to have come by http
    #[arg(long)]
    behind_tls: bool,
    /// Takes a client's address from X-Forwarded-For, where that many proxies in front, each of which adds the
    /// address that it sees, are yours: without a number one; without the option the header is not looked at
    #[arg(long, value_name = "PROXIES", num_args = 0..=1, default_missing_value = "1",
          value_parser = value_parser!(u8).range(1..))]
    trust_forwarded_for: Option<u8>,
    /// Also listens here, for /metrics in the OpenMetrics format, which Prometheus reads; an address that the open
    /// network does not reach, such as 127.0.0.1:9090
    #[arg(long, value_name = "ADDRESS:PORT")]
    metrics_listen: Option<SocketAddr>,
    #[command(flatten)]
    guard: Guard,
    #[command(flatten)]
    limits: Limits,
    #[command(flatten)]
    log: Log,
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("server: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Runtime::new().context("the threads of the server could not be started")?;
    let ran = runtime.block_on(serve(arguments));
    // A file that is being packed takes seconds, and nobody waits for it any more.
    runtime.shutdown_background();
    ran
}

async fn serve(arguments: Arguments) -> anyhow::Result<()> {
    let Arguments { dist, listen, base, behind_tls, trust_forwarded_for, metrics_listen, guard, limits, log } =
        arguments;
    let metrics = Metrics::default();
    // As many again may be open to fetch pages.
    let descriptors = 2 * u64::from(limits.max_connections);
    let options = Options {
        dist,
        base,
        behind_tls,
        trust_forwarded_for,
        guard,
        limits,
        metrics: metrics.clone(),
        ..Options::default()
    };
    options.check()?;
    // Before the address is told: who reads it may end the server at once.
    let asked_to_end = asked_to_end()?;
    let listener = TcpListener::bind(listen).await.map_err(|error| not_bound("--listen", listen, &error))?;
    let ended = CancellationToken::new();
    let mut addresses = vec![(listener.local_addr()?, options.base.to_string())];
    if let Some(listen) = metrics_listen {
        let bound = TcpListener::bind(listen).await;
        let listener = bound.map_err(|error| not_bound("--metrics-listen", listen, &error))?;
        addresses.push((listener.local_addr()?, server::METRICS_PATH.to_owned()));
        tokio::spawn(server::run_metrics(listener, metrics, ended.clone().cancelled_owned()));
    }
    let _telling = log.begin();
    if let Some(sentence) = descriptors::raise(descriptors) {
        tracing::warn!("{sentence}");
    }
    tell(&addresses).context("the address could not be written to standard output")?;
    let ran = server::run(listener, options, asked_to_end).await;
    ended.cancel();
    ran
}

fn not_bound(option: &str, listen: SocketAddr, error: &io::Error) -> anyhow::Error {
    if error.kind() == io::ErrorKind::AddrInUse {
        let port = listen.port();
        return anyhow::anyhow!(
            "port {port} is taken: end the program that uses it, or choose another with {option} (port 0 picks one)"
        );
    }
    anyhow::anyhow!("cannot listen on {listen}: {error}; choose another address with {option}")
}

/// Writes a line for each address with its path.
fn tell(addresses: &[(SocketAddr, String)]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for (mut address, path) in addresses.iter().cloned() {
        // "All addresses" is nowhere a browser can go.
        match address {
            SocketAddr::V4(v4) if v4.ip().is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
            SocketAddr::V6(v6) if v6.ip().is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
            SocketAddr::V4(_) | SocketAddr::V6(_) => {}
        }
        writeln!(out, "http://{address}{path}")?;
    }
    out.flush()
}

/// Listens from now on; resolves with Ctrl-C or, where there is such a thing, SIGTERM.
#[cfg(unix)]
fn asked_to_end() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
    })
}

/// Resolves with Ctrl-C.
#[cfg(not(unix))]
fn asked_to_end() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        // Without the signal there is nothing to wait for, and ending at once would be worse.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
