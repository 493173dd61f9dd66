import { expect, test } from "vitest";
import * as Y from "yjs";
import { endOfTick } from "./fakes/fakeNetwork.js";
import { scene } from "./fakes/scene.js";

test("a fresh document is saved", () => {
  const { provider } = scene();
  expect([provider.saved, provider.hasUnsavedChanges]).toEqual([true, false]);
});

test("a document that comes with content is unsaved until the server was asked", async () => {
  const doc = new Y.Doc();
  doc.getText("text").insert(0, "from elsewhere");
  const { provider, server } = scene({ doc });
  expect(provider.saved).toBe(false);
  await server.joins();
  expect(provider.saved).toBe(false);
  server.acknowledges(server.lastRef);
  expect(provider.saved).toBe(true);
});

test("an edit is unsaved at once, not only when it is sent", async () => {
  const { provider, server, text } = scene();
  await server.joins();
  text.insert(0, "a");
  expect(provider.saved).toBe(false);
});

test("an edit that is applied and not durable is unsaved", async () => {
  const { provider, server, text } = scene();
  await server.joins();
  text.insert(0, "a");
  await endOfTick();
  server.acknowledges(server.lastRef - 1, server.lastRef);
  expect(provider.saved).toBe(false);
});

test("an edit is saved when it is durable", async () => {
  const { provider, server, text } = scene();
  await server.joins();
  text.insert(0, "a");
  await endOfTick();
  server.acknowledges(server.lastRef);
  expect(provider.saved).toBe(true);
});

test("saved and unsaved are announced when they change and only then", async () => {
  const { provider, server, text } = scene();
  const heard: string[] = [];
  provider.on("saved", () => heard.push("saved"));
  provider.on("unsaved", () => heard.push("unsaved"));
  await server.joins();
  text.insert(0, "a");
  text.insert(0, "b");
  await endOfTick();
  server.acknowledges(server.lastRef);
  server.acknowledges(server.lastRef);
  expect(heard).toEqual(["unsaved", "saved"]);
});

test("edits of others unsave nothing", async () => {
  const { provider, server } = scene();
  await server.joins();
  server.doc.on("update", (update) => server.socket.deliver({ kind: "update", ref: 0, update }));
  server.doc.getText("text").insert(0, "theirs");
  await endOfTick();
  expect(provider.saved).toBe(true);
});

test("joining without edits of one's own says saved from the first moment on", async () => {
  const { provider, server } = scene();
  server.doc.getText("text").insert(0, "theirs");
  const heard: string[] = [];
  provider.on("unsaved", () => heard.push("unsaved"));
  await server.joins();
  expect(heard).toEqual([]);
});

test("an edit made offline is unsaved until the answer to the server's question is durable", async () => {
  const { clock, provider, server, text } = scene();
  await server.joins();
  server.acknowledges(server.lastRef);
  server.socket.drop();
  text.insert(0, "offline");
  clock.advance(1_000);
  server.welcome();
  expect(provider.saved).toBe(false);
  server.asksForSync();
  await endOfTick();
  expect(provider.saved).toBe(false);
  server.acknowledges(server.lastRef);
  expect(provider.saved).toBe(true);
});

test("an edit whose acknowledgement was lost is saved only by the next connection's", async () => {
  const { clock, provider, server, text } = scene();
  await server.joins();
  text.insert(0, "sent");
  await endOfTick();
  server.takesUpdates();
  server.socket.drop();
  clock.advance(1_000);
  await server.joins();
  // The server knows the edit, so the answer holds nothing new; whether the log has it, only the acknowledgement tells.
  expect([server.lastRef, provider.saved]).toEqual([1, false]);
  server.acknowledges(1);
  expect(provider.saved).toBe(true);
});

test("what was durable stays saved while the connection is away", async () => {
  const { provider, server, text } = scene();
  await server.joins();
  text.insert(0, "a");
  await endOfTick();
  server.acknowledges(server.lastRef);
  server.socket.drop();
  expect(provider.saved).toBe(true);
});

test("a server that lost what it once acknowledged makes it unsaved again", async () => {
  const { clock, provider, server, text } = scene();
  await server.joins();
  text.insert(0, "a");
  await endOfTick();
  server.acknowledges(server.lastRef);
  server.socket.drop();
  clock.advance(1_000);
  server.welcome();
  server.asksForSync();
  await endOfTick();
  expect(provider.saved).toBe(false);
});

test("the not-saved notice shows as storage trouble until the saved notice", async () => {
  const { provider, server } = scene();
  await server.joins();
  const heard: string[] = [];
  provider.on("notice", ({ code }) => heard.push(`${code}: ${provider.storageTrouble}`));
  server.socket.deliver({ kind: "notice", code: "not-saved", data: null });
  server.socket.deliver({ kind: "notice", code: "saved", data: null });
  expect(heard).toEqual(["not-saved: true", "saved: false"]);
});

test("an update the server turned down is sent again when it can write, with all that followed", async () => {
  const { provider, server, text } = scene();
  await server.joins();
  text.insert(0, "a");
  await endOfTick();
  server.socket.deliver({ kind: "error", code: "backlog-full", message: "Later.", ref: server.lastRef });
  expect(provider.saved).toBe(false);
  server.socket.deliver({ kind: "notice", code: "saved", data: null });
  await endOfTick();
  const last = server.socket.frames("update").at(-1);
  if (last !== undefined) Y.applyUpdate(server.doc, last.update);
  server.acknowledges(server.lastRef);
  expect([server.doc.getText("text").toString(), provider.saved]).toEqual(["a", true]);
});

test("an edit after a refused one carries the refused one along", async () => {
  const { server, text } = scene();
  await server.joins();
  text.insert(0, "a");
  await endOfTick();
  server.socket.deliver({ kind: "error", code: "backlog-full", message: "Later.", ref: server.lastRef });
  text.insert(1, "b");
  await endOfTick();
  const last = server.socket.frames("update").at(-1);
  if (last !== undefined) Y.applyUpdate(server.doc, last.update);
  expect(server.doc.getText("text").toString()).toBe("ab");
});

test("storage trouble is the connection's and ends with it", async () => {
  const { provider, server } = scene();
  await server.joins();
  server.socket.deliver({ kind: "notice", code: "not-saved", data: null });
  server.socket.drop();
  expect(provider.storageTrouble).toBe(false);
});
