namespace CollabServer.Crdt.Lib0;

/// <summary>Writes what <see cref="StringColumnReader"/> reads: <paramref name="text"/> collects the bytes, <paramref name="lengths"/> the UTF-16 lengths.</summary>
internal struct StringColumnWriter(ByteWriter text, ByteWriter lengths)
{
    private UintOptRleWriter _units = new(lengths);

    /// <summary>A text as kept by the engine, lone surrogates included; two that meet become one character, as they would in JavaScript.</summary>
    public void Write(ReadOnlySpan<byte> bytes, int units)
    {
        if (Wtf8.StartsWithLowSurrogate(bytes) && Wtf8.EndsWithHighSurrogate(text.Written))
        {
            WriteJoined(bytes);
        }
        else
        {
            text.WriteBytes(bytes);
        }

        _units.Write((ulong)units);
    }

    /// <summary>Ends the column and writes it, without its own length.</summary>
    public void Finish(ByteWriter target)
    {
        _units.Flush();
        target.WriteVarUint((ulong)text.Length);
        if (Wtf8.HasLoneSurrogate(text.Written))
        {
            Wtf8.CopyForWire(text.Written, target.Reserve(text.Length));
            target.Advance(text.Length);
        }
        else
        {
            target.WriteBytes(text.Written);
        }

        target.WriteBytes(lengths.Written);
    }

    private readonly void WriteJoined(ReadOnlySpan<byte> bytes)
    {
        var joined = Wtf8.Join(text.Written[^3..], bytes[..3]);
        text.Truncate(text.Length - 3);
        text.WriteBytes(joined);
        text.WriteBytes(bytes[3..]);
    }
}
