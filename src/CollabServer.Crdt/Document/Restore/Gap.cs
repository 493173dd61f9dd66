using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.Restore;

/// <summary>The units between two anchors of a list: those of the target against those of now. See <see cref="RestorePlanner"/>.</summary>
internal readonly struct Gap(BlockStore now, BlockStore target, ContentComparison comparison, int[] ordinals, int type)
{
    public void Resolve(List<Stretch> gapTarget, List<Stretch> gapNow, BlockId? leftAnchor, BlockId? rightAnchor, RestorePlan plan)
    {
        var wanted = Units(gapTarget);
        var present = Units(gapNow);
        var start = 0;
        while (start < wanted.Count && start < present.Count && comparison.AreEqual(wanted[start], present[start]))
        {
            leftAnchor = IdOf(now, present[start++]);
        }

        var end = 0;
        while (start + end < wanted.Count && start + end < present.Count && comparison.AreEqual(wanted[^(end + 1)], present[^(end + 1)]))
        {
            rightAnchor = IdOf(now, present[^++end]);
        }

        foreach (var stretch in Join(present, start, present.Count - end))
        {
            plan.Deletions.Add((IdOf(now, stretch), stretch.Length));
        }

        Place(Join(wanted, start, wanted.Count - end), leftAnchor, rightAnchor, plan);
    }

    /// <summary>
    /// A restored stretch goes behind its last tombstone, as long as that lies between the anchors and behind what was placed before; else
    /// behind whatever is left of it.
    /// </summary>
    private void Place(IEnumerable<Stretch> stretches, BlockId? leftAnchor, BlockId? rightAnchor, RestorePlan plan)
    {
        var lower = leftAnchor is { } left ? PositionOf(left) : (-1, 0);
        var upper = rightAnchor is { } right ? PositionOf(right) : (int.MaxValue, 0);
        var isFirst = true;
        foreach (var stretch in stretches)
        {
            var tombstone = IdOf(target, stretch with { Offset = stretch.Offset + stretch.Length - 1 });
            var row = now.Find(tombstone);
            if (row != BlockStore.None
                && now.Row(row).List == now.Types.Type(type).List
                && PositionOf(tombstone) is var position
                && position.CompareTo(lower) > 0
                && position.CompareTo(upper) < 0)
            {
                plan.Insertions.Add(new RestorePlan.Insertion(type, Key: null, tombstone, AfterPrevious: false, stretch));
                lower = position;
            }
            else
            {
                plan.Insertions.Add(new RestorePlan.Insertion(type, Key: null, leftAnchor, AfterPrevious: !isFirst, stretch));
            }

            isFirst = false;
        }
    }

    private (int Ordinal, long Offset) PositionOf(BlockId id)
    {
        var row = now.Find(id);
        return (ordinals[row], id.Clock - now.ClockOf(row));
    }

    private static BlockId IdOf(BlockStore store, Stretch stretch) => new(store.ClientOf(stretch.Row), store.ClockOf(stretch.Row) + stretch.Offset);

    private static List<Stretch> Units(List<Stretch> stretches)
    {
        var units = new List<Stretch>();
        foreach (var stretch in stretches)
        {
            for (long i = 0; i < stretch.Length; i++)
            {
                units.Add(new Stretch(stretch.Row, stretch.Offset + i, 1));
            }
        }

        return units;
    }

    private static IEnumerable<Stretch> Join(List<Stretch> units, int start, int end)
    {
        for (var i = start; i < end;)
        {
            var stretch = units[i++];
            while (i < end && units[i].Row == stretch.Row && units[i].Offset == stretch.Offset + stretch.Length)
            {
                stretch = stretch with { Length = stretch.Length + 1 };
                i++;
            }

            yield return stretch;
        }
    }
}
