import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { converge } from "../harness/documents.ts";
import { type Editor, openNative, openYWebsocket } from "../harness/editors.ts";
import { Random } from "../harness/random.ts";
import { randomEdit } from "../harness/randomEdits.ts";
import { Rest } from "../harness/rest.ts";
import { sharedServer } from "../harness/serverPerFile.ts";
import { storeKinds } from "../harness/stores.ts";

const rounds = 3;
const editsPerRound = 400;

describe.each(storeKinds.map((kind) => [kind.name, kind] as const))("random concurrent editing on %s", (_, kind) => {
  const server = sharedServer(kind);

  test.each(Array.from({ length: rounds }, (_, round) => round))("converges with Yjs (round %i)", async (round) => {
    const random = Random.seeded();
    console.info(`COLLAB_SEED=${random.seed}`);
    const room = `random ${round}`;
    const editors: Editor[] = [0, 1, 2, 3, 4].map((index) => (index % 2 === 0 ? openYWebsocket : openNative)(server(), room));
    await Promise.all(editors.map((editor) => editor.synced()));
    const offline = new Set<Editor>();

    for (let edit = 0; edit < editsPerRound; edit++) {
      const editor = random.pick(editors);
      randomEdit(editor.doc, random);
      if (random.chance(0.03)) {
        if (offline.delete(editor)) editor.connect();
        else {
          offline.add(editor);
          editor.disconnect();
        }
      }
      // Lets messages in, so that edits meet at every distance from none to many.
      if (random.chance(0.3)) await new Promise(setImmediate);
    }
    for (const editor of offline) editor.connect();

    await converge(editors.map((editor) => editor.doc));
    const served = new Y.Doc();
    Y.applyUpdate(served, await new Rest(server()).update(room));
    const merged = new Y.Doc();
    Y.applyUpdate(merged, Y.mergeUpdates(editors.map((editor) => Y.encodeStateAsUpdate(editor.doc))));
    for (const doc of [...editors.map((editor) => editor.doc), served]) {
      expect(Y.equalSnapshots(Y.snapshot(doc), Y.snapshot(merged)), `seed ${random.seed}`).toBe(true);
      expect(contentOf(doc), `seed ${random.seed}`).toEqual(contentOf(merged));
    }
    expect(await new Rest(server()).text(room, "text")).toBe(merged.getText("text").toString());
  });
});

const contentOf = (doc: Y.Doc) => ({
  text: doc.getText("text").toDelta(),
  map: doc.getMap("map").toJSON(),
  array: doc.getArray("array").toJSON(),
  xml: doc.getXmlFragment("xml").toString(),
});
