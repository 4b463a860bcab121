//! The one place where the demo has effects: socket and clock. The views move focus and scroll, and no more.

use super::{
    chooser::ADDRESS,
    focus,
    log::{Connection, Moment},
    server::{Before, Environment, Server, Transport},
    state::{Action, State},
};
use crate::{
    storage::{self, DRAFT, LOG},
    websocket::{self, Event, OpenError, WebSocket, embedded, websocket},
};
use gloo_timers::future::TimeoutFuture;
use std::{cell::RefCell, rc::Rc};
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
}

/// The state of the demo, and the way to tell it what the reader wants.
#[hook]
pub fn use_demo() -> (UseReducerHandle<State>, Callback<Intent>) {
    let state = use_reducer(State::default);
    let line = use_mut_ref(Line::default);
    use_effect_with((), {
        let dispatcher = state.dispatcher();
        move |()| wake(&dispatcher)
    });
    let intent = use_callback((), {
        let state = state.clone();
        // A new handle for each wish: it holds the state of this moment, and two wishes can come before Yew
        // has drawn what the first one changed.
        move |intent, ()| answer(intent, &state.clone(), &line)
    });
    (state, intent)
}

type Handle = UseReducerHandle<State>;
type Dispatcher = UseReducerDispatcher<State>;

/// The socket that is in use, and how many there have been.
#[derive(Default)]
struct Line {
    socket: Option<WebSocket>,
    opened: u32,
}

fn answer(intent: Intent, state: &Handle, line: &Rc<RefCell<Line>>) {
    let action = match intent {
        Intent::Open => return open(state, line),
        Intent::Send if state.draft.is_empty() => Action::EmptyNotSent,
        Intent::Send => {
            let text = state.draft.clone();
            if send(&text, line) { Action::Sent(now(), text) } else { Action::NotSent(now(), text) }
        }
        Intent::Resend(id, text) => {
            if send(&text, line) {
                Action::Resent(now(), text, id)
            } else {
                Action::NotSent(now(), text)
            }
        }
        Intent::Close => {
            if let Some(socket) = &line.borrow().socket {
                socket.close();
            }
            Action::Closing
        }
        Intent::ChooseServer(server) => Action::ServerChosen(server),
        Intent::EditAddress(address) => Action::AddressEdited(address),
        Intent::EditDraft(draft) => Action::DraftEdited(draft),
        Intent::ClearLog => Action::LogCleared,
        Intent::RestoreLog => Action::LogRestored,
        Intent::ForgetBefore => Action::BeforeForgotten,
    };
    state.dispatch(action);
}

/// Opens a connection, unless there is one: a second click may come before the button is drawn disabled.
fn open(state: &Handle, line: &Rc<RefCell<Line>>) {
    if line.borrow().socket.is_some() {
        return;
    }
    let opened = state.target().map_err(OpenError::Address).and_then(|target| {
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
            state.dispatch(Action::NotOpened(error));
        }
        Ok((socket, target)) => {
            let id = line.borrow().opened + 1;
            state.dispatch(Action::Connecting(Connection { id, target }));
            Event::ALL.into_iter().for_each(|event| listen(&socket, event, id, line, &state.dispatcher()));
            *line.borrow_mut() = Line { socket: Some(socket), opened: id };
        }
    }
}

fn listen(socket: &WebSocket, event: Event, id: u32, line: &Rc<RefCell<Line>>, dispatcher: &Dispatcher) {
    let (line, dispatcher) = (Rc::clone(line), dispatcher.clone());
    socket.bind(event, move |told| {
        match event {
            Event::Open | Event::Message => {}
            Event::Error => spawn_local(look_for_the_end(id, Rc::clone(&line), dispatcher.clone())),
            // Lets the next connection come, and the socket go.
            Event::Close => line.borrow_mut().socket = None,
        }
        dispatcher.dispatch(Action::Told(id, now(), told.clone()));
    });
}

/// A connection that the page's own policy (CSP) blocks tells an error and no close event: nothing would ever
/// end it. A close event comes in the task of its error, so after the next one there is none to come.
async fn look_for_the_end(id: u32, line: Rc<RefCell<Line>>, dispatcher: Dispatcher) {
    TimeoutFuture::new(0).await;
    let is_over = line.borrow().socket.as_ref().is_some_and(WebSocket::is_over);
    if is_over && line.borrow().opened == id {
        line.borrow_mut().socket = None;
        dispatcher.dispatch(Action::Blocked(id));
    }
}

/// Whether the socket has taken the message. It knows better than the state: it may have begun to close since
/// the last event.
fn send(text: &str, line: &Rc<RefCell<Line>>) -> bool {
    line.borrow().socket.as_ref().is_some_and(|socket| socket.send(text).is_ok())
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the clock gives whole milliseconds, the offset whole minutes"
)]
fn now() -> Moment {
    let date = js_sys::Date::new_0();
    Moment { unix_ms: date.get_time() as i64, offset_minutes: -date.get_timezone_offset() as i32 }
}

/// The first effect: the page is hydrated, and the state learns where it is.
fn wake(dispatcher: &Dispatcher) {
    let Some(window) = web_sys::window() else { return };
    dispatcher.dispatch(Action::Hydrated(environment(&window)));
    if !websocket::supported() {
        dispatcher.dispatch(Action::NotOpened(OpenError::NotImplemented));
    }
    if let Some(root) = window.document().and_then(|document| document.document_element()) {
        // A name without a character that a name may not have: there is no error to tell.
        let _ = root.set_attribute("data-hydrated", "");
    }
    if let Some(performance) = window.performance() {
        // For the bench. It fails where the start script has set no mark, as in a test.
        let _ = performance.measure_with_start_mark("hydration", "instantiated");
    }
}

fn environment(window: &Window) -> Environment {
    let location = window.location();
    let query = location.search().and_then(|search| UrlSearchParams::new_with_str(&search));
    Environment {
        host_server: host_server(window),
        secure_page: location.protocol().is_ok_and(|protocol| protocol == "https:"),
        query: query.ok().and_then(|query| query.get("servidor")),
        before: storage::take(DRAFT).map(|draft| Before { draft, log: storage::take(LOG).unwrap_or_default() }),
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
