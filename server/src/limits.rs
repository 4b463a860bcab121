//! What the server bears, each bound an option with a default that is sound on the open network.

use std::time::Duration;

use clap::{Args, value_parser};

const MIB: u64 = 1 << 20;

/// The bounds; [`Limits::default`] has the defaults of the command line.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Limits")]
#[non_exhaustive]
pub struct Limits {
    /// The longest message, in bytes; a longer one closes its connection with 1009
    #[arg(long, value_name = "BYTES", default_value_t = Self::default().max_message,
          value_parser = value_parser!(u64).range(1..))]
    pub max_message: u64,
    /// The longest frame, in bytes; a longer one closes its connection with 1009. Firefox sends a message as one
    /// frame
    #[arg(long, value_name = "BYTES", default_value_t = Self::default().max_frame,
          value_parser = value_parser!(u64).range(1..))]
    pub max_frame: u64,
    /// Frames (a message is one or more, a ping is one) that one connection may send in a second, in the long run; more close it with 1008;
    /// 0 is no bound
    #[arg(long, value_name = "NUMBER", default_value_t = Self::default().messages_per_second)]
    pub messages_per_second: u32,
    /// How many of them may come at once
    #[arg(long, value_name = "NUMBER", default_value_t = Self::default().message_burst,
          value_parser = value_parser!(u32).range(1..))]
    pub message_burst: u32,
    /// Open WebSockets in all; the next upgrade is answered with 503. As many connections more, and a few, may be
    /// open to fetch pages
    #[arg(long, value_name = "NUMBER", default_value_t = Self::default().max_connections,
          value_parser = value_parser!(u32).range(1..=10_000_000))]
    pub max_connections: u32,
    /// Open WebSockets of one address, or of one /64 of IPv6; the next upgrade is answered with 503. A school may have
    /// one address
    #[arg(long, value_name = "NUMBER", default_value_t = Self::default().max_connections_per_address,
          value_parser = value_parser!(u32).range(1..=10_000_000))]
    pub max_connections_per_address: u32,
    /// Seconds without a message or a pong after which a WebSocket is closed with 1001; after half of them the server
    /// sends a ping, which every browser answers
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    pub idle_timeout: Duration,
    /// Seconds for the head of a request to arrive, that of a WebSocket's handshake included; then the connection is
    /// cut. A connection that asks for nothing more is kept as long
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    pub header_timeout: Duration,
    /// The longest head of a request, in bytes; a longer one is answered with 431
    #[arg(long, value_name = "BYTES", default_value_t = Self::default().max_header,
          value_parser = value_parser!(u32).range(8192..=32768))]
    pub max_header: u32,
    /// Bytes of answers that may wait for a slow reader; until it takes them, nothing more is read of it
    #[arg(long, value_name = "BYTES", default_value_t = Self::default().write_buffer,
          value_parser = value_parser!(u32).range(1024..))]
    pub write_buffer: u32,
    /// Seconds that a reader may take nothing, or so little that the system asks for no more, while something waits for
    /// it; then the connection is cut, which browsers tell as 1006
    #[arg(long, value_name = "SECONDS", default_value = "20", value_parser = seconds)]
    pub write_timeout: Duration,
    /// Seconds for the answer to a close that the server sends and for the end of the line after it; then it is cut.
    /// The same for all connections when the server ends, which it has half a second later
    #[arg(long, value_name = "SECONDS", default_value = "3", value_parser = seconds)]
    pub close_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // No message is ever held as a whole: this bounds no memory, but what one message may do to its reader.
            max_message: 16 * MIB,
            max_frame: 16 * MIB,
            messages_per_second: 1_000,
            message_burst: 10_000,
            max_connections: 4_096,
            max_connections_per_address: 256,
            idle_timeout: Duration::from_secs(60),
            header_timeout: Duration::from_secs(10),
            max_header: 16 << 10,
            write_buffer: 64 << 10,
            write_timeout: Duration::from_secs(20),
            close_timeout: Duration::from_secs(3),
        }
    }
}

/// A time that is more than none and less than a month.
fn seconds(given: &str) -> Result<Duration, String> {
    let seconds: f64 = given.parse().map_err(|_| "a number of seconds is wanted, such as 20 or 0.5")?;
    if !(0.001..=2_600_000.0).contains(&seconds) {
        return Err("from 0.001 to 2600000 seconds are possible".to_owned());
    }
    Ok(Duration::from_secs_f64(seconds))
}
