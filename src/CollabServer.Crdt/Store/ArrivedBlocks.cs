using System.Buffers;
using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Store;

/// <summary>
/// Where the structs of a large update went, so that the origins of later ones need not be searched in the client's run. The clocks of each
/// block of the update are cut into stretches, about two for each struct; a stretch remembers the row in which it begins. Rows are only
/// suspected: a look at the row itself tells whether it is still the one.
/// </summary>
internal sealed class ArrivedBlocks
{
    /// <summary>Fewer structs are searched as quickly.</summary>
    private const int Worthwhile = 64;

    /// <summary>Blocks of an update come in a row, mostly in adjacent rows; so many are tried.</summary>
    private const int Tries = 16;

    private int[] _rows = [];
    private Stretches[]? _stretches;
    private bool _isActive;

    public void Begin(DecodedUpdate update)
    {
        _isActive = update.StructCount >= Worthwhile;
        if (!_isActive)
        {
            return;
        }

        _stretches = new Stretches[update.Clients.Count];
        var total = 0;
        foreach (var block in update.Blocks)
        {
            var first = update[block.First].Clock;
            var span = (ulong)(update[block.End - 1].End - first);
            var shift = 0;
            while (span >> shift > (ulong)block.Count * 2)
            {
                shift++;
            }

            var count = (int)(span >> shift) + 1;
            _stretches[block.Client] = new Stretches { First = first, Shift = shift, Start = total, Count = count };
            total += count;
        }

        if (_rows.Length < total)
        {
            Return();
            _rows = ArrayPool<int>.Shared.Rent(total);
        }

        // Rows are kept plus one.
        Array.Clear(_rows, 0, total);
    }

    public void End()
    {
        if (_isActive)
        {
            Return();
            _stretches = null;
            _isActive = false;
        }
    }

    private void Return()
    {
        if (_rows.Length > 0)
        {
            ArrayPool<int>.Shared.Return(_rows);
            _rows = [];
        }
    }

    /// <summary>A struct has become a row of its own.</summary>
    public void Note(int updateClient, long clock, long end, int row)
    {
        if (!_isActive)
        {
            return;
        }

        ref var stretches = ref _stretches![updateClient];
        var mask = (1L << stretches.Shift) - 1;
        var to = (end - 1 - stretches.First) >> stretches.Shift;
        for (var at = (clock - stretches.First + mask) >> stretches.Shift; at <= to; at++)
        {
            _rows[stretches.Start + (int)at] = row + 1;
        }
    }

    /// <summary>The row that contains the clock; None if it is not among what arrived, or not where it is suspected.</summary>
    public int Find(BlockStore store, int updateClient, int storeClient, long clock)
    {
        if (!_isActive)
        {
            return BlockStore.None;
        }

        ref var stretches = ref _stretches![updateClient];
        var at = (clock - stretches.First) >> stretches.Shift;
        if ((ulong)at >= (ulong)stretches.Count)
        {
            return BlockStore.None;
        }

        var row = _rows[stretches.Start + (int)at] - 1;
        for (var tries = 0; tries < Tries && (uint)row < (uint)store.RowLimit; tries++, row++)
        {
            if (store.Row(row).Client != storeClient || store.ClockOf(row) > clock)
            {
                break;
            }

            if (clock < store.EndOf(row))
            {
                return row;
            }
        }

        return BlockStore.None;
    }

    /// <summary>The stretches of one client's clocks.</summary>
    private struct Stretches
    {
        public long First;
        public int Shift;

        /// <summary>Of its stretches among all.</summary>
        public int Start;
        public int Count;
    }
}
