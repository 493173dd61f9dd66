// In: one server frame in hex on each line. Out: what y-protocols makes of it.
import { readFileSync } from "node:fs";
import { decoding, encoding } from "lib0";
import { readAuthMessage } from "y-protocols/auth";
import { Awareness, applyAwarenessUpdate } from "y-protocols/awareness";
import * as sync from "y-protocols/sync";
import * as Y from "yjs";

function readSync(decoder) {
  const doc = new Y.Doc();
  const reply = encoding.createEncoder();
  const step = sync.readSyncMessage(decoder, reply, doc, "server", (error) => {
    throw error;
  });
  return `sync ${step} text=${doc.getText("t")} replies=${encoding.length(reply) > 0}`;
}

function readAwareness(decoder) {
  const awareness = new Awareness(new Y.Doc());
  awareness.setLocalState(null);
  applyAwarenessUpdate(awareness, decoding.readVarUint8Array(decoder), "server");
  const states = JSON.stringify([...awareness.getStates()]);
  awareness.destroy();
  return `awareness ${states}`;
}

function read(decoder) {
  const type = decoding.readVarUint(decoder);
  switch (type) {
    case 0:
      return readSync(decoder);
    case 1:
      return readAwareness(decoder);
    case 2: {
      let denial;
      readAuthMessage(decoder, null, (_, reason) => {
        denial = reason;
      });
      return `denied ${denial}`;
    }
    default:
      throw new Error(`type ${type}`);
  }
}

for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const decoder = decoding.createDecoder(Buffer.from(line, "hex"));
  console.log(`${read(decoder)}${decoding.hasContent(decoder) ? " and more bytes" : ""}`);
}
