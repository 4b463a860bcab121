//! The live panel: a pure state, one place that has effects, and the views that draw the state.
//!
//! Data goes one way: a [`Message`], which is an [`Intent`] of the reader or an event of the socket, becomes an
//! [`Action`], the reducer [`State::step`] makes the next [`State`] of it, and the views show that. `state`, `link`,
//! `log` and `server` touch no browser.

mod chooser;
mod controls;
mod drawers;
mod echoes;
mod effects;
mod entry;
mod focus;
mod frames;
mod guest;
mod heard;
mod hex;
pub mod instruments;
mod left;
mod link;
mod log;
mod log_end;
mod log_view;
mod notice;
mod panel;
mod python;
mod retry;
mod scenario;
mod scenarios;
mod server;
mod settings;
mod sight;
mod state;
mod strip;
mod trace;
mod transitions;

pub use effects::{Demo, Intent, Message};
pub use guest::{Arrived, Failure, Guest, Happening, Hint, Line, Phase, Raised, Shown};
pub use heard::{Heard, Said};
pub use left::left;
pub use link::Link;
pub use log::{Connection, Entry, Kept, Log, Moment, What};
pub use panel::{Nodes, panel};
pub use retry::Retry;
pub use scenario::Scenario;
pub use server::{Before, Environment, Server, Target, Transport};
pub use settings::{Change, Form, Instrument, KINDS, Refusal, Settings, Unfit};
pub use sight::{Sight, Way};
pub use state::{Action, Controls, Notice, Presence, Replay, Run, State};
pub use trace::{Step, Trace};
pub use transitions::{Transitions, WAYS};
