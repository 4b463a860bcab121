from browser import document
import websocket

HOST = "ws://127.0.0.1:8081/eco"
ws = None


def show(is_open):
    document["openbtn"].disabled = is_open
    document["send_button"].disabled = not is_open
    document["closebtn"].disabled = not is_open


def on_open(evt):
    print(evt.type)
    show(True)


def on_error(evt):
    print(evt.type)


def on_message(evt):
    print(evt.type, evt.data)


def on_close(evt):
    print(evt.type, evt.code, evt.reason, evt.wasClean)
    show(False)


def open_connection(click):
    global ws
    document["openbtn"].disabled = True
    try:
        ws = websocket.websocket(HOST)
    except NotImplementedError as error:
        print(error)
        return
    ws.bind("open", on_open)
    ws.bind("error", on_error)
    ws.bind("message", on_message)
    ws.bind("close", on_close)


def send(click):
    data = document["data"].value
    if data:
        ws.send(data)


def close_connection(click):
    ws.close()


document["openbtn"].bind("click", open_connection)
document["send_button"].bind("click", send)
document["closebtn"].bind("click", close_connection)
show(False)
