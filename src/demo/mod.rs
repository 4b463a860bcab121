//! The live panel: a pure state, one hook that runs effects, and the views that draw the state.
//!
//! Data goes one way: an [`Intent`] of the reader or an event of the socket becomes an [`Action`], the reducer
//! makes the next [`State`] of it, and the views show that. `state`, `link`, `log` and `server` touch no browser.

mod chooser;
mod controls;
mod effects;
mod entry;
mod focus;
mod link;
mod log;
mod log_view;
mod notice;
mod panel;
mod server;
mod state;
mod strip;

pub use effects::{Intent, use_demo};
pub use link::Link;
pub use log::{Connection, Entry, Log, Moment, What};
pub use panel::panel;
pub use server::{Before, Environment, Server, Target, Transport};
pub use state::{Action, Controls, Notice, State};
