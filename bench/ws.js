// The echo that ours is measured beside: `ws`, as its documentation has it. Its own check of the server's bounds is
// left as it is; compression is off, as it is by default.
const { WebSocketServer } = require("ws");

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, path: "/eco", perMessageDeflate: false });
server.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
  socket.on("error", () => socket.terminate());
});
// As our server says it.
server.on("listening", () => console.log(`http://127.0.0.1:${server.address().port}/`));
