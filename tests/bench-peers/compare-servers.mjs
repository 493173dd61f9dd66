// Runs load scenarios against several servers in turns and prints one Markdown table.
//
//   node compare-servers.mjs [--servers collab,collab-y,y-websocket,hocuspocus] [--scenarios latency,…] [--rounds 2] [--duration 5] [--warm-up 5] [--json file]
//
// Every measurement meets a fresh process with an empty store; a round visits all servers before the next begins, so that a busy machine
// spoils a round and not a comparison. The table shows medians over the rounds.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { load } from "./load.mjs";
import { median } from "./measure.mjs";
import { start } from "./servers.mjs";
import { fixtures } from "./traces.mjs";

const trace = join(fixtures, "traces", "b4");
const ms = (value) => (value === undefined ? "–" : value >= 100 ? value.toFixed(0) : value.toFixed(1));
const number = (value) => (value === undefined ? "–" : value >= 1e6 ? `${(value / 1e6).toFixed(2)}M` : value >= 1e4 ? `${(value / 1e3).toFixed(0)}k` : value.toFixed(1));

const cpu = ["CPU s per million deliveries", (r) => r.serverCpuSecondsPerMillion, number];
const p50 = ["p50 ms", (r) => r.latency?.p50, ms];
const p99 = ["p99 ms", (r) => r.latency?.p99, ms];
const durable = ["ack p99 ms", (r) => (r.ackDurable ?? r.ackApplied)?.p99, ms];
const perSecond = ["deliveries/s", (r) => r.deliveriesPerSecond, number];
const missing = ["missing", (r) => r.missing, (value) => String(value ?? "–")];
const perClient = ["kB per client", (r) => r.serverKilobytesPerClient, number];
const growth = ["server memory +MB", (r) => r.serverMegabytesAfter - r.serverMegabytesBefore, number];
const content = ["ms to content", (r) => r.timeToContent?.max, ms];

/** Figures of a scenario, the load tool's arguments, and whether a store must be filled and the server restarted first. */
const scenarios = {
  broadcast: { figures: [cpu, p50, p99, missing] },
  latency: { figures: [p50, p99, durable, cpu, missing] },
  documents: { figures: [cpu, p50, p99, durable, missing] },
  "flat-out": { figures: [perSecond, cpu, missing] },
  "flat-out-many": { figures: [perSecond, cpu, missing] },
  cursors: { figures: [perSecond, p50, p99, cpu] },
  idle: { figures: [perClient], seconds: 5 },
  "idle-own": { figures: [perClient], seconds: 5 },
  "stopped-reader": { figures: [growth, p99, missing], seconds: 20 },
  "cold-open": { figures: [content], args: ["--clients", "1", "--trace", trace], seeded: true },
  "cold-open-50": { name: "cold-open", figures: [content], args: ["--clients", "50", "--trace", trace], seeded: true },
};

const { values } = parseArgs({
  options: {
    servers: { type: "string", default: "collab,collab-y,y-websocket,hocuspocus" },
    scenarios: { type: "string", default: Object.keys(scenarios).join() },
    rounds: { type: "string", default: "2" },
    duration: { type: "string", default: "5" },
    "warm-up": { type: "string", default: "5" },
    json: { type: "string" },
  },
});

async function measure(name, id) {
  const { name: scenario = id, args = [], seeded = false, seconds = Number(values.duration) } = scenarios[id];
  const folder = mkdtempSync(join(tmpdir(), "collab-store-"));
  const timing = ["--duration", String(seconds), "--warm-up", values["warm-up"]];
  const document = ["--document", `bench-${process.pid}-${Date.now()}`];
  let server = await start(name, folder);
  try {
    if (seeded) {
      const seed = await load(server, "seed", [...document, "--warm-up", values["warm-up"], "--trace", trace, ...(server.seedMerged ? ["--merged"] : [])]);
      if (!seed.remark.includes("has everything")) throw new Error(`seeding: ${seed.remark}`);
      await server.stop();
      server = await start(name, folder);
    }
    return await load(server, scenario, [...timing, ...(seeded ? [...document, ...args] : args)]);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}

const names = values.servers.split(",");
const results = {};
console.log(`| scenario | figure | ${names.join(" | ")} |`);
console.log(`|---|---|${names.map(() => "---").join("|")}|`);
for (const id of values.scenarios.split(",")) {
  results[id] = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const name of names) {
      try {
        results[id][name].push(await measure(name, id));
      } catch (error) {
        console.error(`${id}, ${name}: ${error.message}`);
      }
    }
  }
  for (const [title, pick, show] of scenarios[id].figures) {
    const cells = names.map((name) => {
      const found = results[id][name].map(pick).filter((value) => value !== undefined && !Number.isNaN(value));
      return show(found.length > 0 ? median(found) : undefined);
    });
    console.log(`| ${id} | ${title} | ${cells.join(" | ")} |`);
  }
}
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(results, null, 2));
