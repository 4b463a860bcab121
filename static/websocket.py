"""The module `websocket` of Brython's first years, for the Brython of today.

    import websocket

    ws = websocket.websocket("wss://example.org/echo")
    ws.bind("message", lambda evt: print(evt.data))

Today the module is `browser.websocket` and makes its sockets by `WebSocket(host)`; this file, put beside a
program that was written for the old module, lets it run unchanged.
"""

from browser import websocket as _today

supported = _today.supported


def websocket(host):
    """Open a connection to `host` and return it at once, as a WebSocket that is still connecting.

    Raise NotImplementedError where the browser has no WebSocket, and JavascriptError for an address that the
    browser refuses.
    """
    return WebSocket(host)


class WebSocket:
    """A connection. What is not told here is that of the browser's own socket: `readyState`, `binaryType`, `url`."""

    def __init__(self, host):
        if not supported:
            raise NotImplementedError("this browser has no WebSocket")
        object.__setattr__(self, "_socket", _today.WebSocket(host))

    def bind(self, evt, function):
        """Have `function` called at each event `evt`: "open", "error", "message" or "close".

        It gets one argument, the event. That of "message" has the message in `data`; that of "close" has `code`,
        `reason` and `wasClean`.
        """
        return self._socket.bind(evt, function)

    def send(self, data):
        """Send the string `data`. Raise JavascriptError while the connection is not open yet; once it has begun to
        close, nothing is raised and `data` is lost.
        """
        self._socket.send(data)

    def close(self, *code_and_reason):
        """Close the connection: without a code, or with 1000 or one from 3000 to 4999, and a reason of at most
        123 bytes. Raise JavascriptError for others.
        """
        self._socket.close(*code_and_reason)

    def __getattr__(self, name):
        return getattr(self._socket, name)

    def __setattr__(self, name, value):
        setattr(self._socket, name, value)
