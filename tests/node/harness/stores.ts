import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { inject } from "vitest";

/** An empty place for documents, made for one server of one test. */
export interface Store {
  /** Configuration of the server, as command-line arguments. */
  readonly configuration: string[];
  dispose(): Promise<void>;
}

export interface StoreKind {
  readonly name: "SQLite" | "PostgreSQL";
  /** Why this machine has none; then its tests skip. */
  readonly missing: string | undefined;
  create(): Promise<Store>;
}

export class SqliteStore implements Store {
  readonly folder: string;
  readonly file: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.file = join(folder, "collab.db");
  }

  static async create(): Promise<SqliteStore> {
    return new SqliteStore(await mkdtemp(join(tmpdir(), "collabserver-")));
  }

  get configuration(): string[] {
    return ["--Storage:Provider=Sqlite", `--ConnectionStrings:Collab=Data Source=${this.file}`];
  }

  async dispose(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

export class PostgresStore implements Store {
  readonly database: string;
  readonly connectionString: string;
  readonly #server: string;

  private constructor(server: string, database: string) {
    this.#server = server;
    this.database = database;
    this.connectionString = withDatabase(server, database);
  }

  static async create(): Promise<PostgresStore> {
    const postgres = inject("postgres");
    if ("missing" in postgres) throw new Error(postgres.missing);
    const store = new PostgresStore(postgres.connectionString, `collab_node_${randomBytes(6).toString("hex")}`);
    await store.administer(`CREATE DATABASE ${store.database}`);
    return store;
  }

  get configuration(): string[] {
    return ["--Storage:Provider=PostgreSql", `--ConnectionStrings:Collab=${this.connectionString}`];
  }

  async dispose(): Promise<void> {
    await this.administer(`DROP DATABASE IF EXISTS ${this.database} WITH (FORCE)`);
  }

  /** Runs a statement in the test's own database. */
  async run(sql: string): Promise<void> {
    await query(this.connectionString, sql);
  }

  /** Runs a statement outside the test's own database. */
  async administer(sql: string): Promise<void> {
    await query(this.#server, sql);
  }
}

export const sqlite: StoreKind = { name: "SQLite", missing: undefined, create: () => SqliteStore.create() };

export const postgreSql: StoreKind = {
  name: "PostgreSQL",
  get missing() {
    const postgres = inject("postgres");
    return "missing" in postgres ? `no PostgreSQL: ${postgres.missing}` : undefined;
  },
  create: () => PostgresStore.create(),
};

export const storeKinds = [sqlite, postgreSql];

async function query(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client(parseNpgsql(connectionString));
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** The keys of an Npgsql connection string that tests use, under the names that `pg` gives them. */
export function parseNpgsql(connectionString: string): pg.ClientConfig {
  const values = new Map(
    connectionString
      .split(";")
      .filter((pair) => pair.includes("="))
      .map((pair): [string, string] => {
        const equals = pair.indexOf("=");
        return [pair.slice(0, equals).trim().toLowerCase(), pair.slice(equals + 1).trim()];
      }),
  );
  const optional = (name: string, value: string | undefined) => (value === undefined ? {} : { [name]: value });
  return {
    host: values.get("host") ?? "localhost",
    port: Number(values.get("port") ?? 5432),
    database: values.get("database") ?? "postgres",
    ...optional("user", values.get("username") ?? values.get("user id")),
    ...optional("password", values.get("password")),
  };
}

function withDatabase(connectionString: string, database: string): string {
  const kept = connectionString.split(";").filter((pair) => pair !== "" && !/^\s*database\s*=/i.test(pair));
  return [...kept, `Database=${database}`].join(";");
}
