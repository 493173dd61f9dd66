using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Store;

/// <summary>Writes blocks and deletions of a store as an update.</summary>
internal static class StateEncoder
{
    /// <summary>Everything a peer with the given state lacks, and all deletions; what is pending is not in it.</summary>
    public static void WriteState<TWriter>(ref TWriter writer, BlockStore store, Dictionary<ulong, long> known)
        where TWriter : struct, IUpdateWriter
    {
        const int TypicalStruct = 12;
        if (known.Count == 0)
        {
            writer.Expect(store.Count * TypicalStruct, store.Arena.Length);
        }

        var clients = store.Clients.Descending();
        var count = 0;
        foreach (var client in clients)
        {
            count += IsUnknown(store, client, known) ? 1 : 0;
        }

        writer.WritePlain((ulong)count);
        using var deletions = new DeletionEdges(store);
        foreach (var client in clients)
        {
            var from = IsUnknown(store, client, known) ? WriteFirst(ref writer, store, client, known) : int.MaxValue;
            ref var run = ref store.Clients[client];
            for (var position = 0; position != run.End; position = ClientRun.Behind(position))
            {
                // Looking for deletions brings the rows into the processor's cache for writing them.
                deletions.AddRows(run.RowsFrom(position, run.End));
                if (from < ClientRun.Behind(position))
                {
                    BlockWriter.WriteAll(ref writer, store, run.RowsFrom(Math.Max(position, from), run.End));
                }
            }

            deletions.EndRun();
        }

        deletions.Write(ref writer);
    }

    /// <summary>What the transaction that just ended added and deleted; false, with nothing written, if that is nothing.</summary>
    public static bool WriteChanges<TWriter>(ref TWriter writer, BlockStore store)
        where TWriter : struct, IUpdateWriter
    {
        var changes = store.Changes;
        if (changes.GrownClients.Count == 0 && changes.Deleted.Count == 0)
        {
            return false;
        }

        var grown = changes.GrownClients.ToArray();
        Array.Sort(grown, (a, b) => store.Clients.IdOf(b).CompareTo(store.Clients.IdOf(a)));
        writer.WritePlain((ulong)grown.Length);
        foreach (var client in grown)
        {
            WriteRun(ref writer, store, client, changes.StateBefore(store.Clients[client]), store.Clients[client].State);
        }

        var deleted = new List<DeletedIdRange>(changes.Deleted.Count);
        foreach (var range in changes.Deleted)
        {
            deleted.Add(new DeletedIdRange(store.Clients.IdOf(range.Client), range.Clock, range.Length));
        }

        DeleteSetWriter.Normalize(deleted);
        DeleteSetWriter.Write(ref writer, deleted);
        return true;
    }

    /// <summary>The blocks of a client from one clock to another, cut at both if need be.</summary>
    public static void WriteRun<TWriter>(ref TWriter writer, BlockStore store, int client, long clock, long end)
        where TWriter : struct, IUpdateWriter
    {
        ref var run = ref store.Clients[client];
        var first = clock == 0 ? 0 : store.PositionOf(client, clock);
        var last = end == run.State ? run.Last : store.PositionOf(client, end - 1);
        writer.BeginBlock(run.CountBetween(first, last), run.Id, clock);
        var row = run.RowAt(first);
        var start = store.ClockOf(row);
        if (first == last)
        {
            BlockWriter.WritePart(ref writer, store, row, clock - start, end - start);
            return;
        }

        BlockWriter.WritePart(ref writer, store, row, clock - start, store.LengthOf(row));
        for (var position = run.Next(first); position < last; position = ClientRun.Behind(position))
        {
            BlockWriter.WriteAll(ref writer, store, run.RowsFrom(position, last));
        }

        row = run.RowAt(last);
        BlockWriter.WritePart(ref writer, store, row, 0, end - store.ClockOf(row));
    }

    /// <summary>All runs of deleted blocks of the document.</summary>
    public static void WriteDeletions<TWriter>(ref TWriter writer, BlockStore store)
        where TWriter : struct, IUpdateWriter
    {
        using var deletions = new DeletionEdges(store);
        foreach (var client in store.Clients.Descending())
        {
            ref var run = ref store.Clients[client];
            for (var position = 0; position != run.End; position = ClientRun.Behind(position))
            {
                deletions.AddRows(run.RowsFrom(position, run.End));
            }

            deletions.EndRun();
        }

        deletions.Write(ref writer);
    }

    /// <summary>The head of a client's part of an update, and the block in which it begins. Returns the position of the next one.</summary>
    private static int WriteFirst<TWriter>(ref TWriter writer, BlockStore store, int client, Dictionary<ulong, long> known)
        where TWriter : struct, IUpdateWriter
    {
        ref var run = ref store.Clients[client];
        var clock = known.GetValueOrDefault(run.Id);
        var first = clock == 0 ? 0 : store.PositionOf(client, clock);
        writer.BeginBlock(run.CountBetween(first, run.Last), run.Id, clock);
        var row = run.RowAt(first);
        BlockWriter.WritePart(ref writer, store, row, clock - store.ClockOf(row), store.LengthOf(row));
        return run.Next(first);
    }

    private static bool IsUnknown(BlockStore store, int client, Dictionary<ulong, long> known)
    {
        ref var run = ref store.Clients[client];
        return run.State > 0 && (known.Count == 0 || run.State > known.GetValueOrDefault(run.Id));
    }
}
