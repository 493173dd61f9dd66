// y-websocket-server on a free port, with or without a LevelDB store:
//
//   node y-websocket-server.mjs [--port 0] [--leveldb <folder>]
//
// 0.1.5 has the hook for a store but no store; the one here is y-leveldb, bound the way its README binds it. Prints one JSON line
// { url, pid } when it listens. The document name is the path of the URL.
import { once } from "node:events";
import http from "node:http";
import { parseArgs } from "node:util";
import { setPersistence, setupWSConnection } from "@y/websocket-server/utils";
import WebSocket from "ws";
import * as Y from "yjs";

const { values } = parseArgs({ options: { port: { type: "string", default: "0" }, leveldb: { type: "string" } } });

if (values.leveldb !== undefined) {
  const { LeveldbPersistence } = await import("y-leveldb");
  const store = new LeveldbPersistence(values.leveldb);
  setPersistence({
    provider: store,
    bindState: async (name, doc) => {
      const stored = await store.getYDoc(name);
      store.storeUpdate(name, Y.encodeStateAsUpdate(doc));
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(stored));
      doc.on("update", (update) => store.storeUpdate(name, update));
    },
    writeState: async () => {},
  });
  // The store works through a queue; a question to it is answered when everything before is written.
  process.on("SIGTERM", () => store.getAllDocNames().then(() => process.exit(0)));
}

const sockets = new WebSocket.Server({ noServer: true });
const server = http.createServer((_request, response) => response.end());
sockets.on("connection", (socket, request) => setupWSConnection(socket, request));
server.on("upgrade", (request, socket, head) =>
  sockets.handleUpgrade(request, socket, head, (accepted) => sockets.emit("connection", accepted, request)),
);
server.listen({ port: Number(values.port), host: "127.0.0.1", backlog: 4096 });
await once(server, "listening");
console.log(JSON.stringify({ url: `ws://127.0.0.1:${server.address().port}/`, pid: process.pid }));
