using System.Buffers;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Document.Transactions;

/// <summary>
/// A read or write access to a document. One writer excludes everybody else; readers share. Ends with <see cref="Resource.Dispose"/>; there is no rollback.
/// </summary>
public sealed partial class Transaction : Resource
{
    internal Transaction(Doc doc, bool writeable, byte[]? origin)
    {
        Doc = doc;
        Writeable = writeable;
        Origin = origin;
    }

    public bool Writeable { get; }

    internal Doc Doc { get; }

    internal byte[]? Origin { get; }

    internal BlockStore Store
    {
        get
        {
            ThrowIfDisposed();
            return Doc.Store;
        }
    }

    /// <summary>Parts of updates wait for missing ones.</summary>
    public bool HasPending => !Store.Pending.IsEmpty;

    /// <summary>The same as <see cref="Resource.Dispose"/>.</summary>
    public void Commit() => Dispose();

    /// <summary>Applies an update. Throws <see cref="MalformedUpdateException"/>, and then the document is as before.</summary>
    public UpdateEffect Apply(ReadOnlySpan<byte> update, UpdateEncoding encoding) => Apply(update, encoding, Doc.Options.Limits);

    /// <summary>
    /// As <see cref="Apply(ReadOnlySpan{byte}, UpdateEncoding)"/>, for a state or update that was accepted before and comes from one's own storage. The limits were
    /// for its arrival; it must not fall to them later, only because it is written in fewer bytes now.
    /// </summary>
    public UpdateEffect ApplyStored(ReadOnlySpan<byte> update, UpdateEncoding encoding) => Apply(update, encoding, UpdateLimits.Stored);

    public TransactionUpdateResult ApplyV1(byte[] update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return ApplyWithResult(update, UpdateEncoding.V1);
    }

    public TransactionUpdateResult ApplyV2(byte[] update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return ApplyWithResult(update, UpdateEncoding.V2);
    }

    public byte[] StateVectorV1() => StateReader.StateVector(Store);

    /// <summary>What a peer with this state vector lacks, pending parts included; null for everything.</summary>
    public byte[] StateDiffV1(byte[]? stateVector) => StateReader.Diff(Store, RequireStateVector(stateVector), UpdateEncoding.V1);

    public byte[] StateDiffV2(byte[]? stateVector) => StateReader.Diff(Store, RequireStateVector(stateVector), UpdateEncoding.V2);

    /// <summary>As <see cref="StateDiffV1"/>, into a buffer; an empty state vector means everything.</summary>
    public void WriteStateDiff(ReadOnlySpan<byte> stateVector, UpdateEncoding encoding, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        StateReader.Write(Store, stateVector, encoding, output);
    }

    /// <summary>The moment as a snapshot: what is deleted and how far each client got.</summary>
    public byte[] Snapshot() => SnapshotCodec.Write(Store);

    /// <summary>The document as it was at a snapshot, or null if the document collects garbage and therefore cannot tell.</summary>
    public byte[]? EncodeStateFromSnapshotV1(byte[] snapshot) => AtSnapshot(snapshot, UpdateEncoding.V1);

    public byte[]? EncodeStateFromSnapshotV2(byte[] snapshot) => AtSnapshot(snapshot, UpdateEncoding.V2);

    internal void RequireWriteable()
    {
        ThrowIfDisposed();
        if (!Writeable)
        {
            throw new YDotNetException("This transaction can only read.");
        }
    }

    protected override void DisposeCore(bool disposing) => Doc.End(this);

    /// <summary>An array that is given must hold a vector; null is the way to ask for everything.</summary>
    private static ReadOnlySpan<byte> RequireStateVector(byte[]? stateVector)
    {
        if (stateVector is { Length: 0 })
        {
            MalformedUpdateException.ThrowTruncated();
        }

        return stateVector;
    }

    private UpdateEffect Apply(ReadOnlySpan<byte> update, UpdateEncoding encoding, UpdateLimits limits)
    {
        RequireWriteable();
        Store.Changes.IsLocal = false;
        return Doc.Application.Apply(update, encoding, limits, mergeOnArrival: !Doc.HasCommitListeners);
    }

    private byte[]? AtSnapshot(byte[] snapshot, UpdateEncoding encoding)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return Doc.Options.SkipGarbageCollection ? StateReader.AtSnapshot(Store, snapshot, encoding) : null;
    }

    private TransactionUpdateResult ApplyWithResult(byte[] update, UpdateEncoding encoding)
    {
        try
        {
            Apply(update, encoding);
            return TransactionUpdateResult.Ok;
        }
        catch (MalformedUpdateException exception)
        {
            return exception.Reason switch
            {
                MalformedUpdateReason.Truncated => TransactionUpdateResult.Io,
                MalformedUpdateReason.IntegerOutOfRange => TransactionUpdateResult.IntegerOutOfBounds,
                MalformedUpdateReason.InvalidJson => TransactionUpdateResult.InvalidJson,
                MalformedUpdateReason.LimitExceeded => TransactionUpdateResult.Other,
                _ => TransactionUpdateResult.UnexpectedValue,
            };
        }
    }
}
