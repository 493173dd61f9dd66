using CollabServer.Crdt.Document.Types;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Values;

namespace CollabServer.Crdt.Document.Restore;

/// <summary>Whether content of two documents looks the same, whoever inserted it. Nesting costs heap, not stack.</summary>
internal sealed class ContentComparison(UnitReader left, UnitReader right)
{
    private readonly Stack<(int Left, int Right)> _open = new();

    /// <summary>How many units at the start of two stretches of text are equal.</summary>
    public long EqualText(Stretch a, Stretch b) => left.Text(a).CommonPrefixLength(right.Text(b));

    /// <summary>How many units at the start of two stretches of equal length are equal; of other content than text, at most one is looked at.</summary>
    public long EqualStart(Stretch a, Stretch b) =>
        IsText(a) && right.Store.Row(b.Row).Kind == ContentKind.String
            ? EqualText(a, b)
            : AreEqual(a with { Length = 1 }, b with { Length = 1 }) ? 1 : 0;

    /// <summary>As <see cref="EqualStart"/>, from the end.</summary>
    public long EqualEnd(Stretch a, Stretch b)
    {
        if (!IsText(a) || right.Store.Row(b.Row).Kind != ContentKind.String)
        {
            return AreEqual(LastOf(a), LastOf(b)) ? 1 : 0;
        }

        var x = left.Text(a);
        var y = right.Text(b);
        var equal = 0;
        while (equal < x.Length && x[^(equal + 1)] == y[^(equal + 1)])
        {
            equal++;
        }

        return equal;
    }

    public bool IsText(Stretch stretch) => left.Store.Row(stretch.Row).Kind == ContentKind.String;

    /// <summary>Whether a unit of the left document is that half of a character outside the basic plane.</summary>
    public bool IsHalf(Stretch unit, Predicate<char> half) =>
        left.Store.Row(unit.Row).Kind == ContentKind.String && half(left.Text(unit)[0]);

    /// <summary>One unit of each, through all levels.</summary>
    public bool AreEqual(Stretch a, Stretch b)
    {
        _open.Clear();
        return AreEqualOutside(a, b) && AreOpenEqual();
    }

    /// <summary>All roots. Those without visible content are as good as none.</summary>
    public bool AreDocumentsEqual()
    {
        _open.Clear();
        foreach (var (name, root) in left.Store.Types.Roots)
        {
            var other = right.Store.Types.FindRoot(left.Store.Names.Text(name));
            if (other != BlockStore.None)
            {
                _open.Push((root, other));
            }
            else if (!IsEmpty(left.Store, root))
            {
                return false;
            }
        }

        foreach (var (name, root) in right.Store.Types.Roots)
        {
            if (left.Store.Types.FindRoot(right.Store.Names.Text(name)) == BlockStore.None && !IsEmpty(right.Store, root))
            {
                return false;
            }
        }

        return AreOpenEqual();
    }

    /// <summary>Visible blocks of a list in order, marks included.</summary>
    public static IEnumerable<int> Visible(BlockStore store, int list)
    {
        for (var row = store.Types.List(list).Head; row != BlockStore.None; row = store.Row(row).Right)
        {
            if (!store.Row(row).IsDeleted)
            {
                yield return row;
            }
        }
    }

    private static bool IsEmpty(BlockStore store, int type) =>
        !KeyedValues.Rows(store, type).Any() && !Visible(store, store.Types.Type(type).List).Any();

    /// <summary>What lies inside the types that were noted.</summary>
    private bool AreOpenEqual()
    {
        while (_open.TryPop(out var pair))
        {
            if (!HaveEqualKeys(pair.Left, pair.Right) || !HaveEqualChildren(pair.Left, pair.Right))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Compares stretches of equal length; what lies inside shared types is only noted to be compared.</summary>
    private bool AreEqualOutside(Stretch a, Stretch b)
    {
        ref var x = ref left.Store.Row(a.Row);
        ref var y = ref right.Store.Row(b.Row);
        if (x.Kind != y.Kind)
        {
            return false;
        }

        switch (x.Kind)
        {
            case ContentKind.String:
                return left.Text(a).SequenceEqual(right.Text(b));
            case ContentKind.Type:
                return AreEqualTypes(left.Store.TypeHeldBy(a.Row), right.Store.TypeHeldBy(b.Row));
            case ContentKind.Embed when ((x.Flags ^ y.Flags) & BlockFlags.JsonForm) != 0:
                return DeepEquality.AreEqual(BlockValues.EmbedOf(left.Store, a.Row), BlockValues.EmbedOf(right.Store, b.Row));
            case ContentKind.Format when ((x.Flags ^ y.Flags) & BlockFlags.JsonForm) != 0:
                return string.Equals(FormatMarks.KeyOf(left.Store, a.Row), FormatMarks.KeyOf(right.Store, b.Row), StringComparison.Ordinal)
                    && DeepEquality.AreEqual(FormatMarks.ValueOf(left.Store, a.Row), FormatMarks.ValueOf(right.Store, b.Row));
            default:
                return left.Bytes(a).SequenceEqual(right.Bytes(b));
        }
    }

    private bool AreEqualTypes(int a, int b)
    {
        ref var x = ref left.Store.Types.Type(a);
        ref var y = ref right.Store.Types.Type(b);
        if (x.Kind != y.Kind || !NameOf(left.Store, x.Name).SequenceEqual(NameOf(right.Store, y.Name)))
        {
            return false;
        }

        _open.Push((a, b));
        return true;
    }

    private bool HaveEqualKeys(int a, int b)
    {
        var count = 0;
        foreach (var (key, row) in KeyedValues.Rows(left.Store, a))
        {
            count++;
            var other = right.Store.ValueOf(b, left.Store.Names.Text(key));
            if (other == BlockStore.None || !AreEqualOutside(LastUnit(left.Store, row), LastUnit(right.Store, other)))
            {
                return false;
            }
        }

        return count == KeyedValues.Rows(right.Store, b).Count();
    }

    private bool HaveEqualChildren(int a, int b)
    {
        using var x = Visible(left.Store, left.Store.Types.Type(a).List).GetEnumerator();
        using var y = Visible(right.Store, right.Store.Types.Type(b).List).GetEnumerator();
        var s = default(Stretch);
        var t = default(Stretch);
        while (true)
        {
            var more = TryRefill(x, left.Store, ref s);
            if (more != TryRefill(y, right.Store, ref t) || !more)
            {
                return s.Length == 0 && t.Length == 0;
            }

            var units = Math.Min(s.Length, t.Length);
            if (!AreEqualOutside(s with { Length = units }, t with { Length = units }))
            {
                return false;
            }

            s = s with { Offset = s.Offset + units, Length = s.Length - units };
            t = t with { Offset = t.Offset + units, Length = t.Length - units };
        }
    }

    private static bool TryRefill(IEnumerator<int> rows, BlockStore store, ref Stretch stretch)
    {
        if (stretch.Length == 0)
        {
            if (!rows.MoveNext())
            {
                return false;
            }

            stretch = new Stretch(rows.Current, 0, store.LengthOf(rows.Current));
        }

        return true;
    }

    public static Stretch LastUnit(BlockStore store, int row) => new(row, store.LengthOf(row) - 1, 1);

    private static Stretch LastOf(Stretch stretch) => new(stretch.Row, stretch.Offset + stretch.Length - 1, 1);

    private static ReadOnlySpan<byte> NameOf(BlockStore store, int name) => name == BlockStore.None ? default : store.Names.Bytes(name);
}
