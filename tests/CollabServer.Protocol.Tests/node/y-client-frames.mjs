// Out: one line for each kind of frame a y-websocket client sends, "name<tab>hex of the frame<tab>hex of the payload", written with
// y-protocols the way y-websocket 3.1 does.
import { encoding } from "lib0";
import { Awareness, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as sync from "y-protocols/sync";
import * as Y from "yjs";

const hex = (bytes) => Buffer.from(bytes).toString("hex");
const frame = (type, write) => {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, type);
  write(encoder);
  return encoding.toUint8Array(encoder);
};

const doc = new Y.Doc();
doc.clientID = 1;
doc.getText("t").insert(0, "abc".repeat(100));
const update = Y.encodeStateAsUpdate(doc);
const stateVector = Y.encodeStateVector(doc);
const awareness = new Awareness(doc);
awareness.setLocalState({ user: { name: "Zoë 😀" }, cursor: null });
const presence = encodeAwarenessUpdate(awareness, [1]);

const frames = {
  step1: [frame(0, (encoder) => sync.writeSyncStep1(encoder, doc)), stateVector],
  step2: [frame(0, (encoder) => sync.writeSyncStep2(encoder, doc)), update],
  update: [frame(0, (encoder) => sync.writeUpdate(encoder, update)), update],
  awareness: [frame(1, (encoder) => encoding.writeVarUint8Array(encoder, presence)), presence],
  queryAwareness: [frame(3, () => {}), new Uint8Array()],
};

for (const [name, [bytes, payload]] of Object.entries(frames)) console.log(`${name}\t${hex(bytes)}\t${hex(payload)}`);
awareness.destroy();
