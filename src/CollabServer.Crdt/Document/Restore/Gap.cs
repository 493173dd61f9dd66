using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.Restore;

/// <summary>The units between two anchors of a list: those of the target against those of now. See <see cref="RestorePlanner"/>.</summary>
internal readonly struct Gap(BlockStore now, BlockStore target, ContentComparison comparison, int[] ordinals, int type)
{
    public void Resolve(List<Stretch> wanted, List<Stretch> present, BlockId? leftAnchor, BlockId? rightAnchor, RestorePlan plan)
    {
        var wantedUnits = StretchList.Units(wanted);
        var presentUnits = StretchList.Units(present);
        var start = EqualStart(wanted, present);
        var end = EqualEnd(wanted, present, Math.Min(wantedUnits, presentUnits) - start);
        leftAnchor = start > 0 ? IdOf(now, StretchList.UnitAt(present, start - 1)) : leftAnchor;
        rightAnchor = end > 0 ? IdOf(now, StretchList.UnitAt(present, presentUnits - end)) : rightAnchor;
        foreach (var stretch in StretchList.Slice(present, start, presentUnits - end))
        {
            plan.Deletions.Add((IdOf(now, stretch), stretch.Length));
        }

        Place(StretchList.Slice(wanted, start, wantedUnits - end), leftAnchor, rightAnchor, plan);
    }

    /// <summary>Units that are equal at the start. Not the first half of a character alone: inserting behind it would break the character.</summary>
    private long EqualStart(List<Stretch> wanted, List<Stretch> present)
    {
        long total = 0;
        var (i, j) = (0, 0);
        var (a, b) = (default(Stretch), default(Stretch));
        while (true)
        {
            a = a.Length > 0 ? a : i < wanted.Count ? wanted[i++] : default;
            b = b.Length > 0 ? b : j < present.Count ? present[j++] : default;
            var units = Math.Min(a.Length, b.Length);
            var equal = units == 0 ? 0 : comparison.EqualStart(a with { Length = units }, b with { Length = units });
            total += equal;
            if (equal == 0 || (equal < units && comparison.IsText(a)))
            {
                break;
            }

            a = new Stretch(a.Row, a.Offset + equal, a.Length - equal);
            b = new Stretch(b.Row, b.Offset + equal, b.Length - equal);
        }

        return total > 0 && comparison.IsHalf(StretchList.UnitAt(wanted, total - 1), char.IsHighSurrogate) ? total - 1 : total;
    }

    /// <summary>Units that are equal at the end, at most <paramref name="limit"/>; not the second half of a character alone.</summary>
    private long EqualEnd(List<Stretch> wanted, List<Stretch> present, long limit)
    {
        long total = 0;
        var (i, j) = (wanted.Count, present.Count);
        var (a, b) = (default(Stretch), default(Stretch));
        while (total < limit)
        {
            a = a.Length > 0 ? a : wanted[--i];
            b = b.Length > 0 ? b : present[--j];
            var units = Math.Min(Math.Min(a.Length, b.Length), limit - total);
            var equal = comparison.EqualEnd(Last(a, units), Last(b, units));
            total += equal;
            if (equal == 0 || (equal < units && comparison.IsText(a)))
            {
                break;
            }

            a = a with { Length = a.Length - equal };
            b = b with { Length = b.Length - equal };
        }

        return total > 0 && comparison.IsHalf(StretchList.UnitAt(wanted, StretchList.Units(wanted) - total), char.IsLowSurrogate) ? total - 1 : total;
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

    private static Stretch Last(Stretch stretch, long units) =>
        new(stretch.Row, stretch.Offset + stretch.Length - units, units);
}
