import { expect, onTestFinished, test } from "vitest";
import { Random } from "../harness/random.ts";
import { runToExit, Server } from "../harness/server.ts";
import { ownStore } from "../harness/serverPerTest.ts";
import { type PostgresStore, postgreSql } from "../harness/stores.ts";
import { eventually } from "../harness/waiting.ts";
import { Author } from "./support/author.ts";
import { cycles, cyclesMilliseconds } from "./support/cycles.ts";
import { Ledger } from "./support/ledger.ts";

const kills = cycles(2);

/** Both compact the same documents all the time, remove what is old, and let documents go early. */
const configuration = [
  "--Documents:CheckpointAfterUpdates=10",
  "--Documents:UnloadAfter=00:00:00.05",
  "--Documents:LookEvery=00:00:00.5",
  "--History:KeepUpdates=01:00:00",
  "--History:ThinAfterEntries=1",
  "--History:KeepCheckpoints=2",
  "--History:SweepEvery=00:00:01",
];
const ageing = "UPDATE document_updates SET created_at = created_at - interval '2 hours' WHERE created_at > now() - interval '1 hour'";

/**
 * Two processes on one database: one dies while the other edits, compacts and thins the same documents. Neither talks to the other; what the
 * dead one has saved, the survivor comes to show by looking at the log.
 */
test(
  `two servers on one database lose no acknowledged edit when one of them is killed, ${kills} times`,
  async (context) => {
    const store = (await ownStore(context, postgreSql)) as PostgresStore;
    const random = new Random(Number(process.env.COLLAB_SEED ?? 1));
    const servers = await Promise.all([start(store), start(store)]);
    const ledger = new Ledger();
    const logs: string[] = [];

    for (let cycle = 0; cycle < kills; cycle++) {
      const era = `${Math.floor(cycle / 5)}/${cycle % 2}`;
      const victim = servers[random.below(2)] as Server;
      const survivor = servers.find((server) => server !== victim) as Server;
      const places = servers.flatMap((server, number) =>
        [`${era}/shared`, `${era}/own ${number}`].map((document) => ({ server, document })),
      );
      const authors = await Promise.all(places.map(({ server, document }) => Author.open(server, document, ledger)));
      const writing = authors.map((author, number) => author.writeUntilClosed(`cycle ${cycle} author ${number}`));
      await acknowledged(ledger, ledger.size + 80 + random.below(150));
      // What is there by now may go, while both write.
      await store.run(ageing);
      await acknowledged(ledger, ledger.size + 40 + random.below(150));

      await victim.kill();
      logs.push(victim.log);
      await acknowledged(ledger, ledger.size + 30);
      for (const author of authors) author.session.socket.close();
      await Promise.all(writing);
      expect(await lacks(survivor, ledger), `seed ${random.seed}, cycle ${cycle}, by the survivor`).toEqual([]);
      await victim.restart();
      expect(await ledger.faults(victim), `seed ${random.seed}, cycle ${cycle}, by the one that came back`).toEqual([]);
      ledger.settle();
    }

    await Promise.all(servers.map((server) => server.kill()));
    logs.push(...servers.map((server) => server.log));
    const last = servers[0] as Server;
    await last.restart();
    ledger.reopen();
    expect(await ledger.faults(last)).toEqual([]);
    expect((await last.stop()).code).toBe(0);
    const examined = await runToExit(["doctor", "--all", ...store.configuration]);
    expect(examined.code, examined.output).toBe(0);

    logs.push(last.log);
    const said = (words: RegExp) => logs.join("").match(words) ?? [];
    const foreign = said(/were written by somebody else and are read from the log/g);
    const thinned = said(/was thinned: [1-9]/g);
    expect(said(/(?:fail|crit): .*\n.*/g)).toEqual([]);
    expect(foreign.length, "they wrote the same documents").toBeGreaterThan(0);
    expect(thinned.length, "history went meanwhile").toBeGreaterThan(0);
    console.info(
      `two servers: ${kills} kills, ${ledger.size} acknowledged edits kept, ${foreign.length} times of each other's edits, ` +
        `thinned ${thinned.length} times: ${examined.output.trim().split("\n").at(-1)}`,
    );
  },
  cyclesMilliseconds(2),
);

async function start(store: PostgresStore): Promise<Server> {
  const server = await Server.start(store, { arguments: configuration });
  onTestFinished(() => server.dispose());
  return server;
}

/** What the server does not come to show. */
async function lacks(server: Server, ledger: Ledger): Promise<string[]> {
  let faults: string[] = [];
  const isComplete = async () => {
    faults = await ledger.faults(server);
    return faults.length === 0;
  };
  await eventually("everything that was saved", isComplete, (complete) => complete).catch(() => undefined);
  return faults;
}

function acknowledged(ledger: Ledger, size: number): Promise<number> {
  return eventually(
    `${size} acknowledged edits`,
    () => ledger.size,
    (lines) => lines >= size,
    60_000,
  );
}
