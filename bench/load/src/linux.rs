//! The command line: which load, on which server.

use std::{net::SocketAddr, process::ExitCode, time::Duration};

use clap::{Args, Parser, Subcommand};
use serde_json::Value;

use crate::{closed, frames::Talk, idle, open, process::Process};

/// Loads a WebSocket echo at /eco, and says as JSON what that cost the process that serves it
#[derive(Parser)]
struct Arguments {
    /// The address and port of the server
    #[arg(long)]
    server: SocketAddr,
    /// The process that serves
    #[arg(long)]
    process: u32,
    #[command(subcommand)]
    load: Load,
}

#[derive(Subcommand)]
enum Load {
    /// Each connection sends the next message when an echo is there, with so many on their way
    Closed {
        #[command(flatten)]
        talk: Several,
        #[arg(long)]
        depth: usize,
    },
    /// Messages are sent when they are due, whatever is on its way
    Open {
        #[command(flatten)]
        talk: Several,
        /// Messages a second, of all connections together
        #[arg(long)]
        rate: f64,
    },
    /// Connections that are open and silent
    Idle {
        #[arg(long)]
        connections: usize,
    },
}

#[derive(Args)]
struct Several {
    #[arg(long)]
    connections: usize,
    /// Bytes of a message
    #[arg(long)]
    payload: usize,
    /// Whether messages are bytes and not text
    #[arg(long)]
    binary: bool,
    /// What is counted, after a second that is not
    #[arg(long)]
    seconds: f64,
}

impl Several {
    fn talk(&self) -> Talk {
        Talk::new(self.payload, self.binary)
    }

    fn time(&self) -> Duration {
        Duration::from_secs_f64(self.seconds)
    }
}

pub(crate) fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(told) => {
            println!("{told}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("load: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(Arguments { server, process, load }: &Arguments) -> anyhow::Result<Value> {
    let process = Process(*process);
    match load {
        Load::Closed { talk, depth } => {
            closed::run(*server, process, &talk.talk(), talk.connections, *depth, talk.time())
        }
        Load::Open { talk, rate } => {
            open::run(*server, process, &talk.talk(), talk.connections, *rate, talk.time())
        }
        Load::Idle { connections } => idle::run(*server, process, *connections),
    }
}
