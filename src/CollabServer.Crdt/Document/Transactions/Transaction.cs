using System.Buffers;
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

    /// <summary>Parts of updates wait for missing ones.</summary>
    public bool HasPending => throw new NotSupportedException();

    /// <summary>The same as <see cref="Resource.Dispose"/>.</summary>
    public void Commit() => Dispose();

    /// <summary>Applies an update. Throws <see cref="MalformedUpdateException"/>, and then the document is as before.</summary>
    public UpdateEffect Apply(ReadOnlySpan<byte> update, UpdateEncoding encoding) => throw new NotSupportedException();

    public TransactionUpdateResult ApplyV1(byte[] update) => throw new NotSupportedException();

    public TransactionUpdateResult ApplyV2(byte[] update) => throw new NotSupportedException();

    public byte[] StateVectorV1() => throw new NotSupportedException();

    /// <summary>What a peer with this state vector lacks, pending parts included; null for everything.</summary>
    public byte[] StateDiffV1(byte[]? stateVector) => throw new NotSupportedException();

    public byte[] StateDiffV2(byte[]? stateVector) => throw new NotSupportedException();

    /// <summary>As <see cref="StateDiffV1"/>, into a buffer; an empty state vector means everything.</summary>
    public void WriteStateDiff(ReadOnlySpan<byte> stateVector, UpdateEncoding encoding, IBufferWriter<byte> output) => throw new NotSupportedException();

    /// <summary>The moment as a snapshot: what is deleted and how far each client got.</summary>
    public byte[] Snapshot() => throw new NotSupportedException();

    /// <summary>The document as it was at a snapshot, or null if the document collects garbage and therefore cannot tell.</summary>
    public byte[]? EncodeStateFromSnapshotV1(byte[] snapshot) => throw new NotSupportedException();

    public byte[]? EncodeStateFromSnapshotV2(byte[] snapshot) => throw new NotSupportedException();

    protected override void DisposeCore(bool disposing) => Doc.End(this);
}
