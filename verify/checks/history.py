"""What became of the forms of other times."""

from browser import websocket, window

from check import BRYTHON, HOST, check, new, raised
from sockets import all_four


@check("history.import", says=["ModuleNotFoundError", None])
async def _():
    def before():
        import websocket

    def today():
        from browser import websocket

    return [raised(before), raised(today)]


@check("history.call", says=[False, True])
async def _():
    return [hasattr(websocket, "websocket"), callable(websocket.WebSocket)]


@check("history.supported", says=[False, True])
async def _():
    return [hasattr(window.__BRYTHON__, "has_websocket"), hasattr(websocket, "supported")]


@check("history.document", says=["NameError", "data"])
async def _():
    from browser import document, html
    document <= html.INPUT(id="data")
    seen = document["data"].id
    document["data"].remove()
    return [raised(lambda: doc["data"]), seen]


@check("history.alert", says=["NameError", True])
async def _():
    def before():
        alert

    def today():
        from browser import alert
        return callable(alert)

    return [raised(before), today()]


@check("history.click", says=["clicked"])
async def _():
    from browser import document, html
    seen = []
    document <= html.BUTTON(id="openbtn")
    document["openbtn"].bind("click", lambda evt: seen.append("clicked"))
    document["openbtn"].click()
    document["openbtn"].remove()
    return seen


@check("history.unbind", says=[True, True])
async def _():
    return [hasattr(new(), name) for name in ("unbind", "bindings")]


@check("history.argument", says="DOMEvent" if BRYTHON >= (3, 12, 5) else "JSObject")
async def _():
    return type((await all_four())[0]).__name__
