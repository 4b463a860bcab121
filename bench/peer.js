// What is kept and shown: so many entries, the last ones. Each is a line of text: of all that was tried this is drawn
// fastest, and a row of elements, as ours are, takes twice as long.
const ROWS = 60;
const SHOWN_BYTES = 64;
// How long a draw waits, in milliseconds; without it, for the next frame.
const asked = new URLSearchParams(location.search);
const PAUSE = Number(asked.get("pause"));

const byId = (id) => document.getElementById(id);
const [status, counter, log] = ["status", "evento-message", "log"].map(byId);
const list = log.firstElementChild;
const lines = [];
const encoder = new TextEncoder();

let socket;
let received = 0;
// Echoes that are yet to come, what makes the message for one, and its number.
let left = 0;
let made = echoText;
let number = 0;

// The last entries, in a ring: the one with the number n is at n % ROWS.
const entries = [];
let noted = 0;
let frame = 0;

function note(direction, event, data) {
  entries[noted % ROWS] = { direction, event, time: Date.now(), data };
  noted += 1;
  frame ||= PAUSE ? setTimeout(draw, PAUSE) : requestAnimationFrame(draw);
}

// Once a frame or a pause at most, however much has happened since the last one.
function draw() {
  frame = 0;
  while (lines.length < Math.min(noted, ROWS)) {
    const row = list.appendChild(document.createElement("li"));
    lines.push(row.appendChild(document.createTextNode("")));
  }
  const first = noted - lines.length;
  for (let row = 0; row < lines.length; row += 1) {
    lines[row].data = told(entries[(first + row) % ROWS]);
  }
  counter.textContent = counter.dataset.count = received;
  log.scrollTop = log.scrollHeight;
}

function told(entry) {
  const { direction, event, time, data } = entry;
  if (direction === "event") return `• ${event} ${clock(time)} ${data ?? ""}`;
  return `${direction} ${event} ${clock(time)} · ${bytes(data)} B · ${text(data)}`;
}

const clock = (time) => {
  const at = new Date(time);
  const two = (number) => String(number).padStart(2, "0");
  const thousandths = String(at.getMilliseconds()).padStart(3, "0");
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${thousandths}`;
};

const bytes = (data) => (typeof data === "string" ? encoder.encode(data).length : data.byteLength);

const text = (data) =>
  typeof data === "string"
    ? data
    : Array.from(new Uint8Array(data, 0, Math.min(data.byteLength, SHOWN_BYTES)), (byte) =>
        byte.toString(16).padStart(2, "0"),
      ).join(" ");

function open(query) {
  socket = new WebSocket(asked.get("server") + query);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => {
    note("event", "open");
    say("open");
  };
  socket.onmessage = ({ data }) => {
    received += 1;
    note("↓ received", "message", data);
    // The next echo is asked for as soon as the last one is there.
    if (left > 0) {
      left -= 1;
      if (left > 0) ask();
      else say("open");
    }
  };
  socket.onerror = () => note("event", "error");
  socket.onclose = ({ code }) => {
    note("event", "close", code);
    left = 0;
    say("closed");
  };
}

function say(state) {
  status.dataset.state = status.textContent = state;
  byId("closebtn").disabled = state !== "open";
  byId("echoes-start").disabled = state !== "open" || left > 0;
}

function ask() {
  number += 1;
  const data = made();
  note("↑ sent", "message", data);
  socket.send(data);
}

function echoText() {
  return `eco ${number} `.padEnd(64, ".");
}

function echoBytes() {
  const block = new Uint8Array(4096).fill(0x55);
  new DataView(block.buffer).setUint32(0, number);
  return block.buffer;
}

byId("openbtn").onclick = () => open("");
byId("closebtn").onclick = () => socket.close();
document.querySelector("[data-scenario=burst]").onclick = () =>
  open(`?scenario=burst&n=${byId("burst-count").value}`);
byId("echoes-start").onclick = () => {
  left = Number(byId("echoes-count").value);
  made = byId("echoes-binary").checked ? echoBytes : echoText;
  ask();
  say("open");
};
