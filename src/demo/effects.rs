//! The one place where the demo has effects: socket, clock, storage, and the focus and scroll that follow a change.

use super::{
    chooser::ADDRESS,
    focus,
    log::{Connection, Moment},
    log_end::LogEnd,
    panel::{Nodes, panel},
    server::{Before, Environment, Server, Transport},
    state::{Action, State},
};
use crate::{
    i18n::Texts,
    slot::Slots,
    websocket::{self, DomEvent, Event, OpenError, WebSocket, embedded, websocket},
};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlMetaElement, Url, UrlSearchParams, Window};
use yew::prelude::*;

/// What the reader wants; the answer comes as [`Action`]s.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    /// To open a connection to the chosen server.
    Open,
    /// To send the message in the input.
    Send,
    /// To send the message of the entry with this number, which was not sent.
    Resend(u64, String),
    /// To close the connection, or to cancel it while it connects.
    Close,
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
}

/// What comes to the demo.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// The page is hydrated.
    Woken,
    /// The reader wants something.
    Wanted(Intent),
    /// The socket of the connection with this number told an event.
    Told(u32, DomEvent),
    /// A task has gone by since that socket told an error.
    StillAfterError(u32),
}

/// The demo: its state, and what no state can hold.
#[derive(Debug, Default)]
pub struct Demo {
    state: State,
    /// The socket that is in use, and how many there have been.
    socket: Option<WebSocket>,
    opened: u32,
    nodes: Nodes,
    log_end: LogEnd,
    /// What the page before left, until the state takes it.
    before: Option<Before>,
}

impl Demo {
    /// The demo of a page that was loaded after another one had broken, or had been left for a new version.
    #[must_use]
    pub fn after(before: Option<Before>) -> Self {
        Self { before, ..Self::default() }
    }

    /// What it shows, and what the page lights.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// The panel; `tell` takes what the reader does in it.
    pub fn view(&self, texts: &Texts, slots: &Slots, tell: &Callback<Message>) -> Html {
        panel(texts, slots, &self.state, &self.nodes, &tell.reform(Message::Wanted))
    }

    /// Does what a message asks for, and tells whether there is anything new to show.
    pub fn update(&mut self, message: Message, tell: &Callback<Message>) -> bool {
        match message {
            Message::Woken => self.wake(),
            Message::Wanted(intent) => self.answer(intent, tell),
            Message::Told(id, event) => self.told(id, event, tell),
            // A close event comes in the task of its error: after the next one there is none to come.
            Message::StillAfterError(id) => self.socket_is_over(id) && self.end(Action::Blocked(id)),
        }
    }

    /// What follows a change on the screen.
    pub fn rendered(&mut self, first: bool, tell: &Callback<Message>) {
        if first {
            tell.emit(Message::Woken);
            return;
        }
        focus::rescue(&self.nodes);
        self.log_end.follow(&self.nodes.log, &self.state.log);
    }

    fn step(&mut self, action: Action) -> bool {
        let Some(next) = self.state.step(action) else { return false };
        self.state = next;
        true
    }

    fn answer(&mut self, intent: Intent, tell: &Callback<Message>) -> bool {
        let action = match intent {
            Intent::Open => return self.open(tell),
            Intent::Send if self.state.draft.is_empty() => Action::EmptyNotSent,
            Intent::Send => {
                let text = self.state.draft.clone();
                if self.send(&text) { Action::Sent(now(), text) } else { Action::NotSent(now(), text) }
            }
            Intent::Resend(id, text) => {
                if self.send(&text) {
                    Action::Resent(now(), text, id)
                } else {
                    Action::NotSent(now(), text)
                }
            }
            Intent::Close => {
                self.socket.iter().for_each(WebSocket::close);
                Action::Closing
            }
            Intent::ChooseServer(server) => Action::ServerChosen(server),
            Intent::EditAddress(address) => Action::AddressEdited(address),
            Intent::EditDraft(draft) => Action::DraftEdited(draft),
            Intent::ClearLog => Action::LogCleared,
            Intent::RestoreLog => Action::LogRestored,
            Intent::ForgetBefore => Action::BeforeForgotten,
            Intent::ScrollLog => {
                self.log_end.scrolled(&self.nodes.log);
                return false;
            }
        };
        self.step(action)
    }

    /// Opens a connection, unless there is one: a second click may come before the button is drawn disabled.
    fn open(&mut self, tell: &Callback<Message>) -> bool {
        if self.socket.is_some() {
            return false;
        }
        let opened = self.state.target().map_err(OpenError::Address).and_then(|target| {
            let socket = match target.transport {
                Transport::Network => websocket(&target.address),
                Transport::Embedded => embedded(&target.address),
            };
            socket.map(|socket| (socket, target))
        });
        match opened {
            Err(error) => {
                if let OpenError::Address(_) = error {
                    focus::by_id(ADDRESS);
                }
                self.step(Action::NotOpened(error))
            }
            Ok((socket, target)) => {
                self.opened += 1;
                let id = self.opened;
                for event in Event::ALL {
                    let tell = tell.clone();
                    socket.bind(event, move |event| tell.emit(Message::Told(id, event.clone())));
                }
                self.socket = Some(socket);
                self.step(Action::Connecting(Connection { id, target }))
            }
        }
    }

    fn told(&mut self, id: u32, event: DomEvent, tell: &Callback<Message>) -> bool {
        let name = event.event();
        let action = Action::Told(id, now(), event);
        match name {
            Event::Open | Event::Message => self.step(action),
            Event::Error => {
                // A connection that the page's own policy (CSP) blocks tells an error and no close event: nothing
                // would ever end it.
                let tell = tell.clone();
                spawn_local(async move {
                    TimeoutFuture::new(0).await;
                    tell.emit(Message::StillAfterError(id));
                });
                self.step(action)
            }
            Event::Close => self.end(action),
        }
    }

    /// Lets the next connection come, and the socket go.
    fn end(&mut self, action: Action) -> bool {
        self.socket = None;
        self.step(action)
    }

    fn socket_is_over(&self, id: u32) -> bool {
        self.opened == id && self.socket.as_ref().is_some_and(WebSocket::is_over)
    }

    /// Whether the socket has taken the message. It knows better than the state: it may have begun to close since
    /// the last event.
    fn send(&self, text: &str) -> bool {
        self.socket.as_ref().is_some_and(|socket| socket.send(text).is_ok())
    }

    /// The first effect: the page is hydrated, and the state learns where it is.
    fn wake(&mut self) -> bool {
        let Some(window) = web_sys::window() else { return false };
        let before = self.before.take();
        self.step(Action::Hydrated(Environment { before, ..environment(&window) }));
        if !websocket::supported() {
            self.step(Action::NotOpened(OpenError::NotImplemented));
        }
        if let Some(root) = window.document().and_then(|document| document.document_element()) {
            // A name without a character that a name may not have: there is no error to tell.
            let _ = root.set_attribute("data-hydrated", "");
        }
        if let Some(performance) = window.performance() {
            // For the bench. It fails where the start script has set no mark, as in a test.
            let _ = performance.measure_with_start_mark("hydration", "instantiated");
        }
        true
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the clock gives whole milliseconds, the offset whole minutes"
)]
fn now() -> Moment {
    let date = js_sys::Date::new_0();
    Moment { unix_ms: date.get_time() as i64, offset_minutes: -date.get_timezone_offset() as i32 }
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
