import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { presence } from "../harness/awareness.ts";
import { converge, textBecomes } from "../harness/documents.ts";
import { openNative, openYWebsocket } from "../harness/editors.ts";
import { Rest } from "../harness/rest.ts";
import { sharedServer } from "../harness/serverPerFile.ts";
import { storeKinds } from "../harness/stores.ts";

describe.each(storeKinds.map((kind) => [kind.name, kind] as const))("our client and y-websocket together on %s", (_, kind) => {
  const server = sharedServer(kind);

  test("they edit one document at the same time", async () => {
    const ours = openNative(server(), "one document");
    const theirs = openYWebsocket(server(), "one document");
    await Promise.all([ours.synced(), theirs.synced()]);

    for (let index = 0; index < 50; index++) {
      ours.doc.getText("t").insert(0, `o${index} `);
      theirs.doc.getText("t").insert(theirs.doc.getText("t").length, ` t${index}`);
      await new Promise(setImmediate);
    }

    await converge([ours.doc, theirs.doc]);
    expect(ours.doc.getText("t").length).toBe(2 * (10 * 3 + 40 * 4));
    expect(ours.doc.getText("t").toString()).toBe(theirs.doc.getText("t").toString());
  });

  test("they see each other's cursors come, move and go", async () => {
    const ours = openNative(server(), "cursors of both");
    const theirs = openYWebsocket(server(), "cursors of both");
    ours.awareness.setLocalStateField("user", { name: "Ours" });
    theirs.awareness.setLocalStateField("user", { name: "Theirs" });

    await presence(ours.awareness, "theirs", (states) => states.get(theirs.doc.clientID)?.["user"]?.name === "Theirs");
    await presence(theirs.awareness, "ours", (states) => states.get(ours.doc.clientID)?.["user"]?.name === "Ours");
    ours.awareness.setLocalStateField("cursor", 7);
    await presence(theirs.awareness, "our cursor to move", (states) => states.get(ours.doc.clientID)?.["cursor"] === 7);

    ours.close();
    await presence(theirs.awareness, "our cursor to vanish", (states) => !states.has(ours.doc.clientID));
  });

  test("saved means in the log: the content read from the server holds the edit", async () => {
    const ours = openNative(server(), "saved");
    await ours.synced();
    ours.doc.getText("t").insert(0, "kept");
    expect(ours.provider.saved).toBe(false);

    await ours.saved();

    const read = new Y.Doc();
    Y.applyUpdate(read, await new Rest(server()).update("saved"));
    expect(read.getText("t").toString()).toBe("kept");
  });

  test("offline edits of both are merged when they come back", async () => {
    const ours = openNative(server(), "offline");
    const theirs = openYWebsocket(server(), "offline");
    await Promise.all([ours.synced(), theirs.synced()]);
    ours.disconnect();
    theirs.disconnect();
    ours.doc.getText("t").insert(0, "ours ");
    theirs.doc.getText("t").insert(0, "theirs ");

    ours.connect();
    theirs.connect();

    await converge([ours.doc, theirs.doc]);
    expect(ours.doc.getText("t").length).toBe(12);
    await ours.saved();
  });

  test("an edit over REST reaches both", async () => {
    const ours = openNative(server(), "over REST");
    const theirs = openYWebsocket(server(), "over REST");
    await Promise.all([ours.synced(), theirs.synced()]);
    const script = new Y.Doc();
    script.getText("t").insert(0, "from a script");

    const first = await new Rest(server()).apply("over REST", Y.encodeStateAsUpdate(script));
    const again = await new Rest(server()).apply("over REST", Y.encodeStateAsUpdate(script));

    await Promise.all([textBecomes(ours.doc, "t", "from a script"), textBecomes(theirs.doc, "t", "from a script")]);
    expect(again.seq, "an update that is known already is not logged again").toBe(first.seq);
  });
});
