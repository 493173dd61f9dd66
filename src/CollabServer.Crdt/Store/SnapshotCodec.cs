using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Store;

/// <summary>Snapshots: what is deleted, then how far each client got. <c>deleteSet, stateVector</c>, no lengths, no flag.</summary>
internal static class SnapshotCodec
{
    public static byte[] Write(BlockStore store)
    {
        using var output = new ByteWriter();
        var writer = new UpdateWriterV1();
        StateEncoder.WriteDeletions(ref writer, store);
        output.WriteBytes(writer.ToArray());
        writer.Dispose();
        WriteStateVector(store, output);
        return output.ToArray();
    }

    public static void WriteStateVector(BlockStore store, ByteWriter output)
    {
        var clients = store.Clients.Descending();
        var known = 0;
        foreach (var client in clients)
        {
            known += store.Clients[client].State > 0 ? 1 : 0;
        }

        output.WriteVarUint((ulong)known);
        foreach (var client in clients)
        {
            ref var run = ref store.Clients[client];
            if (run.State > 0)
            {
                output.WriteVarUint(run.Id);
                output.WriteVarUint(run.State);
            }
        }
    }

    public static (List<DeletedIdRange> Deleted, Dictionary<ulong, long> State) Read(ReadOnlySpan<byte> snapshot)
    {
        var reader = new ByteReader(snapshot);
        var deleted = new List<DeletedIdRange>();
        for (var clients = reader.ReadCount(2); clients > 0; clients--)
        {
            var client = reader.ReadVarUint();
            for (var ranges = reader.ReadCount(2); ranges > 0; ranges--)
            {
                var clock = reader.ReadVarClock();
                var length = reader.ReadVarClock();
                if ((ulong)(clock + length) > ByteReader.MaxInteger)
                {
                    MalformedUpdateException.ThrowIntegerOutOfRange();
                }

                if (length > 0)
                {
                    deleted.Add(new DeletedIdRange(client, clock, length));
                }
            }
        }

        var state = new Dictionary<ulong, long>(ClientIdComparer.Instance);
        StateVectorCodec.Read(ref reader, state);
        DeleteSetWriter.Normalize(deleted);
        return (deleted, state);
    }

    /// <summary>
    /// The document at the snapshot, as an update. Clients are written up to the snapshot's clock (cutting a block where needed), with the
    /// snapshot's deletions. What the store does not have cannot be given.
    /// </summary>
    public static void WriteState<TWriter>(ref TWriter writer, BlockStore store, ReadOnlySpan<byte> snapshot)
        where TWriter : struct, IUpdateWriter
    {
        var (deleted, state) = Read(snapshot);
        var clients = new List<(ulong Id, int Client, long End)>();
        foreach (var (id, clock) in state)
        {
            var client = store.Clients.Find(id);
            var end = client == BlockStore.None ? 0 : Math.Min(clock, store.Clients[client].State);
            if (end > 0)
            {
                clients.Add((id, client, end));
            }
        }

        writer.WritePlain((ulong)clients.Count);
        foreach (var (_, client, end) in clients)
        {
            StateEncoder.WriteRun(ref writer, store, client, 0, end);
        }

        DeleteSetWriter.Write(ref writer, deleted);
    }
}
