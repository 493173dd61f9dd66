import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { openYWebsocket } from "../harness/editors.ts";
import { NativeSession } from "../harness/nativeSession.ts";
import { Random } from "../harness/random.ts";
import { Rest } from "../harness/rest.ts";
import type { Server } from "../harness/server.ts";
import { ownServer } from "../harness/serverPerTest.ts";
import { storeKinds } from "../harness/stores.ts";
import { deferred, within } from "../harness/waiting.ts";

const cycles = 10;
const authors = 4;

/**
 * Editors heal what a server forgets: they send it again when they reconnect. So the authors here are told "durable", vanish with
 * everything they know, and only somebody with an empty document reads.
 */
describe.each(storeKinds.map((kind) => [kind.name, kind] as const))("kill -9 on %s", (_, kind) => {
  test(`loses no acknowledged edit in ${cycles} kills under load`, async (context) => {
    const server = await ownServer(context, kind);
    const random = Random.seeded();
    console.info(`COLLAB_SEED=${random.seed}`);
    const acknowledged: Ledger = new Map();

    for (let cycle = 0; cycle < cycles; cycle++) {
      const enough = sum(acknowledged) + 40 + random.below(200);
      const reached = deferred<void>();
      const note = () => {
        if (sum(acknowledged) >= enough) reached.resolve();
      };
      const writing = Array.from({ length: authors }, (_, author) =>
        writeUntilKilled(server, `${cycle % 3}/${author}`, cycle, acknowledged, note),
      );
      await within(`${enough} acknowledged edits`, reached.promise, 60_000);

      await server.kill();
      await Promise.all(writing);
      await server.restart();

      await Promise.all(
        [...acknowledged].map(async ([document, lines]) => {
          const kept = new Set((await readFresh(server, document)).split("\n"));
          const lost = [...lines].filter((line) => !kept.has(line));
          expect(lost, `seed ${random.seed}, cycle ${cycle}, ${document}: acknowledged and lost`).toEqual([]);
        }),
      );
    }
    console.info(`${sum(acknowledged)} acknowledged edits kept on ${kind.name}`);
  }, 300_000);

  test("loses nothing that REST answered for", async (context) => {
    const server = await ownServer(context, kind);
    const rest = new Rest(server);
    const script = new Y.Doc();
    for (let cycle = 0; cycle < 3; cycle++) {
      script.getText("t").insert(0, `line ${cycle}\n`);
      await rest.apply("by script", Y.encodeStateAsUpdate(script));
      const version = await rest.nameVersion("by script", `version ${cycle}`);

      await server.kill();
      await server.restart();

      expect(await rest.text("by script", "t")).toBe(script.getText("t").toString());
      expect((await rest.versions("by script"))[0]).toMatchObject({ id: version.id, label: `version ${cycle}` });
    }
  }, 180_000);
});

type Ledger = Map<string, Set<string>>;

const sum = (ledger: Ledger) => [...ledger.values()].reduce((total, lines) => total + lines.size, 0);

/** Writes numbered lines, up to three of them on their way at a time, and notes those that the server called durable. */
async function writeUntilKilled(server: Server, document: string, cycle: number, ledger: Ledger, noted: () => void): Promise<void> {
  const doc = new Y.Doc();
  const text = doc.getText("t");
  const lines = ledger.get(document) ?? new Set();
  ledger.set(document, lines);
  const session = await NativeSession.open(server, document, doc.clientID);
  const sent: string[] = [];
  let durable = 0;
  const goOn = () => {
    for (; durable < session.durableRef; durable++) lines.add(sent[durable] as string);
    noted();
    while (sent.length < durable + 3) {
      const line = `${document} cycle ${cycle} line ${sent.length}`;
      const before = Y.encodeStateVector(doc);
      text.insert(text.length, `${line}\n`);
      sent.push(line);
      session.send(Y.encodeStateAsUpdate(doc, before));
    }
  };
  session.socket.onMessage(goOn);
  goOn();
  await session.socket.closed();
}

async function readFresh(server: Server, document: string): Promise<string> {
  const reader = openYWebsocket(server, document);
  await reader.synced();
  const text = reader.doc.getText("t").toString();
  reader.close();
  return text;
}
