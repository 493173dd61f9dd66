using System.Buffers;
using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Document.Transactions;

/// <content>The state of the document as bytes: whole, as a difference, at a moment.</content>
public sealed partial class Transaction
{
    /// <summary>Parts of updates wait for missing ones; see <see cref="MissingClocks"/>.</summary>
    public bool HasPending => !Store.Pending.IsEmpty;

    /// <summary>How much of each client is known, for a peer to answer with what is missing. The same bytes serve both encodings.</summary>
    public byte[] StateVectorV1() => StateReader.StateVector(Store);

    /// <summary>As <see cref="StateVectorV1"/>, into a buffer.</summary>
    public void WriteStateVector(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var writer = new ByteWriter();
        SnapshotCodec.WriteStateVector(Store, writer);
        output.Write(writer.Written);
    }

    /// <summary>What a peer with this state vector lacks, in the first encoding, with what is pending here; null for everything.</summary>
    /// <exception cref="MalformedUpdateException">The bytes are no state vector.</exception>
    public byte[] StateDiffV1(byte[]? stateVector) => StateReader.Diff(Store, RequireStateVector(stateVector), UpdateEncoding.V1);

    /// <summary>As <see cref="StateDiffV1"/>, in the second encoding. The vector is the same.</summary>
    /// <exception cref="MalformedUpdateException">The bytes are no state vector.</exception>
    public byte[] StateDiffV2(byte[]? stateVector) => StateReader.Diff(Store, RequireStateVector(stateVector), UpdateEncoding.V2);

    /// <summary>As <see cref="StateDiffV1"/>, into a buffer; an empty state vector means everything.</summary>
    /// <exception cref="MalformedUpdateException">The bytes are no state vector.</exception>
    public void WriteStateDiff(ReadOnlySpan<byte> stateVector, UpdateEncoding encoding, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        StateReader.Write(Store, stateVector, encoding, output);
    }

    /// <summary>The moment as a snapshot, to come back to later: what is deleted and how far each client got. The bytes are those of Yjs.</summary>
    public byte[] Snapshot() => SnapshotCodec.Write(Store);

    /// <summary>As <see cref="Snapshot"/>, into a buffer.</summary>
    public void WriteSnapshot(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write(SnapshotCodec.Write(Store));
    }

    /// <summary>
    /// The document as it was at a snapshot, as an update in the first encoding. Null if the document collects garbage and therefore
    /// cannot tell (<see cref="Options.DocOptions.SkipGarbageCollection"/>).
    /// </summary>
    /// <exception cref="MalformedUpdateException">The bytes are no snapshot.</exception>
    public byte[]? EncodeStateFromSnapshotV1(byte[] snapshot) => AtSnapshot(snapshot, UpdateEncoding.V1);

    /// <summary>As <see cref="EncodeStateFromSnapshotV1"/>, in the second encoding. The snapshot is the same.</summary>
    /// <exception cref="MalformedUpdateException">The bytes are no snapshot.</exception>
    public byte[]? EncodeStateFromSnapshotV2(byte[] snapshot) => AtSnapshot(snapshot, UpdateEncoding.V2);

    /// <summary>As <see cref="EncodeStateFromSnapshotV1"/>, into a buffer; false, and nothing is written, in place of null.</summary>
    /// <exception cref="MalformedUpdateException">The bytes are no snapshot.</exception>
    public bool TryWriteStateFromSnapshot(ReadOnlySpan<byte> snapshot, UpdateEncoding encoding, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var store = Store;
        if (!Doc.Options.SkipGarbageCollection)
        {
            return false;
        }

        output.Write(StateReader.AtSnapshot(store, snapshot, encoding));
        return true;
    }

    /// <summary>An array that is given must hold a vector; null is the way to ask for everything.</summary>
    private static ReadOnlySpan<byte> RequireStateVector(byte[]? stateVector)
    {
        if (stateVector is { Length: 0 })
        {
            MalformedUpdateException.ThrowTruncated();
        }

        return stateVector;
    }

    private byte[]? AtSnapshot(byte[] snapshot, UpdateEncoding encoding)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var store = Store;
        return Doc.Options.SkipGarbageCollection ? StateReader.AtSnapshot(store, snapshot, encoding) : null;
    }
}
