namespace CollabServer.Crdt.Store;

/// <summary>
/// For each row the leaf of its list's index, if that has one. One table for all lists: a row is in one list only, and a table for each would let a peer
/// that makes many lists of some size fill the memory. Readers may use it while one of them fills it for a list that has no index yet.
/// </summary>
internal sealed class LeafTable
{
    private ListIndexNode?[] _leaves = [];

    public ListIndexNode this[int row] => Volatile.Read(ref _leaves)[row]!;

    public void Reserve(int rows)
    {
        if (_leaves.Length < rows)
        {
            // Others keep reading the old one, which is right for all lists that had an index before.
            var grown = new ListIndexNode?[Math.Max(rows, _leaves.Length + (_leaves.Length / 2))];
            _leaves.CopyTo(grown, 0);
            Volatile.Write(ref _leaves, grown);
        }
    }

    public void Set(int row, ListIndexNode leaf)
    {
        Reserve(row + 1);
        _leaves[row] = leaf;
    }

    public void Clear(int row) => _leaves[row] = null;
}
