//! The one place where the demo touches the world: socket, clock, page.

use super::{
    log::{Connection, Moment},
    server::{Environment, Server, Target, Transport},
    state::{Action, State},
};
use crate::websocket::{self, AddressError, Event, OpenError, WebSocket, embedded, websocket};
use std::{cell::RefCell, rc::Rc};
use web_sys::{HtmlMetaElement, Url, UrlSearchParams, Window};
use yew::prelude::*;

/// What the reader wants; the answer comes as [`Action`]s.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    /// To open a connection to this target, or to hear what is wrong with the address.
    Open(Result<Target, AddressError>),
    /// To send this message.
    Send(String),
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
}

/// The state of the demo, and the way to tell it what the reader wants.
#[hook]
pub fn use_demo() -> (UseReducerHandle<State>, Callback<Intent>) {
    let state = use_reducer(State::default);
    let line = use_mut_ref(Line::default);
    let dispatcher = state.dispatcher();
    use_effect_with((), {
        let dispatcher = dispatcher.clone();
        move |()| wake(&dispatcher)
    });
    let intent = use_callback((), move |intent, ()| answer(intent, &line, &dispatcher));
    (state, intent)
}

type Dispatcher = UseReducerDispatcher<State>;

/// The socket that is in use, and how many there have been.
#[derive(Default)]
struct Line {
    socket: Option<WebSocket>,
    opened: u32,
}

fn answer(intent: Intent, line: &Rc<RefCell<Line>>, dispatcher: &Dispatcher) {
    let action = match intent {
        Intent::Open(Ok(target)) => return open(target, line, dispatcher),
        Intent::Open(Err(error)) => Action::NotOpened(OpenError::Address(error)),
        Intent::Send(text) if text.is_empty() => Action::EmptyNotSent,
        Intent::Send(text) => send(text, line),
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
    };
    dispatcher.dispatch(action);
}

/// Opens a connection, unless there is one: a second click may come before the button is drawn disabled.
fn open(target: Target, line: &Rc<RefCell<Line>>, dispatcher: &Dispatcher) {
    if line.borrow().socket.is_some() {
        return;
    }
    let opened = match target.transport {
        Transport::Network => websocket(&target.address),
        Transport::Embedded => embedded(&target.address),
    };
    match opened {
        Err(error) => dispatcher.dispatch(Action::NotOpened(error)),
        Ok(socket) => {
            let id = line.borrow().opened + 1;
            dispatcher.dispatch(Action::Connecting(Connection { id, target }));
            Event::ALL.into_iter().for_each(|event| listen(&socket, event, id, line, dispatcher));
            *line.borrow_mut() = Line { socket: Some(socket), opened: id };
        }
    }
}

fn listen(socket: &WebSocket, event: Event, id: u32, line: &Rc<RefCell<Line>>, dispatcher: &Dispatcher) {
    let (line, dispatcher) = (Rc::clone(line), dispatcher.clone());
    socket.bind(event, move |told| {
        if event == Event::Close {
            // Lets the next connection come, and the socket go.
            line.borrow_mut().socket = None;
        }
        dispatcher.dispatch(Action::Told(id, now(), told.clone()));
    });
}

fn send(text: String, line: &Rc<RefCell<Line>>) -> Action {
    // The socket knows better than the state: it may have begun to close since the last event.
    let sent = line.borrow().socket.as_ref().is_some_and(|socket| socket.send(text.as_str()).is_ok());
    if sent { Action::Sent(now(), text) } else { Action::NotSent(now(), text) }
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
}

fn environment(window: &Window) -> Environment {
    let location = window.location();
    let query = location.search().and_then(|search| UrlSearchParams::new_with_str(&search));
    Environment {
        host_server: host_server(window),
        secure_page: location.protocol().is_ok_and(|protocol| protocol == "https:"),
        query: query.ok().and_then(|query| query.get("servidor")),
    }
}

/// The server that the page's `meta` names, absolute: older browsers take no relative address.
fn host_server(window: &Window) -> Option<String> {
    let document = window.document()?;
    let meta = document.query_selector("meta[name=websocket-server]").ok()??;
    let content = wasm_bindgen::JsCast::dyn_into::<HtmlMetaElement>(meta).ok()?.content();
    if content.is_empty() {
        return None;
    }
    let url = Url::new_with_base(&content, &document.base_uri().ok()??).ok()?.href();
    Some(url.strip_prefix("http").map_or(url.clone(), |rest| format!("ws{rest}")))
}
