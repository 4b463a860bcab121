"""What pages of another kind show: the handshake, and what Brython itself needs."""

import json

from browser import window

from check import check, framed, new, told


async def handshake():
    return json.loads((await told(new("/handshake", host="pages"), "message")).data)


@check("handshake.http", says=["GET", "websocket"])
async def _():
    seen = await handshake()
    return [seen["method"], seen["upgrade"].lower()]


@check("handshake.origin", says=True)
async def _():
    return (await handshake())["origin"] == window.location.origin


@check("brython.size", says=4.8)
async def _():
    answer = await window.fetch(f"/brython/{window.told.folder}/brython_stdlib.js")
    return round(len(bytes(window.Uint8Array.new(await answer.arrayBuffer()))) / 1e6, 1)


@check("brython.small", says="open")
async def _():
    return await framed(f"/small.html?{window.told.folder}&{window.told.servers.echo}")


@check("brython.eval", says=["ran", "blocked"])
async def _():
    seen = [await framed(f"/eval.html?{window.told.folder}")]
    seen.append(await framed(f"/locked/eval.html?{window.told.folder}"))
    return seen
