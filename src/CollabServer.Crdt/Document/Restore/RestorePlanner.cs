using CollabServer.Crdt.Document.Types;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.Restore;

/// <summary>
/// Finds what distinguishes the visible content of a document (<c>now</c>) from that of an earlier state of it (<c>target</c>), type by type.
/// <para>
/// Lists: units that are visible in both states, known by their ids, stand in the same order in both and are anchors. Between two anchors
/// lies a gap: units visible only in the target on one side, units visible only now on the other. Equal content at both ends of a gap stays
/// as it is (it was restored before); what is left of the target's side is inserted again, beside its tombstones; what is left of the other
/// is deleted. Keys: a value that differs is set to a copy. Shared types visible in both states are compared inside, everything else is
/// copied or deleted as a whole.
/// </para>
/// </summary>
internal sealed class RestorePlanner
{
    private readonly BlockStore _now;
    private readonly BlockStore _target;
    private readonly ContentComparison _comparison;
    private readonly RestorePlan _plan = new();
    private readonly Stack<(int Now, int Target)> _open = new();

    /// <summary>Place of each block in its list, for the lists looked at so far.</summary>
    private readonly int[] _ordinals;

    private readonly List<Stretch> _gapTarget = [];
    private readonly List<Stretch> _gapNow = [];

    private RestorePlanner(UnitReader now, UnitReader target)
    {
        _now = now.Store;
        _target = target.Store;
        _comparison = new ContentComparison(target, now);
        _ordinals = new int[_now.RowLimit];
    }

    /// <param name="now">The document that changes.</param>
    /// <param name="target">What it shall show.</param>
    /// <param name="includes">Which roots, by name.</param>
    public static RestorePlan Make(UnitReader now, UnitReader target, Predicate<string> includes) => new RestorePlanner(now, target).Make(includes);

    private RestorePlan Make(Predicate<string> includes)
    {
        var known = new HashSet<int>();
        foreach (var (name, type) in _target.Types.Roots)
        {
            if (!includes(_target.Names.Text(name)))
            {
                continue;
            }

            var root = _now.Types.Root(_target.Names.Bytes(name));
            known.Add(root);
            _open.Push((root, type));
        }

        foreach (var (name, type) in _now.Types.Roots)
        {
            if (!known.Contains(type) && includes(_now.Names.Text(name)))
            {
                DeleteContent(type);
            }
        }

        while (_open.TryPop(out var pair))
        {
            AlignKeys(pair.Now, pair.Target);
            AlignChildren(pair.Now, pair.Target);
        }

        return _plan;
    }

    private void DeleteContent(int type)
    {
        foreach (var (_, row) in KeyedValues.Rows(_now, type))
        {
            _plan.Deletions.Add((_now.IdOf(row), _now.LengthOf(row)));
        }

        foreach (var row in ContentComparison.Visible(_now, _now.Types.Type(type).List))
        {
            _plan.Deletions.Add((_now.IdOf(row), _now.LengthOf(row)));
        }
    }

    private void AlignKeys(int now, int target)
    {
        foreach (var (key, row) in KeyedValues.Rows(_now, now))
        {
            if (_target.ValueOf(target, _now.Names.Text(key)) == BlockStore.None)
            {
                _plan.Deletions.Add((_now.IdOf(row), _now.LengthOf(row)));
            }
        }

        foreach (var (key, row) in KeyedValues.Rows(_target, target))
        {
            var name = _target.Names.Text(key);
            var current = _now.ValueOf(now, name);
            var value = ContentComparison.LastUnit(_target, row);
            if (current != BlockStore.None && LastId(_now, current) == LastId(_target, row))
            {
                Enter(current, row);
            }
            else if (current == BlockStore.None || !_comparison.AreEqual(value, ContentComparison.LastUnit(_now, current)))
            {
                _plan.Insertions.Add(new RestorePlan.Insertion(now, name, After: null, AfterPrevious: false, value));
            }
        }
    }

    private void AlignChildren(int now, int target)
    {
        var list = _now.Types.Type(now).List;
        Number(list);
        var passing = new NowSide(_now, list, _ordinals, _gapNow);
        BlockId? leftAnchor = null;
        foreach (var row in ContentComparison.Visible(_target, _target.Types.Type(target).List))
        {
            var id = _target.IdOf(row);
            var length = _target.LengthOf(row);
            for (long offset = 0; offset < length;)
            {
                var unit = new BlockId(id.Client, id.Clock + offset);
                var units = CommonUnits(passing, list, unit, new Stretch(row, offset, length - offset), out var common);
                if (!common)
                {
                    _gapTarget.Add(new Stretch(row, offset, units));
                }
                else
                {
                    var current = _now.Find(unit);
                    passing.PassTo(current, unit.Clock - _now.ClockOf(current), units);
                    ResolveGap(now, leftAnchor, unit);
                    Enter(current, row);
                    leftAnchor = new BlockId(unit.Client, unit.Clock + units - 1);
                }

                offset += units;
            }
        }

        passing.PassRest();
        ResolveGap(now, leftAnchor, rightAnchor: null);
    }

    /// <summary>How many units from <paramref name="unit"/> on are visible in both states, or are not.</summary>
    private long CommonUnits(NowSide passing, int list, BlockId unit, Stretch stretch, out bool common)
    {
        common = false;
        var row = _now.Find(unit);
        if (row == BlockStore.None)
        {
            return stretch.Length;
        }

        var offset = unit.Clock - _now.ClockOf(row);
        var units = Math.Min(stretch.Length, _now.LengthOf(row) - offset);
        if (_now.Row(row).IsDeleted || _now.Row(row).List != list || passing.IsBehind(row, offset))
        {
            return units;
        }

        // The same unit of text may differ: a split surrogate pair turns both halves into U+FFFD.
        var equal = _now.Row(row).Kind == ContentKind.String
            ? _comparison.EqualText(stretch with { Length = units }, new Stretch(row, offset, units))
            : units;
        common = equal > 0;
        return Math.Max(equal, 1);
    }

    private void Enter(int now, int target)
    {
        var type = _now.TypeHeldBy(now);
        if (type != BlockStore.None)
        {
            _open.Push((type, _target.TypeHeldBy(target)));
        }
    }

    private void ResolveGap(int now, BlockId? leftAnchor, BlockId? rightAnchor)
    {
        if (_gapTarget.Count > 0 || _gapNow.Count > 0)
        {
            new Gap(_now, _target, _comparison, _ordinals, now).Resolve(_gapTarget, _gapNow, leftAnchor, rightAnchor, _plan);
            _gapTarget.Clear();
            _gapNow.Clear();
        }
    }

    private void Number(int list)
    {
        var ordinal = 0;
        for (var row = _now.Types.List(list).Head; row != BlockStore.None; row = _now.Row(row).Right)
        {
            _ordinals[row] = ordinal++;
        }
    }

    private static BlockId LastId(BlockStore store, int row) => new(store.ClientOf(row), store.EndOf(row) - 1);
}
