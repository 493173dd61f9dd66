// How long an edit takes to be durable, and to reach the other editor, beside the time of one bare commit of the same store on the same disk.
//
//   node commit-latency.mjs [--stores sqlite,postgres] [--rounds 3] [--duration 10] [--warm-up 5] [--commits 500]
//
// A bare commit is one row of 200 bytes in a transaction of its own, one after the other, with the store's full durability. Server and bare
// commits take turns. PostgreSQL is a fresh cluster of this machine's programs; pgbench times its commits.
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { load } from "./load.mjs";
import { median } from "./measure.mjs";
import { repositoryRoot, start } from "./servers.mjs";

const { values } = parseArgs({
  options: {
    stores: { type: "string", default: "sqlite,postgres" },
    rounds: { type: "string", default: "3" },
    duration: { type: "string", default: "10" },
    "warm-up": { type: "string", default: "5" },
    commits: { type: "string", default: "500" },
  },
});
const commits = Number(values.commits);
const rowBytes = 200;

const quantiles = (milliseconds) => {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return { p50: at(0.5), p99: at(0.99) };
};

async function commitSqlite(folder) {
  const { default: Database } = await import("better-sqlite3");
  const database = new Database(join(folder, "bare.db"));
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.exec("CREATE TABLE bare (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)");
  const insert = database.prepare("INSERT INTO bare (bytes) VALUES (?)");
  const bytes = Buffer.alloc(rowBytes, 7);
  const times = [];
  for (let commit = 0; commit < commits; commit++) {
    const before = performance.now();
    insert.run(bytes);
    times.push(performance.now() - before);
  }
  database.close();
  return quantiles(times);
}

/** Npgsql's connection string as the environment of libpq. */
function libpq(connectionString) {
  const names = { host: "PGHOST", port: "PGPORT", username: "PGUSER", password: "PGPASSWORD", database: "PGDATABASE" };
  const pairs = connectionString.split(";").filter((pair) => pair.includes("="));
  const entries = pairs.map((pair) => [names[pair.split("=")[0].trim().toLowerCase()], pair.slice(pair.indexOf("=") + 1)]);
  return Object.fromEntries(entries.filter(([name]) => name !== undefined));
}

function commitPostgres(folder, connectionString) {
  const env = { ...process.env, ...libpq(connectionString) };
  const script = join(folder, "insert.sql");
  writeFileSync(script, `INSERT INTO bare (bytes) VALUES (decode(repeat('07', ${rowBytes}), 'hex'));\n`);
  execFileSync("psql", ["-qc", "CREATE TABLE IF NOT EXISTS bare (id bigserial PRIMARY KEY, bytes bytea NOT NULL)"], { env });
  for (const log of readdirSync(folder).filter((name) => name.startsWith("pgbench_log"))) rmSync(join(folder, log));
  const pgbench = spawnSync("pgbench", ["-n", "-c1", "-M", "prepared", `-t${commits}`, "-f", script, "-l"], { env, cwd: folder, encoding: "utf8" });
  if (pgbench.status !== 0) throw new Error(`pgbench: ${pgbench.stderr}`);
  const log = readdirSync(folder).find((name) => name.startsWith("pgbench_log"));
  // client, transaction, microseconds, …
  const lines = readFileSync(join(folder, log), "utf8").trim().split("\n");
  return quantiles(lines.map((line) => Number(line.split(" ")[2]) / 1000));
}

const stores = {
  sqlite: { server: "collab", bare: commitSqlite, open: () => undefined, close: () => {} },
  postgres: {
    server: "collab-postgres",
    bare: commitPostgres,
    open(folder) {
      const script = join(repositoryRoot, "tests", "postgres.sh");
      process.env.COLLAB_TEST_POSTGRES = execFileSync(script, ["start", join(folder, "cluster"), String(process.pid)], { encoding: "utf8" }).trim();
      return process.env.COLLAB_TEST_POSTGRES;
    },
    close: (folder) => execFileSync(join(repositoryRoot, "tests", "postgres.sh"), ["stop", join(folder, "cluster")]),
  },
};

const ms = (value) => value.toFixed(value < 10 ? 2 : 1);
const rows = [];
for (const name of values.stores.split(",")) {
  const store = stores[name];
  const folder = mkdtempSync(join(tmpdir(), "collab-commit-"));
  chmodSync(folder, 0o755); // PostgreSQL runs as a user of its own
  const connection = store.open(folder);
  const rounds = [];
  try {
    for (let round = 0; round < Number(values.rounds); round++) {
      const work = mkdtempSync(join(folder, "round-"));
      const bare = await store.bare(work, connection);
      const server = await start(store.server, work);
      try {
        rounds.push({ bare, ...(await load(server, "reference", ["--duration", values.duration, "--warm-up", values["warm-up"]])) });
      } finally {
        await server.stop();
      }
    }
  } finally {
    store.close(folder);
    rmSync(folder, { recursive: true, force: true });
  }
  const middle = (pick) => ms(median(rounds.map(pick)));
  const pair = (pick) => `${middle((r) => pick(r).p50)} / ${middle((r) => pick(r).p99)}`;
  const missing = rounds.reduce((sum, r) => sum + r.missing, 0);
  rows.push([name, pair((r) => r.bare), pair((r) => r.ackDurable), pair((r) => r.latency), String(missing)]);
}
console.log("| store | one bare commit, p50 / p99 ms | durable acknowledgement | reaching the other editor | missing |");
console.log("|---|---|---|---|---|");
for (const row of rows) console.log(`| ${row.join(" | ")} |`);
