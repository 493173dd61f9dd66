using CollabServer.Crdt.Document.Types;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.Restore;

/// <summary>Carries out a <see cref="RestorePlan"/> as ordinary local edits. Copies of nested types cost heap, not stack.</summary>
internal sealed class Restoration(Doc document, UnitReader target)
{
    private readonly BlockStore _store = document.Store;
    private readonly Stack<(int Type, int Source)> _open = new();

    /// <summary>The last unit of the previous insertion into a list.</summary>
    private BlockId? _previous;

    public void Run(RestorePlan plan)
    {
        foreach (var insertion in plan.Insertions)
        {
            if (insertion.Key is { } key)
            {
                Append(_store.Types.Keyed(insertion.Type, _store.Names.Intern(key)), insertion.Source);
            }
            else
            {
                var after = insertion.AfterPrevious ? _previous : insertion.After;
                var list = _store.Types.Type(insertion.Type).List;
                var left = after is { } id ? EndAt(id) : BlockStore.None;
                var right = left == BlockStore.None ? _store.Types.List(list).Head : _store.Row(left).Right;
                Insert(list, left, right, insertion.Source);
            }
        }

        foreach (var (first, length) in plan.Deletions)
        {
            Delete(first, length);
        }
    }

    private void Insert(int list, int left, int right, Stretch source)
    {
        CopyBlock(list, left, right, source);
        _previous = new BlockId(document.Id, _store.Clients.StateOf(document.Id) - 1);
        FillCopies();
    }

    private void Append(int list, Stretch source)
    {
        CopyBlock(list, _store.Types.List(list).Tail, BlockStore.None, source);
        FillCopies();
    }

    private void FillCopies()
    {
        while (_open.TryPop(out var copy))
        {
            foreach (var (key, row) in KeyedValues.Rows(target.Store, copy.Source))
            {
                var list = _store.Types.Keyed(copy.Type, _store.Names.Intern(target.Store.Names.Bytes(key)));
                CopyBlock(list, _store.Types.List(list).Tail, BlockStore.None, ContentComparison.LastUnit(target.Store, row));
            }

            var children = _store.Types.Type(copy.Type).List;
            foreach (var row in ContentComparison.Visible(target.Store, target.Store.Types.Type(copy.Source).List))
            {
                var whole = new Stretch(row, 0, target.Store.LengthOf(row));
                CopyBlock(children, _store.Types.List(children).Tail, BlockStore.None, whole);
            }
        }
    }

    private void CopyBlock(int list, int left, int right, Stretch source)
    {
        var row = LocalInsertion.Insert(_store, document.Id, list, left, right, target.Copy(source));
        var type = target.Store.TypeHeldBy(source.Row);
        if (type != BlockStore.None)
        {
            _open.Push((_store.TypeHeldBy(row), type));
        }
    }

    /// <summary>The block that ends with this unit, split off if need be.</summary>
    private int EndAt(BlockId unit)
    {
        var row = _store.Find(unit);
        var units = unit.Clock - _store.ClockOf(row) + 1;
        if (units < _store.LengthOf(row))
        {
            _ = Splitting.Split(_store, row, units);
        }

        return row;
    }

    private void Delete(BlockId first, long length)
    {
        while (length > 0)
        {
            var row = _store.Find(first);
            var offset = first.Clock - _store.ClockOf(row);
            if (offset > 0)
            {
                row = Splitting.Split(_store, row, offset);
            }

            var units = Math.Min(length, _store.LengthOf(row));
            if (units < _store.LengthOf(row))
            {
                _ = Splitting.Split(_store, row, units);
            }

            Deletion.Delete(_store, row);
            first = first with { Clock = first.Clock + units };
            length -= units;
        }
    }
}
