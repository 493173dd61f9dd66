import type { StoreKind } from "../../harness/stores.ts";

type StoreName = StoreKind["name"];

export interface Failpoint {
  readonly name: string;
  /** What is done and not done yet when the process dies here. */
  readonly moment: string;
  /** Absent: every store. */
  readonly only?: StoreName;
  /** Counted from the start of the process instead of from the start of the script: the point is not reached later. */
  readonly early?: true;
  /** Points that must throw for this one to be reached. */
  readonly after?: string;
  /** Reached only where history is kept for an hour and is older than that: such a life makes it so. */
  readonly thins?: true;
  /** Why no life comes by here. Its own tests do, without a crash. */
  readonly apart?: string;
  /** Killed at in every run of the tests, not only in the long one. */
  readonly always?: true;
}

/** Every place in the server where it can be killed, in the order in which a life comes by. A test holds the list to the sources. */
export const catalogue: readonly Failpoint[] = [
  // The first start on an empty store. Each leaves the schema one step further.
  { name: "sqlite.migrate.after-lock", only: "SQLite", early: true, always: true, moment: "the lock file is held, no database yet" },
  { name: "sqlite.writer.after-open", only: "SQLite", early: true, moment: "the settings that make COMMIT durable are granted" },
  { name: "sqlite.migrate.after-open", only: "SQLite", early: true, moment: "an empty database file" },
  { name: "sqlite.migrate.before", only: "SQLite", early: true, moment: "the pending migrations are known" },
  { name: "sqlite.migrate.after", only: "SQLite", early: true, moment: "the schema is there, the lock still held" },
  { name: "postgres.migrate.after-lock", only: "PostgreSQL", early: true, moment: "the advisory lock is held" },
  { name: "postgres.migrate.before", only: "PostgreSQL", early: true, moment: "the pending migrations are known" },
  { name: "postgres.migrate.after", only: "PostgreSQL", early: true, always: true, moment: "the schema is there, the lock still held" },
  { name: "sqlite.write.before-commit", only: "SQLite", early: true, moment: "a first write tells whether the store can be written to" },
  { name: "sqlite.write.after-commit", only: "SQLite", early: true, moment: "it can" },
  { name: "start.before-listen", early: true, moment: "the store is ready, no socket open" },
  { name: "start.after-listen", early: true, moment: "listening" },

  { name: "load.before", moment: "a document is asked for" },
  { name: "load.after-writer", moment: "no edits of an earlier life are on their way" },
  { name: "load.after-catalog", moment: "the document is known" },
  { name: "load.after-snapshot", moment: "the newest snapshot is applied, the log behind it is not" },
  { name: "load.after-replay", moment: "the document is complete" },
  { name: "load.failed", after: "load.after-catalog:1:throw", moment: "the store failed, nobody knows yet" },
  { name: "load.after-forget", after: "load.after-catalog:1:throw", moment: "the failed load is forgotten, who waits for it not told" },
  { name: "load.before-publish", moment: "loaded, nobody has it yet" },
  { name: "load.after-publish", moment: "open" },

  { name: "step.before", moment: "messages are taken from the mailbox" },
  { name: "step.after", moment: "edits are applied in memory, nothing has gone out" },
  { name: "append.before-enqueue", moment: "the log writer does not have the edits" },
  { name: "append.after-enqueue", moment: "the log writer has them" },
  { name: "send.before", moment: "frames are made, none is queued" },
  { name: "send.after", moment: "frames are queued" },
  { name: "append.before-call", moment: "the batch has its id" },
  { name: "append.before-retry", after: "append.before-call:1:throw", moment: "an append failed" },
  { name: "append.after-call", moment: "committed, the log writer does not know what" },
  { name: "append.before-report", moment: "committed, the document does not know" },
  { name: "append.after-report", moment: "committed, the author does not know" },
  { name: "sqlite.writer.before-work", only: "SQLite", moment: "the writer's turn" },
  { name: "sqlite.append.after-begin", only: "SQLite", moment: "the write lock is held" },
  { name: "sqlite.append.after-create", only: "SQLite", moment: "a new document's row" },
  { name: "sqlite.append.after-row", only: "SQLite", moment: "some rows of a batch" },
  { name: "sqlite.append.before-commit", only: "SQLite", moment: "all rows, not committed" },
  { name: "sqlite.append.after-commit", only: "SQLite", always: true, moment: "committed, nobody knows" },
  { name: "sqlite.writer.after-work", only: "SQLite", moment: "done, the caller does not know" },
  { name: "postgres.append.after-open", only: "PostgreSQL", moment: "a connection" },
  { name: "postgres.append.after-lock", only: "PostgreSQL", moment: "the heads are locked" },
  { name: "postgres.append.failed", only: "PostgreSQL", after: "postgres.append.after-lock:1:throw", moment: "the transaction failed" },
  { name: "postgres.append.before-commit", only: "PostgreSQL", moment: "nothing inserted, heads locked" },
  { name: "postgres.append.after-commit", only: "PostgreSQL", always: true, moment: "committed, nobody knows" },

  { name: "snapshot.before-read", moment: "a snapshot is asked for" },
  { name: "snapshot.after-read", moment: "rows are read back" },
  { name: "snapshot.before-save", moment: "verified" },
  { name: "snapshot.failed", after: "snapshot.before-save:1:throw", moment: "it failed, the document does not know" },
  { name: "sqlite.snapshot.before-insert", only: "SQLite", moment: "inside the transaction, no row" },
  { name: "sqlite.snapshot.after-insert", only: "SQLite", moment: "the row, the head does not point to it" },
  { name: "sqlite.snapshot.before-commit", only: "SQLite", moment: "both, not committed" },
  { name: "sqlite.snapshot.after-commit", only: "SQLite", always: true, moment: "a snapshot is committed" },
  { name: "postgres.snapshot.before-insert", only: "PostgreSQL", moment: "inside the transaction, no row" },
  { name: "postgres.snapshot.after-insert", only: "PostgreSQL", moment: "the row, the head does not point to it" },
  { name: "postgres.snapshot.after-head", only: "PostgreSQL", moment: "both, not committed" },
  { name: "postgres.write.before-commit", only: "PostgreSQL", moment: "a snapshot's transaction is complete" },
  { name: "postgres.write.after-commit", only: "PostgreSQL", always: true, moment: "a snapshot is committed" },
  { name: "snapshot.after-save", moment: "stored, the document does not know" },
  { name: "snapshot.before-report", moment: "the same, one step later" },

  { name: "answer.before", moment: "a REST command is done, its caller does not know" },
  { name: "answer.after", moment: "its answer is on the way" },
  { name: "version.begin", moment: "a version is asked for" },
  { name: "version.saved", moment: "a version is stored, nobody was told" },
  { name: "restore.before-hold", moment: "a restore waits for the log" },
  { name: "restore.before-safety", moment: "edits are held back" },
  { name: "restore.after-safety", moment: "the safety version is stored, nothing restored" },
  { name: "restore.after-edit", always: true, moment: "restored in memory" },
  { name: "restore.before-answer", moment: "the restoring edit is durable" },

  { name: "unload.before-forget", always: true, moment: "nobody has the document, it is about to go" },
  { name: "unload.before-close", moment: "nobody can find it any more" },
  { name: "unload.after-end", moment: "its loop has ended" },
  { name: "unload.after-forget", moment: "gone" },

  { name: "thin.after-first-guard", early: true, thins: true, moment: "a snapshot of the last entry to go" },
  { name: "thin.after-second-guard", early: true, thins: true, moment: "and one of the newest entry" },
  { name: "thin.after-entries", early: true, thins: true, always: true, moment: "entries are gone" },
  { name: "thin.after-snapshots", early: true, thins: true, moment: "snapshots are gone" },

  { name: "shutdown.before", moment: "SIGTERM has arrived" },
  { name: "shutdown.after-drain", moment: "nobody can open a document any more" },
  { name: "shutdown.after-told", moment: "a document was told to stop" },
  { name: "shutdown.after-document", moment: "a document has stopped" },
  { name: "shutdown.after-documents", moment: "all have" },
  { name: "shutdown.after-sockets", moment: "sockets are closed" },
  { name: "sqlite.writer.before-close", only: "SQLite", moment: "the database is still open" },
  { name: "sqlite.writer.after-close", only: "SQLite", moment: "the database is closed" },

  {
    name: "release.before-register",
    apart: "only a damaged document is released",
    moment: "what is readable is kept, the document still quarantined",
  },
];

/** What a life on this store can come by. */
export const pointsOf = (store: StoreName): Failpoint[] =>
  catalogue.filter((point) => point.apart === undefined && (point.only === undefined || point.only === store));
