"""The object: its methods and attributes, `bind`, `send` and `close`."""

import json

from browser import aio, bind, window

from check import BRYTHON, FIREFOX, check, console, echoed, is_open, names_of, new, raised, told

async def all_four():
    """One event of each kind."""
    ws = new()
    seen = [await told(ws, "open")]
    message = told(ws, "message")
    ws.send("a")
    seen.append(await message)
    ws.close()
    seen.append(await told(ws, "close"))
    seen.append(await told(new(host="nobody"), "error"))
    return seen


@check("object.methods", says=[True, True, True])
async def _():
    ws = new()
    return [callable(getattr(ws, name, None)) for name in ("bind", "unbind", "bindings")]


@check("object.attributes", says=[1, True, "", "blob", 0, 4, 0])
async def _():
    ws = await is_open()
    seen = [ws.readyState, ws.url.endswith("/eco"), ws.protocol, ws.binaryType, ws.bufferedAmount]
    ws.send("olá")
    seen.append(ws.bufferedAmount)
    await told(ws, "message")
    return seen + [ws.bufferedAmount]


@check("bind.each-time", says=2)
async def _():
    ws, heard = await is_open(), []
    ws.bind("message", lambda evt: heard.append(evt))
    await echoed(ws, "a")
    await echoed(ws, "b")
    return len(heard)


async def arguments_of(host, *names):
    ws, counts = new(host=host), []

    def heard(*arguments):
        counts.append(len(arguments))

    for name in names:
        ws.bind(name, heard)
    if host == "echo":
        await told(ws, "open")
        await echoed(ws, "a")
        ws.close()
    await told(ws, "close")
    return counts


@check("bind.one-argument", says=[1, 1, 1, 1])
async def _():
    seen = await arguments_of("echo", "open", "message", "close")
    return seen + (await arguments_of("nobody", "error"))


@check("bind.argument", says=["DOMEvent"] * 4)
async def _():
    return [type(evt).__name__ for evt in await all_four()]


@check("bind.silent", says=[None, None])
async def _():
    ws = new()
    return [raised(ws.bind, "opened", print), raised(ws.bind, "open", 7)]


@check("bind.uncallable", says=[False, True])
async def _():
    ws = new()
    ws.bind("open", 7)
    before = console.has("TypeError")
    await told(ws, "open")
    return [before, await heard_of("TypeError")]


async def heard_of(word):
    """Whether the console tells the word soon."""
    for _ in range(20):
        if console.has(word):
            return True
        await aio.sleep(0.02)
    return False


@check("bind.adds", says=["a", "b", "b"])
async def _():
    ws, called = new(), []

    def b(evt):
        called.append("b")

    ws.bind("open", lambda evt: called.append("a"))
    ws.bind("open", b)
    ws.bind("open", b)
    await told(ws, "open")
    return called


@check("bind.other-forms", says=["bind", "onopen"])
async def _():
    ws, called = new(), []

    @bind(ws, "open")
    def one(evt):
        called.append("bind")

    ws.onopen = lambda evt: called.append("onopen")
    await told(ws, "open")
    return called


@check("bind.no-decorator", says=[])
async def _():
    ws, called = new(), []
    try:
        @ws.bind("open")
        def handler(evt):
            called.append("called")
    except Exception:
        pass
    await told(ws, "open")
    return called


@check("bind.no-parameters", says=[["open", "close", "error"], True])
async def _():
    others = []

    def none():
        pass

    ws, bad = new(), new(host="nobody")
    for socket, name in (ws, "open"), (ws, "close"), (bad, "error"):
        socket.bind(name, none)
        socket.bind(name, lambda evt: others.append(evt.type))
    end = told(bad, "close")
    await told(ws, "open")
    ws.close()
    await told(ws, "close")
    await end
    return [sorted(others, key=["open", "close", "error"].index), await heard_of("TypeError")]


@check("send.str", says=["olá", ""])
async def _():
    ws = await is_open()
    seen = [await echoed(ws, "olá")]
    return seen + [await echoed(ws, "")]


@check("send.utf-8", says=b"ol\xc3\xa1, \xf0\x9f\x98\x80")
async def _():
    ws = await is_open("/bytes", host="pages")
    ws.binaryType = "arraybuffer"
    return bytes(window.Uint8Array.new(await echoed(ws, "olá, 😀")))


@check("send.returns", says="<Javascript undefined>")
async def _():
    return repr((await is_open()).send("a"))


@check("send.connecting", says="JavascriptError")
async def _():
    return raised(new().send, "a")


@check("send.closing", says=[None, None, 2, 0])
async def _():
    ws, heard = await is_open(), []
    ws.bind("message", lambda evt: heard.append(evt))
    ws.close()
    seen = [raised(ws.send, "a")]
    await told(ws, "close")
    return seen + [raised(ws.send, "b"), ws.bufferedAmount, len(heard)]


@check("send.types", says=["[object Object]", "[object Object]", "1,2", "42"])
async def _():
    ws = await is_open()
    return [await echoed(ws, data) for data in (b"abc", {"a": 1}, [1, 2], 42)]


@check("send.json", says={"sala": 7, "texto": "olá"})
async def _():
    ws = await is_open()
    return json.loads(await echoed(ws, json.dumps({"sala": 7, "texto": "olá"})))


@check("close.codes", says=[1000, 3000, 3999, 4000, 4999])
async def _():
    ws = new(host="silent")
    ws.close()
    codes = [0, 999, *range(1000, 1017), 2999, 3000, 3999, 4000, 4999, 5000, 65536 + 999]
    return [code for code in codes if raised(ws.close, code) is None]


@check("close.reason", says=[None, None, "JavascriptError", None, "JavascriptError"])
async def _():
    return [raised(new(host="silent").close, 1000, reason) for reason in (
        "", "x" * 123, "x" * 124, "á" * 61, "á" * 62)]


@check("close.raises", says=["JavascriptError"] * 4)
async def _():
    ws = await is_open()
    return [raised(ws.close, *arguments) for arguments in ((1001,), (2999,), (5000,), (1000, "x" * 124))]


@check("close.handshake", says=[2, 3])
async def _():
    ws = await is_open()
    ws.close(1000, "até logo")
    seen = [ws.readyState]
    await told(ws, "close")
    return seen + [ws.readyState]


@check("close.both", says=[True, False])
async def _():
    # The second server hears the page's close frame, and is gone without one of its own.
    seen = []
    for ws in await is_open(), await is_open("/", host="reset"):
        ws.close()
        seen.append((await told(ws, "close")).wasClean)
    return seen


@check("close.reply", says=[4321, "até logo", True])
async def _():
    ws = await is_open()
    ws.close(4321, "até logo")
    evt = await told(ws, "close")
    return [evt.code, evt.reason, evt.wasClean]


@check("close.without-arguments", says=[1005, "", True])
async def _():
    ws = await is_open()
    ws.close()
    evt = await told(ws, "close")
    return [evt.code, evt.reason, evt.wasClean]


# Chromium waits for a minute: one Brython is enough to see its end.
WAITS = FIREFOX or BRYTHON >= (3, 14)


@check("close.unanswered", says=[
    [["error", "close 1006"], 20] if FIREFOX else [["close 1006"], 60] if WAITS else [[], 0]])
async def _():
    ws = await is_open("/", host="deaf")
    seen, end, began = names_of(ws), told(ws, "close"), window.performance.now()
    ws.close()
    await (end if WAITS else aio.sleep(2))
    seconds = (window.performance.now() - began) / 1000
    return [[seen, 10 * round(seconds / 10)]]


@check("close.no-message", says=[1, 1005])
async def _():
    ws, heard = new("/eco?scenario=burst&n=20000"), []

    def message(evt):
        heard.append(evt)
        ws.close()

    ws.bind("message", message)
    evt = await told(ws, "close")
    return [len(heard), evt.code]


@check("close.again", says=[None, ["close 1000"], None])
async def _():
    ws = await is_open()
    seen = names_of(ws)
    ws.close(1000)
    again = raised(ws.close)
    await told(ws, "close")
    last = raised(ws.close)
    await aio.sleep(0.05)
    return [again, seen, last]


@check("close.by-position", says=["TypeError", "TypeError", 1])
async def _():
    ws = await is_open()
    calls = [lambda: ws.close(code=1000), lambda: ws.send(data="a")]
    return [*map(raised, calls), ws.readyState]
