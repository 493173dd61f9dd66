import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { ownStore } from "../harness/serverPerTest.ts";
import { Server } from "../harness/server.ts";
import { type StoreKind, storeKinds } from "../harness/stores.ts";
import { catalogue, type Failpoint, pointsOf } from "./support/catalogue.ts";
import { failpointAssembly, failpointsInSources, shippedStrings } from "./support/failpointBuild.ts";
import { Ledger } from "./support/ledger.ts";
import { type LifeReport, live } from "./support/life.ts";

/** COLLAB_FAILPOINT_ROUNDS=20: every point, that often, at later and later visits. Unset: a choice of points, once. */
const rounds = Number(process.env.COLLAB_FAILPOINT_ROUNDS ?? 0);

describe("failpoints", () => {
  test("are all in the catalogue, and each is in one place of the code", () => {
    expect(failpointsInSources().sort()).toEqual(catalogue.map((point) => point.name).sort());
    expect(catalogue.length).toBeGreaterThanOrEqual(40);
  });

  test("are not in the build that is shipped", () => {
    const shipped = shippedStrings();
    expect(shipped).toContain("INSERT INTO document_updates"); // else the look is in the wrong place
    expect(catalogue.filter((point) => shipped.includes(point.name))).toEqual([]);
    expect(shipped).not.toContain("COLLAB_FAIL");
  });
});

describe.each(storeKinds.map((kind) => [kind.name, kind] as const))("failpoints on %s", (_, kind) => {
  let assembly: string;
  beforeAll(() => {
    assembly = failpointAssembly();
  });

  test("a life without a crash comes by every one of them", async (context) => {
    const lives = await Lives.on(context, kind, assembly);
    const report = await lives.next();
    const reachable = pointsOf(kind.name).filter((point) => point.after === undefined);

    expect(report.exitCode, report.log).toBe(0);
    expect(reachable.map((point) => point.name).filter((name) => !report.passed.includes(name))).toEqual([]);
  }, 120_000);

  test(
    rounds === 0 ? "a crash at some of them loses nothing" : `a crash at any of them loses nothing, ${rounds} times`,
    async (context) => {
      const lives = await Lives.on(context, kind, assembly);
      const hits = new Map<string, number>();
      for (let round = 0; round < Math.max(rounds, 1); round++) {
        for (const point of pointsOf(kind.name)) {
          if (rounds === 0 && point.always === undefined) continue;
          // A store is migrated once.
          if (round > 0 && point.name.includes(".migrate.")) continue;
          const report = await lives.next(point, 1 + (point.after === undefined && point.early === undefined ? round % 5 : 0));
          expect(report.faults, `${point.name}, round ${round}`).toEqual([]);
          if (report.killed) hits.set(point.name, (hits.get(point.name) ?? 0) + 1);
          else expect({ code: report.exitCode, round: round % 5 > 0 }, `${point.name} was not reached\n${report.log}`).toEqual({ code: 0, round: true });
        }
      }

      await lives.lastLook();
      console.info(`${kind.name}: ${[...hits.values()].reduce((sum, count) => sum + count, 0)} kills at ${hits.size} points, ${lives.ledger.size} acknowledged lines`);
      if (rounds > 0) console.info([...hits].map(([name, count]) => `  ${name}: ${count}`).join("\n"));
    },
    rounds === 0 ? 300_000 : 24 * 3_600_000,
  );
});

/** Processes that follow each other on one store, each the reader of what the ones before have promised. */
class Lives {
  readonly ledger = new Ledger();
  #count = 0;

  private constructor(
    readonly store: Awaited<ReturnType<typeof ownStore>>,
    readonly assembly: string,
    readonly folder: string,
  ) {}

  static async on(context: Parameters<typeof ownStore>[0], kind: StoreKind, assembly: string): Promise<Lives> {
    const store = await ownStore(context, kind);
    const folder = await mkdtemp(join(tmpdir(), "collabserver-failpoints-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    return new Lives(store, assembly, folder);
  }

  next(point?: Failpoint, visit = 1): Promise<LifeReport> {
    const name = `life ${++this.#count}`;
    const armed = join(this.folder, name);
    return live({ store: this.store, assembly: this.assembly, ledger: this.ledger, name, armed, ...(point === undefined ? {} : { point, visit }) });
  }

  /** Everything that any life promised, read once more. */
  async lastLook(): Promise<void> {
    const server = await Server.start(this.store, { assembly: this.assembly });
    try {
      for (const document of this.ledger.all) expect(await this.ledger.faults(server, [document])).toEqual([]);
    } finally {
      await server.dispose();
    }
  }
}
