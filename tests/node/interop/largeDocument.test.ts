import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { textBecomes } from "../harness/documents.ts";
import { openNative, openYWebsocket } from "../harness/editors.ts";
import { Rest } from "../harness/rest.ts";
import { sharedServer } from "../harness/serverPerFile.ts";
import { storeKinds } from "../harness/stores.ts";

const megabyte = 1024 * 1024;

/** Five megabytes in many items, as real editing leaves them, not one long string. */
function largeDocument(): Y.Doc {
  const doc = new Y.Doc();
  const text = doc.getText("t");
  for (let chunk = 0; chunk < 5 * 64; chunk++)
    text.insert(chunk % 2 === 0 ? 0 : text.length, `${chunk} `.padEnd(16 * 1024, "lorem ipsum "));
  return doc;
}

describe.each(storeKinds.map((kind) => [kind.name, kind] as const))("a document of 5 MB on %s", (_, kind) => {
  const server = sharedServer(kind);

  test("is sent to the server, and from there to a newcomer, in parts", async () => {
    const written = largeDocument();
    const ada = openNative(server(), "large", written);
    const uploaded: number[] = [];
    await ada.synced();
    await ada.saved();

    const ben = openNative(server(), "large");
    ben.provider.on("progress", ({ parts }) => uploaded.push(parts));
    await ben.synced();

    expect(ben.doc.getText("t").toString()).toBe(written.getText("t").toString());
    expect(Math.max(...uploaded)).toBeGreaterThan(5 * 4);
  });

  test("comes whole to a y-websocket client, and edits pass meanwhile", async () => {
    const written = largeDocument();
    await new Rest(server()).apply("large too", Y.encodeStateAsUpdate(written));
    const ada = openNative(server(), "large too");
    await ada.synced();

    const ben = openYWebsocket(server(), "large too");
    ada.doc.getText("small").insert(0, "meanwhile");
    await Promise.all([ben.synced(), textBecomes(ben.doc, "small", "meanwhile")]);

    expect(ben.doc.getText("t").length).toBe(5 * megabyte);
    expect([ada.connections, ben.connections]).toEqual([1, 1]);
  });

  test("is uploaded whole by a y-websocket client that made it offline", async () => {
    const ada = openYWebsocket(server(), "large offline", largeDocument());
    await ada.synced();

    const ben = openYWebsocket(server(), "large offline");

    await textBecomes(ben.doc, "t", ada.doc.getText("t").toString());
  });
});
