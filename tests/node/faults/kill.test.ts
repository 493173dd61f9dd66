import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { Random } from "../harness/random.ts";
import { Rest } from "../harness/rest.ts";
import { runToExit } from "../harness/server.ts";
import { ownServer, ownServerAndStore } from "../harness/serverPerTest.ts";
import { storeKinds } from "../harness/stores.ts";
import { eventually } from "../harness/waiting.ts";
import { Author } from "./support/author.ts";
import { cycles, cyclesMilliseconds } from "./support/cycles.ts";
import { Ledger } from "./support/ledger.ts";

const kills = cycles(6);

/** The first document has two authors; the last author leaves before the kill, so that it strikes documents that leave memory, too. */
const documents = ["shared", "shared", "own", "left"];

/** Small numbers, so that the kill meets checkpoints and documents that come and go. */
const configuration = ["--Documents:CheckpointAfterUpdates=20", "--Documents:UnloadAfter=00:00:00.05"];

/**
 * Editors heal what a server forgets: they send it again when they reconnect. So the authors here are told "durable", vanish with
 * everything they know, and only somebody with an empty document reads.
 */
describe.each(storeKinds.map((kind) => [kind.name, kind] as const))("kill -9 on %s", (_, kind) => {
  test(
    `loses no acknowledged edit in ${kills} kills under load`,
    async (context) => {
      const { server, store } = await ownServerAndStore(context, kind, { arguments: configuration });
      const random = new Random(Number(process.env.COLLAB_SEED ?? 1));
      const ledger = new Ledger();

      for (let cycle = 0; cycle < kills; cycle++) {
        // New documents now and then, so that long runs do not spend their time reading old ones.
        const era = Math.floor(cycle / 10);
        const writers = await Promise.all(documents.map((name) => Author.open(server, `${era}/${cycle % 3}/${name}`, ledger)));
        const writing = writers.map((author, number) => author.writeUntilClosed(`cycle ${cycle} author ${number}`));
        const enough = ledger.size + 40 + random.below(200);
        const acknowledges = (size: number) =>
          eventually(
            `${size} acknowledged edits`,
            () => ledger.size,
            (acknowledged) => acknowledged >= size,
            60_000,
          );
        await acknowledges(enough - 30);
        writers.at(-1)?.session.socket.close();
        await acknowledges(enough);

        await server.kill();
        await Promise.all(writing);
        await server.restart();
        if (random.chance(0.2)) {
          // Killed while somebody loads what the one before had to leave.
          void Author.open(server, `${era}/${cycle % 3}/shared`, ledger).catch(() => undefined);
          await server.kill();
          await server.restart();
        }
        expect(await ledger.faults(server), `seed ${random.seed}, cycle ${cycle}`).toEqual([]);
        expect(await ledger.faultsOfSeq(server), `seed ${random.seed}, cycle ${cycle}`).toEqual([]);
        ledger.settle();
        if (cycle % 10 === 9) console.info(`${cycle + 1} kills, ${ledger.size} acknowledged edits kept on ${kind.name}`);
      }
      ledger.reopen();
      expect(await ledger.faults(server)).toEqual([]);
      expect((await server.stop()).code).toBe(0);
      const examined = await runToExit(["doctor", "--all", ...store.configuration]);
      expect(examined.code, examined.output).toBe(0);
      expect(examined.output, "documents were checkpointed").toMatch(/, [1-9]\d* snapshots/);
      console.info(`${kills} kills, ${ledger.size} acknowledged edits kept on ${kind.name}: ${examined.output.trim().split("\n").at(-1)}`);
    },
    cyclesMilliseconds(6),
  );

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
