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
        foreach (var client in clients)
        {
            if (IsUnknown(store, client, known))
            {
                WriteRun(ref writer, store, client, known.GetValueOrDefault(store.Clients.IdOf(client)), store.Clients[client].State);
            }
        }

        WriteDeletions(ref writer, store);
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
        var last = end == run.State ? run.Count - 1 : store.PositionOf(client, end - 1);
        writer.WritePlain((ulong)(last - first + 1));
        writer.WriteClient(run.Id);
        writer.WritePlain((ulong)clock);
        for (var position = first; position <= last; position++)
        {
            var row = run.Rows[position];
            var offset = position == first ? clock - store.ClockOf(row) : 0;
            var length = position == last ? end - store.ClockOf(row) : store.LengthOf(row);
            BlockWriter.Write(ref writer, store, row, offset, length);
        }
    }

    /// <summary>All runs of deleted blocks of the document.</summary>
    public static List<DeletedIdRange> DeletionsOf(BlockStore store)
    {
        var ranges = new List<DeletedIdRange>();
        foreach (var client in store.Clients.Descending())
        {
            ref var run = ref store.Clients[client];
            var start = -1L;
            var clock = 0L;
            foreach (var row in run.Rows.AsSpan(0, run.Count))
            {
                if (store.Row(row).IsDeleted)
                {
                    start = start < 0 ? clock : start;
                }
                else if (start >= 0)
                {
                    ranges.Add(new DeletedIdRange(run.Id, start, clock - start));
                    start = -1;
                }

                clock += store.LengthOf(row);
            }

            if (start >= 0)
            {
                ranges.Add(new DeletedIdRange(run.Id, start, clock - start));
            }
        }

        return ranges;
    }

    public static void WriteDeletions<TWriter>(ref TWriter writer, BlockStore store)
        where TWriter : struct, IUpdateWriter => DeleteSetWriter.Write(ref writer, DeletionsOf(store));

    private static bool IsUnknown(BlockStore store, int client, Dictionary<ulong, long> known)
    {
        ref var run = ref store.Clients[client];
        return run.State > 0 && (known.Count == 0 || run.State > known.GetValueOrDefault(run.Id));
    }
}
