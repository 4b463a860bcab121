"""What the events bring, and bytes."""

from browser import aio, window

from check import check, echoed, is_a, is_open, new, told
from sockets import all_four


@check("event.type", says=["open", "message", "close", "error"])
async def _():
    return [evt.type for evt in await all_four()]


@check("event.target", says=[True, True])
async def _():
    ws = new()
    evt = await told(ws, "open")
    return [evt.target.url == ws.url, evt.target.readyState == 1]


@check("event.data", says=["str", True])
async def _():
    ws = await is_open()
    text = await echoed(ws, "olá")
    data = await echoed(ws, window.Uint8Array.new([7, 8, 9]))
    return [type(text).__name__, is_a(data, "Blob")]


@check("event.close-fields", says=[["int", "str", "bool"], [4001, "até logo", True]])
async def _():
    evt = await told(await is_open("/eco?scenario=server-close"), "close")
    fields = [evt.code, evt.reason, evt.wasClean]
    return [[type(field).__name__ for field in fields], fields]


@check("event.unclean", says=[1006, "", False])
async def _():
    evt = await told(await is_open("/eco?scenario=dropped"), "close")
    return [evt.code, evt.reason, evt.wasClean]


@check("event.last", says=["close"])
async def _():
    ws, after = await is_open(), []
    ws.send("a")
    ws.close()
    for name in "open", "error", "message", "close":
        ws.bind(name, lambda evt: after.append(evt.type) if ws.readyState == 3 else None)
    await told(ws, "close")
    await aio.sleep(0.1)
    return after


@check("error.no-cause", says=[False, False, False])
async def _():
    evt = await told(new(host="nobody"), "error")
    return [hasattr(evt, name) for name in ("message", "code", "reason")]


@check("error.no-difference", says=True)
async def _():
    seen = []
    for end in told(new(host="nobody"), "close"), told(new("/eco?scenario=refused"), "close"):
        evt = await end
        seen.append([evt.code, evt.reason, evt.wasClean])
    return seen[0] == seen[1] == [1006, "", False]


@check("binary.send", says=[7, 8, 9])
async def _():
    ws = await is_open()
    ws.binaryType = "arraybuffer"
    data = await echoed(ws, window.Uint8Array.new([7, 8, 9]))
    return list(window.Uint8Array.new(data))


@check("binary.blob", says=[True, 3])
async def _():
    data = await echoed(await is_open(), window.Uint8Array.new([7, 8, 9]))
    return [is_a(data, "Blob"), data.size]


@check("binary.bytes", says=b"\x07\x08\x09")
async def _():
    ws = await is_open()
    ws.binaryType = "arraybuffer"
    data = await echoed(ws, window.Uint8Array.new([7, 8, 9]))
    return bytes(window.Uint8Array.new(data))


@check("talk.object", says=0)
async def _():
    return new().readyState


@check("talk.conversation", says=["open", 4, "olá", [1000, "até logo", True]])
async def _():
    ws = new()
    seen = [(await told(ws, "open")).type]
    ws.send("olá")
    seen.append(ws.bufferedAmount)
    seen.append((await told(ws, "message")).data)
    ws.close(1000, "até logo")
    evt = await told(ws, "close")
    return seen + [[evt.code, evt.reason, evt.wasClean]]
