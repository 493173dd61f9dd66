import { expect, test } from "vitest";
import * as Y from "yjs";
import { Outbox } from "../src/outbox.js";

function typed(count: number): { readonly updates: Uint8Array[]; readonly text: string } {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on("update", (update) => updates.push(update));
  for (let index = 0; index < count; index++) doc.getText("text").insert(index, String(index % 10));
  return { updates, text: doc.getText("text").toString() };
}

test("nothing waiting is nothing to send", () => {
  expect(new Outbox().take()).toBeNull();
});

test("a single update leaves as it is", () => {
  const outbox = new Outbox();
  const update = Uint8Array.of(0, 0);
  outbox.add(update);
  expect(outbox.take()).toBe(update);
});

test.each([2, 64, 65, 5_000])("%i updates leave as one with the same content", (count) => {
  const outbox = new Outbox();
  const { updates, text } = typed(count);
  for (const update of updates) outbox.add(update);
  const merged = outbox.take();
  const doc = new Y.Doc();
  if (merged !== null) Y.applyUpdate(doc, merged);
  expect(doc.getText("text").toString()).toBe(text);
});

test("what was taken is gone", () => {
  const outbox = new Outbox();
  outbox.add(Uint8Array.of(0, 0));
  outbox.take();
  expect(outbox.take()).toBeNull();
});
