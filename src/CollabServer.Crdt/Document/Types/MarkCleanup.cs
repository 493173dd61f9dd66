using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Values;

namespace CollabServer.Crdt.Document.Types;

/// <summary>Removes marks that a deletion has made pointless: those overwritten before any text, and those that set what holds already.</summary>
internal static class MarkCleanup
{
    /// <param name="store">The document's blocks.</param>
    /// <param name="start">First block of the gap.</param>
    /// <param name="current">The caller's place; marks up to there are folded into <paramref name="atCurrent"/>.</param>
    /// <param name="atStart">Attributes before the gap.</param>
    /// <param name="atCurrent">Attributes at the caller's place; corrected where a mark that made them goes.</param>
    public static void CleanGap(
        BlockStore store,
        int start,
        int current,
        OrderedDictionary<string, Output> atStart,
        OrderedDictionary<string, Output> atCurrent)
    {
        // The gap goes on to the next visible unit; the last mark of each key in it decides.
        var end = start;
        var deciding = new Dictionary<string, int>(StringComparer.Ordinal);
        for (; end != BlockStore.None; end = store.Row(end).Right)
        {
            ref var block = ref store.Row(end);
            if (!block.IsDeleted && block.Kind == ContentKind.Format)
            {
                deciding[FormatMarks.KeyOf(store, end)] = end;
            }
            else if (!block.IsDeleted && block.IsCountable)
            {
                break;
            }
        }

        var reachedCurrent = false;
        for (; start != end; start = store.Row(start).Right)
        {
            reachedCurrent |= start == current;
            ref var block = ref store.Row(start);
            if (block.IsDeleted || block.Kind != ContentKind.Format)
            {
                continue;
            }

            var key = FormatMarks.KeyOf(store, start);
            var value = FormatMarks.ValueOf(store, start);
            var before = atStart.GetValueOrDefault(key, Output.NullValue);
            if (deciding[key] == start && !FlatEquality.AreIdentical(before, value))
            {
                if (!reachedCurrent)
                {
                    FormatMarks.Apply(store, start, atCurrent);
                }

                continue;
            }

            Deletion.Delete(store, start);
            if (!reachedCurrent
                && FlatEquality.AreIdentical(atCurrent.GetValueOrDefault(key, Output.NullValue), value)
                && !FlatEquality.AreIdentical(before, value))
            {
                if (before.Null)
                {
                    atCurrent.Remove(key);
                }
                else
                {
                    atCurrent[key] = before;
                }
            }
        }
    }
}
