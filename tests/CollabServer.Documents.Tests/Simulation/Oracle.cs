using CollabServer.Documents.Actor.Outputs;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Loading;
using CollabServer.Documents.Log;
using CollabServer.Documents.Snapshots;
using CollabServer.Documents.Tests.Simulation.Editors;
using CollabServer.Documents.Tests.Simulation.Server;

namespace CollabServer.Documents.Tests.Simulation;

/// <summary>Sees everything: what was sent, accepted and committed. Throws as soon as something does not fit together.</summary>
internal sealed class Oracle(World world)
{
    private readonly Dictionary<DocumentName, DocumentHistory> _documents = [];
    private readonly HashSet<long> _damaged = [];
    private char _character = '\u4e00';

    public int Edits { get; private set; }

    public int Commits { get; private set; }

    /// <summary>Entries of others that a process found behind what it had loaded.</summary>
    public long ForeignEntries { get; private set; }

    /// <summary>A character that was never typed before.</summary>
    public char NextCharacter() => _character++;

    public DocumentHistory Of(DocumentName name)
    {
        if (!_documents.TryGetValue(name, out var document))
        {
            _documents.Add(name, document = new DocumentHistory(name));
        }

        return document;
    }

    public void Sent(Edit edit)
    {
        Edits++;
        Of(edit.Document).Sent.Add(edit);
    }

    public void Accepted(SimulatedNode node, SimulatedDocument life, AppendUpdates append) => Of(life.Name).Accepted(node, life, append.Updates);

    public void Committed(IReadOnlyList<AppendBatch> batches, IReadOnlyList<AppendedBatch> results)
    {
        Commits++;
        foreach (var (batch, result) in batches.Zip(results))
        {
            Of(batch.Document).Committed(batch, result);
        }
    }

    /// <summary>What a dead process had accepted and not written is lost. Nobody was told that it is saved.</summary>
    public void Crashed(SimulatedNode node)
    {
        foreach (var document in _documents.Values)
        {
            document.ForgetAccepted(node);
        }
    }

    public void RequireForeign(SimulatedNode node, DocumentName name, long firstSeq, long lastSeq)
    {
        ForeignEntries += lastSeq - firstSeq + 1;
        Of(name).RequireForeign(node, firstSeq, lastSeq);
    }

    public void RequireLogged(DocumentName name, ReadOnlyMemory<byte> update, string what) => Of(name).RequireLogged(update, what);

    /// <summary>At its entry the document shows what was asked for; the safety version, checked with all snapshots, is the entry before.</summary>
    public void RequireRestored(SimulatedNode node, DocumentName name, RestoreResult result, Content target)
    {
        if (Of(name).HasForeign(node, result.SafetyVersion.Seq + 1, result.Seq))
        {
            // Another process's edit came between, as one that is made at the same time: it is in the document, and not in the safety version.
            return;
        }

        var restored = Of(name).ReadAt(result.Seq);
        if (restored.Text != target.Text || (result.Changed && result.SafetyVersion.Seq != result.Seq - 1))
        {
            throw new ViolationException(Rule.Restored, $"{name}: {result} shows {restored}, {target} was asked for.");
        }
    }

    public void Loaded(SimulatedNode node, LoadedDocument loaded)
    {
        var history = Of(loaded.Name);
        history.RequireNothingAccepted(node, "loaded");
        var (actual, expected) = (Content.Of(loaded.Doc), history.Read());
        if (!actual.Equals(expected) || loaded.DurableSeq != history.Entries)
        {
            throw new ViolationException(
                Rule.LoadIsReplay, $"{loaded.Name} was loaded at {loaded.DurableSeq} (snapshot {loaded.SnapshotSeq}) as {actual}, but {history.Entries} entries say {expected}.");
        }
    }

    public void Saved(SnapshotInfo info)
    {
        if (!_damaged.Contains(info.Id))
        {
            Of(info.Document).Snapshots.Add(info.Id);
        }
    }

    public void Damaged(long snapshotId)
    {
        _damaged.Add(snapshotId);
        foreach (var document in _documents.Values)
        {
            document.Snapshots.Remove(snapshotId);
        }
    }

    /// <summary>What must hold at any moment and is too slow to look at always.</summary>
    public void CheckEverything()
    {
        world.Store.IsObserved = true;
        foreach (var document in _documents.Values)
        {
            document.RequireMergeOfSent();
            foreach (var id in document.Snapshots)
            {
                RequireReplay(document, Now.Of(world.Store.Rows.FindAsync(document.Name, id, CancellationToken.None))!);
            }
        }

        world.Store.IsObserved = false;
    }

    private static void RequireReplay(DocumentHistory document, StoredSnapshot snapshot)
    {
        var (actual, expected) = (Content.Of([snapshot.State], Crdt.Updates.UpdateEncoding.V2), document.ReadAt(snapshot.Info.Seq));
        if (!actual.Equals(expected))
        {
            throw new ViolationException(Rule.SnapshotIsReplay, $"Snapshot {snapshot.Info} holds {actual}, the log {expected}.");
        }
    }
}
