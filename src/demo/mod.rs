//! The live panel: a pure state, one place that has effects, and the views that draw the state.
//!
//! Data goes one way: a [`Message`], which is an [`Intent`] of the reader or an event of the socket, becomes an
//! [`Action`], the reducer [`State::step`] makes the next [`State`] of it, and the views show that. `state`, `link`,
//! `log` and `server` touch no browser.

mod chooser;
mod controls;
mod effects;
mod entry;
mod focus;
mod link;
mod log;
mod log_end;
mod log_view;
mod notice;
mod panel;
mod server;
mod state;
mod strip;

pub use effects::{Demo, Intent, Message};
pub use link::Link;
pub use log::{Connection, Entry, Log, Moment, What};
pub use panel::{Nodes, panel};
pub use server::{Before, Environment, Server, Target, Transport};
pub use state::{Action, Controls, Notice, State};
