import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { presence } from "../harness/awareness.ts";
import { converge, documentHolds, textBecomes } from "../harness/documents.ts";
import { openYWebsocket } from "../harness/editors.ts";
import { sharedServer } from "../harness/serverPerFile.ts";
import { storeKinds } from "../harness/stores.ts";

describe.each(storeKinds.map((kind) => [kind.name, kind] as const))("y-websocket clients on %s", (_, kind) => {
  const server = sharedServer(kind);

  test("two clients that type at the same time see the same text", async () => {
    const ada = openYWebsocket(server(), "both type");
    const ben = openYWebsocket(server(), "both type");
    await Promise.all([ada.synced(), ben.synced()]);

    for (let index = 0; index < 50; index++) {
      ada.doc.getText("t").insert(0, `a${index} `);
      ben.doc.getText("t").insert(ben.doc.getText("t").length, ` b${index}`);
      await new Promise(setImmediate);
    }

    await documentHolds("100 words", ada.doc, () => ada.doc.getText("t").length === "a0 ".length * 20 + "a10 ".length * 80);
    await converge([ada.doc, ben.doc]);
  });

  test("what was typed before connecting is merged with what the others typed", async () => {
    const early = new Y.Doc();
    early.getText("t").insert(0, "offline words ");
    const ada = openYWebsocket(server(), "typed before");
    await ada.synced();
    ada.doc.getText("t").insert(0, "online words ");

    const ben = openYWebsocket(server(), "typed before", early);

    await documentHolds("both", ada.doc, () => ada.doc.getText("t").length === 27);
    await converge([ada.doc, ben.doc]);
  });

  test("a third client that joins later sees everything, also after the others left", async () => {
    const ada = openYWebsocket(server(), "later");
    const ben = openYWebsocket(server(), "later");
    await Promise.all([ada.synced(), ben.synced()]);
    ada.doc.getText("t").insert(0, "from Ada");
    await textBecomes(ben.doc, "t", "from Ada");
    ben.doc.getText("t").insert(8, ", from Ben");
    await textBecomes(ada.doc, "t", "from Ada, from Ben");

    const cleo = openYWebsocket(server(), "later");
    await cleo.synced();
    expect(cleo.doc.getText("t").toString()).toBe("from Ada, from Ben");

    for (const editor of [ada, ben, cleo]) editor.close();
    const dora = openYWebsocket(server(), "later");
    await dora.synced();
    expect(dora.doc.getText("t").toString()).toBe("from Ada, from Ben");
  });

  test("documents with other names stay apart", async () => {
    const ada = openYWebsocket(server(), "apart/1");
    const ben = openYWebsocket(server(), "apart/2");
    await Promise.all([ada.synced(), ben.synced()]);
    ada.doc.getText("t").insert(0, "only in the first");
    const again = openYWebsocket(server(), "apart/1");
    await textBecomes(again.doc, "t", "only in the first");

    expect(ben.doc.getText("t").toString()).toBe("");
  });

  test("formatted text, maps, arrays, XML and subdocuments arrive as they were made", async () => {
    const ada = openYWebsocket(server(), "kinds");
    const ben = openYWebsocket(server(), "kinds");
    await Promise.all([ada.synced(), ben.synced()]);

    const { doc } = ada;
    doc.getText("text").insert(0, "plain 🙂 ");
    doc.getText("text").insert(9, "bold", { bold: true });
    doc.getText("text").insertEmbed(0, { image: "cat.png" });
    doc.getMap("map").set("number", 1.5);
    doc.getMap("map").set("big", 2n ** 53n);
    doc.getMap("map").set("bytes", new Uint8Array([0, 255]));
    doc.getMap("map").set("nested", new Y.Map([["deep", new Y.Array()]]));
    doc.getArray("array").insert(0, [null, true, "text", { key: [1, 2] }]);
    doc.getArray("array").delete(1, 1);
    const paragraph = new Y.XmlElement("p");
    paragraph.setAttribute("class", "intro");
    paragraph.insert(0, [new Y.XmlText("inside")]);
    doc.getXmlFragment("xml").insert(0, [paragraph]);
    doc.getMap("map").set("page", new Y.Doc({ guid: "a page" }));

    for (const root of ["text", "map", "array", "xml"]) ben.doc.get(root);
    await converge([ada.doc, ben.doc]);

    expect(ben.doc.getText("text").toDelta()).toEqual(doc.getText("text").toDelta());
    expect(ben.doc.getMap("map").get("big")).toBe(2n ** 53n);
    expect(ben.doc.getMap("map").get("bytes")).toEqual(new Uint8Array([0, 255]));
    expect(ben.doc.getArray("array").toJSON()).toEqual([null, "text", { key: [1, 2] }]);
    expect(ben.doc.getXmlFragment("xml").toString()).toBe('<p class="intro">inside</p>');
    expect([...ben.doc.getSubdocs()].map((page) => page.guid)).toEqual(["a page"]);
  });

  test("an editor sees the others' cursors, and they vanish when the others leave", async () => {
    const ada = openYWebsocket(server(), "cursors");
    const ben = openYWebsocket(server(), "cursors");
    ada.awareness.setLocalStateField("user", { name: "Ada" });
    ben.awareness.setLocalStateField("user", { name: "Ben" });

    await presence(ada.awareness, "Ben's cursor", (states) => states.get(ben.doc.clientID)?.["user"]?.name === "Ben");
    await presence(ben.awareness, "Ada's cursor", (states) => states.get(ada.doc.clientID)?.["user"]?.name === "Ada");

    ben.awareness.setLocalStateField("cursor", { anchor: 3 });
    await presence(ada.awareness, "Ben's cursor to move", (states) => states.get(ben.doc.clientID)?.["cursor"]?.anchor === 3);

    ben.close();
    await presence(ada.awareness, "Ben's cursor to vanish", (states) => !states.has(ben.doc.clientID));
    expect(ada.awareness.getStates().has(ada.doc.clientID)).toBe(true);
  });

  test("cursors vanish within moments when a connection is cut without goodbye", async () => {
    const ada = openYWebsocket(server(), "cut off");
    const ben = openYWebsocket(server(), "cut off");
    // The state that a client begins with is not told to others before it is first changed.
    ben.awareness.setLocalStateField("user", { name: "Ben" });
    await presence(ada.awareness, "Ben", (states) => states.has(ben.doc.clientID));

    ben.provider.shouldConnect = false;
    (ben.provider.ws as unknown as { terminate(): void }).terminate();

    await presence(ada.awareness, "Ben to vanish", (states) => !states.has(ben.doc.clientID), 5_000);
  });

  test("a newcomer sees cursors that were set before it came", async () => {
    const ada = openYWebsocket(server(), "earlier cursor");
    await ada.synced();
    ada.awareness.setLocalStateField("user", { name: "Ada" });

    const ben = openYWebsocket(server(), "earlier cursor");

    await presence(ben.awareness, "Ada's cursor", (states) => states.get(ada.doc.clientID)?.["user"]?.name === "Ada");
  });

  test("a client that comes back brings its offline edits and gets those of the others", async () => {
    const ada = openYWebsocket(server(), "comes back");
    const ben = openYWebsocket(server(), "comes back");
    await Promise.all([ada.synced(), ben.synced()]);
    ada.disconnect();
    ada.doc.getText("t").insert(0, "offline ");
    ben.doc.getText("t").insert(0, "online ");

    ada.connect();

    await documentHolds("both edits", ben.doc, () => ben.doc.getText("t").length === 15);
    await converge([ada.doc, ben.doc]);
  });
});
