//! The Python laboratory: the program that the page shows, run in real Brython, in a frame of its own.
//!
//! `view` draws it, `shown` has the program as the page shows it, `arrival` fetches Brython, `runner` makes the frame,
//! speaks to it and hears it, and `news` makes of what it tells the next `Guest`.

mod arrival;
mod editor;
mod highlight;
mod mirror;
mod news;
mod objects;
mod program;
mod runner;
mod shown;
mod view;

pub use news::take as take_news;
pub(super) use runner::{run, speak};
pub(super) use shown::save;
pub(super) use view::{actions, editor, rest};

use super::super::{Shown, frames::Frames};
use std::{cell::Cell, rc::Rc};
use yew::Callback;

/// What a run begins with.
#[derive(Clone, Debug)]
pub struct Start {
    /// The address for the program as the page shows it; without one, every socket is the one inside the page.
    pub address: Option<String>,
    /// The program, where the reader has changed it.
    pub source: Option<String>,
    /// What tells where Brython is.
    pub fetched: super::Fetched,
    /// Where what happens on the sockets goes.
    pub(in super::super) frames: Frames,
    /// The numbers of connections that have been given.
    pub(in super::super) opened: Rc<Cell<u32>>,
    /// What takes what is shown of it next.
    pub tell: Callback<Shown>,
}
