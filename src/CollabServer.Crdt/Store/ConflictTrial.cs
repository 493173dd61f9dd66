using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Store;

/// <summary>
/// Refuses updates whose insertions would take too long to place (<see cref="UpdateLimits.MaxConflictSteps"/>). How long a search gets shows
/// only while integrating, which cannot be taken back: an update that might cross the limit is therefore integrated into a copy first.
/// </summary>
internal static class ConflictTrial
{
    /// <summary>
    /// No search looks at more items than there are, though nearly all look at a handful. Up to this multiple of the limit the worst case
    /// is borne; it keeps all but the largest honest updates from being tried out.
    /// </summary>
    private const long BorneMultiple = 4;

    public static void Require(BlockStore store, DecodedUpdate decoded, ReadOnlySpan<byte> update, UpdateEncoding encoding, long maxSteps)
    {
        if (maxSteps < long.MaxValue / BorneMultiple && WorstSteps(store, decoded, maxSteps * BorneMultiple) > maxSteps * BorneMultiple)
        {
            Try(store, update, encoding, maxSteps);
        }
    }

    private static long WorstSteps(BlockStore store, DecodedUpdate decoded, long bearable)
    {
        // What waits may become due with this update.
        var waiting = store.Pending.MaxStructs;
        var items = store.Count + decoded.StructCount + waiting;
        if ((decoded.StructCount + waiting) * items <= bearable)
        {
            return 0;
        }

        var searches = waiting;
        for (var i = 0; i < decoded.StructCount; i++)
        {
            searches += decoded[i].Kind is ContentKind.Collected or ContentKind.Skip || (i > 0 && decoded[i].Continues(ref decoded[i - 1])) ? 0 : 1;
        }

        return searches * items;
    }

    private static void Try(BlockStore store, ReadOnlySpan<byte> update, UpdateEncoding encoding, long maxSteps)
    {
        var copy = new BlockStore { ConflictStepsLeft = maxSteps * BorneMultiple };
        copy.Changes.Begin();
        using var application = new UpdateApplication(copy);
        var state = new UpdateWriterV2();
        StateEncoder.WriteState(ref state, store, []);
        application.Apply(state.ToArray(), UpdateEncoding.V2, UpdateLimits.Stored, mergeOnArrival: true);
        state.Dispose();
        if (store.Pending.Structs() is { } pending)
        {
            application.Apply(pending, UpdateEncoding.V2, UpdateLimits.Stored, mergeOnArrival: true);
        }

        copy.ConflictStepsLeft = maxSteps;
        application.Apply(update, encoding, UpdateLimits.Stored, mergeOnArrival: true);
    }
}
