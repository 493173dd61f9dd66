import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, type TestContext, test } from "vitest";
import { Random } from "../harness/random.ts";
import { ownStore } from "../harness/serverPerTest.ts";
import { skip } from "../harness/skip.ts";
import { type SqliteStore, sqlite } from "../harness/stores.ts";
import { failpointAssembly } from "./support/failpointBuild.ts";
import { Recording, type RecordingOptions } from "./support/powerCut/recording.ts";
import { compileTools, type Tools } from "./support/powerCut/tools.ts";

const cuts = Number(process.env.COLLAB_POWER_CUTS ?? 40);

interface Plan {
  count: number;
  /** How many acknowledged edits the recorded run lasts. */
  lines: number;
  environment?: Record<string, string>;
}

/**
 * One run of the server is recorded write by write and sync by sync. Then the power is cut at random moments of it: on the disk is what
 * was synced by then, and whatever happened to get there of the rest. The server's own SQLite opens it.
 */
describe("a power cut on SQLite", () => {
  let tools: Tools | { missing: string };
  let assembly: string;
  beforeAll(() => {
    tools = compileTools();
    assembly = failpointAssembly();
  });
  afterAll(async () => {
    if ("folder" in tools) await rm(tools.folder, { recursive: true, force: true });
  });

  test(`loses no acknowledged edit and damages nothing, in ${cuts} cuts`, async (context) => {
    const result = await recordAndCut(context, { count: cuts, lines: 600 });

    expect(result.findings).toEqual([]);
    expect(result.logRestarts).toBeGreaterThan(0); // else nothing was ever moved from the log into the database
  }, 3_600_000);

  test("would lose edits if SQLite synced as rarely as it does by default, and the test sees it", async (context) => {
    const result = await recordAndCut(context, {
      count: 20,
      lines: 200,
      environment: { COLLAB_FAIL: "sqlite.writer.after-open:*:sql:PRAGMA synchronous = NORMAL" },
    });

    expect(result.damage).toEqual([]);
    expect(result.lost).toBeGreaterThan(0);
  }, 300_000);

  async function recordAndCut(context: TestContext, { count, lines, environment = {} }: Plan) {
    if ("missing" in tools) skip(context, tools.missing);
    const store = (await ownStore(context, sqlite)) as SqliteStore;
    const options: RecordingOptions = { tools, store, assembly, lines, environment };
    const recording = await Recording.of(options);
    const random = new Random(Number(process.env.COLLAB_SEED ?? 1));
    const positions = Array.from({ length: count }, () => random.below(recording.events.length + 1));
    const findings: string[] = [];
    const damage: string[] = [];
    let lost = 0;
    for await (const found of recording.cut(positions, random, join(store.folder, "after"))) {
      if (found.lost.length > 0) lost++;
      damage.push(...found.damage.map((what) => `cut after event ${found.position}: ${what}`));
      if (found.lost.length > 0) findings.push(`cut after event ${found.position}: ${found.lost.length} acknowledged edits lost`);
    }
    console.info(
      `seed ${random.seed}: ${count} cuts in ${recording.events.length} writes and syncs, ${recording.promised.length} acknowledged edits, ` +
        `the log began anew ${recording.logRestarts} times: ${lost} cuts lost something, ${damage.length} damaged something`,
    );
    return { logRestarts: recording.logRestarts, findings: [...findings, ...damage], damage, lost };
  }
});
