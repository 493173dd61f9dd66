using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Values;

namespace CollabServer.Crdt.Document.Types;

/// <summary>Removes marks that a deletion has made pointless: those overwritten before any text, and those that set what holds already.</summary>
internal static class MarkCleanup
{
    /// <param name="cursor">The caller's place; attributes there are corrected where a mark that made them goes.</param>
    /// <param name="start">First block of the gap.</param>
    /// <param name="atStart">Attributes before the gap.</param>
    public static void CleanGap(ListCursor cursor, int start, OrderedDictionary<string, Output> atStart)
    {
        var store = cursor.Store;
        var atCurrent = cursor.Attributes;
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
            reachedCurrent |= start == cursor.Right;
            ref var block = ref store.Row(start);
            if (block.IsDeleted || block.Kind != ContentKind.Format)
            {
                continue;
            }

            var key = FormatMarks.KeyOf(store, start);
            var value = cursor.MarkValue(start);
            var before = atStart.GetValueOrDefault(key, Output.NullValue);
            if (deciding[key] == start && !FlatEquality.AreIdentical(before, value))
            {
                if (!reachedCurrent)
                {
                    cursor.ApplyMark(start, atCurrent);
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
