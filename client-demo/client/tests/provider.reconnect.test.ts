import { expect, test } from "vitest";
import * as Y from "yjs";
import { endOfTick } from "./fakes/fakeNetwork.js";
import { scene } from "./fakes/scene.js";

test("a lost connection is opened again after the back-off", async () => {
  const { clock, network, provider, server } = scene();
  await server.joins();
  server.socket.drop();
  expect(provider.status).toBe("disconnected");
  clock.advance(499);
  expect(network.sockets).toHaveLength(1);
  clock.advance(1);
  expect([network.sockets.length, provider.status]).toEqual([2, "connecting"]);
});

test("failed attempts wait longer and longer", () => {
  const { clock, provider, server } = scene();
  const delays: unknown[] = [];
  provider.on("closed", ({ retryInMs }) => delays.push(retryInMs));
  for (let attempt = 0; attempt < 4; attempt++) {
    server.socket.drop();
    clock.advance(30_000);
  }
  expect(delays).toEqual([500, 1_000, 2_000, 4_000]);
});

test("a connection that soon ends does not shorten the wait, even if it synced", async () => {
  const { clock, provider, server } = scene();
  const delays: unknown[] = [];
  provider.on("closed", ({ retryInMs }) => delays.push(retryInMs));
  for (let attempt = 0; attempt < 3; attempt++) {
    await server.joins();
    clock.advance(9_999);
    server.socket.drop(4510);
    clock.advance(30_000);
  }
  expect(delays).toEqual([500, 1_000, 2_000]);
});

test("a connection that lasted 10 s makes the next wait short again", async () => {
  const { clock, provider, server } = scene();
  const delays: unknown[] = [];
  provider.on("closed", ({ retryInMs }) => delays.push(retryInMs));
  server.socket.drop();
  clock.advance(30_000);
  await server.joins();
  clock.advance(10_000);
  server.socket.drop();
  expect(delays).toEqual([500, 500]);
});

test("the browser's online event ends the wait", async () => {
  const listeners = new Map<string, () => void>();
  const { addEventListener, removeEventListener } = globalThis;
  globalThis.addEventListener = ((name: string, listener: () => void) => listeners.set(name, listener)) as never;
  globalThis.removeEventListener = ((name: string) => listeners.delete(name)) as never;
  try {
    const { network, provider, server } = scene();
    server.socket.drop();
    listeners.get("online")?.();
    expect(network.sockets).toHaveLength(2);
    provider.destroy();
    expect(listeners.size).toBe(0);
  } finally {
    globalThis.addEventListener = addEventListener;
    globalThis.removeEventListener = removeEventListener;
  }
});

test.each([4400, 4401, 4403, 4404, 4409, 4422])("close code %i is not retried", async (code) => {
  const { clock, network, provider, server } = scene();
  await server.joins();
  server.socket.drop(code, "no");
  clock.advance(600_000);
  expect([provider.status, network.sockets.length]).toEqual(["refused", 1]);
});

test.each([1000, 1001, 1006, 1011, 1012, 1013, 4508, 4509, 4510])("close code %i is retried", async (code) => {
  const { clock, network, server } = scene();
  await server.joins();
  server.socket.drop(code);
  clock.advance(30_000);
  expect(network.sockets.length).toBeGreaterThan(1);
});

test("a refusal is an error with the name of the close code and the server's sentence", async () => {
  const { provider, server } = scene();
  const sentences: string[] = [];
  provider.on("error", (error) => sentences.push(`${error.code}: ${error.message}`));
  server.socket.drop(4403, "You may not read this document.");
  expect(sentences).toEqual(["forbidden: You may not read this document."]);
});

test("after a refusal connect() tries again", () => {
  const { network, provider, server } = scene();
  server.socket.drop(4401);
  provider.setToken("another");
  provider.connect();
  server.socket.open();
  expect([network.sockets.length, server.socket.frames("hello")[0]?.token]).toEqual([2, "another"]);
});

test("the generation of the first welcome is sent with every later hello", async () => {
  const { clock, server } = scene();
  await server.joins();
  server.socket.drop();
  clock.advance(1_000);
  server.socket.open();
  expect(server.socket.frames("hello")[0]?.generation).toEqual(server.generation);
});

test("a generation mismatch is an error and no retry loop", async () => {
  const { clock, errors, network, server } = scene();
  await server.joins();
  server.socket.drop();
  clock.advance(1_000);
  server.socket.open();
  server.socket.drop(4409, "The document was replaced.");
  clock.advance(600_000);
  expect([errors, network.sockets.length]).toEqual([["generation-mismatch"], 2]);
});

test("a welcome into another generation is a mismatch too, and nothing is uploaded", async () => {
  const { clock, errors, provider, server, text } = scene();
  await server.joins();
  text.insert(0, "of the old document");
  server.socket.drop();
  clock.advance(1_000);
  server.generation = new Uint8Array(16).fill(9);
  server.welcome();
  server.asksForSync();
  await endOfTick();
  expect([errors, provider.status, server.socket.frames("update").length]).toEqual([["generation-mismatch"], "refused", 0]);
});

test("what was typed offline reaches the server after the reconnect", async () => {
  const { clock, server, text } = scene();
  await server.joins();
  server.socket.drop();
  text.insert(0, "offline");
  clock.advance(1_000);
  await server.joins();
  expect(server.doc.getText("text").toString()).toBe("offline");
});

test("synced is false from the loss of the connection to the next sync", async () => {
  const { clock, provider, server } = scene();
  const heard: boolean[] = [];
  provider.on("synced", (synced) => heard.push(synced));
  await server.joins();
  server.socket.drop();
  clock.advance(1_000);
  await server.joins();
  expect(heard).toEqual([true, false, true]);
});

test("a connection that is silent for 30 s is given up", async () => {
  const { clock, network, provider, server } = scene();
  await server.joins();
  clock.advance(30_000);
  expect([provider.status, network.sockets[0]?.closedWith]).toEqual(["disconnected", 4509]);
});

test("an attempt without a welcome is given up after 30 s", () => {
  const { clock, provider, server } = scene();
  server.socket.open();
  clock.advance(30_000);
  expect(provider.status).toBe("disconnected");
});

test("a server that is going away is returned to no sooner than it asked", async () => {
  const { provider, server } = scene();
  await server.joins();
  const delays: unknown[] = [];
  provider.on("closed", ({ retryInMs }) => delays.push(retryInMs));
  server.socket.deliver({ kind: "notice", code: "going-away", data: { delayMs: 2_000 } });
  server.socket.drop(1012);
  expect(delays).toEqual([2_500]);
});

test.each([
  ["not-binary", "text"],
  ["not-messagepack", Uint8Array.of(0xc1).buffer],
  ["unknown-kind", Uint8Array.of(0x91, 0x63).buffer],
])("a server that sends %s is left with an error, and tried again", async (fault, data) => {
  const { clock, errors, network, server } = scene();
  await server.joins();
  server.socket.deliverRaw(data);
  clock.advance(30_000);
  expect([errors[0], network.sockets.length]).toEqual([fault, 2]);
});

test("frames before the welcome are out of order", () => {
  const { errors, server } = scene();
  server.socket.open();
  server.asksForSync();
  expect(errors).toEqual(["out-of-order"]);
});

test("disconnect sends what waits, closes, and schedules nothing", async () => {
  const { clock, network, provider, server, text } = scene();
  await server.joins();
  text.insert(0, "last words");
  provider.disconnect();
  server.takesUpdates();
  clock.advance(600_000);
  expect([server.doc.getText("text").toString(), provider.status, network.sockets.length, server.socket.closedWith]).toEqual([
    "last words",
    "disconnected",
    1,
    1000,
  ]);
});

test("a provider that is destroyed leaves no timer and no listener", async () => {
  const { clock, doc, provider, server } = scene();
  await server.joins();
  provider.destroy();
  expect([clock.pending, doc._observers.get("update")?.size ?? 0]).toEqual([0, 0]);
});

test("a socket of an attempt that was given up changes nothing", async () => {
  const { provider, server, text } = scene();
  await server.joins();
  const old = server.socket;
  provider.disconnect();
  const late = new Y.Doc();
  late.getText("text").insert(0, "late");
  old.deliver({ kind: "update", ref: 0, update: Y.encodeStateAsUpdate(late) });
  expect(text.toString()).toBe("");
});

test("what a server that went away asked for holds for one reconnect", async () => {
  const { clock, provider, server } = scene();
  await server.joins();
  const delays: unknown[] = [];
  provider.on("closed", ({ retryInMs }) => delays.push(retryInMs));
  server.socket.deliver({ kind: "notice", code: "going-away", data: { delayMs: 2_000 } });
  server.socket.drop(1012);
  clock.advance(30_000);
  server.socket.drop();
  expect(delays).toEqual([2_500, 1_000]);
});

test("a connection that answers its pings lives on", async () => {
  const { clock, network, server } = scene();
  await server.joins();
  for (let period = 0; period < 8; period++) {
    clock.advance(15_000);
    for (const { timestamp } of server.socket.frames("ping").slice(-1)) server.socket.deliver({ kind: "pong", timestamp });
  }
  expect([network.sockets.length, server.socket.frames("ping").length]).toEqual([1, 8]);
});
