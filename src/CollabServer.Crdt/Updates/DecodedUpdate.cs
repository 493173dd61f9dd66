using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Updates;

/// <summary>
/// An update (or several), decoded and validated whole before anything is done with it. Reused from one update to the next; large arrays
/// come from <see cref="SpareStructs"/> and go back with <see cref="Clear"/>, so that an idle document does not hold on to them.
/// </summary>
internal sealed class DecodedUpdate : IDisposable
{
    private const int KeptStructs = 4;
    private const int KeptRanges = 64;

    private DecodedStruct[] _structs = new DecodedStruct[KeptStructs];
    private int _count;

    public UpdateClients Clients { get; } = new();

    public GrowingArray<DecodedBlock> Blocks { get; } = new();

    /// <summary>As written: neither sorted nor joined. Clients as in <see cref="Clients"/>.</summary>
    public GrowingArray<DeletedRange> Deletes { get; } = new();

    /// <summary>Bytes that slices with negative starts point into.</summary>
    public ByteWriter Rebuilt { get; } = new();

    public Span<DecodedStruct> Structs => _structs.AsSpan(0, _count);

    public int StructCount => _count;

    /// <summary>Something in it is not as Yjs writes it.</summary>
    public bool IsNotCanonical { get; set; }

    /// <summary>Two blocks are of one client.</summary>
    public bool HasRepeatedClient { get; set; }

    /// <summary>A text may hold a lone surrogate.</summary>
    public bool HasLoneSurrogates => Rebuilt.Length > 0;

    public ref DecodedStruct this[int index] => ref _structs[index];

    /// <summary>Cleared room for one more struct, which does not count before <see cref="Take"/>.</summary>
    public ref DecodedStruct Next()
    {
        if (_count == _structs.Length)
        {
            Reserve(1);
        }

        ref var next = ref _structs[_count];
        next = default;
        return ref next;
    }

    public void Take() => _count++;

    public ref DecodedStruct Add()
    {
        ref var added = ref Next();
        _count++;
        return ref added;
    }

    public void Reserve(int count)
    {
        if (_structs.Length - _count < count)
        {
            Grow(Math.Max(_count + count, _structs.Length * 2));
        }
    }

    public void Clear()
    {
        _count = 0;
        if (_structs.Length > KeptStructs)
        {
            SpareStructs.Return(_structs);
            _structs = new DecodedStruct[KeptStructs];
        }

        Clients.Clear();
        Blocks.Clear(KeptRanges);
        Deletes.Clear(KeptRanges);
        Rebuilt.Dispose();
        IsNotCanonical = false;
        HasRepeatedClient = false;
    }

    public void Dispose()
    {
        Clear();
        Rebuilt.Dispose();
    }

    private void Grow(int size)
    {
        var grown = SpareStructs.Rent(size);
        Array.Copy(_structs, grown, _count);
        if (_structs.Length > KeptStructs)
        {
            SpareStructs.Return(_structs);
        }

        _structs = grown;
    }
}
