import { expect, test } from "vitest";
import * as Y from "yjs";
import { CollabProvider } from "../src/index.js";
import { endOfTick, ROOMY } from "./fakes/fakeNetwork.js";
import { scene } from "./fakes/scene.js";

test("the document name is one encoded segment of the address", () => {
  const provider = new CollabProvider("wss://host/ws/doc/", "my room/ü", new Y.Doc(), { connect: false });
  expect(provider.url).toBe("wss://host/ws/doc/my%20room%2F%C3%BC");
});

test("the native subprotocol is asked for", () => {
  const { server } = scene();
  expect(server.socket.protocols).toEqual(["collab.msgpack.v1"]);
});

test("the first frame is a hello and nothing follows before the welcome", async () => {
  const { server, doc, text } = scene({ token: "secret" });
  server.socket.open();
  text.insert(0, "early");
  await endOfTick();
  expect(server.socket.sent).toEqual([
    {
      kind: "hello",
      token: "secret",
      generation: null,
      clientId: doc.clientID,
      clientName: "@collabserver/client",
      clientVersion: "0.1.0",
    },
  ]);
});

test("a token function is asked for every connection", async () => {
  let asked = 0;
  const { clock, server } = scene({ token: async () => `token ${++asked}` });
  await endOfTick();
  server.socket.drop();
  clock.advance(1_000);
  await endOfTick();
  server.socket.open();
  expect(server.socket.frames("hello")[0]?.token).toBe("token 2");
});

test("a token that cannot be fetched is an error and tried again", async () => {
  let asked = 0;
  const fetchToken = async () => {
    if (++asked === 1) throw new Error("offline");
    return "token";
  };
  const { clock, errors, network } = scene({ token: fetchToken });
  await endOfTick();
  clock.advance(1_000);
  await endOfTick();
  expect([errors, network.sockets.length]).toEqual([["token-unavailable"], 1]);
});

test("the welcome makes the status connected", () => {
  const { provider, server } = scene();
  expect(provider.status).toBe("connecting");
  server.welcome();
  expect(provider.status).toBe("connected");
});

test("the server's state arrives in the document", async () => {
  const { server, text } = scene();
  server.doc.getText("text").insert(0, "hello");
  await server.joins();
  expect(text.toString()).toBe("hello");
});

test("synced is true once the server's whole state is in, not before", () => {
  const { provider, server } = scene();
  server.welcome();
  server.asksForSync();
  expect(provider.synced).toBe(false);
  server.answersSync();
  expect(provider.synced).toBe(true);
});

test("a large state arrives in parts, with progress", async () => {
  const { provider, server, text } = scene();
  server.limits = { ...ROOMY, maxSyncPartBytes: 100 };
  server.doc.getText("text").insert(0, "x".repeat(250));
  const seen: string[] = [];
  provider.on("progress", ({ part, parts }) => seen.push(`${part}/${parts}`));
  await server.joins();
  expect([text.length, seen]).toEqual([250, ["1/3", "2/3", "3/3"]]);
});

test("only what the server lacks is uploaded", async () => {
  const doc = new Y.Doc();
  doc.getText("text").insert(0, "both know this; ".repeat(20));
  const { server, text } = scene({ doc });
  Y.applyUpdate(server.doc, Y.encodeStateAsUpdate(doc));
  text.insert(0, "new");
  await server.joins();
  const [upload] = server.socket.frames("update");
  expect(upload?.update.length).toBeLessThan(60);
  expect(server.doc.getText("text").toString()).toBe(text.toString());
});

test("edits of one tick leave as one update", async () => {
  const { server, text } = scene();
  await server.joins();
  const before = server.socket.frames("update").length;
  text.insert(0, "a");
  text.insert(1, "b");
  text.insert(2, "c");
  await endOfTick();
  server.takesUpdates();
  expect(server.socket.frames("update").length - before).toBe(1);
  expect(server.doc.getText("text").toString()).toBe("abc");
});

test("edits made before the server asked travel in the answer alone", async () => {
  const { server, text } = scene();
  server.welcome();
  text.insert(0, "a");
  await endOfTick();
  expect(server.socket.frames("update")).toEqual([]);
  server.asksForSync();
  await endOfTick();
  expect(server.socket.frames("update")).toHaveLength(1);
});

test("the server's updates are applied and not sent back", async () => {
  const { server, text } = scene();
  await server.joins();
  const before = server.socket.frames("update").length;
  server.doc.on("update", (update) => server.socket.deliver({ kind: "update", ref: 0, update }));
  server.doc.getText("text").insert(0, "from afar");
  await endOfTick();
  expect([text.toString(), server.socket.frames("update").length - before]).toEqual(["from afar", 0]);
});

test("an update above the part size travels in parts under one ref", async () => {
  const { server, text } = scene();
  server.limits = { ...ROOMY, maxSyncPartBytes: 100 };
  await server.joins();
  text.insert(0, "x".repeat(250));
  await endOfTick();
  const parts = server.socket.frames("sync-part");
  expect(parts.map(({ part, parts: total, ref }) => [part, total, ref])).toEqual([
    [0, 3, 2],
    [1, 3, 2],
    [2, 3, 2],
  ]);
});

test("no frame exceeds the largest message, even when parts may be larger", async () => {
  const { server, text } = scene();
  server.limits = { ...ROOMY, maxMessageBytes: 200, maxSyncPartBytes: 1_000 };
  await server.joins();
  text.insert(0, "x".repeat(500));
  await endOfTick();
  const longest = Math.max(...server.socket.frames("sync-part").map((part) => part.bytes.length));
  expect(longest).toBeLessThanOrEqual(200 - 64);
});

test("an update above the limit is not sent, and ends the attempts with an error", async () => {
  const { provider, errors, server, text } = scene();
  server.limits = { ...ROOMY, maxUpdateBytes: 100 };
  await server.joins();
  text.insert(0, "x".repeat(250));
  await endOfTick();
  expect([errors, provider.status, provider.saved]).toEqual([["update-too-large"], "refused", false]);
});

test("a reader uploads nothing", async () => {
  const { server, text } = scene();
  server.permission = "read";
  await server.joins();
  text.insert(0, "scribble");
  await endOfTick();
  expect(server.socket.frames("update")).toEqual([]);
});

test("a reader who may write from now on uploads what was kept back", async () => {
  const { provider, server, text } = scene();
  server.permission = "read";
  await server.joins();
  text.insert(0, "kept");
  await endOfTick();
  server.socket.deliver({ kind: "notice", code: "permission-changed", data: { permission: "write" } });
  await endOfTick();
  server.takesUpdates();
  expect([server.doc.getText("text").toString(), provider.permission]).toEqual(["kept", "write"]);
});

test("a resync notice is answered with a sync request", async () => {
  const { server } = scene();
  await server.joins();
  server.socket.deliver({ kind: "notice", code: "resync", data: null });
  expect(server.socket.frames("sync-request")).toHaveLength(2);
});

test("an update that cannot be applied is an error and asks for the state again", async () => {
  const { errors, server } = scene();
  await server.joins();
  server.socket.deliver({ kind: "update", ref: 0, update: Uint8Array.of(1, 1, 1) });
  expect([errors, server.socket.frames("sync-request").length]).toEqual([["update-not-applied"], 2]);
});

test("application messages reach the listeners", async () => {
  const { provider, server } = scene();
  await server.joins();
  const heard: unknown[] = [];
  provider.on("message", (message) => heard.push(message));
  server.socket.deliver({ kind: "message", channel: "chat", value: { text: "hi" } });
  expect(heard).toEqual([{ channel: "chat", value: { text: "hi" } }]);
});

test("application messages are sent", async () => {
  const { provider, server } = scene();
  await server.joins();
  provider.send("chat", { text: "hi" });
  expect(server.socket.frames("message")).toEqual([{ kind: "message", channel: "chat", value: { text: "hi" } }]);
});

test("an application message needs a connection", () => {
  const { provider } = scene({ connect: false });
  expect(() => provider.send("chat", 1)).toThrowError(expect.objectContaining({ code: "not-connected" }));
});

test("an application message above the limit is not sent", async () => {
  const { provider, server } = scene();
  await server.joins();
  expect(() => provider.send("chat", "x".repeat(ROOMY.maxMessageBytes))).toThrowError(
    expect.objectContaining({ code: "message-too-large" }),
  );
});

test("a new token goes out on the open connection", async () => {
  const { provider, server } = scene();
  await server.joins();
  provider.setToken("fresh");
  expect(server.socket.frames("token")).toEqual([{ kind: "token", token: "fresh" }]);
});

test("an error frame becomes an error event", async () => {
  const { errors, server } = scene();
  await server.joins();
  server.socket.deliver({ kind: "error", code: "rate-limited", message: "Slower, please.", ref: null });
  expect(errors).toEqual(["rate-limited"]);
});

test("a ping of the server is answered with its timestamp", async () => {
  const { server } = scene();
  await server.joins();
  server.socket.deliver({ kind: "ping", timestamp: 42 });
  expect(server.socket.frames("pong")).toEqual([{ kind: "pong", timestamp: 42 }]);
});

test("an address no WebSocket can be opened to is an error, not an exception", () => {
  const { network } = scene({ connect: false });
  class Picky extends network.WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      throw new SyntaxError("bad URL");
    }
  }
  const { provider, errors } = scene({ connect: false, WebSocket: Picky });
  provider.connect();
  expect([errors, provider.status]).toEqual([["bad-address"], "refused"]);
});

test("what the answer carried is not sent a second time", async () => {
  const { server, text } = scene();
  server.welcome();
  text.insert(0, "a long edit that travels in the answer ".repeat(10));
  server.asksForSync();
  text.insert(0, "b");
  await endOfTick();
  expect(server.socket.frames("update").at(-1)?.update.length).toBeLessThan(50);
});

test("a second welcome is out of order", async () => {
  const { errors, server } = scene();
  await server.joins();
  server.welcome();
  expect(errors).toEqual(["out-of-order"]);
});
