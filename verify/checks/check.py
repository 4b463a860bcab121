"""What every check stands on.

A check is a function that does what a statement of the reference says, and returns what it saw; `says` is what the
statement says. Both are plain values of Python. A check is run in a page of each Brython, so it may look at `BRYTHON`
where the statement itself tells versions apart, and at `FIREFOX` where it tells browsers apart.
"""

import sys

from browser import aio, websocket, window

BRYTHON = tuple(sys.implementation.version[:3])
FIREFOX = window.told.browser == "Firefox"

HOST = {name: getattr(window.told.servers, name)
        for name in ("pages", "secure", "echo", "broken", "reset", "silent", "deaf", "nobody")}

# What a page in a frame tells.
framed = window.framed

checks = {}
opened = []


def check(name, says):
    """Marks a function as the check of the statement `name`."""
    def keep(function):
        if name in checks:
            raise ValueError(f"two checks are called {name}")
        checks[name] = (function, says)
        return function
    return keep


def ready():
    """Offers the checks to the page."""
    window.check = lambda name, done: aio.run(answer(name, done))
    window.loaded(list(checks))


async def answer(name, done):
    function, says = checks[name]
    console.lines.clear()
    try:
        seen = await function()
    except Exception as error:
        seen = f"{type(error).__name__}: {error}"
    for ws in opened:
        if ws.readyState < 2:
            ws.close()
    opened.clear()
    done([repr(seen) == repr(says), repr(seen)])


class Console:
    """What is written to the console instead: tracebacks of handlers."""

    def __init__(self):
        self.lines = []

    def write(self, text):
        # Until 3.13 it may be an error of JavaScript, which has a name.
        self.lines.append(str(getattr(text, "name", text)))

    def flush(self):
        pass

    def has(self, word):
        return any(word in line for line in self.lines)


console = Console()
sys.stderr = console


def new(path="/eco", *protocols, host="echo"):
    """A new socket, not open yet."""
    ws = websocket.WebSocket(f"ws://{HOST[host]}{path}", *protocols)
    opened.append(ws)
    return ws


def told(ws, *names):
    """What is to be of the next of these events."""
    future = aio.Future()

    def done(evt):
        future.set_result(evt)

    for name in names:
        ws.bind(name, done)
    return future


async def is_open(path="/eco", *protocols, host="echo"):
    """A socket that is open."""
    ws = new(path, *protocols, host=host)
    await told(ws, "open")
    return ws


async def echoed(ws, data):
    """What comes back."""
    message = told(ws, "message")
    ws.send(data)
    return (await message).data


def names_of(ws):
    """The names of the events of a socket, in their order, with the code of `close`."""
    names = []

    def keep(evt):
        names.append(f"close {evt.code}" if evt.type == "close" else evt.type)

    for name in ("open", "error", "message", "close"):
        ws.bind(name, keep)
    return names


def raised(function, *arguments):
    """The name of the exception that a call raises."""
    try:
        function(*arguments)
    except BaseException as error:
        return type(error).__name__
    return None


def is_a(thing, name):
    """Whether an object of JavaScript is of this kind."""
    return window.kind_of(thing) == name
