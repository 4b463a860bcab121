// Runs a Python program in a document of its own: in the page's sandboxed frame, and in the file that a reader takes
// along (`standalone`). The build puts the embedded socket before these lines, and both into one block.
//
// In the frame the page hands over a port; all that happens goes out by it, in order. The program can break whatever
// is in this document, and its own sockets and output with it. It cannot speak by the port: that is nowhere but in the
// variables here and in the events that it tells, and while one of those is heard nothing runs but the browser's own
// functions, held from before the program.

const NAME = "exemplo.py";
const { apply, construct } = Reflect;
const { performance, setTimeout, parent } = window;
const dataOf = Object.getOwnPropertyDescriptor(MessageEvent.prototype, "data").get;
const now = performance.now.bind(performance);
const textOf = String;
const KIB = 1024, MIB = 1024 * KIB;
const LIMITS = { seconds: 2, text: MIB, lines: 10_000, failures: 100 };
const LONGEST = 64 * KIB; // characters of one message of text
const MOST = 4096, LARGEST = 4 * MIB; // messages and characters or bytes of one batch, which one more may overrun
const FRAME = 16, QUARTER = 250; // ms
const LONGEST_MESSAGE = 4 * KIB, LONGEST_NAME = 200; // characters of an exception's

const root = document.documentElement;
let limits = LIMITS;
let Python; // `__BRYTHON__`
let ours; // the class `WebSocket` that is told of
let file; // the name that Brython gives to the program
let source;

// What has happened, oldest first, until the page is told: at once after a quiet time, and otherwise once a frame.
// A message that waits for the bytes of a Blob holds back those after it.
let queue = [], weight = 0, lastTold = -FRAME, timer = false;
let say = () => {};

function tell(message, size = 0, isWaiting = false) {
  const entry = { message, size, isWaiting };
  queue[queue.length] = entry;
  weight += size;
  if (queue.length >= MOST || weight >= LARGEST || now() - lastTold >= FRAME) flush();
  else later();
  return entry;
}

function later() {
  if (timer) return;
  timer = true;
  setTimeout(() => { timer = false; flush(); }, FRAME);
}

function flush() {
  endOfOutput();
  for (;;) {
    const batch = [];
    let size = 0;
    while (batch.length < MOST && size < LARGEST) {
      const entry = queue[batch.length];
      if (!entry || entry.isWaiting) break;
      size += entry.size;
      batch[batch.length] = entry.message;
    }
    if (!batch.length) return;
    queue = queue.slice(batch.length);
    weight -= size;
    lastTold = now();
    say(["batch", batch]);
  }
}

// What the program prints, as far as the limits go; all that comes after is counted and nothing more.
let text = "", lines = 0, printed = 0, printedLines = 0, isFull = false;
let dropped = [0, 0], droppedTold = 0, droppedLast = -QUARTER;

// The part of `whole` that there is room for.
function admitted(whole) {
  let part = isFull ? "" : whole.slice(0, limits.text - printed);
  if (printedLines + count(part) > limits.lines) part = firstLines(part, limits.lines - printedLines);
  printed += part.length;
  printedLines += count(part);
  if (part.length < whole.length) {
    isFull = true;
    dropped[0] += count(whole) - count(part);
    dropped[1] += whole.length - part.length;
  }
  return part;
}

function print(value) {
  const part = admitted(textOf(value));
  text += part;
  lines += count(part);
  // Not between a line and its end, which Brython writes one after the other.
  if (text.length >= LONGEST || (part.endsWith("\n") && now() - lastTold >= FRAME)) flush();
  else later();
}

function count(text) {
  let ends = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) ends += 1;
  return ends;
}

function firstLines(text, wanted) {
  let end = 0;
  for (let number = 0; number < wanted; number++) end = text.indexOf("\n", end) + 1;
  return text.slice(0, end);
}

function endOfOutput() {
  while (text) {
    const part = text.slice(0, LONGEST);
    text = text.slice(LONGEST);
    const message = ["out", part, text ? count(part) : lines];
    queue[queue.length] = { message, size: part.length };
    weight += part.length;
    if (text) lines -= count(part);
  }
  lines = 0;
  const all = dropped[0] + dropped[1];
  if (all === droppedTold) return;
  if (now() - droppedLast < QUARTER) return later();
  droppedTold = all;
  droppedLast = now();
  queue[queue.length] = { message: ["dropped", dropped[0], dropped[1]], size: 0 };
}

// A program that goes on for too long without a pause gets an exception at each statement until it has let go: also
// in its `except` and `finally`, so nothing it says holds it back. A message that is only delivered between two tasks
// tells that it has let go.
const pause = new MessageChannel();
const postToPause = pause.port2.postMessage.bind(pause.port2, null);
let began = null, left = 0, step = 64, looked = 0, overtime = null;
pause.port1.onmessage = rested;

function rested() {
  began = overtime = null;
  left = 0;
}

// How many statements may pass before the clock is read again: about a millisecond's worth.
function guard() {
  if (overtime) throw overtime;
  const time = now();
  if (began === null) {
    began = looked = time;
    postToPause();
  } else {
    const spent = time - looked;
    step = spent < 0.5 ? Math.min(step * 2, 8192) : spent > 2 ? Math.max(step >> 1, 1) : step;
    looked = time;
  }
  left = step;
  if (time - began < limits.seconds * 1000) return;
  overtime = Python.EXC(Python.builtins.TimeoutError, `${limits.seconds} seconds without a pause`);
  throw overtime;
}

function guarded() {
  const { set_lineno } = Python;
  Python.set_lineno = (frame, line, type) => {
    if (overtime || --left < 0) { frame.$lineno = line; guard(); }
    return set_lineno(frame, line, type);
  };
}

// What went wrong, in Brython's words, with the program's own name for its file.
let failures = 0;
const early = new WeakSet(); // what `send` has thrown before `open`
const asked = new WeakSet(); // what questions to the reader have thrown

function failed(error) {
  const name = (object) => textOf(object).slice(0, LONGEST_NAME);
  let report;
  if (error?.$handled && error.$told) return;
  if (failures === limits.failures) {
    dropped[0] += 1;
    return later(); // Nothing else may be told any more.
  }
  const held = [left, overtime];
  [left, overtime] = [Infinity, null]; // Brython runs some Python of its own meanwhile.
  try {
    const exception = Python.exception(error);
    if (Python.is_exc(exception, [Python.builtins.SystemExit])) return;
    // Where Brython has nothing to suggest, its text would say "undefined".
    const { ImportError, None } = Python.builtins;
    if (Python.is_exc(exception, [ImportError])) exception.$suggestion ??= None;
    const message = textOf(Python.builtins.str.$factory(exception));
    const trace = shown(Python.error_trace(exception));
    report = { name: name(Python.class_name(exception)), message: shown(message), traceback: trace };
    report.line = lineOf(exception, message);
    report.hint = hintFor(exception, report, held[1]);
  } catch {
    report = { name: name(error?.name ?? "Error"), message: textOf(error?.message ?? error), line: null, hint: null };
    report.traceback = textOf(error?.stack ?? error);
  } finally {
    [left, overtime] = held;
  }
  failures += 1;
  report.message = report.message.slice(0, LONGEST_MESSAGE);
  report.traceback = report.traceback.slice(0, LONGEST);
  flush();
  tell(["failed", report], report.traceback.length);
}

const named = (text) => textOf(text).replaceAll(file, NAME).replace(/File "[^"\n]*?VFS\./g, 'File "');
const shown = (text) => named(text).trim();

// The last line of the program itself that the error came through.
function lineOf(exception, message) {
  const { SyntaxError, TypeError } = Python.builtins;
  if (Python.is_exc(exception, [SyntaxError]) && exception.filename === file) return exception.lineno;
  let line = throughLine(exception);
  // A function that is called with a wrong number of arguments is not in its own traceback.
  const called = line === null && Python.is_exc(exception, [TypeError]) && /^(?:<\w+>|[\w.])*?(\w+)\(\) /.exec(message);
  if (called) {
    const at = source.split("\n").findIndex((text) => RegExp(`^\\s*(async\\s+)?def\\s+${called[1]}\\b`).test(text));
    if (at >= 0) line = at + 1;
  }
  return line;
}

function throughLine(exception) {
  let line = null;
  for (let trace = exception.__traceback__; trace?.tb_frame; trace = trace.tb_next) {
    if (trace.tb_frame.__file__ === file) line = trace.tb_lineno;
  }
  return line;
}

function hintFor(exception, { message, line }, endless) {
  const { AttributeError, ImportError, ModuleNotFoundError, RecursionError, SyntaxError, TypeError } = Python.builtins;
  const is = (kind) => Python.is_exc(exception, [kind]);
  if (exception === endless) return "endless";
  if (is(SyntaxError)) return "syntax";
  // What is not in `browser` itself may be a module of it that is not here.
  const isOfBrowser = /^\s*from\s+browser\s+import\b/.test(source.split("\n")[line - 1]);
  if (is(ModuleNotFoundError) || (is(ImportError) && isOfBrowser)) return "no-module";
  if (is(RecursionError)) return "recursion";
  if (asked.has(exception)) return "input";
  if (early.has(exception.$js_exc ?? exception)) return "send-before-open";
  if (is(AttributeError) && /'NoneType' object has no attribute 'send'/.test(message)) return "send-before-open";
  // Called by no line of the program: by an event.
  const given = is(TypeError) && throughLine(exception) === null && /takes (\d+) positional arguments? but (\d+) /.exec(message);
  if (given && given[2] - given[1] === 1) return "handler-argument";
  if ((exception.$js_exc ?? exception).name === "SecurityError") return "out-of-reach";
  return null;
}

// The sockets of the program: each that comes about is told, with all that happens on it, before the program's own
// handlers hear of it.
let sockets = 0;
const hinted = new Set();
const ids = new WeakMap();

function watched(Socket) {
  const { addEventListener } = EventTarget.prototype;
  const { prototype } = Socket;
  const own = (name) => Object.getOwnPropertyDescriptor(prototype, name).get;
  const [readyState, protocol, url] = ["readyState", "protocol", "url"].map(own);
  const state = (socket) => apply(readyState, socket, []);
  const on = (socket, type, listener) => {
    apply(addEventListener, socket, [type, (event) => { rested(); listener(event); }]);
  };
  // A proxy and not a class of ours: Brython makes a Python class of whatever says `class`, and name, constants,
  // prototype and errors stay the browser's.
  const Watched = new Proxy(Socket, {
    construct(target, values, made) {
      const socket = construct(target, values, made);
      const id = ++sockets;
      ids.set(socket, id);
      event(id, "request", apply(url, socket, []).slice(0, LONGEST_MESSAGE));
      on(socket, "open", () => event(id, "open", apply(protocol, socket, [])));
      on(socket, "message", ({ data }) => carried(id, "message", data));
      on(socket, "error", () => event(id, "error"));
      on(socket, "close", ({ code, reason, wasClean }) => event(id, "close", code, reason, wasClean));
      return socket;
    },
  });
  const wrap = (name, around) => {
    const method = prototype[name];
    prototype[name] = new Proxy(method, {
      apply(target, socket, values) {
        const call = () => apply(target, socket, values);
        return ids.has(socket) ? around(socket, values, call) : call();
      },
    });
  };
  wrap("send", (socket, values, call) => {
    const before = state(socket);
    const [data] = values;
    try {
      call();
    } catch (error) {
      if (before === 0 && values.length) early.add(error);
      throw error;
    }
    if (!isBinary(data) && typeof data !== "string") hint(Python.is_bytes(data) ? "send-bytes" : "send-other");
    carried(ids.get(socket), before === 1 ? "sent" : "lost", isBinary(data) ? data : textOf(data));
  });
  wrap("close", (socket, values, call) => {
    const before = state(socket);
    call();
    if (before < 2) event(ids.get(socket), "closing", values[0] ?? null, values[1] ?? "");
  });
  Object.defineProperty(prototype, "constructor", { value: Watched, writable: true, configurable: true });
  return Watched;
}

const isBinary = (data) => data instanceof Blob || data instanceof ArrayBuffer || ArrayBuffer.isView(data);

function hint(name) {
  if (hinted.has(name)) return;
  hinted.add(name);
  tell(["hint", name]);
}

function event(id, what, ...rest) {
  tell(["socket", id, performance.timeOrigin + now(), what, ...rest], 256);
}

// What is carried: the beginning of it, and how many bytes it has in all.
function carried(id, what, data) {
  const message = ["socket", id, performance.timeOrigin + now(), what];
  const put = (part, bytes, isText) => {
    [message[4], message[5], message[6]] = [part, bytes, isText];
    return 256 + (part.length ?? part.byteLength);
  };
  if (typeof data === "string") tell(message, put(...beginning(data), true));
  else if (data instanceof ArrayBuffer) tell(message, put(data.slice(0, MIB), data.byteLength, false));
  else if (ArrayBuffer.isView(data)) {
    const { buffer, byteOffset, byteLength } = data;
    tell(message, put(buffer.slice(byteOffset, byteOffset + Math.min(byteLength, MIB)), byteLength, false));
  } else {
    const entry = tell(message, 0, true);
    const read = data.slice(0, MIB).arrayBuffer().catch(() => new ArrayBuffer(0));
    read.then((part) => {
      weight += entry.size = put(part, data.size, false);
      entry.isWaiting = false;
      flush();
    });
  }
}

// The first MiB of a text in UTF-8, never half a character, and the length of all of it.
const utf8 = new TextEncoder();
const scratch = new Uint8Array(MIB);
function beginning(text) {
  if (text.length * 3 <= MIB) return [text, utf8.encodeInto(text, scratch).written];
  let bytes = 0, first = null;
  for (let at = 0; at < text.length;) {
    const { read, written } = utf8.encodeInto(at ? text.slice(at, at + MIB) : text, scratch);
    first ??= read;
    at += read;
    bytes += written;
  }
  return [text.slice(0, first), bytes];
}

// Brython, as its text: nothing is fetched here. The policy lets the very text run that the build has seen, and tells
// whether it was that.
function start({ brython, library, extra }) {
  const own = { brython_path: location.href.split("#")[0].replace(/[^/]*$/, "") };
  globalThis.__BRYTHON__ ??= own;
  if (brython) {
    const script = document.createElement("script");
    script.textContent = brython;
    document.head.append(script);
    script.remove();
  }
  Python = globalThis.__BRYTHON__;
  if (!Python.runPythonSource) return false;
  if (library) Python.loadBrythonPackage(JSON.parse(library));
  const modules = Object.entries(extra ?? {});
  Python.update_VFS(Object.fromEntries(modules.map(([name, text]) => [name, [".py", text, []]])));
  Python.parse_options();
  Object.assign(Python.$options, { debug: 1, indexeddb: false });
  // A module is in the library, or it is not there: the browser is asked for no file.
  const { make_import_paths } = Python;
  Python.make_import_paths = (name) => {
    make_import_paths(name);
    Python.import_info[name].meta_path = [Python.finders.VFS];
  };
  for (const [name, said] of [["stdout", print], ["stderr", complained]]) {
    const write = (value) => { said(value); return textOf(value).length; };
    Python.module_setattr(Python.imported._sys, name, Python.jsobj2pyobj({ write, flush() {}, encoding: "utf-8" }));
  }
  Python.show_error = failed;
  Python.handle_error = (error) => {
    failed(error);
    error.$handled = error.$told = true;
    throw error;
  };
  guarded();
  quiet();
  return true;
}

// Brython writes what is no Python exception to `stderr` as it is, and warnings with its own name for the program.
function complained(value) {
  if (value instanceof Error) failed(value);
  else print(named(value));
}

// What asks the reader in a window of its own cannot be answered here, and this one is not the program's to close.
function withoutWindows() {
  const refuse = (name) => () => {
    const error = Python.EXC(Python.builtins.RuntimeError, `${name}(): no one can be asked here`);
    asked.add(error);
    throw error;
  };
  window.alert = (value = "") => print(`${textOf(value)}\n`);
  window.confirm = refuse("confirm");
  window.prompt = refuse("input");
  window.close = () => hint("window-close");
}

function run(program) {
  source = program;
  Python.script_path = location.href.split("#")[0];
  file = Python.strip_host(`${Python.script_path}#__main__`);
  try {
    Python.runPythonSource(program, "__main__");
  } catch (error) {
    failed(error);
  }
  if (window.WebSocket !== ours) hint("socket-replaced");
  if (!failures) tell(["running"]);
}

// Of an exception Brython tells the console too, in two lines that are for its own authors.
function quiet() {
  const { log } = console;
  console.log = (...values) => /^(error in loaders|frame obj)$/.test(values[0]) || log(...values);
}

// Errors of whatever is no Python, and such as Brython throws on once they are told.
function hearErrors() {
  addEventListener("error", (event) => { event.preventDefault(); if (event.error) failed(event.error); });
  addEventListener("unhandledrejection", (event) => { event.preventDefault(); failed(event.reason); });
}

let worn = {};
function dress({ labels, lang, theme }) {
  root.lang = lang;
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  for (const [selector, text] of Object.entries(labels)) {
    const node = document.querySelector(selector);
    // What the program has taken away, or calls otherwise, is the program's.
    if (node && [node.textContent, undefined].includes(worn[selector])) node.textContent = text;
  }
  worn = labels;
}

// A network that is not to be used is out of reach: no other window here can open a socket either.
function withoutNetwork() {
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = "connect-src 'none'";
  document.head.append(policy);
}

function hello(event) {
  if (event.source !== parent || event.source === window || event.data?.[0] !== "hello" || !event.ports[0]) return;
  removeEventListener("message", hello);
  const [port] = event.ports;
  const { postMessage } = MessagePort.prototype;
  say = (message) => apply(postMessage, port, [message]);
  // `window.event` and what it has as its target are the program's too as long as an event is heard; afterwards they
  // are gone.
  port.onmessage = (event) => {
    const message = apply(dataOf, event, []);
    setTimeout(() => (message[0] === "run" ? begin : dress)(message[1]), 0);
  };
  addEventListener("pagehide", () => { flush(); say(["bye"]); });
  say(["here"]);
}

let isBegun = false;
function begin(told) {
  if (isBegun) return;
  isBegun = true;
  limits = { ...LIMITS, ...told.limits };
  document.body.hidden = false;
  hearErrors();
  const isEmbedded = told.server === "embedded";
  if (isEmbedded) withoutNetwork();
  prepareSockets(isEmbedded);
  withoutWindows(); // Brython keeps what it finds there.
  if (!start(told)) return say(["refused"]);
  say(["ready", Python.implementation.slice(0, 3).join(".")]);
  run(told.source);
}

function prepareSockets(isEmbedded) {
  const { WebSocket } = window;
  const like = { name: { value: WebSocket.name }, length: { value: WebSocket.length } };
  if (isEmbedded) Object.defineProperties(EmbeddedWebSocket, like);
  ours = watched(isEmbedded ? EmbeddedWebSocket : WebSocket);
  let current = ours;
  const set = (value) => {
    current = value;
    if (value !== ours) hint("socket-replaced");
  };
  Object.defineProperty(window, "WebSocket", { configurable: true, get: () => current, set });
}

// In the file that a reader takes along there is nobody to tell: what the program says stands below its controls.
function standalone(program) {
  const output = document.getElementById("output");
  const shownAs = { out: (text) => text, failed: ({ traceback }) => `${traceback}\n`, dropped: () => "…\n" };
  say = ([, batch]) => {
    for (const [kind, told] of batch) output.append(shownAs[kind]?.(told) ?? "");
    output.scrollTop = output.scrollHeight;
  };
  limits = { ...LIMITS, seconds: Infinity };
  hearErrors();
  const modules = [...document.querySelectorAll("[data-module]")].map(({ dataset, value }) => [dataset.module, value]);
  prepareSockets(true);
  start({ library: document.getElementById("library").textContent, extra: Object.fromEntries(modules) });
  run(program.value);
}

const program = document.getElementById("program");
if (!program) addEventListener("message", hello);
else if (globalThis.__BRYTHON__) standalone(program);
else [document.getElementById("note").hidden, document.getElementById("missing").hidden] = [true, false];
