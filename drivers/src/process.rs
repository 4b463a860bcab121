//! A WebDriver server, and the port that it takes.

use std::process::Stdio;

use anyhow::Context;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

/// What a driver prints before its port.
const WORDS: [&str; 2] = ["started successfully on port ", "Listening on 127.0.0.1:"];

/// Starts it; without a port it has ended, as it does when another program takes the port in between: Chromium's wants
/// the same one for IPv4 and IPv6. It is killed when it is dropped.
pub(crate) async fn start(program: &str, arguments: &[&str]) -> anyhow::Result<(Child, Option<u16>)> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdout(Stdio::piped())
        // Firefox tells all that it warns of in any page.
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("{program} cannot be started"))?;
    let mut lines = BufReader::new(child.stdout.take().context("its output is not piped")?).lines();
    let mut port = None;
    while port.is_none()
        && let Some(line) = lines.next_line().await?
    {
        port = port_in(&line);
    }
    // What it goes on to say must not fill the pipe.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    Ok((child, port))
}

fn port_in(line: &str) -> Option<u16> {
    let (_, port) = WORDS.iter().find_map(|words| line.split_once(words))?;
    port.trim().trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::port_in;

    #[test]
    fn the_port_is_found_in_what_either_driver_prints() {
        assert_eq!(port_in("ChromeDriver was started successfully on port 39203."), Some(39203));
        assert_eq!(port_in("1763841\tgeckodriver\tINFO\tListening on 127.0.0.1:4444"), Some(4444));
        assert_eq!(port_in("Only local connections are allowed."), None);
    }
}
