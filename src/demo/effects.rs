//! The one place where the demo has effects: socket, clock, storage, timers, and the focus and scroll that follow a
//! change. What a reader does with files and the clipboard is with the instruments (`instruments/files.rs`).

use super::{
    chooser::ADDRESS,
    echoes::Echoes,
    focus::{self, Focus},
    frames::{Clock, Frames},
    guest::Shown,
    heard::PAUSE_MS,
    instruments::{Bench, Fetched, Instruments, Start, fetch},
    left::leave,
    log::{Connection, Moment},
    log_end::{LogEnd, Scrolled},
    log_view::rows,
    panel::{Nodes, panel},
    python::python,
    retry::{self, Retry},
    scenario::Scenario,
    server::{Before, Environment, Server, Target, Transport},
    settings::{Change, Instrument, Settings},
    sight::{Sight, Way},
    state::{Action, Presence, Replay, State},
};
use crate::{
    i18n::Texts,
    slot::Slots,
    websocket::{self, Data, DomEvent, Event, OpenError, WebSocket, embedded, websocket},
};
use gloo_timers::callback::Timeout;
use std::{
    any::Any,
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlMetaElement, Url, UrlSearchParams, Window};
use yew::prelude::*;

/// What the page sends in the scenario with bytes.
const BYTES: [u8; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
/// How often the wait for another attempt is shown to go by, in milliseconds.
const TICK: u32 = 1000;

/// What the reader wants; the answer comes as [`Action`]s.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    /// To open a connection to the chosen server.
    Open,
    /// To see what a scenario is about, or no more.
    Look(Option<Scenario>),
    /// To open one on which a scenario is played.
    Play(Scenario),
    /// To have a burst as large as that after all.
    PlayAnyway,
    /// To send the message in the input.
    Send,
    /// To send the message of the entry with this number, which was not sent.
    Resend(u64, Data),
    /// To send this message once more.
    SendAgain(Data),
    /// To close the connection, or to cancel it while it connects or waits.
    Close,
    /// To close it with a code and a reason.
    CloseWith(u16, String),
    /// To measure so many echoes, of bytes or of text.
    Measure(u32, bool),
    /// To have connections that end come back, or no more.
    Retry(bool),
    /// To speak to this server.
    ChooseServer(Server),
    /// To have this address in the field.
    EditAddress(String),
    /// To have this message in the input.
    EditDraft(String),
    /// To empty the log.
    ClearLog,
    /// To have back what was cleared.
    RestoreLog,
    /// To see the log of the page before no more.
    ForgetBefore,
    /// To see another part of the log.
    ScrollLog,
    /// To go to the end of the log, and to stay there.
    SeeEnd,
    /// To have the log stand still.
    Pause,
    /// To have an instrument open, or folded.
    Toggle(Instrument, bool),
    /// To have the instruments fetched once more.
    FetchAgain,
    /// To have the instruments set so.
    Set(Change),
    /// To run the Python program.
    RunPython,
    /// To run it no more.
    StopPython,
    /// To have it as a page of its own.
    SavePython,
    /// To see a conversation of a file, or to go on in it; `None` goes back to the present one.
    Replay(Option<Rc<Replay>>),
}

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
    /// The socket that is in use, which its own handlers send on too; and how many there have been.
    socket: Socket,
    opened: Rc<Cell<u32>>,
    echoes: Rc<RefCell<Option<Echoes>>>,
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

type Socket = Rc<RefCell<Option<WebSocket>>>;

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

    /// Goes on in the language of `texts`, a file of the instruments; those that are not here yet do so once they are.
    pub fn speak(&mut self, texts: String) {
        let Some(instruments) = &self.instruments else { return self.spoken = Some(texts) };
        if let Some(speaking) = instruments.speaking(&texts) {
            if let Some(program) = &self.python {
                speaking.speak(&**program);
            }
            self.instruments = Some(speaking);
        }
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
            Message::StillAfterError(id) => {
                self.catch_up(tell) | (self.socket_is_over(id) && self.end(Action::Blocked(id)))
            }
            Message::Waited(left) => self.waited(left, tell),
            Message::Listen => {
                self.listen = None;
                let at = self.frames.as_ref().map(Frames::now);
                at.is_some_and(|at| self.step(Action::Listened(at)))
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
                Event::Close if self.is_current(*id) => self.over(),
                Event::Close => {}
            }
        }
        self.state = std::mem::take(&mut self.state).after(actions);
        if let Retry::Due { attempt } = self.state.retry {
            self.wait_for(attempt, tell);
        }
        if self.state.heard.is_behind() && self.listen.is_none() {
            let tell = tell.clone();
            self.listen = Some(Timeout::new(PAUSE_MS, move || tell.emit(Message::Listen)));
        }
        true
    }

    fn answer(&mut self, intent: Intent, tell: &Callback<Message>) -> bool {
        let action = match intent {
            Intent::Open => return self.open(None),
            Intent::Look(scenario) => {
                return scenario.is_some_and(|_| self.want(tell))
                    | self.step(Action::ScenarioLooked(scenario));
            }
            Intent::Play(scenario) => {
                let changed = self.want(tell) | self.step(Action::ScenarioShown(scenario));
                return changed | self.play(scenario);
            }
            Intent::PlayAnyway => {
                self.step(Action::Asked(false));
                let count = self.state.settings.burst();
                return count.is_none_or(|count| self.open(Some((Scenario::Burst, count))));
            }
            Intent::Send if self.state.draft.is_empty() => Action::EmptyNotSent,
            Intent::Send => self.sent(Data::from(self.state.draft.clone()), None),
            Intent::Resend(id, data) => self.sent(data, Some(id)),
            Intent::SendAgain(data) => self.sent(data, None),
            Intent::Close if self.state.retry.is_waiting() => {
                self.wait = None;
                Action::RetryCancelled
            }
            Intent::Close => {
                self.socket.borrow().iter().for_each(WebSocket::close);
                Action::Closing
            }
            Intent::CloseWith(code, reason) => {
                let closed = self
                    .socket
                    .borrow()
                    .as_ref()
                    .is_some_and(|socket| socket.close_with(code, &reason).is_ok());
                if !closed {
                    return false;
                }
                Action::Closing
            }
            Intent::Measure(count, binary) => return self.measure(count, binary),
            Intent::Retry(on) => {
                self.wait = None;
                Action::RetrySet(on)
            }
            Intent::ChooseServer(server) => Action::ServerChosen(server),
            Intent::EditAddress(address) => Action::AddressEdited(address),
            Intent::EditDraft(draft) => Action::DraftEdited(draft),
            Intent::ClearLog => Action::LogCleared,
            Intent::RestoreLog => Action::LogRestored,
            Intent::ForgetBefore => Action::BeforeForgotten,
            Intent::ScrollLog => return self.scrolled(),
            Intent::SeeEnd => Action::Looked(Sight::End),
            Intent::Pause => {
                Action::Looked(Sight::Paused { kept: Rc::new(self.state.log.kept().clone()), first: None })
            }
            Intent::Toggle(instrument, open) => {
                self.want(tell);
                Action::Toggled(instrument, open)
            }
            Intent::FetchAgain => return self.want(tell),
            Intent::RunPython => return self.run_python(tell) | self.want(tell),
            Intent::StopPython => {
                (self.python, self.is_python_awaited) = (None, false);
                let guest = &self.state.guest;
                Action::Guest(self.instruments.as_ref().map_or_else(Shown::default, |it| it.stopped(guest)))
            }
            Intent::SavePython => {
                if let Some((instruments, start)) = self.instruments.as_ref().zip(self.start(tell)) {
                    instruments.save(start, tell.reform(Message::Wanted));
                }
                return false;
            }
            Intent::Set(Change(change)) => {
                let mut settings = Settings::clone(&self.state.settings);
                change(&mut settings);
                if settings.source != self.state.settings.source {
                    self.keep(settings.source.as_deref());
                }
                Action::Set(settings.into())
            }
            Intent::Replay(replay) => Action::Replayed(replay),
        };
        self.step(action)
    }

    /// Opens a connection to the chosen server, perhaps to play a scenario.
    fn open(&mut self, scenario: Option<(Scenario, u32)>) -> bool {
        let target = self.state.target().map(|target| match scenario {
            Some((scenario, count)) => scenario.target(target, count),
            None => target,
        });
        match target {
            Ok(target) => self.open_at(target, scenario, None),
            Err(error) => {
                focus::by_id(ADDRESS);
                self.step(Action::NotOpened(OpenError::Address(error)))
            }
        }
    }

    /// Opens a connection, unless there is one: a second click may come before the button is drawn disabled.
    fn open_at(&mut self, target: Target, scenario: Option<(Scenario, u32)>, attempt: Option<u32>) -> bool {
        let Some(frames) = self.frames.clone().filter(|_| self.socket.borrow().is_none()) else {
            return false;
        };
        self.wait = None;
        let opened = match target.transport {
            Transport::Network => websocket(&target.address),
            Transport::Embedded => embedded(&target.address),
        };
        let socket = match opened {
            Ok(socket) => socket,
            Err(error) => return self.step(Action::NotOpened(error)),
        };
        let id = self.opened.get() + 1;
        self.opened.set(id);
        let played = scenario.map(|(scenario, _)| scenario);
        for event in Event::ALL {
            let handler = Handler {
                connection: id,
                sends_bytes: played == Some(Scenario::Binary),
                frames: frames.clone(),
                socket: Rc::clone(&self.socket),
                echoes: Rc::clone(&self.echoes),
            };
            socket.bind(event, move |event| handler.told(event));
        }
        *self.socket.borrow_mut() = Some(socket);
        let at = frames.now();
        self.step(Action::Connecting(Connection { scenario, attempt, ..Connection::new(id, target, at) }));
        if played == Some(Scenario::EarlyClose) {
            self.socket.borrow().iter().for_each(WebSocket::close);
            self.step(Action::Closing);
        }
        true
    }

    /// Lets the next connection come, and the socket go.
    fn over(&mut self) {
        *self.socket.borrow_mut() = None;
        *self.echoes.borrow_mut() = None;
    }

    fn end(&mut self, action: Action) -> bool {
        self.over();
        self.step(action)
    }

    fn is_current(&self, id: u32) -> bool {
        self.state.link.connection().is_some_and(|connection| connection.id == id)
    }

    fn socket_is_over(&self, id: u32) -> bool {
        self.is_current(id) && self.socket.borrow().as_ref().is_some_and(WebSocket::is_over)
    }

    /// Sends a message. Whether the socket takes it, it knows better than the state: it may have begun to close since
    /// the last event.
    fn sent(&self, data: Data, again: Option<u64>) -> Action {
        let at = self.now();
        let taken =
            self.socket.borrow().as_ref().is_some_and(|socket| socket.send(data.payload().clone()).is_ok());
        match again {
            _ if !taken => Action::NotSent(at, data),
            Some(id) => Action::Resent(at, data, id),
            None => Action::Sent(at, data),
        }
    }

    fn now(&self) -> Moment {
        self.frames.as_ref().map(Frames::now).unwrap_or_default()
    }

    /// Asks for the first of `count` echoes; the socket's handler asks for the others.
    fn measure(&mut self, count: u32, binary: bool) -> bool {
        let Some(frames) = self.frames.clone().filter(|_| self.state.controls().send) else { return false };
        let mut echoes = Echoes::new(count, binary);
        let first = echoes.next();
        *self.echoes.borrow_mut() = Some(echoes);
        let changed = self.step(Action::RunStarted(count));
        if let Some(first) = first {
            send(&self.socket, &frames, first);
        }
        changed
    }

    /// Draws by lot how long the attempt waits, and lets it begin.
    fn wait_for(&mut self, attempt: u32, tell: &Callback<Message>) {
        let delay = retry::delay(attempt, js_sys::Math::random());
        self.step(Action::RetryWaits(delay, delay));
        self.tick(delay, tell);
    }

    fn tick(&mut self, left: u32, tell: &Callback<Message>) {
        let (part, tell) = (left.min(TICK), tell.clone());
        self.wait = Some(Timeout::new(part, move || tell.emit(Message::Waited(left - part))));
    }

    fn waited(&mut self, left: u32, tell: &Callback<Message>) -> bool {
        let Retry::Waiting { attempt, delay, .. } = self.state.retry else { return false };
        if left > 0 {
            self.tick(left, tell);
            return self.step(Action::RetryWaits(delay, left));
        }
        let Some(last) = self.state.link.connection().cloned() else { return false };
        self.open_at(last.target.clone(), last.scenario, Some(attempt))
    }

    /// Fetches the instruments, unless they are here or on their way.
    fn want(&mut self, tell: &Callback<Message>) -> bool {
        if matches!(self.state.instruments, Presence::Here | Presence::Coming) {
            return false;
        }
        let changed = self.step(Action::Instruments(Presence::Coming));
        let (texts, tell) = (self.fetched.clone(), tell.clone());
        spawn_local(async move { tell.emit(Message::Fetched(fetch(texts).await)) });
        changed
    }

    /// Runs the Python program, in place of the one that ran; without the instruments, once they are here.
    fn run_python(&mut self, tell: &Callback<Message>) -> bool {
        self.python = None;
        let Some(instruments) = self.instruments.clone() else {
            self.is_python_awaited = true;
            return self.step(Action::Guest(Shown::loading()));
        };
        self.python = self.start(tell).map(|start| instruments.run(start));
        true
    }

    fn start(&self, tell: &Callback<Message>) -> Option<Start> {
        Some(Start {
            address: self.state.guest_address(),
            source: self.state.settings.source.clone(),
            fetched: self.fetched.clone()?,
            frames: self.frames.clone()?,
            opened: Rc::clone(&self.opened),
            tell: tell.reform(Message::Python),
        })
    }

    /// Has the program kept for the next visit.
    fn keep(&self, source: Option<&str>) {
        if let Some(fetched) = &self.fetched {
            // It throws nothing: where the browser keeps nothing, the program is lost with the page.
            let _ = fetched.0.call2(&JsValue::UNDEFINED, &"keep".into(), &source.unwrap_or_default().into());
        }
    }

    /// Plays a scenario, unless the server cannot, the number is none, or the reader is to be asked about it.
    fn play(&mut self, scenario: Scenario) -> bool {
        let count = if scenario == Scenario::Burst { self.state.settings.burst() } else { Some(0) };
        match count.filter(|_| self.state.can_play(scenario)) {
            None => false,
            Some(count) if count > Settings::UNASKED => self.step(Action::Asked(true)),
            Some(count) => self.open(Some((scenario, count))),
        }
    }

    /// The reader has scrolled the log.
    fn scrolled(&mut self) -> bool {
        let shown = self.state.shown();
        let (sight, log) = (&shown.sight, &shown.log);
        let all = rows(&self.state, self.instruments.as_ref());
        let next = match self.log_end.scrolled(&self.nodes.log) {
            Scrolled::Nowhere => None,
            Scrolled::Away => sight.is_at_end().then(|| sight.left(&all, log)).flatten(),
            Scrolled::Top => sight
                .moved(Way::Up, &all, log)
                .or_else(|| sight.is_at_end().then(|| sight.left(&all, log)).flatten()),
            Scrolled::End => {
                sight.moved(Way::Down, &all, log).or_else(|| (!sight.is_at_end()).then(|| sight.ended()))
            }
        };
        next.is_some_and(|next| self.step(Action::Looked(next)))
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
        if !websocket::supported() {
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

/// What a socket's events are told to.
struct Handler {
    connection: u32,
    /// Whether the page sends bytes as soon as the connection is open.
    sends_bytes: bool,
    frames: Frames,
    socket: Socket,
    echoes: Rc<RefCell<Option<Echoes>>>,
}

impl Handler {
    fn told(&self, event: &DomEvent) {
        let at = self.frames.now();
        self.frames.push(at, Action::Told(self.connection, at, event.clone()));
        let next = match event {
            DomEvent::Open if self.sends_bytes => Some(Data::from(BYTES.as_slice())),
            DomEvent::Open | DomEvent::Error | DomEvent::Message(_) | DomEvent::Close(_) => {
                self.echoes.borrow_mut().as_mut().and_then(|echoes| echoes.after(event))
            }
        };
        if let Some(next) = next {
            send(&self.socket, &self.frames, next);
        }
    }
}

/// Sends what the page itself has to send.
fn send(socket: &Socket, frames: &Frames, data: Data) {
    let at = frames.now();
    if socket.borrow().as_ref().is_some_and(|socket| socket.send(data.payload().clone()).is_ok()) {
        frames.push(at, Action::Sent(at, data));
    }
}

/// Tells a message in a task of its own, after those that are waiting.
fn later(tell: &Callback<Message>, message: Message) {
    let tell = tell.clone();
    Timeout::new(0, move || tell.emit(message)).forget();
}

fn environment(window: &Window) -> Environment {
    let location = window.location();
    let query = location.search().and_then(|search| UrlSearchParams::new_with_str(&search));
    Environment {
        host_server: host_server(window),
        secure_page: location.protocol().is_ok_and(|protocol| protocol == "https:"),
        query: query.ok().and_then(|query| query.get("servidor")),
        before: None,
    }
}

/// The server that the page's `meta` names, absolute: older browsers take no relative address.
fn host_server(window: &Window) -> Option<String> {
    let document = window.document()?;
    let meta = document.query_selector("meta[name=websocket-server]").ok()??;
    let content = meta.dyn_into::<HtmlMetaElement>().ok()?.content();
    if content.is_empty() {
        return None;
    }
    let url = Url::new_with_base(&content, &document.base_uri().ok()??).ok()?.href();
    Some(url.strip_prefix("http").map_or(url.clone(), |rest| format!("ws{rest}")))
}
