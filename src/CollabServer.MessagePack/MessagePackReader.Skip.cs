namespace CollabServer.MessagePack;

/// <content>Stepping over whole objects.</content>
public ref partial struct MessagePackReader
{
    /// <summary>
    /// Steps over one object with everything in it. What it accepts, this reader can also read: formats, lengths, nesting and
    /// timestamps are checked, and UTF-8 when the data is untrusted. A loop, not recursion: the input decides the nesting.
    /// </summary>
    public void Skip()
    {
        // One counter per open array or map: how many objects it still lacks. 64 bits, because a map32 announces up to 2^33.
        scoped Span<long> lacking = stackalloc long[32];
        var open = 0;
        lacking[0] = 1;

        while (true)
        {
            lacking[open]--;
            var children = SkipHeadOrScalar();

            // An empty array or map is a level as well: a reader that recurses enters it.
            if (children >= 0 && Depth + open + 1 > Security.MaximumObjectGraphDepth)
                Faults.TooDeep(Security.MaximumObjectGraphDepth);

            if (children > 0)
            {
                EnsureRemaining(children);
                if (++open == lacking.Length)
                    lacking = Widen(lacking);
                lacking[open] = children;
            }

            while (lacking[open] == 0)
            {
                if (open == 0)
                    return;
                open--;
            }
        }
    }

    private static Span<long> Widen(scoped Span<long> counters)
    {
        var wider = new long[counters.Length * 2];
        counters.CopyTo(wider);
        return wider;
    }

    /// <summary>Steps over a scalar, or over the header of an array or map. The number of objects that follow in it; −1 for a scalar.</summary>
    private long SkipHeadOrScalar()
    {
        var code = NextCode;
        switch (MessagePackCode.ToMessagePackType(code))
        {
            case MessagePackType.Array:
                _reader.Advance(1);
                return ReadArrayCount(code);
            case MessagePackType.Map:
                _reader.Advance(1);
                return 2 * ReadMapCount(code);
            case MessagePackType.Integer:
                ReadInteger(out _);
                return -1;
            case MessagePackType.Float:
                ReadDouble();
                return -1;
            case MessagePackType.String:
                ReadStringSlice();
                return -1;
            case MessagePackType.Binary:
                ReadBytes();
                return -1;
            case MessagePackType.Extension:
                SkipExtension();
                return -1;
            case MessagePackType.Nil or MessagePackType.Boolean:
                _reader.Advance(1);
                return -1;
            default:
                Faults.UnexpectedCode(code, "an object");
                return -1;
        }
    }

    private void SkipExtension()
    {
        var header = ReadExtensionFormatHeader();
        if (header.TypeCode == ReservedExtensionTypes.Timestamp)
            ReadTimestamp(header.Length);
        else
            _reader.Advance(header.Length);
    }
}
