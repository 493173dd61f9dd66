import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { repositoryRoot } from "../../harness/repository.ts";
import { parseNpgsql, postgreSql, type Store } from "../../harness/stores.ts";

const script = `${repositoryRoot}/tests/postgres.sh`;

/** A PostgreSQL of a test's own, to be frozen, crashed and filled. Its programs must be on this machine. */
export class OwnPostgres {
  readonly folder: string;
  readonly #connectionString: string;
  readonly #programs: string;
  readonly #options: string;
  #stores = 0;

  private constructor(folder: string, connectionString: string, programs: string) {
    this.folder = folder;
    this.#connectionString = connectionString;
    this.#programs = programs;
    // The server's own note of how it was started: program, "-D" "folder", options.
    this.#options = readFileSync(join(folder, "data", "postmaster.opts"), "utf8")
      .trim()
      .replace(/^.*?(?="-c")/, "");
  }

  /** @param folder Where to put its data; absent: a temporary one. Answers why there can be none here. */
  static start(folder?: string): OwnPostgres | { missing: string } {
    if (postgreSql.missing !== undefined) return { missing: postgreSql.missing };
    const own = folder ?? mkdtempSync(join(tmpdir(), "collabserver-own-"));
    const started = spawnSync(script, ["start", own, String(process.pid)], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    if (started.status === 3) return { missing: started.stderr.trim().split("\n").at(-1) ?? "" };
    if (started.status !== 0) throw new Error(`PostgreSQL does not start: ${started.stderr}`);
    const programs = join(own, "binaries");
    if (existsSync(programs)) return new OwnPostgres(own, started.stdout.trim(), readFileSync(programs, "utf8").trim());
    spawnSync(script, ["stop", own]);
    return { missing: "PostgreSQL runs in a container here, and cannot be frozen or filled from outside" };
  }

  /** An empty database. The server makes it. */
  newStore(): Store {
    const database = this.#connectionString.replace(/Database=[^;]*/, `Database=collab_${++this.#stores}`);
    return {
      configuration: ["--Storage:Provider=PostgreSql", `--ConnectionStrings:Collab=${database}`],
      dispose: async () => undefined,
    };
  }

  dispose(): void {
    this.thaw();
    spawnSync(script, ["stop", this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Whatever dies, dies without writing anything back: what was acknowledged must be in its log. */
  crash(): void {
    this.#control("stop", "--mode=immediate");
  }

  start(): void {
    this.#control("start", `--log=${join(this.folder, "server.log")}`, `--options=${this.#options}`);
  }

  /** Whether its first process is there. */
  get isRunning(): boolean {
    return this.#run("pg_ctl", ["status", `--pgdata=${join(this.folder, "data")}`]).status === 0;
  }

  /** What it has written to its log. */
  get log(): string {
    return readFileSync(join(this.folder, "server.log"), "utf8");
  }

  /** All of its processes stop where they are; connections stay open and nobody answers. */
  freeze(): void {
    for (const pid of this.#processes()) process.kill(pid, "SIGSTOP");
  }

  thaw(): void {
    for (const pid of this.#processes()) process.kill(pid, "SIGCONT");
  }

  /** Ends every connection of the server under test. */
  async terminateConnections(): Promise<number> {
    const rows = await this.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'CollabServer'");
    return rows.length;
  }

  async query(sql: string): Promise<unknown[]> {
    const client = new pg.Client(parseNpgsql(this.#connectionString));
    // A server that crashes breaks this connection, too.
    client.on("error", () => undefined);
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  #control(action: string, ...options: string[]): void {
    const ran = this.#run("pg_ctl", [action, `--pgdata=${join(this.folder, "data")}`, "--wait", "--timeout=60", ...options]);
    if (ran.status !== 0) throw new Error(`pg_ctl ${action}: ${ran.stdout}${ran.stderr}`);
  }

  #run(program: string, options: string[]) {
    const command = [join(this.#programs, program), ...options];
    // PostgreSQL refuses to run as root.
    const asPostgres =
      process.getuid?.() === 0 ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", ...command] : command;
    return spawnSync(asPostgres[0] as string, asPostgres.slice(1), { encoding: "utf8", cwd: "/", stdio: ["ignore", "pipe", "pipe"] });
  }

  /** The first process and all it started. */
  #processes(): number[] {
    const note = join(this.folder, "data", "postmaster.pid");
    if (!existsSync(note)) return [];
    const first = Number(readFileSync(note, "utf8").split("\n")[0]);
    const children = readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => parentOf(pid) === first);
    return [first, ...children];
  }
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  } catch {
    return undefined; // it has ended meanwhile
  }
}
