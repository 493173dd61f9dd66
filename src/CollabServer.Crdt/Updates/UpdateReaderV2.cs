using CollabServer.Crdt.Lib0;

namespace CollabServer.Crdt.Updates;

/// <summary>
/// Second encoding: a flag, nine columns with a length each, and the rest.
/// <code>
/// flag, keyClock, client, leftClock, rightClock, info, string, parentInfo, typeRef, len, rest
/// </code>
/// Run-length columns need not grow with the number of structs, so their number is bounded by <see cref="UpdateLimits"/> alone.
/// </summary>
internal ref struct UpdateReaderV2 : IUpdateReader
{
    private readonly ByteWriter _rebuilt;
    private List<Slice>? _keys;
    private IntDiffOptRleReader _keyClocks;
    private UintOptRleReader _clients;
    private IntDiffOptRleReader _leftClocks;
    private IntDiffOptRleReader _rightClocks;
    private RleReader _infos;
    private StringColumnReader _strings;
    private RleReader _parentInfos;
    private UintOptRleReader _typeRefs;
    private UintOptRleReader _lengths;
    private ByteReader _rest;
    private long _deleteClock;
    private long _repeatedNameBytes;

    /// <param name="update">The bytes.</param>
    /// <param name="rebuilt">Where texts go that slices of the update cannot give.</param>
    /// <param name="repeatedNameBytes">See <see cref="UpdateLimits.MaxRepeatedNameBytes"/>.</param>
    public UpdateReaderV2(ReadOnlySpan<byte> update, ByteWriter rebuilt, long repeatedNameBytes)
    {
        _rebuilt = rebuilt;
        _repeatedNameBytes = repeatedNameBytes;
        _rest = new ByteReader(update);
        _rest.ReadVarUint();
        _keyClocks = new IntDiffOptRleReader(Column(update, ref _rest));
        _clients = new UintOptRleReader(Column(update, ref _rest));
        _leftClocks = new IntDiffOptRleReader(Column(update, ref _rest));
        _rightClocks = new IntDiffOptRleReader(Column(update, ref _rest));
        _infos = new RleReader(Column(update, ref _rest));
        _strings = new StringColumnReader(Column(update, ref _rest), rebuilt);
        _parentInfos = new RleReader(Column(update, ref _rest));
        _typeRefs = new UintOptRleReader(Column(update, ref _rest));
        _lengths = new UintOptRleReader(Column(update, ref _rest));
    }

    public readonly long MaxStructs => long.MaxValue;

    public readonly int Position => _rest.Position;

    public readonly bool IsPadded => _rest.IsPadded;

    public readonly bool AtEnd => _rest.AtEnd;

    public bool HasRepairedNames { get; private set; }

    public ulong ReadPlain() => _rest.ReadVarUint();

    public int ReadPlainCount(int bytesEach) => _rest.ReadCount(bytesEach);

    public ulong ReadClient() => _clients.Read();

    public byte ReadInfo() => _infos.Read();

    public ulong ReadLeftId(out long clock)
    {
        clock = _leftClocks.Read();
        return _clients.Read();
    }

    public ulong ReadRightId(out long clock)
    {
        clock = _rightClocks.Read();
        return _clients.Read();
    }

    public ulong ReadParentInfo() => _parentInfos.Read();

    public Slice ReadString() => ReadName();

    public Slice ReadTypeName() => ReadKey();

    public Slice ReadText(out int units) => _strings.Read(out units);

    public ulong ReadTypeRef() => _typeRefs.Read();

    public long ReadLength() => (long)_lengths.Read();

    public Slice ReadAny(ulong count, int maxDepth)
    {
        var start = _rest.Position;
        AnySkipper.Skip(ref _rest, count, maxDepth);
        return new Slice(start, _rest.Position - start);
    }

    public Slice ReadBinary() => _rest.ReadVarBytes();

    public Slice ReadJson(ulong count, int maxDepth)
    {
        var offset = _rebuilt.Length;
        for (; count > 0; count--)
        {
            var slice = ReadName();
            var json = Bytes(slice);
            if (!json.SequenceEqual("undefined"u8))
            {
                JsonText.RequireValid(json, maxDepth);
            }

            Rebuild(slice);
        }

        return new Slice(~offset, _rebuilt.Length - offset);
    }

    public Slice ReadEmbed(int maxDepth, out bool isJson)
    {
        isJson = false;
        return ReadAny(1, maxDepth);
    }

    public Slice ReadFormat(int maxDepth, out bool isJson)
    {
        isJson = false;
        var key = ReadKey();
        var offset = _rebuilt.Length;
        Rebuild(key);
        _rebuilt.WriteBytes(ReadAny(1, maxDepth).Of(_rest.Bytes));
        return new Slice(~offset, _rebuilt.Length - offset);
    }

    public Slice ReadDoc(int maxDepth)
    {
        var guid = ReadName();
        var offset = _rebuilt.Length;
        Rebuild(guid);
        var start = _rest.Position;
        SubdocumentOptions.Skip(ref _rest, maxDepth);
        _rebuilt.WriteBytes(_rest.Bytes[start.._rest.Position]);
        return new Slice(~offset, _rebuilt.Length - offset);
    }

    public void BeginDeletesOfClient() => _deleteClock = 0;

    public long ReadDeleteClock() => _deleteClock = Clock(_deleteClock + _rest.ReadVarClock());

    public long ReadDeleteLength()
    {
        var length = _rest.ReadVarClock() + 1;
        _deleteClock = Clock(_deleteClock + length);
        return length;
    }

    private static ByteReader Column(ReadOnlySpan<byte> update, scoped ref ByteReader rest)
    {
        var slice = rest.ReadVarBytes();
        return new ByteReader(update, slice.Start, slice.End);
    }

    private static long Clock(long clock)
    {
        if ((ulong)clock > ByteReader.MaxInteger)
        {
            MalformedUpdateException.ThrowIntegerOutOfRange();
        }

        return clock;
    }

    /// <summary>The key of a mark or the name of a type: an index into the keys read so far, or, when it is none yet, the next string.</summary>
    private Slice ReadKey()
    {
        var index = _keyClocks.Read();
        _keys ??= [];
        Slice key;
        if (index < _keys.Count)
        {
            key = _keys[(int)index];
            _repeatedNameBytes -= key.Length;
            if (_repeatedNameBytes < 0)
            {
                MalformedUpdateException.Throw(MalformedUpdateReason.LimitExceeded, "An update refers to long names too often.");
            }

            return key;
        }

        key = ReadName();
        _keys.Add(key);
        return key;
    }

    /// <summary>
    /// A string that is no text. Where the column cuts it inside a character it would hold half of that, which V1 has no bytes for: it gets what
    /// V1 would have brought, so that the same name is meant however it is stored.
    /// </summary>
    private Slice ReadName()
    {
        var slice = _strings.Read(out _);
        if (slice.Start >= 0)
        {
            return slice;
        }

        HasRepairedNames = true;
        var offset = _rebuilt.Length;
        var repaired = _rebuilt.Reserve(slice.Length);
        Wtf8.CopyForWire(Bytes(slice), repaired);
        _rebuilt.Advance(slice.Length);
        return new Slice(~offset, slice.Length);
    }

    private readonly ReadOnlySpan<byte> Bytes(Slice slice) => new UpdateBytes(_rest.Bytes, _rebuilt.Written)[slice];

    private readonly void Rebuild(Slice text)
    {
        _rebuilt.WriteVarUint((ulong)text.Length);

        // Reserved first: the text may itself lie in the buffer that grows.
        _rebuilt.Reserve(text.Length);
        _rebuilt.WriteBytes(Bytes(text));
    }
}
