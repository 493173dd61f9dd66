namespace CollabServer.Crdt.Document.Restore;

/// <summary>Units of a list as stretches. Texts are long, so nothing here goes unit by unit.</summary>
internal static class StretchList
{
    public static long Units(List<Stretch> stretches)
    {
        long units = 0;
        foreach (var stretch in stretches)
        {
            units += stretch.Length;
        }

        return units;
    }

    public static Stretch UnitAt(List<Stretch> stretches, long index)
    {
        foreach (var stretch in stretches)
        {
            if (index < stretch.Length)
            {
                return new Stretch(stretch.Row, stretch.Offset + index, 1);
            }

            index -= stretch.Length;
        }

        throw new ArgumentOutOfRangeException(nameof(index));
    }

    /// <summary>The units from <paramref name="start"/> up to <paramref name="end"/>; stretches that continue each other are joined.</summary>
    public static IEnumerable<Stretch> Slice(List<Stretch> stretches, long start, long end)
    {
        var joined = default(Stretch);
        long position = 0;
        foreach (var stretch in stretches)
        {
            var from = Math.Max(start - position, 0);
            var to = Math.Min(end - position, stretch.Length);
            position += stretch.Length;
            if (from >= to)
            {
                continue;
            }

            if (joined.Length > 0 && joined.Row == stretch.Row && joined.Offset + joined.Length == stretch.Offset + from)
            {
                joined = joined with { Length = joined.Length + to - from };
                continue;
            }

            if (joined.Length > 0)
            {
                yield return joined;
            }

            joined = new Stretch(stretch.Row, stretch.Offset + from, to - from);
        }

        if (joined.Length > 0)
        {
            yield return joined;
        }
    }
}
