//! The one place where the demo has effects: socket, clock, storage, timers, and the focus and scroll that follow a
//! change. What a reader does with files and the clipboard is with the instruments (`instruments/files.rs`).
//!
//! Here are what comes, the order in which it is taken, and what a new state has follow; [`intent`] answers the reader.
//! The others know how each thing is done, and change the state by [`Demo::step`] alone.

mod connection;
mod environment;
mod instruments;
mod intent;
mod retry;
mod socket;

use super::{
    focus::Focus,
    frames::{Clock, Frames},
    guest::Shown,
    heard::PAUSE_MS,
    instruments::{Bench, Fetched, Instruments},
    left::leave,
    log_end::LogEnd,
    panel::{Nodes, panel},
    python::python,
    retry::Retry,
    server::{Before, Environment},
    settings::Settings,
    state::{Action, Presence, State},
};
use crate::{
    i18n::Texts,
    slot::Slots,
    websocket::{Event, OpenError, supported},
};
use environment::environment;
use gloo_timers::callback::Timeout;
use socket::Socket;
use std::{any::Any, cell::Cell, rc::Rc};
use yew::prelude::*;

pub use intent::Intent;

/// What comes to the demo.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// The page is hydrated.
    Woken,
    /// The reader wants something.
    Wanted(Intent),
    /// Something has happened on the connection.
    Happened,
    /// A task has gone by since the socket of the connection with this number told an error.
    StillAfterError(u32),
    /// A part of the wait for another attempt has gone by; so much is left, in milliseconds.
    Waited(u32),
    /// The messages that were not told of may be told of now.
    Listen,
    /// The instruments arrived, or did not.
    Fetched(Option<Instruments>),
    /// The page is drawn, with a place for what runs the Python program.
    PythonAwaited,
    /// The Python program has gone on.
    Python(Shown),
}

/// The demo: its state, and what no state can hold.
#[derive(Debug, Default)]
pub struct Demo {
    state: State,
    socket: Socket,
    /// How many connections there have been, those of the Python program among them.
    opened: Rc<Cell<u32>>,
    frames: Option<Frames>,
    /// What goes off later; dropping it calls it off.
    wait: Option<Timeout>,
    listen: Option<Timeout>,
    instruments: Option<Instruments>,
    /// Their texts in the language that the reader has changed to, until they are here.
    spoken: Option<String>,
    /// The Python program that runs, and whether one is to run once the instruments are here.
    python: Option<Rc<dyn Any>>,
    is_python_awaited: bool,
    /// Whether the page has been drawn as one that can be used.
    is_alive: bool,
    /// The program as the reader has left it in an earlier visit, until the state takes it.
    source: Option<String>,
    /// How the texts of the instruments are fetched.
    fetched: Option<Fetched>,
    nodes: Nodes,
    focus: Focus,
    log_end: LogEnd,
    /// What the page before left, until the state takes it.
    before: Option<Before>,
}

impl Demo {
    /// The demo of a page that has the texts of its instruments from `fetched`; it was perhaps loaded after another
    /// one had broken, or had been left for a new version. `source` is the Python program that the reader has changed.
    #[must_use]
    pub fn new(before: Option<Before>, fetched: Option<Fetched>, source: Option<String>) -> Self {
        Self { before, fetched, source, ..Self::default() }
    }

    /// What it shows, and what the page lights.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// The panel; `tell` takes what the reader does in it.
    pub fn view(&self, texts: &Texts, slots: &Slots, tell: &Callback<Message>) -> Html {
        let intent = tell.reform(Message::Wanted);
        panel(texts, slots, &self.state, self.instruments.as_ref(), &self.nodes, &intent)
    }

    /// The Python laboratory: the editor, where the reader changes the program, and what stands below the program.
    pub fn python(&self, texts: &Texts, tell: &Callback<Message>) -> (Option<Html>, Html) {
        let intent = &tell.reform(Message::Wanted);
        let bench = Bench { texts, state: &self.state, intent };
        let instruments = self.instruments.as_ref();
        let editor = instruments.zip(self.fetched.as_ref());
        let editor = editor.and_then(|(instruments, fetched)| instruments.python_editor(&bench, fetched));
        (editor, python(&bench, instruments))
    }

    /// Does what a message asks for, and tells whether there is anything new to show.
    pub fn update(&mut self, message: Message, tell: &Callback<Message>) -> bool {
        let changed = self.take(message, tell);
        if changed {
            leave(self.state.log.kept());
            self.focus.remember();
        }
        changed
    }

    fn take(&mut self, message: Message, tell: &Callback<Message>) -> bool {
        match message {
            Message::Woken => self.wake(tell),
            Message::Wanted(intent) => {
                // What has happened comes before what the reader does about it. But the log is scrolled by what has come
                // too: an answer to that would draw each frame of a flood.
                let changed = !matches!(intent, Intent::ScrollLog) && self.catch_up(tell);
                self.answer(intent, tell) || changed
            }
            Message::Happened => self.catch_up(tell),
            // A close event comes in the task of its error: after the next one there is none to come.
            Message::StillAfterError(id) => self.catch_up(tell) | self.end_blocked(id),
            Message::Waited(left) => self.waited(left, tell),
            Message::Listen => {
                self.listen = None;
                self.step(Action::Listened(self.now()))
            }
            Message::Fetched(instruments) => {
                let presence = if instruments.is_some() { Presence::Here } else { Presence::Missing };
                self.instruments = instruments;
                if let Some(texts) = self.spoken.take() {
                    self.speak(texts);
                }
                // What runs the program has its place in the page once this is drawn.
                later(tell, Message::PythonAwaited);
                self.step(Action::Instruments(presence))
            }
            Message::PythonAwaited => std::mem::take(&mut self.is_python_awaited) && self.run_python(tell),
            // What has happened on its connections came before. Of a program that was stopped nothing more is to be
            // heard.
            Message::Python(guest) => {
                let is_heard = self.python.is_some() || guest.failure.is_some();
                self.catch_up(tell) | (is_heard && self.step(Action::Guest(guest)))
            }
        }
    }

    /// What follows a change on the screen.
    pub fn rendered(&mut self, first: bool, tell: &Callback<Message>) {
        if first {
            tell.emit(Message::Woken);
            return;
        }
        if !std::mem::replace(&mut self.is_alive, true) {
            tell_alive();
        }
        self.focus.rescue(&self.nodes);
        let shown = self.state.shown();
        self.log_end.follow(&self.nodes.log, shown);
    }

    fn step(&mut self, action: Action) -> bool {
        let Some(next) = self.state.step(action) else { return false };
        self.state = next;
        true
    }

    /// Takes into the state what has happened on the connection, and does what follows from it.
    fn catch_up(&mut self, tell: &Callback<Message>) -> bool {
        let actions = self.frames.as_ref().map(Frames::take).unwrap_or_default();
        if actions.is_empty() {
            return false;
        }
        for action in &actions {
            let Action::Told(id, _, event) = action else { continue };
            match event.event() {
                Event::Open | Event::Message => {}
                // A connection that the page's own policy (CSP) blocks tells an error and no close event: nothing
                // would ever end it.
                Event::Error => later(tell, Message::StillAfterError(*id)),
                // Of one that was blocked it may come late, when there is another.
                Event::Close if self.is_current(*id) => self.socket.release(),
                Event::Close => {}
            }
        }
        self.state = std::mem::take(&mut self.state).after(actions);
        if let Retry::Due { attempt } = self.state.retry {
            self.wait_for(attempt, tell);
        }
        if self.state.heard.is_behind() && self.listen.is_none() {
            self.listen = Some(after(PAUSE_MS, tell, Message::Listen));
        }
        true
    }

    /// The first effect: the page is hydrated, and the state learns where it is.
    fn wake(&mut self, tell: &Callback<Message>) -> bool {
        let Some(window) = web_sys::window() else { return false };
        let ready = tell.reform(|()| Message::Happened);
        self.frames = Clock::new(&window).map(|clock| Frames::new(window.clone(), clock, ready));
        let before = self.before.take();
        self.step(Action::Hydrated(Environment { before, ..environment(&window) }));
        if let source @ Some(_) = self.source.take() {
            self.step(Action::Set(Settings { source, ..Settings::default() }.into()));
            self.want(tell);
        }
        if !supported() {
            self.step(Action::NotOpened(OpenError::NotImplemented));
        }
        true
    }
}

/// Tells that the page can be used: what can be clicked is drawn so.
fn tell_alive() -> Option<()> {
    let window = web_sys::window()?;
    // A name without a character that a name may not have: there is no error to tell.
    let _ = window.document()?.document_element()?.set_attribute("data-hydrated", "");
    // For the bench. It fails where the start script has set no mark, as in a test.
    window.performance()?.measure_with_start_mark("hydration", "instantiation").ok()
}

/// Tells a message in a task of its own, after those that are waiting.
fn later(tell: &Callback<Message>, message: Message) {
    after(0, tell, message).forget();
}

/// Tells a message when so many milliseconds have gone by, unless what it gives is dropped before.
fn after(milliseconds: u32, tell: &Callback<Message>, message: Message) -> Timeout {
    let tell = tell.clone();
    Timeout::new(milliseconds, move || tell.emit(message))
}
