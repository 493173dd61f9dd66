import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as Y from "yjs";
import type { Random } from "../../../harness/random.ts";
import { Server } from "../../../harness/server.ts";
import type { SqliteStore } from "../../../harness/stores.ts";
import { deferred, within } from "../../../harness/waiting.ts";
import { Author } from "../author.ts";
import { Ledger } from "../ledger.ts";
import { Disk, type DiskEvent, readJournal } from "./disk.ts";
import type { Tools } from "./tools.ts";

interface Promised {
  document: string;
  line: string;
  /** Size of the journal when the author had been told: a cut after that must keep the line. */
  position: number;
}

export interface RecordingOptions {
  tools: Tools;
  store: SqliteStore;
  assembly: string;
  /** How many acknowledgements to wait for. */
  lines: number;
  environment?: Record<string, string>;
}

/** What one run of the server did to its disk, and what it promised meanwhile. */
export class Recording {
  readonly events: DiskEvent[];
  readonly promised: Promised[];
  readonly #tools: Tools;
  readonly #file: string;
  readonly #library: string;

  private constructor(tools: Tools, file: string, library: string, events: DiskEvent[], promised: Promised[]) {
    this.#tools = tools;
    this.#file = file;
    this.#library = library;
    this.events = events;
    this.promised = promised;
  }

  static async of({ tools, store, assembly, lines, environment }: RecordingOptions): Promise<Recording> {
    const journal = join(store.folder, "power.journal");
    const ledger = new TimedLedger(journal, lines);
    const server = Server.launch(store, {
      assembly,
      arguments: ["--Documents:CheckpointAfterUpdates=40"],
      environment: { LD_PRELOAD: tools.journal, COLLAB_POWER_FILE: store.file, COLLAB_POWER_JOURNAL: journal, ...environment },
    });
    try {
      await server.listening();
      // Long lines, so that SQLite moves its log into the database several times.
      const authors = await Promise.all(["a", "b", "c"].map((name) => Author.open(server, name, ledger)));
      const writing = authors.map((author) => author.writeUntilClosed("x".repeat(3_000), 2));
      await within(`${lines} acknowledged lines`, ledger.enough.promise, 120_000, () => server.log);
      await server.kill();
      await Promise.all(writing);
    } finally {
      await server.dispose();
    }

    const library = join(dirname(assembly), "runtimes", `linux-${process.arch}`, "native", "libe_sqlite3.so");
    return new Recording(tools, store.file, library, readJournal(readFileSync(journal)), ledger.all);
  }

  /** How often SQLite began its log anew, having moved everything into the database. */
  get logRestarts(): number {
    return this.events.filter((event) => event.letter === "W" && event.name.endsWith("-wal") && event.number === 0).length - 1;
  }

  /** Cuts the power at the given events and says what is wrong with what is then on the disk. */
  async *cut(positions: number[], random: Random, folder: string): AsyncGenerator<{ position: number; lost: string[]; damage: string[] }> {
    await mkdir(folder, { recursive: true });
    const disk = new Disk(dirname(this.#file));
    let at = 0;
    for (const position of [...positions].sort((left, right) => left - right)) {
      for (; at < position; at++) disk.apply(this.events[at] as DiskEvent);
      const files = disk.cut(random);
      const end = position === 0 ? 0 : (this.events[position - 1] as DiskEvent).end;
      const promised = this.promised.filter((promise) => promise.position <= end);
      const database = join(folder, "collab.db");
      for (const suffix of ["", "-wal", "-journal", "-shm"]) rmSync(database + suffix, { force: true });
      for (const [name, bytes] of files) writeFileSync(database + name.slice(this.#file.length), bytes);
      yield { position, ...this.#look(database, promised, files.has(this.#file)) };
    }
  }

  #look(database: string, promised: Promised[], exists: boolean): { lost: string[]; damage: string[] } {
    if (!exists) return { lost: promised.map(({ document }) => document), damage: [] };
    const looked = spawnSync(this.#tools.inspect, [this.#library, database], { encoding: "utf8", maxBuffer: 256 * 1024 * 1024 });
    if (looked.status !== 0) throw new Error(`inspect: ${looked.stderr}${looked.error ?? ""}`);
    const damage: string[] = [];
    const documents = new Map<string, { doc: Y.Doc; seq: number }>();
    for (const answer of looked.stdout.split("\n")) {
      const [kind, ...fields] = answer.split(" ");
      if (kind === "integrity" && fields.join(" ") !== "ok") damage.push(fields.join(" "));
      if (kind !== "row") continue;
      const [name, seq, update] = [Buffer.from(fields[0] ?? "", "hex").toString(), Number(fields[1]), Buffer.from(fields[2] ?? "", "hex")];
      const found = documents.get(name) ?? { doc: new Y.Doc(), seq: 0 };
      documents.set(name, found);
      if (seq !== found.seq + 1) damage.push(`${name}: entry ${seq} follows entry ${found.seq}`);
      found.seq = seq;
      Y.applyUpdate(found.doc, update);
    }
    const kept = new Map([...documents].map(([name, { doc }]) => [name, new Set(doc.getText("t").toString().split("\n"))]));
    return { lost: promised.filter(({ document, line }) => kept.get(document)?.has(line) !== true).map(({ line }) => line), damage };
  }
}

class TimedLedger extends Ledger {
  readonly all: Promised[] = [];
  readonly enough = deferred<void>();
  readonly #journal: string;
  readonly #lines: number;

  constructor(journal: string, lines: number) {
    super();
    this.#journal = journal;
    this.#lines = lines;
  }

  protected override promised(document: string, line: string): void {
    this.all.push({ document, line, position: statSync(this.#journal).size });
    if (this.all.length >= this.#lines) this.enough.resolve();
  }
}
