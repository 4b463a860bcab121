//! Whom the server answers: by the name that a request asks for, and by the page that opens a WebSocket.

use clap::Args;

/// Names and origins that are let in besides those that always are.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Who is let in")]
#[non_exhaustive]
pub struct Guard {
    /// Lets pages of this origin open WebSockets, besides those of this server and of the reader's own machine
    /// (localhost): https://example.org, `null` for frames and files without an origin, or `*` for all; once or more.
    /// Programs that are no browser tell no origin and are let in
    #[arg(long, value_name = "ORIGIN")]
    pub allow_origin: Vec<String>,
    /// Answers requests for this name: example.org, or `*` for any; once or more. Without it a server that listens on
    /// this machine alone answers to localhost and to addresses of this machine, so that no site can pose as it (DNS
    /// rebinding), and any other server to all names
    #[arg(long, value_name = "NAME")]
    pub allow_host: Vec<String>,
}
