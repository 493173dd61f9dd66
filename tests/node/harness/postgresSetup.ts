import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { repositoryRoot } from "./repository.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgres: PostgresOrReason;
  }
}

/** An Npgsql connection string of a server that may create databases, or why there is none. */
export type PostgresOrReason = { connectionString: string } | { missing: string };

/** Finds one PostgreSQL for the whole run: COLLAB_TEST_POSTGRES, else a cluster that tests/postgres.sh starts and stops. */
export default function setup(project: TestProject): (() => void) | undefined {
  const given = process.env.COLLAB_TEST_POSTGRES;
  if (given !== undefined && given !== "") {
    project.provide("postgres", { connectionString: given });
    return undefined;
  }

  let missing = process.env.COLLAB_TEST_POSTGRES_MISSING;
  if (missing === undefined) {
    const script = `${repositoryRoot}/tests/postgres.sh`;
    const folder = mkdtempSync(join(tmpdir(), "collabserver-postgres-"));
    const started = spawnSync(script, ["start", folder, String(process.pid)], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    if (started.status === 0) {
      project.provide("postgres", { connectionString: started.stdout.trim() });
      return () => spawnSync(script, ["stop", folder]);
    }
    missing = started.stderr?.trim().split("\n").at(-1) ?? String(started.error);
  }

  if (process.env.CI === "true") throw new Error(`PostgreSQL is required when CI=true: ${missing}`);
  console.warn(`PostgreSQL tests are skipped: ${missing}`);
  project.provide("postgres", { missing });
  return undefined;
}
