import { expect } from "vitest";
import { textBecomes } from "../../harness/documents.ts";
import type { NativeEditor, YWebsocketEditor } from "../../harness/editors.ts";
import type { Server } from "../../harness/server.ts";

/** Two people in one document, one of whom is told what is saved. */
export interface Pair {
  ada: NativeEditor;
  ben: YWebsocketEditor;
}

/**
 * The store takes nothing now: says that Ada hears of it, that nothing is called saved, that both go on editing, and that the process lives.
 * Returns how long Ada worked before she was told.
 */
export async function goesOnUnsaved(server: Server, { ada, ben }: Pair, words: string): Promise<number> {
  const { pid } = server;
  const before = ada.doc.getText("t").toString();
  const heard = ada.notices.length;
  const began = performance.now();
  ada.doc.getText("t").insert(before.length, `${words} by ada, `);
  await ada.noticed("not-saved", heard);
  const told = performance.now() - began;
  expect(ada.provider.saved).toBe(false);

  await textBecomes(ben.doc, "t", `${before}${words} by ada, `);
  ben.doc.getText("t").insert(ben.doc.getText("t").length, `${words} by ben, `);
  await textBecomes(ada.doc, "t", `${before}${words} by ada, ${words} by ben, `);
  expect(ada.provider.saved).toBe(false);
  expect(server.pid).toBe(pid);
  return told;
}

/** The store is back: everything is saved, and nobody was disconnected. */
export async function catchesUp({ ada, ben }: Pair, heard: number): Promise<void> {
  await ada.noticed("saved", heard);
  await ada.saved();
  // Nobody tells Ben what is saved. But the log has an order: when this is in it, so is what he typed before.
  ada.doc.getMap("m").set("after", heard);
  await ada.saved();
  expect([ada.connections, ben.connections]).toEqual([1, 1]);
}
