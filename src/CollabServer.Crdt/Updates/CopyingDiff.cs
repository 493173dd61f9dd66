using System.Diagnostics.CodeAnalysis;
using CollabServer.Crdt.Lib0;

namespace CollabServer.Crdt.Updates;

/// <summary>
/// What of an update in the first encoding a peer lacks, mostly by copying: for each client the structs that are not known follow one another
/// to the end of its block, and only the first of them may have to be cut. Good for updates as Yjs writes them; see <see cref="MustRewrite"/>.
/// </summary>
internal ref struct CopyingDiff(ReadOnlySpan<byte> update, Dictionary<ulong, long> known) : IStructSink
{
    private readonly ReadOnlySpan<byte> _update = update;
    private readonly List<CopiedBlock> _blocks = [];

    /// <summary>Infos of items that name no parent. Without a document they do not know their key: Yjs then writes them without the bit.</summary>
    private readonly List<int> _keyedInfos = [];
    private UpdateWriterV1 _cuts = new();
    private DecodedStruct _next;
    private (ulong First, ulong Second) _ids;
    private int _idCount;

    private CopiedBlock _block;
    private ulong _client = ulong.MaxValue;
    private long _state;
    private int _structStart;

    private int _deletesStart;
    private int _end;
    private ulong _deletesClient = ulong.MaxValue;
    private long _deletesEnd;

    /// <summary>It is not in the form that Yjs would write, which a copy cannot mend.</summary>
    public bool MustRewrite { get; private set; }

    public readonly int Length
    {
        get
        {
            var length = VarUint.LengthOf((ulong)_blocks.Count) + _end - _deletesStart;
            foreach (var block in _blocks)
            {
                length += block.Length;
            }

            return length;
        }
    }

    public void BeginBlock(ulong client, int announced, int position)
    {
        MustRewrite |= client >= _client;
        _client = client;
        _state = known.GetValueOrDefault(client);
        _block = default;
        _structStart = position;
    }

    public int Intern(ulong client)
    {
        _ids = _idCount == 0 ? (client, 0) : (_ids.First, client);
        return _idCount++;
    }

    [UnscopedRef]
    public ref DecodedStruct Next()
    {
        _idCount = 0;
        _next = default;
        return ref _next;
    }

    public void Take(ref DecodedStruct decoded, int end)
    {
        var start = _structStart;
        _structStart = end;
        if (_block.Count == 0)
        {
            if (decoded.IsSkip || decoded.End <= _state)
            {
                return;
            }

            Begin(ref decoded, start, end);
        }

        if (decoded is { HasKey: true, Parent: ParentForm.OfNeighbours } && start >= _block.Copied.Start)
        {
            _keyedInfos.Add(start);
        }

        _block = _block with { Count = _block.Count + 1 };
    }

    public readonly void EndBlock()
    {
        if (_block.Count > 0)
        {
            _blocks.Add(_block with { Copied = new Slice(_block.Copied.Start, _structStart - _block.Copied.Start) });
        }
    }

    public void BeginDeletes(int position) => _deletesStart = position;

    public void BeginDeletesOfClient(ulong client, int ranges)
    {
        MustRewrite |= client >= _deletesClient || ranges == 0;
        (_deletesClient, _deletesEnd) = (client, -1);
    }

    public void TakeDelete(long clock, long length)
    {
        MustRewrite |= clock <= _deletesEnd;
        _deletesEnd = clock + length;
    }

    public void NoteNotCanonical() => MustRewrite = true;

    public void End(int position) => _end = position;

    /// <summary>Writes the difference; the target has <see cref="Length"/> bytes.</summary>
    public readonly void CopyTo(Span<byte> target)
    {
        var used = VarUint.WriteExactly(target, (ulong)_blocks.Count);
        var keyed = 0;
        foreach (var block in _blocks)
        {
            used += VarUint.WriteExactly(target[used..], (ulong)block.Count);
            used += VarUint.WriteExactly(target[used..], block.Client);
            used += VarUint.WriteExactly(target[used..], (ulong)block.Clock);
            block.Cut.Of(_cuts.Written).CopyTo(target[used..]);
            used += block.Cut.Length;
            block.Copied.Of(_update).CopyTo(target[used..]);
            for (; keyed < _keyedInfos.Count && _keyedInfos[keyed] < block.Copied.End; keyed++)
            {
                target[used + _keyedInfos[keyed] - block.Copied.Start] &= unchecked((byte)~StructInfo.HasKey);
            }

            used += block.Copied.Length;
        }

        _update[_deletesStart.._end].CopyTo(target[used..]);
    }

    public readonly void Dispose() => _cuts.Dispose();

    /// <summary>The first struct that is not known, or not wholly.</summary>
    private void Begin(ref DecodedStruct decoded, int start, int end)
    {
        var offset = Math.Max(_state - decoded.Clock, 0);
        var cut = new Slice(_cuts.Written.Length, 0);
        if (offset > 0)
        {
            var origin = decoded.OriginClient == 0 ? _ids.First : _ids.Second;
            var rightOrigin = decoded.RightOriginClient == 0 ? _ids.First : _ids.Second;
            DecodedStructWriter.Write(ref _cuts, new UpdateBytes(_update, default), _client, origin, rightOrigin, ref decoded, offset);
            cut = cut with { Length = _cuts.Written.Length - cut.Start };
        }

        _block = new CopiedBlock(_client, decoded.Clock + offset, 0, cut, new Slice(offset > 0 ? end : start, 0));
    }
}
