using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.Restore;

/// <summary>The units between two anchors of a list: those of the target against those of now. See <see cref="RestorePlanner"/>.</summary>
internal readonly struct Gap(BlockStore now, BlockStore target, ContentComparison comparison, int[] ordinals, int type)
{
    public void Resolve(List<Stretch> gapTarget, List<Stretch> gapNow, BlockId? leftAnchor, BlockId? rightAnchor, RestorePlan plan)
    {
        var wanted = Units(gapTarget);
        var present = Units(gapNow);
        var start = EqualStart(wanted, present);
        var end = EqualEnd(wanted, present, start);
        leftAnchor = start > 0 ? IdOf(now, present[start - 1]) : leftAnchor;
        rightAnchor = end > 0 ? IdOf(now, present[^end]) : rightAnchor;

        foreach (var stretch in Join(present, start, present.Count - end))
        {
            plan.Deletions.Add((IdOf(now, stretch), stretch.Length));
        }

        Place(Join(wanted, start, wanted.Count - end), leftAnchor, rightAnchor, plan);
    }

    /// <summary>Units that are equal at the start. Not the first half of a character alone: inserting behind it would break the character.</summary>
    private int EqualStart(List<Stretch> wanted, List<Stretch> present)
    {
        var count = 0;
        while (count < wanted.Count && count < present.Count && comparison.AreEqual(wanted[count], present[count]))
        {
            count++;
        }

        return count > 0 && comparison.IsHalf(wanted[count - 1], char.IsHighSurrogate) ? count - 1 : count;
    }

    private int EqualEnd(List<Stretch> wanted, List<Stretch> present, int start)
    {
        var count = 0;
        var limit = Math.Min(wanted.Count, present.Count) - start;
        while (count < limit && comparison.AreEqual(wanted[^(count + 1)], present[^(count + 1)]))
        {
            count++;
        }

        return count > 0 && comparison.IsHalf(wanted[^count], char.IsLowSurrogate) ? count - 1 : count;
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
