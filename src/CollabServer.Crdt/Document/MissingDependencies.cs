using CollabServer.Crdt.Document.State;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Document;

/// <summary>
/// Which clocks are neither in the document nor waiting themselves, though something that waits comes after them or refers to them.
/// </summary>
internal static class MissingDependencies
{
    public static IReadOnlyDictionary<ulong, ClockRange[]> Of(BlockStore store)
    {
        var needed = new Dictionary<ulong, long>();
        var waiting = new List<DeletedIdRange>();
        if (store.Pending.Structs() is { } structs)
        {
            using var decoded = new DecodedUpdate();
            UpdateDecoder.Decode(structs, UpdateEncoding.V2, UpdateLimits.Stored, decoded);
            foreach (ref readonly var part in decoded.Structs)
            {
                if (!part.IsSkip)
                {
                    waiting.Add(new DeletedIdRange(decoded.Clients[part.Client], part.Clock, part.Length));
                    NoteNeeds(needed, decoded, part);
                }
            }
        }

        foreach (var range in store.Pending.Deletes())
        {
            Need(needed, range.Client, range.End);
        }

        DeleteSetWriter.Normalize(waiting);
        var waitingOf = waiting.ToLookup(static range => range.Client);
        var missing = new Dictionary<ulong, ClockRange[]>();
        foreach (var (client, end) in needed)
        {
            var gaps = Gaps(store.Clients.StateOf(client), end, waitingOf[client]);
            if (gaps.Count > 0)
            {
                missing.Add(client, [.. gaps]);
            }
        }

        return missing;
    }

    private static void NoteNeeds(Dictionary<ulong, long> needed, DecodedUpdate decoded, in DecodedStruct part)
    {
        Need(needed, decoded.Clients[part.Client], part.Clock);
        if (part.HasOrigin || part.Parent == ParentForm.Item)
        {
            Need(needed, decoded.Clients[part.OriginClient], part.OriginClock + 1);
        }

        if (part.HasRightOrigin)
        {
            Need(needed, decoded.Clients[part.RightOriginClient], part.RightOriginClock + 1);
        }
    }

    private static void Need(Dictionary<ulong, long> needed, ulong client, long end) =>
        needed[client] = Math.Max(end, needed.GetValueOrDefault(client));

    /// <summary>What of the clocks from <paramref name="start"/> to <paramref name="end"/> the waiting ranges leave open.</summary>
    private static List<ClockRange> Gaps(long start, long end, IEnumerable<DeletedIdRange> waiting)
    {
        var gaps = new List<ClockRange>();
        foreach (var range in waiting)
        {
            if (Math.Min(range.Clock, end) > start)
            {
                gaps.Add(new ClockRange(start, Math.Min(range.Clock, end)));
            }

            start = Math.Max(start, range.End);
        }

        if (start < end)
        {
            gaps.Add(new ClockRange(start, end));
        }

        return gaps;
    }
}
