using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.UndoManagers;

/// <summary>
/// Takes one step back with ordinary edits. What the step inserted is deleted. What it deleted cannot come to life again, since others know it
/// as deleted: a copy is put in its place, and the block remembers it (<see cref="BlockStore.RedoneOf"/>), so that later steps find it.
/// </summary>
internal sealed class StepReversal
{
    private readonly Doc _document;
    private readonly BlockStore _store;
    private readonly UndoScope _scope;
    private readonly UndoStep _step;
    private readonly Func<int, long, bool> _isDeletedByOtherStep;
    private readonly HashSet<int> _toRestore = [];

    private StepReversal(Doc document, UndoScope scope, UndoStep step, Func<int, long, bool> isDeletedByOtherStep)
    {
        _document = document;
        _store = document.Store;
        _scope = scope;
        _step = step;
        _isDeletedByOtherStep = isDeletedByOtherStep;
    }

    /// <summary>Returns false if nothing was left to take back.</summary>
    public static bool Run(Doc document, UndoScope scope, UndoStep step, Func<int, long, bool> isDeletedByOtherStep) =>
        new StepReversal(document, scope, step, isDeletedByOtherStep).Run();

    private bool Run()
    {
        var toDelete = FindInsertions();
        var toRestore = FindDeletions();
        var changed = toDelete.Count > 0;
        foreach (var row in toRestore)
        {
            changed |= TryRestore(row);
        }

        // Children before what contains them.
        for (var i = toDelete.Count - 1; i >= 0; i--)
        {
            Deletion.Delete(_store, toDelete[i]);
        }

        return changed;
    }

    /// <summary>What the step inserted and is still visible, maybe as a copy.</summary>
    private List<int> FindInsertions()
    {
        var found = new List<int>();
        foreach (var inserted in _step.Insertions.Blocks(_store))
        {
            var row = NowOf(inserted);
            if (!_store.Row(row).IsDeleted && _scope.IncludesBlock(row))
            {
                found.Add(row);
            }
        }

        return found;
    }

    /// <summary>What the step deleted, without what it had inserted itself.</summary>
    private List<int> FindDeletions()
    {
        var found = new List<int>();
        foreach (var row in _step.Deletions.Blocks(_store))
        {
            if (_scope.IncludesBlock(row) && !_step.Insertions.Contains(_store.Row(row).Client, _store.ClockOf(row)) && _toRestore.Add(row))
            {
                found.Add(row);
            }
        }

        return found;
    }

    /// <summary>Puts a copy in place; before that, of the deleted types around it, outermost first.</summary>
    private bool TryRestore(int row)
    {
        var open = new Stack<int>();
        for (var next = row; _store.RedoneOf(next) is null;)
        {
            open.Push(next);
            next = ParentItemOf(next);
            if (next == BlockStore.None || !_store.Row(next).IsDeleted)
            {
                break;
            }

            if (_store.RedoneOf(next) is null && !_toRestore.Contains(next))
            {
                return false;
            }
        }

        while (open.TryPop(out var next))
        {
            if (!TryCopy(next))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryCopy(int row)
    {
        var parentItem = ParentItemOf(row);
        if (parentItem != BlockStore.None && _store.Row(parentItem).IsDeleted)
        {
            while (_store.RedoneOf(parentItem) is { } copy)
            {
                parentItem = CleanStart(copy);
            }
        }

        var type = parentItem == BlockStore.None ? _store.ParentOf(row) : _store.TypeHeldBy(parentItem);
        if (type == BlockStore.None)
        {
            return false;
        }

        var key = _store.Types.List(_store.Row(row).List).Key;
        int added;
        if (key == BlockStore.None)
        {
            var left = NearestIn(parentItem, _store.Row(row).Left, forward: false);
            var right = NearestIn(parentItem, row, forward: true);
            added = InsertCopy(row, type, _store.Types.Type(type).List, left, right);
        }
        else
        {
            var list = _store.Types.Keyed(type, key);
            if (!TryFindKeyedPlace(row, type, list, out var left))
            {
                return false;
            }

            added = InsertCopy(row, type, list, left, BlockStore.None);
        }

        KeptContent.Set(_store, added, BlockFlags.Keep);
        return true;
    }

    /// <summary>The nearest neighbour in the target's list, itself or through its copies, from a row on.</summary>
    private int NearestIn(int parentItem, int row, bool forward)
    {
        for (; row != BlockStore.None; row = forward ? _store.Row(row).Right : _store.Row(row).Left)
        {
            var trace = row;
            while (trace != BlockStore.None && ParentItemOf(trace) != parentItem)
            {
                trace = _store.RedoneOf(trace) is { } copy ? CleanStart(copy) : BlockStore.None;
                if (trace != BlockStore.None && !_store.Row(trace).IsItem)
                {
                    trace = BlockStore.None;
                }
            }

            if (trace != BlockStore.None)
            {
                return trace;
            }
        }

        return BlockStore.None;
    }

    /// <summary>
    /// False if another client has given the key a value since. Values that were restored elsewhere, belong to this step or were deleted by
    /// another step of the stacks are nobody else's.
    /// </summary>
    private bool TryFindKeyedPlace(int row, int type, int list, out int left)
    {
        left = _store.Types.List(list).Tail;
        if (_store.Row(row).Right == BlockStore.None)
        {
            return true;
        }

        var at = row;
        for (var next = _store.Row(at).Right; next != BlockStore.None && IsOurs(next); next = _store.Row(at).Right)
        {
            at = next;
            while (_store.Row(at).IsItem && _store.RedoneOf(at) is { } copy)
            {
                at = CleanStart(copy);
            }
        }

        if (_store.Row(at).Right != BlockStore.None)
        {
            return false;
        }

        if (_store.Row(at).IsItem && _store.ParentOf(at) == type)
        {
            left = at;
        }

        return true;
    }

    private bool IsOurs(int row)
    {
        var client = _store.Row(row).Client;
        var clock = _store.ClockOf(row);
        return _store.RedoneOf(row) is not null || _step.Insertions.Contains(client, clock) || _isDeletedByOtherStep(client, clock);
    }

    private int InsertCopy(int row, int type, int list, int left, int right)
    {
        var added = LocalInsertion.Insert(_store, _document.Id, list, left, right, CopyOf(row));
        _store.SetRedone(row, _store.IdOf(added));
        if (_store.Row(row).Kind == ContentKind.Format)
        {
            var marks = Branch.Of(_document, type).MarkValues;
            marks.Add(_store, added, marks.Of(_store, row));
        }

        return added;
    }

    /// <summary>Types are copied empty: what was in them is restored block by block.</summary>
    private NewContent CopyOf(int row)
    {
        ref var block = ref _store.Row(row);
        if (block.Kind == ContentKind.Type)
        {
            ref var type = ref _store.Types.Type(block.ContentStart);
            return NewContent.OfType(type.Kind, type.Name == BlockStore.None ? default : _store.Names.Bytes(type.Name));
        }

        // The arena may move while the copy is made.
        byte[] content = block.Kind == ContentKind.Deleted ? [] : _store.ContentOf(row).ToArray();
        return NewContent.Copy(block.Kind, content, _store.LengthOf(row), block.Flags & BlockFlags.JsonForm);
    }

    /// <summary>A block, or the copy of its copy that is in its place now. What lies between is not split: it would never merge again.</summary>
    private int NowOf(int row)
    {
        var offset = 0L;
        while (_store.Row(row).IsItem && _store.RedoneOf(row) is { } copy)
        {
            var unit = copy with { Clock = copy.Clock + offset };
            row = _store.Find(unit);
            offset = unit.Clock - _store.ClockOf(row);
        }

        return offset > 0 ? Splitting.CleanStart(_store, _store.Row(row).Client, _store.ClockOf(row) + offset) : row;
    }

    private int CleanStart(BlockId id) => Splitting.CleanStart(_store, _store.Clients.Find(id.Client), id.Clock);

    private int ParentItemOf(int row) => _store.Types.Type(_store.ParentOf(row)).Item;
}
