"""The order in which events come."""

from browser import aio, websocket, window

from check import FIREFOX, HOST, check, framed, names_of, new, opened, told


async def order(*address, last="close", **named):
    ws = new(*address, **named)
    seen = names_of(ws)
    await told(ws, last)
    return seen


@check("order.accepted", says=["open"])
async def _():
    return await order(last="open")


@check("order.refused", says=[["error", "close 1006", False]] * 2)
async def _():
    sockets = new(host="nobody"), new("/eco?scenario=refused")
    seen = [names_of(ws) for ws in sockets]
    ends = [told(ws, "close") for ws in sockets]
    for names, end in zip(seen, ends):
        names.append((await end).wasClean)
    return seen


@check("order.early-close", says=["error", "close 1006"])
async def _():
    ws = new()
    seen = names_of(ws)
    ws.close()
    await told(ws, "close")
    return seen


@check("order.dropped", says=["open", "close 1006"])
async def _():
    return await order("/eco?scenario=dropped")


@check("order.broken", says=["open", "error", "close 1006"])
async def _():
    ws = new("/", host="broken")
    seen, end = names_of(ws), told(ws, "close")
    await told(ws, "open")
    ws.send("now")
    await end
    return seen


@check("order.reset", says=["open", "error", "close 1006"] if FIREFOX else ["open", "close 1006"])
async def _():
    ws = new("/", host="reset")
    seen, end = names_of(ws), told(ws, "close")
    await told(ws, "open")
    ws.send("now")
    await end
    return seen


@check("order.server-close", says=["open", "close 4001"])
async def _():
    return await order("/eco?scenario=server-close")


@check("order.both-speak", says=["1", "2"])
async def _():
    ws = new("/eco?scenario=push")
    seen = [(await told(ws, "message")).data]
    return seen + [(await told(ws, "message")).data]


@check("order.blocked", says=["JavascriptError"] if FIREFOX else ["error"])
async def _():
    return list(await framed(f"/blocked.html?{window.told.folder}&{HOST['echo']}"))


# All that a close frame may say: the others are reserved, or of no range.
SENT = [1000, 1001, 1002, 1003, *range(1007, 1015), 3000, 3999, 4000, 4999]


@check("code.server", says=SENT)
async def _():
    seen = []
    for code in SENT:
        evt = await told(new(f"/closing/{code}", host="pages"), "close")
        seen.append(evt.code)
    return seen


@check("code.1001", says="1001")
async def _():
    await framed(f"/leaving.html?{HOST['pages']}")
    return await left_with()


async def left_with():
    """The code in the close frame that the server has heard."""
    answer = await window.fetch("/left-with")
    return await answer.text()


@check("code.1005", says=[1005, "no code"])
async def _():
    ws = new("/left", host="pages")
    await told(ws, "open")
    ws.close()
    return [(await told(ws, "close")).code, await left_with()]


@check("code.1006", says=[1006, 1006])
async def _():
    ends = told(new("/eco?scenario=dropped"), "close"), told(new(host="nobody"), "close")
    codes = []
    for end in ends:
        codes.append((await end).code)
    return codes


@check("code.1015", says=1015 if FIREFOX else 1006)
async def _():
    # A server that speaks no TLS.
    opened.append(ws := websocket.WebSocket(f"wss://{HOST['echo']}/eco"))
    return (await told(ws, "close")).code
