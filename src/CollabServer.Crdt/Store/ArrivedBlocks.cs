using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Store;

/// <summary>
/// Where the structs of a large update went, so that the origins of later ones need not be searched in the client's run. For each block of the
/// update there is a bitmap of the clocks at which its structs start; counting bits up to a clock gives the number of the struct that holds it
/// ("rank"), and a table the row that the struct became.
/// <code>
/// word, one for 32 clocks:   high half: structs that start before    low half: a bit for each clock at which one starts
/// </code>
/// The row is only suspected, because it may have been split since: a look at it tells.
/// </summary>
internal sealed class ArrivedBlocks
{
    /// <summary>Fewer structs are searched as quickly. In Debug builds, which the tests are, nearly all updates take this way.</summary>
#if DEBUG
    public const int Worthwhile = 3;
#else
    public const int Worthwhile = 64;
#endif

    /// <summary>Clocks for each struct, on average, up to which a bitmap is made: four words each.</summary>
    private const int MaxSparseness = 128;

    private const int WordBits = 5;
    private const int BitMask = (1 << WordBits) - 1;

    private Bitmap[]? _bitmaps;
    private ulong[] _words = [];

    /// <summary>By struct of the update, plus one; 0 while it has none.</summary>
    private int[] _rows = [];

    /// <summary>The update is large enough; otherwise nothing is noted or found.</summary>
    public bool IsActive { get; private set; }

    public void Begin(DecodedUpdate update)
    {
        End();
        IsActive = update.StructCount >= Worthwhile;
        if (!IsActive)
        {
            return;
        }

        _bitmaps = new Bitmap[update.Clients.Count];
        var words = 0;
        foreach (var block in update.Blocks)
        {
            var first = update[block.First].Clock;
            var span = (ulong)(update[block.End - 1].End - first);
            if (span <= Math.Min((ulong)block.Count * MaxSparseness, int.MaxValue))
            {
                _bitmaps[block.Client] = new Bitmap { First = first, Start = words, Count = (int)(span >> WordBits) + 1 };
                words = checked(words + _bitmaps[block.Client].Count);
            }
        }

        // Not from a pool: the shared one for this type is compiled only when the program runs (see GrowingArray).
        _words = new ulong[words];
        _rows = ArrayPool<int>.Shared.Rent(update.StructCount);
        Array.Clear(_rows, 0, update.StructCount);
        foreach (var block in update.Blocks)
        {
            Fill(update, block, in _bitmaps[block.Client]);
        }
    }

    public void End()
    {
        if (IsActive)
        {
            IsActive = false;
            ArrayPool<int>.Shared.Return(_rows);
            _bitmaps = null;
            _words = [];
            _rows = [];
        }
    }

    /// <summary>A struct has become a row of its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Note(int structIndex, int row)
    {
        if (IsActive)
        {
            _rows[structIndex] = row + 1;
        }
    }

    /// <summary>The row that the struct with this clock became; None if it is not among what arrived. It may have been split since.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(int updateClient, long clock)
    {
        if (!IsActive)
        {
            return BlockStore.None;
        }

        ref var bitmap = ref _bitmaps![updateClient];
        var offset = clock - bitmap.First;
        if ((ulong)(offset >> WordBits) >= (ulong)bitmap.Count)
        {
            return BlockStore.None;
        }

        var word = _words[bitmap.Start + (int)(offset >> WordBits)];
        var upToClock = (uint)word << (BitMask - ((int)offset & BitMask));
        return _rows[(int)(word >> 32) + BitOperations.PopCount(upToClock) - 1] - 1;
    }

    private void Fill(DecodedUpdate update, DecodedBlock block, in Bitmap bitmap)
    {
        if (bitmap.Count == 0)
        {
            return;
        }

        for (var i = block.First; i < block.End; i++)
        {
            var offset = (int)(update[i].Clock - bitmap.First);
            _words[bitmap.Start + (offset >> WordBits)] |= 1u << (offset & BitMask);
        }

        var before = block.First;
        for (var i = bitmap.Start; i < bitmap.Start + bitmap.Count; i++)
        {
            var starts = BitOperations.PopCount((uint)_words[i]);
            _words[i] |= (ulong)before << 32;
            before += starts;
        }
    }

    /// <summary>The words of one client's clocks; none if its structs are too long for a bitmap.</summary>
    private struct Bitmap
    {
        /// <summary>The clock of the first bit.</summary>
        public long First;

        /// <summary>Of its words among all.</summary>
        public int Start;
        public int Count;
    }
}
