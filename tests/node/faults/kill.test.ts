import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { Random } from "../harness/random.ts";
import { Rest } from "../harness/rest.ts";
import { ownServer } from "../harness/serverPerTest.ts";
import { storeKinds } from "../harness/stores.ts";
import { eventually } from "../harness/waiting.ts";
import { Author } from "./support/author.ts";
import { cycles, cyclesMilliseconds } from "./support/cycles.ts";
import { Ledger } from "./support/ledger.ts";

const kills = cycles(6);
const authors = 4;

/**
 * Editors heal what a server forgets: they send it again when they reconnect. So the authors here are told "durable", vanish with
 * everything they know, and only somebody with an empty document reads.
 */
describe.each(storeKinds.map((kind) => [kind.name, kind] as const))("kill -9 on %s", (_, kind) => {
  test(
    `loses no acknowledged edit in ${kills} kills under load`,
    async (context) => {
      const server = await ownServer(context, kind);
      const random = new Random(Number(process.env.COLLAB_SEED ?? 1));
      const ledger = new Ledger();

      for (let cycle = 0; cycle < kills; cycle++) {
        // New documents now and then, so that long runs do not spend their time reading old ones.
        const era = Math.floor(cycle / 10);
        const writers = await Promise.all(
          Array.from({ length: authors }, (_, author) => Author.open(server, `${era}/${cycle % 3}/${author}`, ledger)),
        );
        const writing = writers.map((author) => author.writeUntilClosed(`cycle ${cycle}`));
        const enough = ledger.size + 40 + random.below(200);
        await eventually(
          `${enough} acknowledged edits`,
          () => ledger.size,
          (size) => size >= enough,
          60_000,
        );

        await server.kill();
        await Promise.all(writing);
        await server.restart();
        expect(await ledger.faults(server), `seed ${random.seed}, cycle ${cycle}`).toEqual([]);
        ledger.settle();
        if (cycle % 10 === 9) console.info(`${cycle + 1} kills, ${ledger.size} acknowledged edits kept on ${kind.name}`);
      }
      ledger.reopen();
      expect(await ledger.faults(server)).toEqual([]);
      console.info(`${kills} kills, ${ledger.size} acknowledged edits kept on ${kind.name}`);
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
