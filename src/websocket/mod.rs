//! Brython's `websocket` module in Rust: the same names, the same rules, and errors where Python raises.
//!
//! ```no_run
//! use brython_websocket::websocket::{Event, OpenError, websocket};
//!
//! # fn open() -> Result<(), OpenError> {
//! let socket = websocket("ws://127.0.0.1:8081/eco")?;
//! let echo = socket.clone();
//! socket.bind(Event::Open, move |_| drop(echo.send("olá")));
//! socket.bind(Event::Message, |event| println!("{event:?}"));
//! # Ok(())
//! # }
//! ```
//!
//! This folder is the only place that knows gloo-net and the browser's own socket. What it hands out is made
//! of plain values, so the rest of the program runs and is tested without a browser.

mod address;
mod clip;
mod embedded;
mod event;
mod socket;

pub use address::{AddressError, check_typed, without_credentials};
pub use content::Event;
pub use embedded::embedded;
pub use event::{CloseEvent, Data, DomEvent, Payload};
pub use socket::{CloseError, OpenError, SendError, WebSocket, supported, websocket};

/// The longest reason that `close` takes, in UTF-8 bytes (RFC 6455, section 5.5: 125 less the two of the code).
pub const LONGEST_REASON: usize = 123;

/// The longest message that comes whole, in bytes. A longer one would fill the program's memory, which never shrinks;
/// of it comes the beginning, and how long it was.
pub const LONGEST_WHOLE: u32 = 1 << 20;
