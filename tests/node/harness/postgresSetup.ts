import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
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

  const script = `${repositoryRoot}/tests/postgres.sh`;
  let missing = process.env.COLLAB_TEST_POSTGRES_MISSING ?? "tests/postgres.sh is not there";
  if (process.env.COLLAB_TEST_POSTGRES_MISSING === undefined && existsSync(script)) {
    try {
      const connectionString = execFileSync(script, ["start"], { encoding: "utf8" }).trim();
      project.provide("postgres", { connectionString });
      return () => execFileSync(script, ["stop"], { stdio: "ignore" });
    } catch (error) {
      missing = `tests/postgres.sh could not start one: ${error instanceof Error ? error.message.split("\n")[0] : error}`;
    }
  }

  if (process.env.CI === "true") throw new Error(`PostgreSQL is required when CI=true: ${missing}`);
  console.warn(`PostgreSQL tests are skipped: ${missing}`);
  project.provide("postgres", { missing });
  return undefined;
}
