import { writeFile } from "node:fs/promises";
import * as Y from "yjs";
import { Rest } from "../../harness/rest.ts";
import { Server } from "../../harness/server.ts";
import { PostgresStore, type Store } from "../../harness/stores.ts";
import { eventually, within } from "../../harness/waiting.ts";
import { Author } from "./author.ts";
import type { Failpoint } from "./catalogue.ts";
import type { Ledger } from "./ledger.ts";

/** Small numbers, so that a script of a second comes by everything. */
const configuration = [
  "--Documents:UnloadAfter=00:00:00.05",
  "--Documents:CheckpointAfterUpdates=5",
  "--Documents:StopTimeout=00:00:05",
  "--Documents:ReconnectDelay=00:00:00",
];

/** Old entries go at once. */
const thinning = [
  "--History:KeepUpdates=01:00:00",
  "--History:ThinAfterEntries=1",
  "--History:KeepCheckpoints=2",
  "--History:SweepEvery=00:00:01",
];

/** Makes everything in the store two hours older. SQLite's is done by the server itself when it opens the file. */
const ageing = {
  sqlite: "sqlite.writer.after-open:*:sql:UPDATE document_updates SET created_at = created_at - 7200000000",
  postgres: "UPDATE document_updates SET created_at = created_at - interval '2 hours'",
};

export interface LifeOptions {
  store: Store;
  assembly: string;
  ledger: Ledger;
  /** Names this life's documents. */
  name: string;
  /** A file that does not exist yet: its appearance arms the failpoints. */
  armed: string;
  /** Where to die, at which visit; absent: nowhere. */
  point?: Failpoint;
  visit?: number;
  /** Without a point: removes old history, and then looks at everything again. */
  thins?: boolean;
}

export interface LifeReport {
  /** Whether the process died where it was told to. */
  killed: boolean;
  /** What the previous lives promised and this one does not have. */
  faults: string[];
  /** Points passed. */
  passed: string[];
  exitCode: number | null;
  log: string;
}

/**
 * One process: first everything that earlier lives promised is read by empty clients, then a script goes through the server's whole
 * repertoire until the process dies at its point or stops in order.
 */
export async function live(options: LifeOptions): Promise<LifeReport> {
  const { point } = options;
  // The first visit to each point is noted. Less work for the compiler, too: these processes are short.
  const environment: Record<string, string> = { COLLAB_FAIL_TRACE: "1", DOTNET_TieredPGO: "0" };
  const thins = point?.thins ?? options.thins ?? false;
  const failing = point === undefined ? [] : failures(point, options.visit ?? 1);
  if (thins && options.store instanceof PostgresStore) await options.store.run(ageing.postgres);
  else if (thins) failing.push(ageing.sqlite);
  if (failing.length > 0) environment["COLLAB_FAIL"] = failing.join(";");
  if (point !== undefined && point.early === undefined) environment["COLLAB_FAIL_WHEN"] = options.armed;
  const server = Server.launch(options.store, {
    assembly: options.assembly,
    arguments: thins ? [...configuration, ...thinning] : configuration,
    environment,
  });
  const faults: string[] = [];
  try {
    const failure = await Promise.race([
      course().then(
        () => undefined,
        (error: unknown) => error,
      ),
      server.exited.then(() => undefined),
    ]);
    // A script that fails because the process died is what is wanted; one that fails while it lives is a finding.
    const exit = await within(`the end of the process after ${failure}`, server.exited, 30_000, () => server.log);
    if (exit.signal === null && failure !== undefined) throw failure;
    return {
      killed: exit.signal === "SIGKILL" && point !== undefined && server.log.includes(`failpoint ${point.name}: kill`),
      faults,
      passed: [...server.log.matchAll(/^failpoint (\S+): reached$/gm)].map((match) => match[1] as string),
      exitCode: exit.code,
      log: server.log,
    };
  } finally {
    await server.dispose();
  }

  async function course(): Promise<void> {
    await server.listening();
    faults.push(...(await options.ledger.faults(server)));
    options.ledger.settle();
    await writeFile(options.armed, "");
    await script(server, options.name, options.ledger);
    if (thins) await thinned(server);
    await server.stop();
  }

  async function thinned(server: Server): Promise<void> {
    await eventually(
      "history to be thinned",
      () => server.log,
      (log) => log.includes("failpoint thin.after-snapshots: reached"),
    );
    options.ledger.reopen();
    faults.push(...(await options.ledger.faults(server)));
    options.ledger.settle();
  }
}

const failures = (point: Failpoint, visit: number) => [...(point.after === undefined ? [] : [point.after]), `${point.name}:${visit}:kill`];

async function script(server: Server, name: string, ledger: Ledger): Promise<void> {
  const lines = `${name}/lines`;
  const author = await Author.open(server, lines, ledger);
  await author.writeDurably("first");
  for (const words of ["second", "third", "fourth"]) author.write(words);
  await author.writeDurably("fifth");
  // Past the count that calls for a checkpoint, and some for the log behind it.
  for (const words of ["sixth", "seventh"]) await author.writeDurably(words);
  author.session.socket.close();

  await history(server, `${name}/history`, ledger);
  await eventually(
    `${lines} to leave memory`,
    () => server.log,
    (log) => log.includes(`Document ${lines} unloaded`),
  );
  const again = await Author.open(server, lines, ledger);
  await again.writeDurably("after coming back");
}

async function history(server: Server, document: string, ledger: Ledger): Promise<void> {
  const rest = new Rest(server);
  const doc = new Y.Doc();
  const text = doc.getText("t");
  const write = async (words: string) => {
    const before = text.toString();
    text.insert(text.length, words);
    ledger.text(document, before, text.toString());
    await rest.apply(document, Y.encodeStateAsUpdate(doc));
    ledger.text(document, text.toString());
  };

  await write("one");
  const version = await rest.nameVersion(document, "one");
  await write(" and two");
  ledger.text(document, "one and two", "one");
  const restored = await rest.restore(document, version.id);
  ledger.text(document, "one");
  const versions = await rest.versions(document);
  for (const id of [version.id, restored.safetyVersion.id]) {
    if (!versions.some((kept) => kept.id === id)) throw new Error(`version ${id} of ${document} was stored and is not listed`);
  }
  if ((await rest.text(document, "t", restored.safetyVersion.id)) !== "one and two")
    throw new Error("the safety version holds something else");
}
