//! What the Python laboratory does to the browser: it makes the frame and speaks to it through a port, which
//! no program in the frame can reach. To drop the [`Running`] is to take the frame away.

use super::{
    super::{
        super::{
            Action, Connection, Failure, Guest, Happening, Hint, Intent, Moment, Phase, Target, Transport,
            What,
        },
        fields::to,
        files,
    },
    Start,
    arrival::{Files, Manifest},
    highlight,
    news::{self, Room, TooMuch},
    objects::get,
};
use crate::{
    standalone::Standalone,
    websocket::{CloseEvent, Data, DomEvent, LONGEST_REASON, LONGEST_WHOLE, without_credentials},
};
use content::PythonTexts;
use gloo_timers::callback::Timeout;
use js_sys::{Array, ArrayBuffer, JSON, JsString, Uint8Array};
use serde_json::{Map, Value, json};
use std::{any::Any, cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, Element, HtmlIFrameElement, MessageChannel, MessageEvent, MessagePort, window};
use yew::Callback;

/// Where the frame goes (`view.rs`).
const PLACE: &str = "python_frame";
/// The place of the program in the page, as text.
const SOURCE: &str = "#py_source";
/// How long the frame may take to answer, in milliseconds, the first one and another one; and how long there is none in
/// between. Chromium gives a frame the process of the one before for as long as that is there, which is some two
/// seconds: a program that nothing interrupts may still be at work in it.
const PATIENCE: [u32; 2] = [4_000, 10_000];
const REST: u32 = 4_000;
/// How far the clock of the frame may be from the page's, in microseconds: a program can tell any.
const CLOCKS: u64 = 60_000_000;
/// How many sockets of a run are told about; whoever opens more is not learning.
const SOCKETS: usize = 1000;
/// How many values a message has at most.
const VALUES: u32 = 7;

type Heard = Closure<dyn FnMut(MessageEvent)>;
type Changed = Closure<dyn FnMut()>;

/// A program that runs, or begins to.
struct Running {
    start: Start,
    texts: RefCell<PythonTexts>,
    guest: RefCell<Guest>,
    sockets: RefCell<Vec<Socket>>,
    frame: RefCell<Option<HtmlIFrameElement>>,
    port: RefCell<Option<MessagePort>>,
    heard: RefCell<Option<Heard>>,
    loaded: RefCell<Option<Changed>>,
    themed: RefCell<Option<Changed>>,
    posted: RefCell<Option<Heard>>,
    patience: RefCell<Option<Timeout>>,
}

/// A socket of the program.
struct Socket {
    connection: Rc<Connection>,
    /// Whether the program has closed it.
    is_given_up: bool,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.leave();
        highlight::clear();
        if let (Some(themed), Some(document)) = (self.themed.take(), document()) {
            let listener = themed.as_ref().unchecked_ref();
            document.remove_event_listener_with_callback("change", listener).unwrap_or_default();
        }
        if let (Some(posted), Some(window)) = (self.posted.take(), window()) {
            let listener = posted.as_ref().unchecked_ref();
            window.remove_event_listener_with_callback("message", listener).unwrap_or_default();
        }
    }
}

/// Runs the program; to drop what is given ends it.
pub(in super::super) fn run(texts: &PythonTexts, start: Start) -> Rc<dyn Any> {
    let running = Rc::new(Running {
        start,
        texts: texts.clone().into(),
        guest: RefCell::new(Guest { phase: Phase::Loading, ..Guest::default() }),
        sockets: RefCell::default(),
        frame: RefCell::default(),
        port: RefCell::default(),
        heard: RefCell::default(),
        loaded: RefCell::default(),
        themed: RefCell::default(),
        posted: RefCell::default(),
        patience: RefCell::default(),
    });
    running.tell();
    let weak = Rc::downgrade(&running);
    spawn_local(async move {
        let fetched = weak.upgrade().map(|running| running.start.fetched.clone());
        let Some(fetched) = fetched else { return };
        let files = async {
            let told = |arrived| {
                let running = weak.upgrade()?;
                running.guest.borrow_mut().arrived = Some(arrived);
                running.tell();
                Some(())
            };
            Manifest::fetch(&fetched).await?.files(told).await
        };
        let files = files.await;
        let Some(running) = weak.upgrade() else { return };
        let framed = files.and_then(|files| running.frame(files.into(), false).ok_or(Failure::NoFrame));
        if let Err(failure) = framed {
            running.fail(failure);
        }
    });
    running
}

/// Has a program that runs go on in the language of `texts`.
pub(in super::super) fn speak(texts: &PythonTexts, program: &dyn Any) {
    if let Some(running) = program.downcast_ref::<Running>() {
        texts.clone_into(&mut running.texts.borrow_mut());
        running.dress();
    }
}

impl Running {
    fn tell(&self) {
        self.start.tell.emit(self.guest.borrow().clone().into());
    }

    fn fail(&self, failure: Failure) {
        *self.patience.borrow_mut() = None;
        self.leave();
        {
            let mut guest = self.guest.borrow_mut();
            (guest.phase, guest.failure) = (Phase::Failed, Some(failure));
        }
        self.tell();
    }

    /// Takes the frame away.
    fn leave(&self) {
        if let Some(port) = self.port.take() {
            port.set_onmessage(None);
            port.close();
        }
        if let Some(frame) = self.frame.take() {
            frame.remove();
        }
    }

    /// Puts the frame into the page, for the first time or once more; it is spoken to once it is loaded.
    fn frame(self: &Rc<Self>, files: Rc<Files>, is_another: bool) -> Option<()> {
        let document = document()?;
        let place = document.get_element_by_id(PLACE)?;
        let frame: HtmlIFrameElement = document.create_element("iframe").ok()?.unchecked_into();
        frame.set_attribute("sandbox", "allow-scripts").ok()?;
        frame.set_attribute("title", &self.texts.borrow().frame).ok()?;
        frame.set_attribute("src", &files.frame).ok()?;
        {
            let mut guest = self.guest.borrow_mut();
            guest.version.clone_from(&files.version);
            guest.licence.clone_from(&files.licence);
            guest.modules.clone_from(&files.modules);
        }
        let (weak, mut first) = (Rc::downgrade(self), Some(Rc::clone(&files)));
        let loaded = Changed::new(move || {
            let Some(running) = weak.upgrade() else { return };
            match first.take() {
                Some(files) => {
                    running.greet(files);
                }
                // The program has brought another document into its frame.
                None => running.fail(Failure::Gone),
            }
        });
        frame.set_onload(Some(loaded.as_ref().unchecked_ref()));
        place.replace_children_with_node_1(&frame);
        *self.loaded.borrow_mut() = Some(loaded);
        *self.frame.borrow_mut() = Some(frame);
        let weak = Rc::downgrade(self);
        *self.patience.borrow_mut() = Some(Timeout::new(PATIENCE[usize::from(is_another)], move || {
            let Some(running) = weak.upgrade() else { return };
            if is_another {
                running.fail(Failure::NoFrame);
            } else {
                running.frame_later(files);
            }
        }));
        Some(())
    }

    /// Takes the frame away, and puts another one there after a while.
    fn frame_later(self: &Rc<Self>, files: Rc<Files>) {
        self.leave();
        let weak = Rc::downgrade(self);
        *self.patience.borrow_mut() = Some(Timeout::new(REST, move || {
            if let Some(running) = weak.upgrade()
                && running.frame(files, true).is_none()
            {
                running.fail(Failure::NoFrame);
            }
        }));
    }

    /// Hands the frame its port; when it answers, the program begins.
    fn greet(self: &Rc<Self>, files: Rc<Files>) -> Option<()> {
        let channel = MessageChannel::new().ok()?;
        let (port, weak) = (channel.port1(), Rc::downgrade(self));
        let mut files = Some(files);
        let heard = Heard::new(move |event: MessageEvent| {
            let Some(running) = weak.upgrade() else { return };
            let Some(message) = event.data().dyn_into::<Array>().ok() else { return };
            if message.get(0) == "here" {
                if let Some(files) = files.take() {
                    running.begin(&files);
                    running.follow_theme();
                    running.follow_posts();
                }
            } else {
                running.heard(&message);
            }
        });
        port.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        *self.heard.borrow_mut() = Some(heard);
        *self.port.borrow_mut() = Some(port);
        let inside = self.frame.borrow().as_ref()?.content_window()?;
        // A frame without an origin has no other name.
        inside
            .post_message_with_transfer(&Array::of1(&"hello".into()), "*", &Array::of1(&channel.port2()))
            .ok()
    }

    fn begin(&self, files: &Files) -> Option<()> {
        *self.patience.borrow_mut() = None;
        let source = match &self.start.source {
            Some(source) => source.clone(),
            None => addressed(self.start.address.as_deref())?,
        };
        self.dress()?;
        let program = json!(["run", {
            "brython": files.brython, "library": files.library, "extra": { "websocket": files.module },
            "source": source,
            "server": self.start.address.is_none().then_some("embedded"),
        }]);
        self.say(&program)
    }

    fn say(&self, message: &Value) -> Option<()> {
        self.port.borrow().as_ref()?.post_message(&JSON::parse(&message.to_string()).ok()?).ok()
    }

    /// Gives the frame the language of the page, and the theme that the reader has chosen; which one the system has,
    /// it sees for itself.
    fn dress(&self) -> Option<()> {
        let page = document()?.document_element()?;
        let PythonTexts { frame, open, message, send, close, .. } = &*self.texts.borrow();
        self.frame.borrow().as_ref()?.set_attribute("title", frame).ok()?;
        self.say(&json!(["dress", {
            "lang": page.get_attribute("lang"), "theme": page.get_attribute("data-theme"),
            "labels": {
                "title": frame, "#openbtn": open, "[for=data]": message, "#send_button": send, "#closebtn": close,
            },
        }]))
    }

    /// Has the frame follow the theme that the reader chooses.
    fn follow_theme(self: &Rc<Self>) -> Option<()> {
        let weak = Rc::downgrade(self);
        let themed = Changed::new(move || {
            if let Some(running) = weak.upgrade() {
                running.dress();
            }
        });
        // The start script hears it first, and has set the theme by then.
        let listener = themed.as_ref().unchecked_ref();
        document()?.add_event_listener_with_callback("change", listener).ok()?;
        *self.themed.borrow_mut() = Some(themed);
        Some(())
    }

    /// Tells a program that posts messages to the page that nobody takes them.
    fn follow_posts(self: &Rc<Self>) -> Option<()> {
        let weak = Rc::downgrade(self);
        let posted = Heard::new(move |event: MessageEvent| {
            let Some(running) = weak.upgrade() else { return };
            let inside = running.frame.borrow().as_ref().and_then(HtmlIFrameElement::content_window);
            let is_its = inside.is_some() && get(&event, "source") == inside.map(JsValue::from);
            if is_its && running.guest.borrow_mut().hint.replace(Hint::Posted) != Some(Hint::Posted) {
                running.tell();
            }
        });
        let listener = posted.as_ref().unchecked_ref();
        window()?.add_event_listener_with_callback("message", listener).ok()?;
        *self.posted.borrow_mut() = Some(posted);
        Some(())
    }

    /// Takes what the frame tells.
    fn heard(&self, message: &Array) {
        let Ok(changes) = self.taken(message) else { return self.fail(Failure::TooMuch) };
        // Without its program a frame shows nothing.
        if matches!(self.guest.borrow().failure, Some(Failure::Gone | Failure::NotArrived)) {
            self.leave();
        }
        if changes {
            self.highlight();
            self.tell();
        }
    }

    /// Lets the line of the exception stand out; in a program that the reader has changed, the editor does.
    fn highlight(&self) {
        if let Some(Failure::Raised(raised)) = &self.guest.borrow().failure
            && let (Some(line), None) = (raised.line, &self.start.source)
        {
            highlight::show(line);
        }
    }

    /// Takes a message, or a batch of them, and tells whether that changes what is shown.
    fn taken(&self, message: &Array) -> Result<bool, TooMuch> {
        let told = if message.get(0) == "batch" {
            message.get(1).dyn_into::<Array>().unwrap_or_default()
        } else {
            Array::of1(message)
        };
        if told.length() > news::MESSAGES {
            return Err(TooMuch);
        }
        let (mut room, mut changes) = (Room::new(), false);
        // What is no message of ours is of a program that got hold of the frame's own script.
        for one in told.iter().filter_map(|one| one.dyn_into::<Array>().ok()) {
            let is_of_socket = one.get(0) == "socket";
            let longest = if is_of_socket { LONGEST_WHOLE } else { news::TEXT };
            for at in 0..one.length().min(VALUES) {
                room.take(size(&one.get(at)), longest)?;
            }
            changes |= if is_of_socket {
                self.happened(&one).unwrap_or_default()
            } else {
                self.news(&one, &mut room)?
            };
        }
        Ok(changes)
    }

    fn news(&self, message: &Array, room: &mut Room) -> Result<bool, TooMuch> {
        let kind = message.get(0).as_string().unwrap_or_default();
        let told = [message.get(1), message.get(2)];
        let told =
            if kind == "failed" { vec![report(&told[0], room)?] } else { told.iter().map(plain).collect() };
        news::take(&mut self.guest.borrow_mut(), &kind, &told)
    }

    /// Takes what happens on a socket: its number, when, what, and the rest; and tells whether it explains something.
    fn happened(&self, message: &Array) -> Option<bool> {
        let text = |at: u32| message.get(at).as_string();
        let number = |at: u32| message.get(at).as_f64();
        let at = self.moment(number(2)?);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of sockets")]
        let place = (number(1)? as usize).checked_sub(1)?;
        let what = text(3)?;
        let mut sockets = self.sockets.borrow_mut();
        if what == "request" {
            if place != sockets.len() || place >= SOCKETS {
                return None;
            }
            let is_embedded = self.start.address.is_none();
            let transport = if is_embedded { Transport::Embedded } else { Transport::Network };
            // What the program's address has of a password is the program's own.
            let target = Target { transport, address: without_credentials(&text(4)?) };
            let id = self.start.opened.get() + 1;
            self.start.opened.set(id);
            let connection = Connection { of_python: true, ..Connection::new(id, target, at) };
            sockets.push(Socket { connection: connection.into(), is_given_up: false });
        }
        let told = |event| Happening::Noted(What::Told(event));
        let happening = match what.as_str() {
            "request" => Happening::Asked,
            "closing" => Happening::Closing,
            "sent" => Happening::Noted(What::Sent(data(message)?)),
            "lost" => Happening::Noted(What::NotSent { data: data(message)?, resent: None }),
            "open" => told(DomEvent::Open),
            "error" => told(DomEvent::Error),
            "message" => told(DomEvent::Message(data(message)?)),
            "close" => told(DomEvent::Close(CloseEvent {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a close code")]
                code: number(4)? as u16,
                reason: text(5).filter(|reason| reason.len() <= LONGEST_REASON)?,
                was_clean: message.get(6).as_bool()?,
            })),
            _ => return None,
        };
        let socket = sockets.get_mut(place)?;
        socket.connection = Rc::clone(&socket.connection).after_happening(&happening, at);
        socket.is_given_up |= happening == Happening::Closing;
        let is_refused = socket.is_refused(&happening);
        if is_refused {
            self.guest.borrow_mut().hint = Some(Hint::NullOrigin);
        }
        self.start.frames.push(at, Action::OfGuest(Rc::clone(&socket.connection), at, happening));
        Some(is_refused)
    }

    /// The moment that the frame tells, in milliseconds; or now, when it cannot be true.
    fn moment(&self, ms: f64) -> Moment {
        let now = self.start.frames.now();
        #[expect(clippy::cast_possible_truncation, reason = "microseconds of any year fit")]
        let unix_us = (ms * 1000.0) as i64;
        let is_near = unix_us.abs_diff(now.unix_us) < CLOCKS;
        if is_near { Moment { unix_us, ..now } } else { now }
    }
}

impl Socket {
    /// Whether a connection to a real server ends that never was open, and that the program has not given up: the
    /// server may refuse a document without an origin, and nobody tells.
    fn is_refused(&self, happening: &Happening) -> bool {
        matches!(happening, Happening::Noted(What::Told(DomEvent::Close(_))))
            && self.connection.opened.is_none()
            && self.connection.target.transport == Transport::Network
            && !self.is_given_up
    }
}

/// How much of the page's memory a value of the frame would take, in UTF-16 units or bytes.
fn size(value: &JsValue) -> u32 {
    let bytes = || value.dyn_ref::<ArrayBuffer>().map_or(0, ArrayBuffer::byte_length);
    value.dyn_ref::<JsString>().map_or_else(bytes, JsString::length)
}

/// A text, or a count.
fn plain(value: &JsValue) -> Value {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
    let count = || value.as_f64().map(|count| Value::from(count as u64));
    value.as_string().map(Value::from).or_else(count).unwrap_or_default()
}

/// What is told of an exception.
fn report(told: &JsValue, room: &mut Room) -> Result<Value, TooMuch> {
    let mut report = Map::new();
    for name in ["name", "message", "traceback", "line", "hint"] {
        let part = get(told, name).unwrap_or_default();
        room.take(size(&part), news::TEXT)?;
        report.insert(name.to_owned(), plain(&part));
    }
    Ok(report.into())
}

/// A message of a socket: what there is of it, and how many bytes it has in all.
fn data(message: &Array) -> Option<Data> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of bytes")]
    let whole = message.get(5).as_f64()? as usize;
    let carried = message.get(4);
    match carried.as_string() {
        Some(text) => Some(Data::beginning(text, whole)),
        None => Some(Data::beginning(Uint8Array::new(carried.dyn_ref::<ArrayBuffer>()?).to_vec(), whole)),
    }
}

fn document() -> Option<Document> {
    window()?.document()
}

/// Where the page shows the program.
pub(super) fn shown_program() -> Option<Element> {
    document()?.query_selector(SOURCE).ok()?
}

/// The program that the page shows.
pub(super) fn shown_source() -> Option<String> {
    shown_program()?.text_content()
}

/// The same, once the address in it is this one: what is shown is what runs.
fn addressed(address: Option<&str>) -> Option<String> {
    if let Some(address) = address {
        let strings = document()?.query_selector_all(&[SOURCE, " .t-string"].concat()).ok()?;
        let of = |at| strings.get(at).and_then(|node: web_sys::Node| node.dyn_into::<Element>().ok());
        let is_address =
            |string: &Element| string.text_content().is_some_and(|text| text.starts_with("\"ws"));
        if let Some(string) = (0..strings.length()).filter_map(of).find(is_address) {
            string.set_text_content(Some(&Value::from(address).to_string()));
        }
    }
    shown_source()
}

/// Gives the reader the program as a page that runs by itself, and has the settings say what failed. That is no affair
/// of the program: it may run meanwhile.
pub(in super::super) fn save(texts: &PythonTexts, start: Start, intent: Callback<Intent>) {
    let texts = texts.clone();
    spawn_local(async move {
        let failure = saved(&start, &texts).await.err();
        intent.emit(to(move |settings| settings.unsaved.clone_from(&failure)));
    });
}

async fn saved(start: &Start, texts: &PythonTexts) -> Result<(), Failure> {
    let manifest = Manifest::fetch(&start.fetched).await?;
    let template = manifest.text("standalone").await?;
    let module = manifest.text("module").await?;
    let program = start.source.clone().or_else(shown_source).unwrap_or_default();
    let root = document().and_then(|document| document.document_element());
    let language = root.and_then(|root| root.get_attribute("lang")).unwrap_or_default();
    let page = Standalone {
        language: &language,
        title: &texts.code,
        open: &texts.open,
        data: &texts.message,
        send: &texts.send,
        close: &texts.close,
        note: &texts.note,
        missing: &texts.missing,
        program: &program,
        modules: &[("websocket", &module)],
    };
    files::save("websocket.html", "text/html", &page.html(&template)).ok_or(Failure::NotArrived)
}
