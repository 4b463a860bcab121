//! Keeps long messages out of the program's memory: gloo-net copies whatever it hears of into it.
//!
//! This listener is on the browser's socket before gloo-net's and hears every message first. From a long one it keeps
//! gloo-net away, and has the socket tell the beginning of it instead, at once, so that the order stays. The true
//! length waits here until gloo-net hands the beginning on.

use super::{Data, LONGEST_WHOLE, Payload};
use js_sys::{ArrayBuffer, JsString, Uint8Array};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, MessageEventInit, WebSocket};

/// A text of so many UTF-16 units or fewer is never too long: each has three bytes at most.
const SURELY_WHOLE: u32 = LONGEST_WHOLE / 3;

#[wasm_bindgen]
extern "C" {
    /// That of web-sys encodes texts of the program only, and this one must not get there.
    type TextEncoder;
    #[wasm_bindgen(constructor)]
    fn new() -> TextEncoder;
    /// Encodes as much of `text` as there is room for; never a part of a character.
    #[wasm_bindgen(method, js_name = encodeInto)]
    fn encode_into(this: &TextEncoder, text: &JsString, room: &Uint8Array) -> Encoded;

    type Encoded;
    /// In UTF-16 units.
    #[wasm_bindgen(method, getter)]
    fn read(this: &Encoded) -> u32;
    /// In bytes.
    #[wasm_bindgen(method, getter)]
    fn written(this: &Encoded) -> u32;
}

/// The listener, until it is dropped.
pub(super) struct Clipper {
    socket: WebSocket,
    listener: Closure<dyn Fn(MessageEvent)>,
    lengths: Rc<RefCell<Lengths>>,
}

/// Which messages were clipped.
#[derive(Default)]
struct Lengths {
    /// How many messages gloo-net has heard of, and how many it has handed on.
    heard: u64,
    told: u64,
    /// The number of each clipped one between the two, and its true length in bytes: one or none, as a rule.
    clipped: Vec<(u64, u32)>,
}

impl Clipper {
    /// Listens to a socket that nobody listens to yet.
    pub(super) fn listen(socket: &WebSocket) -> Result<Self, JsValue> {
        let lengths = Rc::<RefCell<Lengths>>::default();
        let (source, heard) = (socket.clone(), Rc::clone(&lengths));
        // `Fn`: the beginning of a long message is heard while the message still is.
        let listener = Closure::new(move |event| hear(&source, &heard, &event));
        socket.add_event_listener_with_callback("message", listener.as_ref().unchecked_ref())?;
        Ok(Self { socket: socket.clone(), listener, lengths })
    }

    /// The next message that gloo-net hands on, with its true length.
    pub(super) fn data(&self, payload: impl Into<Payload>) -> Data {
        Data::beginning(payload, self.lengths.borrow_mut().next() as usize)
    }
}

impl Drop for Clipper {
    fn drop(&mut self) {
        let listener = self.listener.as_ref().unchecked_ref();
        // It fails for no listener that there is.
        let _ = self.socket.remove_event_listener_with_callback("message", listener);
    }
}

impl Lengths {
    /// The true length of the next message that is handed on, or 0 when it is whole.
    fn next(&mut self) -> u32 {
        self.told += 1;
        let told = self.told;
        self.clipped.extract_if(.., |(number, _)| *number == told).next().map_or(0, |(_, length)| length)
    }
}

fn hear(socket: &WebSocket, lengths: &RefCell<Lengths>, event: &MessageEvent) {
    if let Some((beginning, length)) = beginning(&event.data()) {
        let init = MessageEventInit::new();
        init.set_data(&beginning);
        if let Ok(clipped) = MessageEvent::new_with_event_init_dict("message", &init) {
            event.stop_immediate_propagation();
            let next = lengths.borrow().heard + 1;
            lengths.borrow_mut().clipped.push((next, length));
            // Comes here again before it is over, and is short enough then.
            let _ = socket.dispatch_event(&clipped);
            return;
        }
    }
    lengths.borrow_mut().heard += 1;
}

/// The beginning of what is too long, and the length of all of it in bytes.
fn beginning(data: &JsValue) -> Option<(JsValue, u32)> {
    match data.dyn_ref::<JsString>() {
        Some(text) if text.length() <= SURELY_WHOLE => None,
        Some(text) => beginning_of_text(text),
        None => {
            let bytes: &ArrayBuffer = data.unchecked_ref();
            let length = bytes.byte_length();
            (length > LONGEST_WHOLE).then(|| (bytes.slice_with_end(0, LONGEST_WHOLE).into(), length))
        }
    }
}

fn beginning_of_text(text: &JsString) -> Option<(JsValue, u32)> {
    let (encoder, room) = (TextEncoder::new(), Uint8Array::new_with_length(LONGEST_WHOLE));
    // A unit more than there can be room for, so that the end of a piece cuts no pair of surrogates that is encoded.
    // Never the whole text: browsers copy what they encode.
    let encode = |start| encoder.encode_into(&text.substring(start, start + LONGEST_WHOLE + 1), &room);
    let beginning = encode(0);
    let (all, kept) = (text.length(), beginning.read());
    let (mut read, mut length) = (kept, beginning.written());
    // The rest is only measured.
    while read < all {
        let piece = encode(read);
        read += piece.read();
        length += piece.written();
    }
    (kept < all).then(|| (text.substring(0, kept).into(), length))
}
