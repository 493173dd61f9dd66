using CollabServer.Crdt.Document;
using CollabServer.Crdt.Updates;
using CollabServer.Documents.Log;
using CollabServer.Documents.Tests.Simulation.Editors;
using CollabServer.Documents.Tests.Simulation.Server;

namespace CollabServer.Documents.Tests.Simulation;

/// <summary>The truth about one document, kept beside the store and compared with what the product makes of it.</summary>
internal sealed class DocumentHistory(DocumentName name)
{
    private readonly List<ReadOnlyMemory<byte>> _entries = [];
    private readonly List<ReadOnlyMemory<byte>> _restores = [];
    private readonly Dictionary<Guid, AppendedBatch> _batches = [];
    private readonly HashSet<NewUpdate> _written = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<SimulatedNode, Acceptances> _accepted = [];

    // What dead processes left under way.
    private readonly HashSet<NewUpdate> _orphans = new(ReferenceEqualityComparer.Instance);

    // Who wrote each entry; null: a process that was dead by then.
    private readonly List<SimulatedNode?> _writers = [];

    public DocumentName Name => name;

    private Doc Logged { get; } = new();

    public List<Edit> Sent { get; } = [];

    /// <summary>Ids of the stored ones that are whole.</summary>
    public HashSet<long> Snapshots { get; } = [];

    public long Entries => _entries.Count;

    public Content Read() => Content.Of(Logged);

    public Content ReadAt(long seq) => Content.Of(DocAt(seq));

    /// <summary>The same with something else besides.</summary>
    public Content ReadAt(long seq, ReadOnlyMemory<byte> update) => Content.Of([.. _entries.Take((int)seq), update]);

    /// <summary>A new document as it was after that entry.</summary>
    public Doc DocAt(long seq)
    {
        var doc = new Doc();
        foreach (var update in _entries.Take((int)seq))
        {
            using var transaction = doc.WriteTransaction();
            transaction.Apply(update.Span, UpdateEncoding.V1);
        }

        return doc;
    }

    public void Accepted(SimulatedNode node, SimulatedDocument life, IReadOnlyList<NewUpdate> updates)
    {
        if (!_accepted.TryGetValue(node, out var accepted))
        {
            _accepted.Add(node, accepted = new Acceptances());
        }

        if (!accepted.By(life))
        {
            throw new ViolationException(Rule.LogOrder, $"{name}: two lives of the document accept edits at the same time.");
        }

        foreach (var update in updates)
        {
            accepted.Updates.Enqueue(update);
            if (update.Origin == UpdateOrigin.Restore)
            {
                // From here on editors hear of it; after a crash it may come to the log from them.
                _restores.Add(update.Update);
            }
        }
    }

    /// <summary>No server of this world writes it.</summary>
    public void Given(NewUpdate update) => _orphans.Add(update);

    public void ForgetAccepted(SimulatedNode node)
    {
        if (_accepted.Remove(node, out var accepted))
        {
            _orphans.UnionWith(accepted.Updates);
        }
    }

    public bool HasForeign(SimulatedNode node, long firstSeq, long lastSeq) => WritersOf(firstSeq, lastSeq).Any(writer => writer != node);

    public void RequireForeign(SimulatedNode node, long firstSeq, long lastSeq)
    {
        if (WritersOf(firstSeq, lastSeq).Contains(node))
        {
            throw new ViolationException(Rule.LogOrder, $"{name}: entries {firstSeq} to {lastSeq} are called foreign, but this process wrote some of them.");
        }
    }

    public void Committed(AppendBatch batch, AppendedBatch result)
    {
        if (_batches.TryGetValue(batch.BatchId, out var before))
        {
            if (!before.Equals(result))
            {
                throw new ViolationException(Rule.LogOrder, $"{name}: a repeated batch was {before} and is {result}.");
            }

            return;
        }

        _batches.Add(batch.BatchId, result);
        if (result.FirstSeq != Entries + 1 || result.LastSeq - result.FirstSeq + 1 != batch.Updates.Count)
        {
            throw new ViolationException(Rule.LogOrder, $"{name}: {batch.Updates.Count} updates behind entry {Entries} became {result}.");
        }

        foreach (var update in batch.Updates)
        {
            Write(update);
        }
    }

    /// <summary>Nothing in the update is news to the log.</summary>
    public void RequireLogged(ReadOnlyMemory<byte> update, string what)
    {
        UpdateEffect effect;
        using (var transaction = Logged.WriteTransaction())
        {
            effect = transaction.Apply(update.Span, UpdateEncoding.V1);
        }

        // What waits for something else says Pending each time it is applied; then the log must be the same without it.
        if ((effect & UpdateEffect.Integrated) != 0
            || ((effect & UpdateEffect.Pending) != 0 && !State(_entries).AsSpan().SequenceEqual(State([.. _entries, update]))))
        {
            throw new ViolationException(Rule.AckedIsLogged, $"{what} was acknowledged as durable and is not in the log of {name} ({effect}).");
        }
    }

    public void RequireNothingAccepted(SimulatedNode node, string when)
    {
        if (_accepted.TryGetValue(node, out var accepted) && accepted.Updates.Count > 0)
        {
            throw new ViolationException(
                Rule.AcceptedIsLogged, $"{name}: {when} while {accepted.Updates.Count} updates this process has accepted are not in the log.");
        }
    }

    /// <summary>
    /// The log amounts to some of the edits that were sent (and the restores the server made), each editor's without a gap, and every character
    /// that was typed once is there at most once. Edits may wait for others for ever: an editor that hears of an edit before its first sync is
    /// complete passes it on after a crash, and whoever made what it depends on may never come back.
    /// </summary>
    public void RequireMergeOfSent()
    {
        var actual = Read();
        var has = Has();
        var expected = Content.Of([.. Sent.Where(edit => edit.IsIn(has)).Select(edit => edit.Update), .. _restores.Where(IsLogged)]);
        if (actual.Text != expected.Text || actual.Has != expected.Has || (_restores.Count == 0 && actual.Text.ToHashSet().Count != actual.Text.Length))
        {
            throw new ViolationException(Rule.MergeOfSentEdits, $"{name}: the log says {actual}, the sent edits {expected}.");
        }
    }

    // On a copy: an update that is not in the log must not get into our picture of it either.
    private bool IsLogged(ReadOnlyMemory<byte> update)
    {
        var copy = DocAt(Entries);
        using var transaction = copy.WriteTransaction();
        return (transaction.Apply(update.Span, UpdateEncoding.V1) & UpdateEffect.Integrated) == 0;
    }

    private static byte[] State(IEnumerable<ReadOnlyMemory<byte>> updates)
    {
        var doc = new Doc();
        foreach (var update in updates)
        {
            using var transaction = doc.WriteTransaction();
            transaction.Apply(update.Span, UpdateEncoding.V1);
        }

        using var reading = doc.ReadTransaction();
        return reading.StateDiffV1(stateVector: null);
    }

    private void Write(NewUpdate update)
    {
        if (!_written.Add(update))
        {
            throw new ViolationException(Rule.LogOrder, $"{name}: entry {Entries + 1} was written before.");
        }

        var writer = _orphans.Contains(update) ? null : _accepted.FirstOrDefault(one => one.Value.IsNext(update)).Key;
        if (writer is not null)
        {
            _accepted[writer].Updates.Dequeue();
        }
        else if (!_orphans.Contains(update))
        {
            throw new ViolationException(Rule.LogOrder, $"{name}: entry {Entries + 1} is not the one accepted next.");
        }

        _writers.Add(writer);
        _entries.Add(update.Update);
        using var transaction = Logged.WriteTransaction();
        transaction.Apply(update.Update.Span, UpdateEncoding.V1);
    }

    private IEnumerable<SimulatedNode?> WritersOf(long firstSeq, long lastSeq) => _writers.Skip((int)firstSeq - 1).Take((int)(lastSeq - firstSeq + 1));

    private Possessions Has()
    {
        using var transaction = Logged.ReadTransaction();
        return Possessions.OfSnapshot(transaction.Snapshot());
    }

    /// <summary>What one process has accepted and not written yet.</summary>
    private sealed class Acceptances
    {
        // Two lives at a time would both number what they accept.
        private readonly HashSet<SimulatedDocument> _lives = [];

        public Queue<NewUpdate> Updates { get; } = new();

        /// <returns>False when another life of the document still has some.</returns>
        public bool By(SimulatedDocument life)
        {
            if (Updates.Count == 0)
            {
                _lives.Clear();
            }

            _lives.Add(life);
            return _lives.Count == 1;
        }

        public bool IsNext(NewUpdate update) => Updates.TryPeek(out var next) && ReferenceEquals(next, update);
    }
}
