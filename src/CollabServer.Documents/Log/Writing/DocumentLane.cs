namespace CollabServer.Documents.Log.Writing;

/// <summary>What is waiting to be written for one document, and the batch that is being tried.</summary>
internal sealed class DocumentLane(DocumentName document)
{
    private readonly Queue<PendingAppend> _waiting = new();

    public DocumentName Document => document;

    /// <summary>
    /// The batch under way. Frozen from its first attempt until its success: after a lost reply it may be in the store already, and only
    /// the same id with the same updates is recognised there.
    /// </summary>
    public AppendBatch? Batch { get; private set; }

    public long BatchThrough { get; private set; }

    public long BatchBytes { get; private set; }

    public IAppendReceiver? BatchReceiver { get; private set; }

    public bool IsInFlight { get; set; }

    public Suspicion Suspicion { get; set; }

    /// <summary>Failures in a row while written alone.</summary>
    public int LoneFailures { get; set; }

    public DateTimeOffset NotBefore { get; set; }

    public bool IsEmpty => Batch is null && _waiting.Count == 0;

    public void Add(PendingAppend append) => _waiting.Enqueue(append);

    /// <summary>Makes sure that there is a batch to try: the one already tried, else as much of what waits as fits.</summary>
    public AppendBatch Freeze(IdSource newId, long maxBytes)
    {
        if (Batch is not null)
        {
            return Batch;
        }

        var first = _waiting.Dequeue();
        var updates = new List<NewUpdate>(first.Updates);
        (BatchThrough, BatchBytes, BatchReceiver) = (first.Through, first.Bytes, first.Receiver);
        while (_waiting.TryPeek(out var next) && ReferenceEquals(next.Receiver, BatchReceiver) && BatchBytes + next.Bytes <= maxBytes)
        {
            _waiting.Dequeue();
            updates.AddRange(next.Updates);
            BatchThrough = next.Through;
            BatchBytes += next.Bytes;
        }

        return Batch = new AppendBatch(document, newId(), first.Generation, first.KnownSeq, updates);
    }

    public void Thaw()
    {
        (Batch, BatchReceiver, BatchBytes) = (null, null, 0);
        LoneFailures = 0;
    }
}
