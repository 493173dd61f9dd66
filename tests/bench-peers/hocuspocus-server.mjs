// Hocuspocus on a free port, in memory or with its SQLite store:
//
//   node hocuspocus-server.mjs [--port 0] [--sqlite <file>]
//
// Prints one JSON line { url, pid } when it listens. The document name travels in the messages.
import { parseArgs } from "node:util";
import { Server } from "@hocuspocus/server";

const { values } = parseArgs({ options: { port: { type: "string", default: "0" }, sqlite: { type: "string" } } });

const extensions = [];
if (values.sqlite !== undefined) {
  const { SQLite } = await import("@hocuspocus/extension-sqlite");
  extensions.push(new SQLite({ database: values.sqlite }));
}

const server = new Server({ port: Number(values.port), address: "127.0.0.1", quiet: true, extensions });
await server.listen();
console.log(JSON.stringify({ url: `ws://127.0.0.1:${server.address.port}/`, pid: process.pid }));
