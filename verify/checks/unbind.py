"""What takes handlers away again."""

from check import BRYTHON, check, is_open, new, raised, told


def first(evt):
    pass


def second(evt):
    pass


class Talk:
    heard = None

    def on_open(self, evt):
        self.heard = "called"


@check("unbind.all", says=[])
async def _():
    ws, called = new(), []
    ws.bind("open", lambda evt: called.append(1))
    ws.bind("open", lambda evt: called.append(2))
    ws.unbind("open")
    await told(ws, "open")
    return called


@check("unbind.one", says=["first"] if BRYTHON >= (3, 14) else ["first", "last"])
async def _():
    ws, called = new(), []

    def one(evt):
        called.append("first")

    def last(evt):
        called.append("last")

    ws.bind("open", one)
    ws.bind("open", last)
    ws.unbind("open", last)
    await told(ws, "open")
    return called


@check("unbind.bindings", says=["first", "second"])
async def _():
    ws = new()
    ws.bind("open", first)
    ws.bind("open", second)
    return [function.__name__ for function in ws.bindings()["open"]]


@check("unbind.last", says=["JavascriptError", None])
async def _():
    ws = new()
    ws.bind("open", first)
    ws.bind("open", second)
    return [raised(ws.unbind, "open", first), raised(ws.unbind, "open", second)]


@check("unbind.method", says=["called", None])
async def _():
    ws, talk = new(), Talk()
    ws.bind("open", talk.on_open)
    raised(ws.unbind, "open", talk.on_open)
    await told(ws, "open")
    return [talk.heard, raised(ws.unbind, "open")]
