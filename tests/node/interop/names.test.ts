import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { textBecomes } from "../harness/documents.ts";
import { openYWebsocket } from "../harness/editors.ts";
import { protocol } from "../harness/nativeSession.ts";
import { path, Rest } from "../harness/rest.ts";
import { sharedServer } from "../harness/serverPerFile.ts";
import { storeKinds } from "../harness/stores.ts";

/** What an application passes to y-websocket as room, and the document that is meant. */
const rooms: [room: string, document: string][] = [
  ["my room/1", "my room/1"],
  ["ünï/日本語/🙂", "ünï/日本語/🙂"],
  [encodeURIComponent("100% [sure]? a/b#c&d=e"), "100% [sure]? a/b#c&d=e"],
  [encodeURIComponent("%2F is not a slash"), "%2F is not a slash"],
  ["percent%20encoded", "percent encoded"],
  ["100%", "100%"],
  ["constructor", "constructor"],
  ["__proto__", "__proto__"],
  ['quote\'s "double"; DROP TABLE documents', 'quote\'s "double"; DROP TABLE documents'],
  ["n".repeat(255), "n".repeat(255)],
];

const refused: [room: string, why: string][] = [
  ["n".repeat(256), "longer than 255 bytes"],
  ["é".repeat(128), "longer than 255 bytes of UTF-8"],
  ["%ff%fe", "not UTF-8"],
  ["line%0Abreak", "a control character"],
  ["e%CC%81", "not in normalisation form C"],
  ["a//b", "an empty segment"],
];

describe.each(storeKinds.map((kind) => [kind.name, kind] as const))("document names on %s", (_, kind) => {
  const server = sharedServer(kind);

  test.each(rooms)("room %j is document %j", async (room, document) => {
    const ada = openYWebsocket(server(), room);
    await ada.synced();
    ada.doc.getText("t").insert(0, `this is ${document}`);
    const ben = openYWebsocket(server(), room);
    await textBecomes(ben.doc, "t", `this is ${document}`);

    const rest = new Rest(server());
    const typed = new Y.Doc();
    typed.getMap("by").set("rest", true);
    await rest.apply(document, Y.encodeStateAsUpdate(typed));
    expect(await rest.text(document, "t")).toBe(`this is ${document}`);
    expect(await (await rest.raw(path(document))).json()).toMatchObject({ id: document });
    expect((await rest.documents()).filter(({ id }) => id === document)).toHaveLength(1);
  });

  test.each(refused)("room %j is refused for good: %s", async (room) => {
    const ada = openYWebsocket(server(), room);

    expect(await ada.closedForGood()).toBe(protocol.closeCodes["invalid-document-name"]);
  });
});
