import { expect, test } from "vitest";
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";
import { endOfTick, ROOMY } from "./fakes/fakeNetwork.js";
import { scene } from "./fakes/scene.js";

/** Somebody else, with an awareness of their own. */
function somebody(name: string) {
  const awareness = new Awareness(new Y.Doc());
  awareness.setLocalState({ user: { name } });
  const says = () => encodeAwarenessUpdate(awareness, [awareness.clientID]);
  return { awareness, id: awareness.clientID, says };
}

test("joining asks for the presence of others and tells our own", async () => {
  const { doc, provider, server } = scene();
  provider.awareness.setLocalState({ user: { name: "Kim" } });
  await server.joins();
  const other = somebody("Lee").awareness;
  for (const { update } of server.socket.frames("awareness")) applyAwarenessUpdate(other, update, null);
  expect([server.socket.frames("awareness-request").length, other.getStates().get(doc.clientID)]).toEqual([1, { user: { name: "Kim" } }]);
});

test("the presence of others appears", async () => {
  const { provider, server } = scene();
  const lee = somebody("Lee");
  await server.joins();
  server.socket.deliver({ kind: "awareness", update: lee.says() });
  expect(provider.awareness.getStates().get(lee.id)).toEqual({ user: { name: "Lee" } });
});

test("the presence of others is not sent back", async () => {
  const { server } = scene();
  await server.joins();
  const before = server.socket.frames("awareness").length;
  server.socket.deliver({ kind: "awareness", update: somebody("Lee").says() });
  await endOfTick();
  expect(server.socket.frames("awareness").length).toBe(before);
});

test("changes of our presence in one tick leave as one frame", async () => {
  const { provider, server } = scene();
  await server.joins();
  const before = server.socket.frames("awareness").length;
  provider.awareness.setLocalStateField("cursor", 1);
  provider.awareness.setLocalStateField("cursor", 2);
  await endOfTick();
  expect(server.socket.frames("awareness").length - before).toBe(1);
});

test("an edit leaves before the cursor that moved with it", async () => {
  const { provider, server, text } = scene();
  await server.joins();
  provider.awareness.setLocalStateField("cursor", 1);
  text.insert(0, "a");
  await endOfTick();
  expect(server.socket.sent.slice(-2).map((frame) => frame.kind)).toEqual(["update", "awareness"]);
});

test("without a connection nobody else is here", async () => {
  const { doc, provider, server } = scene();
  await server.joins();
  server.socket.deliver({ kind: "awareness", update: somebody("Lee").says() });
  server.socket.drop();
  expect([...provider.awareness.getStates().keys()]).toEqual([doc.clientID]);
});

test("others appear again after a reconnect although their clock is unchanged", async () => {
  const { clock, provider, server } = scene();
  const lee = somebody("Lee");
  await server.joins();
  server.socket.deliver({ kind: "awareness", update: lee.says() });
  server.socket.drop();
  clock.advance(1_000);
  await server.joins();
  server.socket.deliver({ kind: "awareness", update: lee.says() });
  expect(provider.awareness.getStates().has(lee.id)).toBe(true);
});

test("after a reconnect our presence wins over its removal", async () => {
  const { clock, doc, server } = scene();
  const lee = somebody("Lee").awareness;
  await server.joins();
  const hear = () => {
    for (const { update } of server.socket.frames("awareness")) applyAwarenessUpdate(lee, update, null);
  };
  hear();
  const clockThen = lee.meta.get(doc.clientID)?.clock ?? 0;
  applyAwarenessUpdate(
    lee,
    encodeAwarenessUpdate(
      { ...lee, meta: new Map([[doc.clientID, { clock: clockThen, lastUpdated: 0 }]]) } as Awareness,
      [doc.clientID],
      new Map(),
    ),
    null,
  );
  server.socket.drop();
  clock.advance(1_000);
  await server.joins();
  hear();
  expect(lee.getStates().has(doc.clientID)).toBe(true);
});

test("a presence state above the limit is an error and not sent", async () => {
  const { errors, provider, server } = scene();
  server.limits = { ...ROOMY, maxAwarenessBytes: 100 };
  await server.joins();
  const before = server.socket.frames("awareness").length;
  provider.awareness.setLocalStateField("biography", "x".repeat(200));
  await endOfTick();
  expect([errors, server.socket.frames("awareness").length - before]).toEqual([["awareness-too-large"], 0]);
});

test("an awareness that was given is left alive", () => {
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  const { provider } = scene({ doc, awareness });
  provider.destroy();
  expect(awareness.getLocalState()).not.toBeNull();
  awareness.destroy();
});
