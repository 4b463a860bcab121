//! What the Python laboratory does to the browser: it makes the frame and speaks to it through a port, which
//! no program in the frame can reach. To drop the [`Running`] is to take the frame away.

mod hearing;

use super::{
    super::super::{Failure, Guest, Hint, Phase},
    Start,
    arrival::{Files, Manifest},
    highlight,
    objects::get,
    shown::{addressed, document},
};
use content::PythonTexts;
use gloo_timers::callback::Timeout;
use hearing::Socket;
use js_sys::{Array, JSON};
use serde_json::{Value, json};
use std::{any::Any, cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, prelude::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlIFrameElement, MessageChannel, MessageEvent, MessagePort, window};

/// Where the frame goes (`view.rs`).
const PLACE: &str = "python_frame";
/// How long the frame may take to answer, in milliseconds, the first one and another one; and how long there is none in
/// between. Chromium gives a frame the process of the one before for as long as that is there, which is some two
/// seconds: a program that nothing interrupts may still be at work in it.
const PATIENCE: [u32; 2] = [4_000, 10_000];
const REST: u32 = 4_000;
/// How many messages a program may post to the page before it is ended: the page takes none, and without end they keep
/// a reader from doing anything for minutes.
const POSTS: u32 = 1_000;

type Heard = Closure<dyn FnMut(MessageEvent)>;
type Changed = Closure<dyn FnMut()>;

/// A program that runs, or begins to.
struct Running {
    start: Start,
    /// The program itself, once it is told to the frame.
    source: RefCell<String>,
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
    let is_embedded = start.address.is_none();
    let running = Rc::new(Running {
        start,
        source: RefCell::default(),
        texts: texts.clone().into(),
        guest: RefCell::new(Guest { phase: Phase::Loading, is_embedded, ..Guest::default() }),
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
        self.source.borrow_mut().clone_from(&source);
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

    /// Tells a program that posts messages to the page that nobody takes them, and ends one that does it without end:
    /// each of them waits its turn before what the reader does.
    fn follow_posts(self: &Rc<Self>) -> Option<()> {
        let (weak, mut left) = (Rc::downgrade(self), POSTS);
        let posted = Heard::new(move |event: MessageEvent| {
            // The frame has no origin; all else that may speak to the page has one.
            let is_its = get(&event, "origin").is_some_and(|origin| origin == "null");
            let Some(running) = weak.upgrade().filter(|running| is_its && running.frame.borrow().is_some())
            else {
                return;
            };
            let is_first = running.guest.borrow_mut().hint.replace(Hint::Posted) != Some(Hint::Posted);
            left -= 1;
            if left == 0 {
                running.fail(Failure::TooMuch);
            } else if is_first {
                running.tell();
            }
        });
        let listener = posted.as_ref().unchecked_ref();
        window()?.add_event_listener_with_callback("message", listener).ok()?;
        *self.posted.borrow_mut() = Some(posted);
        Some(())
    }
}
