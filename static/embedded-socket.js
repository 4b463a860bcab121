// A WebSocket whose server is inside the page: an echo at /eco that uses no network.
//
// It keeps to the WHATWG WebSockets standard, so that code written for the browser's own class cannot tell
// the two apart: the same errors, the same order of events, each in a task of its own, the same close codes.
// The page and the Python frame share this file.

const CONNECTING = 0, OPEN = 1, CLOSING = 2, CLOSED = 3;
const SCHEMES = { "ws:": "ws:", "wss:": "wss:", "http:": "ws:", "https:": "wss:" };
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/; // RFC 9110 section 5.6.2
const LONGEST_REASON = 123; // bytes; RFC 6455 section 5.5
const utf8 = new TextEncoder();

function parse(url) {
  let parsed;
  try {
    parsed = new URL(url, document.baseURI);
  } catch {
    throw new DOMException(`The URL '${url}' is invalid.`, "SyntaxError");
  }
  const scheme = SCHEMES[parsed.protocol];
  if (!scheme) {
    throw new DOMException(`The URL's scheme '${parsed.protocol}' is not allowed.`, "SyntaxError");
  }
  // Assigning to `protocol` is a no-op between some schemes in old browsers; a new URL never is.
  parsed = new URL(scheme + parsed.href.slice(parsed.href.indexOf(":") + 1));
  if (parsed.href.includes("#")) {
    throw new DOMException("The URL contains a fragment.", "SyntaxError");
  }
  return parsed;
}

function checkProtocols(protocols) {
  const names = protocols === undefined ? [] : typeof protocols === "string" ? [protocols] : [...protocols].map(String);
  const unique = new Set(names.map((name) => name.toLowerCase()));
  if (unique.size < names.length || !names.every((name) => TOKEN.test(name))) {
    throw new DOMException("A subprotocol is invalid or stands twice.", "SyntaxError");
  }
  return names;
}

export class EmbeddedWebSocket extends EventTarget {
  static CONNECTING = CONNECTING;
  static OPEN = OPEN;
  static CLOSING = CLOSING;
  static CLOSED = CLOSED;

  #url;
  #state = CONNECTING;
  #buffered = 0;
  #binaryType = "blob";
  #listeners = { open: null, message: null, error: null, close: null };
  #tasks = [];
  #running = false;
  #channel = new MessageChannel();

  constructor(url, protocols) {
    super();
    this.#url = parse(String(url));
    const names = checkProtocols(protocols);
    // The events of a socket come one a task, in order. A message channel is not held back in a hidden tab.
    this.#channel.port1.onmessage = async () => {
      await this.#tasks.shift()?.();
      this.#next();
    };
    // This echo speaks no subprotocol, and a browser that asked for one turns such an answer down.
    const accepted = this.#url.pathname === "/eco" && names.length === 0;
    this.#task(() => (accepted ? this.#accept() : this.#fail()));
  }

  get CONNECTING() { return CONNECTING; }
  get OPEN() { return OPEN; }
  get CLOSING() { return CLOSING; }
  get CLOSED() { return CLOSED; }
  get url() { return this.#url.href; }
  get readyState() { return this.#state; }
  get bufferedAmount() { return this.#buffered; }
  get extensions() { return ""; }
  get protocol() { return ""; }

  get binaryType() { return this.#binaryType; }
  // As every enumeration of the platform: another value is ignored.
  set binaryType(type) { if (type === "blob" || type === "arraybuffer") this.#binaryType = type; }

  get onopen() { return this.#listeners.open; }
  set onopen(listener) { this.#listen("open", listener); }
  get onmessage() { return this.#listeners.message; }
  set onmessage(listener) { this.#listen("message", listener); }
  get onerror() { return this.#listeners.error; }
  set onerror(listener) { this.#listen("error", listener); }
  get onclose() { return this.#listeners.close; }
  set onclose(listener) { this.#listen("close", listener); }

  send(data) {
    if (arguments.length === 0) throw new TypeError("1 argument required, but only 0 present.");
    if (this.#state === CONNECTING) {
      throw new DOMException("Still in CONNECTING state.", "InvalidStateError");
    }
    const [message, bytes] = copy(data);
    this.#buffered += bytes;
    if (this.#state !== OPEN) return;
    this.#task(async () => {
      const sent = message instanceof Blob ? await message.arrayBuffer() : message;
      this.#buffered -= bytes;
      this.#task(() => this.#receive(sent));
    });
  }

  close(code, reason) {
    if (code !== undefined) {
      code = Math.min(Math.max(Math.round(Number(code)) || 0, 0), 65535);
      if (code !== 1000 && (code < 3000 || code > 4999)) {
        throw new DOMException(`The code must be 1000 or between 3000 and 4999; ${code} is neither.`, "InvalidAccessError");
      }
    }
    reason = reason === undefined ? "" : String(reason).toWellFormed?.() ?? String(reason);
    if (utf8.encode(reason).length > LONGEST_REASON) {
      throw new DOMException(`The reason must not be longer than ${LONGEST_REASON} bytes.`, "SyntaxError");
    }
    if (this.#state >= CLOSING) return;
    const wasOpen = this.#state === OPEN;
    this.#state = CLOSING;
    // What was sent before reaches the echo first; its answers find a socket that no longer listens.
    if (wasOpen) this.#task(() => this.#task(() => this.#end(code ?? 1005, reason, true)));
    else this.#task(() => this.#fail());
  }

  #task(run) {
    this.#tasks.push(run);
    if (!this.#running) this.#next();
  }

  #next() {
    this.#running = this.#tasks.length > 0;
    if (this.#running) this.#channel.port2.postMessage(null);
  }

  #accept() {
    if (this.#state !== CONNECTING) return;
    this.#state = OPEN;
    this.dispatchEvent(new Event("open"));
  }

  #receive(message) {
    if (this.#state !== OPEN) return;
    if (typeof message !== "string" && this.#binaryType === "blob") message = new Blob([message]);
    this.dispatchEvent(new MessageEvent("message", { data: message, origin: this.#url.origin }));
  }

  #fail() {
    if (this.#state === CLOSED) return;
    this.#state = CLOSED;
    this.dispatchEvent(new Event("error"));
    this.#end(1006, "", false);
  }

  #end(code, reason, wasClean) {
    this.#state = CLOSED;
    this.#tasks.length = 0;
    this.#channel.port1.close();
    this.dispatchEvent(new CloseEvent("close", { code, reason, wasClean }));
  }

  #listen(type, listener) {
    const before = this.#listeners[type];
    if (before) this.removeEventListener(type, before);
    this.#listeners[type] = typeof listener === "function" ? listener : null;
    if (this.#listeners[type]) this.addEventListener(type, listener);
  }
}

// A message as it is now, and its length in bytes: the caller may change a buffer after `send`.
function copy(data) {
  if (data instanceof ArrayBuffer) return [data.slice(0), data.byteLength];
  if (ArrayBuffer.isView(data)) {
    return [data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength), data.byteLength];
  }
  if (data instanceof Blob) return [data, data.size];
  const text = String(data);
  const wellFormed = text.toWellFormed?.() ?? text;
  return [wellFormed, utf8.encode(wellFormed).length];
}
