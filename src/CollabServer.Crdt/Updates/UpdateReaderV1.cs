using CollabServer.Crdt.Lib0;

namespace CollabServer.Crdt.Updates;

/// <summary>
/// First encoding: everything in one stream.
/// <code>
/// update  := varuint clients, (varuint structs, varuint client, varuint firstClock, struct*)*, deleteSet
/// struct  := info, [origin id], [right origin id], [varuint parentInfo, name or id, [varstring key]], content
/// deletes := varuint clients, (varuint client, varuint ranges, (varuint clock, varuint length)*)*
/// </code>
/// </summary>
internal ref struct UpdateReaderV1(ReadOnlySpan<byte> update) : IUpdateReader
{
    private ByteReader _bytes = new(update);

    /// <summary>A struct takes an info byte and at least one more.</summary>
    public readonly long MaxStructs => _bytes.Remaining / 2;

    public readonly int Position => _bytes.Position;

    public readonly bool IsPadded => _bytes.IsPadded;

    public readonly bool AtEnd => _bytes.AtEnd;

    public readonly bool HasRepairedNames => false;

    public ulong ReadPlain() => _bytes.ReadVarUint();

    public int ReadPlainCount(int bytesEach) => _bytes.ReadCount(bytesEach);

    public ulong ReadClient() => _bytes.ReadVarUint();

    public byte ReadInfo() => _bytes.ReadByte();

    public ulong ReadLeftId(out long clock)
    {
        var client = _bytes.ReadVarUint();
        clock = _bytes.ReadVarClock();
        return client;
    }

    public ulong ReadRightId(out long clock) => ReadLeftId(out clock);

    public ulong ReadParentInfo() => _bytes.ReadVarUint();

    public Slice ReadString() => _bytes.ReadVarString();

    public Slice ReadTypeName() => _bytes.ReadVarString();

    public Slice ReadText(out int units) => _bytes.ReadVarString(out units);

    public ulong ReadTypeRef() => _bytes.ReadVarUint();

    public long ReadLength() => _bytes.ReadVarClock();

    public Slice ReadAny(ulong count, int maxDepth)
    {
        var start = _bytes.Position;
        AnySkipper.Skip(ref _bytes, count, maxDepth);
        return Since(start);
    }

    public Slice ReadBinary() => _bytes.ReadVarBytes();

    public Slice ReadJson(ulong count, int maxDepth)
    {
        var start = _bytes.Position;
        for (; count > 0; count--)
        {
            var json = _bytes.ReadVarString().Of(_bytes.Bytes);
            if (!json.SequenceEqual("undefined"u8))
            {
                JsonText.RequireValid(json, maxDepth);
            }
        }

        return Since(start);
    }

    public Slice ReadEmbed(int maxDepth, out bool isJson)
    {
        isJson = true;
        var json = _bytes.ReadVarString();
        JsonText.RequireValid(json.Of(_bytes.Bytes), maxDepth);
        return json;
    }

    public Slice ReadFormat(int maxDepth, out bool isJson)
    {
        isJson = true;
        var start = _bytes.Position;
        _bytes.ReadVarString();
        JsonText.RequireValid(_bytes.ReadVarString().Of(_bytes.Bytes), maxDepth);
        return Since(start);
    }

    public Slice ReadDoc(int maxDepth)
    {
        var start = _bytes.Position;
        _bytes.ReadVarString();
        SubdocumentOptions.Skip(ref _bytes, maxDepth);
        return Since(start);
    }

    public readonly void BeginDeletesOfClient()
    {
    }

    public long ReadDeleteClock() => _bytes.ReadVarClock();

    public long ReadDeleteLength() => _bytes.ReadVarClock();

    private readonly Slice Since(int start) => new(start, _bytes.Position - start);
}
