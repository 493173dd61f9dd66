using System.Buffers;
using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Document;

/// <summary>States of a document as bytes, with what is pending: nothing a peer ever sent may be missing from what is persisted.</summary>
internal static class StateReader
{
    public static byte[] Diff(BlockStore store, ReadOnlySpan<byte> stateVector, UpdateEncoding encoding)
    {
        if (encoding == UpdateEncoding.V1)
        {
            var writer = new UpdateWriterV1();
            return Diff(ref writer, store, stateVector, encoding);
        }
        else
        {
            var writer = new UpdateWriterV2();
            return Diff(ref writer, store, stateVector, encoding);
        }
    }

    public static void Write(BlockStore store, ReadOnlySpan<byte> stateVector, UpdateEncoding encoding, IBufferWriter<byte> output)
    {
        if (!store.Pending.IsEmpty)
        {
            output.Write(Diff(store, stateVector, encoding));
        }
        else if (encoding == UpdateEncoding.V1)
        {
            var writer = new UpdateWriterV1();
            Write(ref writer, store, stateVector, output);
        }
        else
        {
            var writer = new UpdateWriterV2();
            Write(ref writer, store, stateVector, output);
        }
    }

    public static byte[] Changes(BlockStore store, UpdateEncoding encoding)
    {
        if (encoding == UpdateEncoding.V1)
        {
            var writer = new UpdateWriterV1();
            return Changes(ref writer, store);
        }
        else
        {
            var writer = new UpdateWriterV2();
            return Changes(ref writer, store);
        }
    }

    public static byte[] AtSnapshot(BlockStore store, ReadOnlySpan<byte> snapshot, UpdateEncoding encoding)
    {
        if (encoding == UpdateEncoding.V1)
        {
            var writer = new UpdateWriterV1();
            return AtSnapshot(ref writer, store, snapshot);
        }
        else
        {
            var writer = new UpdateWriterV2();
            return AtSnapshot(ref writer, store, snapshot);
        }
    }

    public static byte[] StateVector(BlockStore store)
    {
        using var writer = new ByteWriter();
        SnapshotCodec.WriteStateVector(store, writer);
        return writer.ToArray();
    }

    private static byte[] AtSnapshot<TWriter>(ref TWriter writer, BlockStore store, ReadOnlySpan<byte> snapshot)
        where TWriter : struct, IUpdateWriter
    {
        try
        {
            SnapshotCodec.WriteState(ref writer, store, snapshot);
            return writer.ToArray();
        }
        finally
        {
            writer.Dispose();
        }
    }

    private static byte[] Changes<TWriter>(ref TWriter writer, BlockStore store)
        where TWriter : struct, IUpdateWriter
    {
        try
        {
            StateEncoder.WriteChanges(ref writer, store);
            return writer.ToArray();
        }
        finally
        {
            writer.Dispose();
        }
    }

    private static void Write<TWriter>(ref TWriter writer, BlockStore store, ReadOnlySpan<byte> stateVector, IBufferWriter<byte> output)
        where TWriter : struct, IUpdateWriter
    {
        try
        {
            StateEncoder.WriteState(ref writer, store, StateVectorCodec.Read(stateVector));
            writer.CopyTo(output);
        }
        finally
        {
            writer.Dispose();
        }
    }

    private static byte[] Diff<TWriter>(ref TWriter writer, BlockStore store, ReadOnlySpan<byte> stateVector, UpdateEncoding encoding)
        where TWriter : struct, IUpdateWriter
    {
        byte[] integrated;
        try
        {
            StateEncoder.WriteState(ref writer, store, StateVectorCodec.Read(stateVector));
            integrated = writer.ToArray();
        }
        finally
        {
            writer.Dispose();
        }

        return store.Pending.IsEmpty ? integrated : WithPending(store, integrated, stateVector, encoding);
    }

    private static byte[] WithPending(BlockStore store, byte[] integrated, ReadOnlySpan<byte> stateVector, UpdateEncoding encoding)
    {
        var updates = new List<ReadOnlyMemory<byte>> { integrated };
        if (store.Pending.HasDeletes)
        {
            updates.Add(PendingDeletes(store, encoding));
        }

        if (store.Pending.Structs() is { } structs)
        {
            // Of what is integrated nothing may come from a struct of the same id that waits: a forged one would replace it in storage.
            var waiting = UpdateDiff.Diff(structs, StateVector(store), UpdateEncoding.V2, UpdateLimits.Stored);
            var unknown = UpdateDiff.Diff(waiting, stateVector, UpdateEncoding.V2, UpdateLimits.Stored);
            updates.Add(encoding == UpdateEncoding.V2
                ? unknown
                : UpdateBlob.Convert(unknown, UpdateEncoding.V2, encoding, UpdateLimits.Stored));
        }

        return UpdateMerge.Merge(updates, encoding, UpdateLimits.Stored);
    }

    private static byte[] PendingDeletes(BlockStore store, UpdateEncoding encoding)
    {
        if (encoding == UpdateEncoding.V1)
        {
            var writer = new UpdateWriterV1();
            return PendingDeletes(ref writer, store);
        }
        else
        {
            var writer = new UpdateWriterV2();
            return PendingDeletes(ref writer, store);
        }
    }

    private static byte[] PendingDeletes<TWriter>(ref TWriter writer, BlockStore store)
        where TWriter : struct, IUpdateWriter
    {
        try
        {
            writer.WritePlain(0);
            DeleteSetWriter.Write(ref writer, store.Pending.Deletes());
            return writer.ToArray();
        }
        finally
        {
            writer.Dispose();
        }
    }
}
