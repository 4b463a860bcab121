"""The module and its `WebSocket` function."""

from browser import websocket, window

from check import BRYTHON, FIREFOX, HOST, check, framed, is_a, is_open, names_of, new, opened, raised, told


@check("module.own-socket", says=True)
async def _():
    return is_a(new(), "WebSocket")


@check("module.names", says=[["WebSocket", "supported"], True])
async def _():
    # `window` is what it imports itself.
    names = sorted(name for name in dir(websocket) if name[0].isalpha() and name != "window")
    return [names, websocket.supported]


@check("open.returns", says=0)
async def _():
    return new().readyState


@check("open.outcome", says=[["open"], ["error", "close 1006"]])
async def _():
    good, bad = new(), new(host="nobody")
    seen = [names_of(good), names_of(bad)]
    for end in told(good, "open"), told(bad, "close"):
        await end
    return seen


@check("open.schemes", says=["ws:", "wss:"])
async def _():
    opened.append(secure := websocket.WebSocket(f"wss://{HOST['secure']}/handshake"))
    await told(secure, "open")
    plain = await is_open()
    return [window.URL.new(ws.url).protocol for ws in (plain, secure)]


@check("open.more-schemes", says=["ws:", "wss:", "ws:"])
async def _():
    seen = []
    for address in f"http://{HOST['echo']}/eco", f"https://{HOST['secure']}/handshake", "/handshake":
        opened.append(ws := websocket.WebSocket(address))
        await told(ws, "open")
        seen.append(window.URL.new(ws.url).protocol)
    return seen


@check("open.protocols", says=["b", "c"])
async def _():
    one = await is_open("/subprotocol", "b", host="pages")
    several = await is_open("/subprotocol", ["a", "c"], host="pages")
    return [one.protocol, several.protocol]


@check("open.protocol-ignored", says=["open", ""] if FIREFOX else ["error", "close 1006"])
async def _():
    # The echo answers to no subprotocol.
    ws = new("/eco", "a")
    seen = names_of(ws)
    await told(ws, "open" if FIREFOX else "close")
    return seen + [ws.protocol] if FIREFOX else seen


@check("open.unsupported", says=["NotImplementedError", False])
async def _():
    data = await framed(f"/without-sockets.html?{window.told.folder}")
    return [data.raised, data.supported]


@check("open.bad-address", says=["JavascriptError"] * 3)
async def _():
    return [raised(websocket.WebSocket, *arguments) for arguments in (
        (f"ftp://{HOST['echo']}/eco",), (f"ws://{HOST['echo']}/eco#part",), ())]


@check("open.space", says="JavascriptError" if FIREFOX else ["error", "close 1006"])
async def _():
    sockets = []
    if error := raised(lambda: sockets.append(websocket.WebSocket("ws://no host/eco"))):
        return error
    ws = sockets[0]
    seen = names_of(ws)
    await told(ws, "close")
    return seen if "no%20host" in ws.url else ws.url


@check("open.exception", says="caught")
async def _():
    def caught():
        if "JavascriptError" not in dir(__builtins__):
            return "there is no such name"
        try:
            websocket.WebSocket()
        except JavascriptError:
            return "caught"

    return caught()


@check("open.function", says=[False, True, True])
async def _():
    def inherit():
        class Mine(websocket.WebSocket):
            pass
        Mine(f"ws://{HOST['echo']}/eco").mine
    ws = new()
    inherits, tells = raised(inherit), raised(isinstance, ws, websocket.WebSocket)
    return [isinstance(websocket.WebSocket, type), inherits is not None, tells is not None]


@check("open.https", says=["SecurityError", "open", "open"])
async def _():
    return list(await framed(f"https://{HOST['secure']}/secure.html?{HOST['echo']}&{HOST['secure']}"))
