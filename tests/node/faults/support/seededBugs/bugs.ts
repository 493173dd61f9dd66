/** A bug that servers like this one have had, put into the product's own code. */
export interface SeededBug {
  readonly name: string;
  readonly file: string;
  /** Text that occurs once in the file, and what takes its place. */
  readonly edits: readonly (readonly [find: string, replace: string])[];
  /** Where it must be noticed: a test project and a filter of its tests, or a file of these tests and a pattern of names. */
  readonly project: string;
  readonly filter: string;
}

/** The project of bugs that only the whole server shows; the filter is then a file and a pattern. */
export const outside = "node";

const documents = "src/CollabServer.Documents";

export const seededBugs: readonly SeededBug[] = [
  {
    name: "an edit is acknowledged before it is committed",
    file: `${documents}/Actor/Acknowledgements.cs`,
    edits: [
      ["session.Acks.Advance(state.Marks.Durable);", "session.Acks.Advance(state.Marks.Accepted);"],
      ["state.Marks.SeqAt(session.Acks.DurablePosition)", "state.Marks.DurableSeq"],
    ],
    project: "CollabServer.Documents.Tests",
    filter: "FullyQualifiedName~AcknowledgementTests|FullyQualifiedName~SimulationTests",
  },
  {
    name: "a failed append counts as done",
    file: `${documents}/Log/Writing/LogWriter.cs`,
    edits: [
      [
        "Failed(call, e.Outcome, e);",
        "Succeeded(call, [.. call.Batches.Select(batch => new AppendedBatch(batch.BatchId, batch.Generation, batch.KnownSeq + 1, batch.KnownSeq + batch.Updates.Count))], _time.GetElapsedTime(started));",
      ],
    ],
    project: "CollabServer.Documents.Tests",
    filter: "FullyQualifiedName~LogWriterTests|FullyQualifiedName~TroubleTests",
  },
  {
    name: "a document leaves memory before its edits are written",
    file: `${documents}/Actor/Farewell.cs`,
    edits: [["state.Sessions.Count == 0 && state.Marks.IsSaved &&", "state.Sessions.Count == 0 &&"]],
    project: "CollabServer.Documents.Tests",
    filter: "FullyQualifiedName~LeavingMemoryTests|FullyQualifiedName~SimulationTests",
  },
  {
    name: "a log is trimmed ahead of the snapshot that stands in for it",
    file: "src/CollabServer.Storage/Retention/HistoryTrimming.cs",
    edits: [["row.DocumentKey == head.DocumentKey && row.Seq >= throughSeq, ct)", "row.DocumentKey == head.DocumentKey, ct)"]],
    project: "CollabServer.Storage.Tests",
    filter: "FullyQualifiedName~SqliteUpkeepTests|FullyQualifiedName~SqliteRetentionTests",
  },
  {
    name: "what came while a batch was written counts as written, too",
    file: `${documents}/Actor/Watermarks.cs`,
    edits: [["(Durable, DurableSeq) = (through, lastSeq);", "(Durable, DurableSeq) = (Accepted, lastSeq);"]],
    project: "CollabServer.Documents.Tests",
    filter: "FullyQualifiedName~AcknowledgementTests|FullyQualifiedName~SimulationTests",
  },
  {
    name: "collected structs are left out of updates",
    file: "src/CollabServer.Crdt/Store/CausalOrder.cs",
    edits: [["if (!decoded.IsSkip)", "if (!decoded.IsSkip && decoded.Kind != ContentKind.Collected)"]],
    project: "CollabServer.Crdt.Tests",
    filter: "FullyQualifiedName~Store|FullyQualifiedName~Updates",
  },
  {
    name: "frames for a reader that is too slow are dropped and it stays connected",
    file: `${documents}/Actor/DocumentLoop.cs`,
    edits: [
      ['session.Outbox.Close(CloseCode.SlowReader, "The client does not read fast enough.");', ""],
      ["Mailbox.Post(new SessionLeft(session));", ""],
    ],
    project: "CollabServer.Documents.Tests",
    filter: "FullyQualifiedName~TroubleTests",
  },
  {
    name: "an append whose outcome is unknown is tried again as another one",
    file: `${documents}/Log/Writing/DocumentLane.cs`,
    edits: [["            return Batch;", "            return Batch = Batch with { BatchId = newId() };"]],
    project: "CollabServer.Documents.Tests",
    filter: "FullyQualifiedName~LogWriter|FullyQualifiedName~SimulationTests",
  },
  {
    name: "a document that cannot be loaded is shown empty",
    file: `${documents}/Loading/DocumentLoader.cs`,
    edits: [
      [
        'throw new DocumentUnavailableException(name, "it could not be loaded.", e);',
        "return new LoadedDocument(name, history.NewDoc(), newId(), 0, 0, 0, 0);",
      ],
    ],
    project: "CollabServer.Documents.Tests",
    filter: "FullyQualifiedName~Directory",
  },
  {
    name: "what may not be written as an update may be written as part of a sync",
    file: `${documents}/Access/SessionGate.cs`,
    edits: [
      ["Hello or SyncRequest or", "Hello or ClientSyncPart or SyncRequest or"],
      ["ClientUpdate or ClientSyncPart =>", "ClientUpdate =>"],
    ],
    project: "CollabServer.Documents.Tests",
    filter: "FullyQualifiedName~AccessTests",
  },
  {
    name: "who opens a document while it loads gets another one",
    file: `${documents}/Directory/DocumentDirectory.cs`,
    edits: [
      ["if (_open.TryGetValue(name, out var document))", "if (_open.TryGetValue(name, out var document) && document.Loop.IsCompleted)"],
      ["_open.Add(name, document);", "_open[name] = document;"],
    ],
    project: "CollabServer.Documents.Tests",
    filter: "FullyQualifiedName~DocumentDirectoryTests|FullyQualifiedName~LifeCycleTests",
  },
  {
    name: "one client may show itself under another's id",
    file: `${documents}/Presence/PresenceRoster.cs`,
    edits: [["if (known.Owner != session.Id || clock <= known.Clock)", "if (clock <= known.Clock)"]],
    project: "CollabServer.Documents.Tests",
    filter: "FullyQualifiedName~Presence",
  },
  {
    name: "SQLite commits what it has called committed when the next edit comes",
    file: "src/CollabServer.Storage/Sqlite/SqliteAppend.cs",
    edits: [
      [
        'connection.Execute("BEGIN IMMEDIATE");',
        'if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Connection.Handle) == 0) { connection.Execute("COMMIT"); } connection.Execute("BEGIN IMMEDIATE");',
      ],
      ['        connection.Execute("COMMIT");\n        Failpoint', "        Failpoint"],
    ],
    project: outside,
    filter: "faults/kill -t SQLite.*under.load",
  },
  {
    name: "an append whose outcome is unknown counts as done",
    file: `${documents}/Log/Writing/LogWriter.cs`,
    edits: [
      [
        "Failed(call, e.Outcome, e);",
        "if (e.Outcome == WriteOutcome.Unknown) { Succeeded(call, [.. call.Batches.Select(batch => new AppendedBatch(batch.BatchId, batch.Generation, batch.KnownSeq + 1, batch.KnownSeq + batch.Updates.Count))], _time.GetElapsedTime(started)); } else { Failed(call, e.Outcome, e); }",
      ],
    ],
    project: outside,
    filter: "faults/postgres -t ended.again|under.load",
  },
  {
    name: "an acknowledgement names the log entry behind the one of the edit",
    file: `${documents}/Actor/Watermarks.cs`,
    edits: [["(position - _lastCommitFrom - 1)", "(position - _lastCommitFrom)"]],
    project: outside,
    filter: "faults/kill -t SQLite.*under.load",
  },
  {
    name: "the first entry behind a snapshot is not read",
    file: `${documents}/Loading/StoredHistory.cs`,
    edits: [
      [
        "var bytes = await ReplayAsync(name, doc, snapshotSeq, seq, ct);",
        "var bytes = await ReplayAsync(name, doc, snapshotSeq == 0 ? 0 : Math.Min(snapshotSeq + 1, seq), seq, ct);",
      ],
    ],
    project: outside,
    filter: "faults/kill -t SQLite.*under.load",
  },
  {
    name: "a checkpoint claims one entry more than it holds",
    file: `${documents}/Checkpoints/SnapshotBuilder.cs`,
    edits: [["history.ReadAsync(name, request.Seq, ct)", "history.ReadAsync(name, Math.Max(request.Seq - 1, 1), ct)"]],
    project: outside,
    filter: "faults/kill -t SQLite.*under.load",
  },
  {
    name: "what another server has written is passed over",
    file: `${documents}/Actor/DocumentActor.cs`,
    edits: [["_foreign.Found(_state.Marks.DurableSeq + 1, committed.FirstSeq - 1);", ""]],
    project: outside,
    filter: "faults/severalServers",
  },
  {
    name: "updates of a batch are written in the wrong order",
    file: `${documents}/Log/Writing/DocumentLane.cs`,
    edits: [["        return Batch = new AppendBatch(", "        updates.Reverse();\n        return Batch = new AppendBatch("]],
    project: "CollabServer.Documents.Tests",
    filter: "FullyQualifiedName~LogWriter|FullyQualifiedName~SimulationTests",
  },
  {
    name: "a document is loaded while its edits are on their way to the log",
    file: `${documents}/Loading/DocumentLoader.cs`,
    edits: [["await writer.WhenWrittenAsync(name, timeout.Token);", ""]],
    project: "CollabServer.Documents.Tests",
    filter: "FullyQualifiedName~Directory|FullyQualifiedName~LifeCycleTests",
  },
  {
    name: "PostgreSQL does not recognise a batch that it has",
    file: "src/CollabServer.Storage/PostgreSql/PostgreSqlAppend.cs",
    edits: [["if (grown.Length == 0)", "if (grown.Length >= 0)"]],
    project: "CollabServer.Storage.Tests",
    filter: "FullyQualifiedName~PostgreSqlAnyCallMayFail|FullyQualifiedName~PostgreSqlFaultTests",
  },
  {
    name: "a server that is asked to stop does not wait for its documents",
    file: `${documents}/DocumentsLifetime.cs`,
    edits: [["await directory.StopAsync(either.Token);", "_ = directory.StopAsync(either.Token); await Task.CompletedTask;"]],
    project: outside,
    filter: "faults/postgres -t asked",
  },
];
