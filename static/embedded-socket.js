// A WebSocket whose server is inside the page: an echo at /eco that uses no network.
//
// It keeps to the WHATWG WebSockets standard and to what browsers do: the same errors, the same order of events,
// the same close codes; a test runs the same expressions on both. What a program can still see: its events are
// not `isTrusted`, and between two listeners of one event no promise is settled. The page and the Python frame
// share this file.

const CONNECTING = 0, OPEN = 1, CLOSING = 2, CLOSED = 3;
const STATES = { CONNECTING, OPEN, CLOSING, CLOSED };
const EVENTS = ["open", "message", "error", "close"];
const SCHEMES = { "ws:": "ws:", "wss:": "wss:", "http:": "ws:", "https:": "wss:" };
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/; // RFC 9110 section 5.6.2
const LONGEST_REASON = 123; // bytes; RFC 6455 section 5.5
const NO_CODE = 1005, BROKEN = 1006; // RFC 6455 section 7.4.1
// The scenarios that begin with a connection, as in `server/src/scenario.rs`; `null` is the echo alone. What makes
// "early-close" and "binary" is done by the page, and "refused" is refused as any unknown name.
const SCENARIOS = [null, "server-close", "dropped", "early-close", "push", "binary", "burst"];
const LIFE = 300, PAUSE = 1000; // ms
const BURST = "100", LONGEST_BURST = 1_000_000, LINE = 64; // messages, and the length of each
const utf8 = new TextEncoder();

export class EmbeddedWebSocket extends EventTarget {
  #url;
  #scenario;
  #state = CONNECTING;
  #buffered = 0;
  #binaryType = "blob";
  #handlers = {};
  #tasks = [];
  #running = false;
  #timer;
  #channel = new MessageChannel();

  constructor(url, protocols) {
    if (arguments.length === 0) throw new TypeError("1 argument required, but only 0 present.");
    super();
    this.#url = parse(`${url}`);
    this.#scenario = scenario(this.#url.searchParams);
    const names = subprotocols(protocols);
    // A message channel is not held back in a hidden tab, as a timer is.
    this.#channel.port1.onmessage = () => this.#run();
    // This echo speaks no subprotocol, and a browser that asked for one turns such an answer down.
    const accepted = this.#url.pathname === "/eco" && names.length === 0 && this.#scenario;
    this.#task(() => (accepted ? this.#accept() : this.#fail()));
  }

  get url() { return this.#url.href; }
  get readyState() { return this.#state; }
  get bufferedAmount() { return this.#buffered; }
  get extensions() { return ""; }
  get protocol() { return ""; }
  get binaryType() { return this.#binaryType; }
  // As every enumeration of the platform: another value is ignored.
  set binaryType(type) { if (type === "blob" || type === "arraybuffer") this.#binaryType = type; }

  send(data) {
    if (arguments.length === 0) throw new TypeError("1 argument required, but only 0 present.");
    const [message, bytes] = converted(data);
    if (this.#state === CONNECTING) throw new DOMException("Still in CONNECTING state.", "InvalidStateError");
    this.#buffered += bytes;
    if (this.#state !== OPEN) return;
    this.#task(async () => {
      const sent = message instanceof Blob ? await message.arrayBuffer() : message;
      this.#buffered -= bytes;
      this.#task(() => this.#receive(sent));
    });
  }

  close(code, reason) {
    if (code !== undefined) code = clamped(code);
    if (reason !== undefined) reason = wellFormed(reason);
    if (code === undefined ? reason !== undefined : code !== 1000 && (code < 3000 || code > 4999)) {
      throw new DOMException("The close code must be either 1000, or between 3000 and 4999.", "InvalidAccessError");
    }
    if (reason && utf8.encode(reason).length > LONGEST_REASON) {
      throw new DOMException(`The reason must not be longer than ${LONGEST_REASON} bytes.`, "SyntaxError");
    }
    if (this.#state >= CLOSING) return;
    const wasOpen = this.#state === OPEN;
    this.#state = CLOSING;
    // What was sent before reaches the echo first; its answers find a socket that no longer listens.
    if (wasOpen) this.#task(() => this.#task(() => this.#end(code ?? NO_CODE, reason ?? "", true)));
    else this.#task(() => this.#fail());
  }

  // The events of a socket come one a task, in order.
  #task(work) {
    this.#tasks.push(work);
    if (!this.#running) this.#next();
  }

  #next() {
    this.#running = this.#tasks.length > 0;
    if (this.#running) this.#channel.port2.postMessage(null);
  }

  async #run() {
    try {
      await this.#tasks.shift()?.();
    } catch {
      await this.#fail(); // A Blob that cannot be read any more.
    }
    this.#next();
  }

  #accept() {
    if (this.#state !== CONNECTING) return;
    this.#state = OPEN;
    // Before `open` is told: what the server says of itself comes before any echo.
    this.#play();
    this.dispatchEvent(new Event("open"));
  }

  // What the server does of itself.
  #play() {
    const { name, count } = this.#scenario;
    if (name === "server-close") this.#later(LIFE, () => this.#end(4001, "até logo", true));
    if (name === "dropped") this.#later(LIFE, () => this.#end(BROKEN, "", false));
    if (name === "push") this.#say((number) => `${number}`, Infinity, PAUSE);
    if (name === "burst") this.#say((number) => `${number}/${count} `.padEnd(LINE, "."), count, 0);
  }

  // Tells messages; each is made when the one before it has been told, so that the page lives through a long burst.
  #say(message, count, pause) {
    let number = 1;
    const tell = () => {
      this.#receive(message(number));
      if (number++ < count) this.#later(pause, tell);
    };
    this.#later(0, tell);
  }

  // A task, unless the connection ends before it.
  #later(delay, work) {
    const task = () => this.#task(() => { if (this.#state === OPEN) work(); });
    if (delay) this.#timer = setTimeout(task, delay);
    else task();
  }

  #receive(message) {
    if (this.#state !== OPEN) return;
    const data = typeof message !== "string" && this.#binaryType === "blob" ? new Blob([message]) : message;
    this.dispatchEvent(new MessageEvent("message", { data, origin: this.#url.origin }));
  }

  async #fail() {
    if (this.#state === CLOSED) return;
    this.#state = CLOSED;
    this.dispatchEvent(new Event("error"));
    await null; // A browser settles the promises of its listeners before it goes on to `close`.
    this.#end(BROKEN, "", false);
  }

  #end(code, reason, wasClean) {
    this.#state = CLOSED;
    this.#tasks.length = 0;
    clearTimeout(this.#timer);
    this.#channel.port1.close();
    this.dispatchEvent(new CloseEvent("close", { code, reason, wasClean }));
  }

  // An `on…` attribute is one listener, which keeps its place while its function is replaced (HTML section 8.1.8.1).
  #handle(type, value) {
    const handler = (this.#handlers[type] ??= {
      value: null,
      listener: (event) => { if (typeof handler.value === "function") handler.value.call(this, event); },
    });
    handler.value = typeof value === "function" || typeof value === "object" ? value : null;
    if (handler.value) this.addEventListener(type, handler.listener);
    else this.removeEventListener(type, handler.listener);
  }

  static {
    for (const type of EVENTS) {
      Object.defineProperty(this.prototype, `on${type}`, {
        get() { return this.#handlers[type]?.value ?? null; },
        set(value) { this.#handle(type, value); },
        enumerable: true,
        configurable: true,
      });
    }
    for (const [name, value] of Object.entries(STATES)) {
      for (const holder of [this, this.prototype]) Object.defineProperty(holder, name, { value, enumerable: true });
    }
    Object.defineProperty(this.prototype, Symbol.toStringTag, { value: "WebSocket", configurable: true });
  }
}

function parse(url) {
  let parsed;
  try {
    parsed = new URL(url, document.baseURI);
  } catch {
    throw new DOMException(`The URL '${url}' is invalid.`, "SyntaxError");
  }
  const scheme = SCHEMES[parsed.protocol];
  if (!scheme) throw new DOMException(`The URL's scheme '${parsed.protocol}' is not allowed.`, "SyntaxError");
  // Assigning to `protocol` is a no-op between some schemes in old browsers; a new URL never is.
  parsed = new URL(scheme + parsed.href.slice(parsed.href.indexOf(":") + 1));
  if (parsed.href.includes("#")) throw new DOMException("The URL contains a fragment.", "SyntaxError");
  return parsed;
}

// What an address asks of the echo; nothing where `server/` answers with an error.
function scenario(query) {
  const name = query.get("scenario"), n = query.get("n") ?? BURST;
  const count = /^\d+$/.test(n) ? Number(n) : 0;
  const isBurst = count >= 1 && count <= LONGEST_BURST;
  return SCENARIOS.includes(name) && (name !== "burst" || isBurst) ? { name, count } : null;
}

// (DOMString or sequence<DOMString>), by the rules of Web IDL.
function subprotocols(protocols) {
  if (protocols === undefined) return [];
  const isList = Object(protocols) === protocols && typeof protocols[Symbol.iterator] === "function";
  const names = isList ? Array.from(protocols, (name) => `${name}`) : [`${protocols}`];
  if (new Set(names).size < names.length || !names.every((name) => TOKEN.test(name))) {
    throw new DOMException("A subprotocol is invalid or stands twice.", "SyntaxError");
  }
  return names;
}

// A message as it is now, and its length in bytes: the caller may change a buffer after `send`.
function converted(data) {
  if (data instanceof Blob) return [data, data.size];
  const buffer = ArrayBuffer.isView(data) ? data.buffer : data;
  if (!(buffer instanceof ArrayBuffer)) {
    if (ArrayBuffer.isView(data)) throw new TypeError("The provided value must not be shared.");
    const text = wellFormed(data);
    return [text, utf8.encode(text).length];
  }
  const { byteOffset: start = 0, byteLength } = data;
  return [byteLength ? buffer.slice(start, start + byteLength) : new ArrayBuffer(0), byteLength];
}

// USVString: a lone surrogate becomes U+FFFD. The encoder does so by itself where browsers are older.
function wellFormed(value) {
  const text = `${value}`;
  return text.toWellFormed ? text.toWellFormed() : new TextDecoder().decode(utf8.encode(text));
}

// [Clamp] unsigned short: to the nearest whole number, a half to the even one.
function clamped(value) {
  const number = Math.min(Math.max(+value || 0, 0), 65535);
  const below = Math.floor(number);
  const up = number - below > 0.5 || (number - below === 0.5 && below % 2 === 1);
  return below + (up ? 1 : 0);
}
