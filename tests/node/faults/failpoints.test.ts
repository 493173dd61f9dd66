import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, onTestFinished, type TestContext, test } from "vitest";
import { ownStore } from "../harness/serverPerTest.ts";
import { type Store, type StoreKind, storeKinds } from "../harness/stores.ts";
import { catalogue, type Failpoint, pointsOf } from "./support/catalogue.ts";
import { failpointAssembly, failpointsInSources, shippedStrings } from "./support/failpointBuild.ts";
import { Ledger } from "./support/ledger.ts";
import { type LifeOptions, type LifeReport, live } from "./support/life.ts";

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

  test(
    rounds === 0 ? "a crash at some of them loses nothing, and all are reached" : `a crash at any of them loses nothing, ${rounds} times`,
    async (context) => {
      const lives = await Lives.on(context, kind, assembly);
      const hits = new Map<string, number>();
      for (let round = 0; round < Math.max(rounds, 1); round++) {
        for (const point of pointsOf(kind.name)) {
          if (rounds === 0 && point.always === undefined) continue;
          // A store is migrated once.
          if (round > 0 && point.name.includes(".migrate.")) continue;
          const visit = 1 + (point.after === undefined && point.early === undefined ? round % 5 : 0);
          const report = await lives.next(point, visit);
          expect(report.faults, `${point.name}, round ${round}`).toEqual([]);
          if (report.killed) hits.set(point.name, (hits.get(point.name) ?? 0) + 1);
          // Later visits need not happen in a life; the first must.
          else expect(visit > 1 && report.exitCode === 0, `${point.name}, visit ${visit}, was not reached\n${report.log}`).toBe(true);
        }
      }

      const last = await lives.last();
      expect({ faults: last.faults, exitCode: last.exitCode }, last.log).toEqual({ faults: [], exitCode: 0 });
      const missed = pointsOf(kind.name).filter((point) => point.after === undefined && !lives.passed.has(point.name));
      expect(missed, "not reached").toEqual([]);

      const kills = [...hits.values()].reduce((sum, count) => sum + count, 0);
      console.info(
        `${kind.name}: ${lives.passed.size} points reached, ${kills} kills at ${hits.size} of them, ${lives.ledger.size} acknowledged lines kept`,
      );
      if (rounds > 0) console.info([...hits].map(([name, count]) => `  ${name}: ${count}`).join("\n"));
    },
    rounds === 0 ? 300_000 : 24 * 3_600_000,
  );
});

/** Processes that follow each other on one store, each the reader of what the ones before have promised; the last reads everything. */
class Lives {
  readonly ledger = new Ledger();
  /** Every point that any of them came by. */
  readonly passed = new Set<string>();
  readonly #store: Store;
  readonly #assembly: string;
  readonly #folder: string;
  #count = 0;

  private constructor(store: Store, assembly: string, folder: string) {
    this.#store = store;
    this.#assembly = assembly;
    this.#folder = folder;
  }

  static async on(context: TestContext, kind: StoreKind, assembly: string): Promise<Lives> {
    const store = await ownStore(context, kind);
    const folder = await mkdtemp(join(tmpdir(), "collabserver-failpoints-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    return new Lives(store, assembly, folder);
  }

  next(point: Failpoint, visit: number): Promise<LifeReport> {
    return this.#live({ point, visit });
  }

  /** Reads everything ever promised, before and after old history is removed, and stops in order. */
  last(): Promise<LifeReport> {
    this.ledger.reopen();
    return this.#live({ thins: true });
  }

  async #live(plan: Pick<LifeOptions, "point" | "visit" | "thins">): Promise<LifeReport> {
    const name = `life ${++this.#count}`;
    const report = await live({
      store: this.#store,
      assembly: this.#assembly,
      ledger: this.ledger,
      name,
      armed: join(this.#folder, name),
      ...plan,
    });
    for (const reached of report.passed) this.passed.add(reached);
    return report;
  }
}
