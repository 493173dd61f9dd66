using System.Diagnostics.CodeAnalysis;

namespace CollabServer.Crdt.Lib0;

/// <summary>Writes what <see cref="StringColumnReader"/> reads: <paramref name="text"/> collects the bytes, <paramref name="lengths"/> the UTF-16 lengths.</summary>
internal struct StringColumnWriter(ByteWriter text, ByteWriter lengths)
{
    private UintOptRleWriter _units = new(lengths);
    private bool _mayHoldLoneSurrogates;

    /// <summary>Bytes of the column, once it is flushed.</summary>
    public readonly int Length => VarUint.LengthOf((ulong)text.Length) + text.Length + lengths.Length;

    /// <summary>A text as kept by the engine, lone surrogates included; two that meet become one character, as they would in JavaScript.</summary>
    public void Write(ReadOnlySpan<byte> buffer, Slice slice, long units, bool mayHoldLoneSurrogates)
    {
        if (mayHoldLoneSurrogates)
        {
            WriteCarefully(slice.Of(buffer));
        }
        else
        {
            text.WriteSlice(buffer, slice);
        }

        _units.Write((ulong)units);
    }

    /// <summary>The lengths of the texts, for who writes them apart from <see cref="WriteBytes"/>.</summary>
    [UnscopedRef]
    public ref UintOptRleWriter Units => ref _units;

    /// <summary>The bytes of a text without lone surrogates; <see cref="ByteWriter.CopiedAtOnce"/> can be read there.</summary>
    public readonly void WriteBytes(ref readonly byte start, int size) => text.WriteShort(in start, size);

    public void Flush() => _units.Flush();

    /// <summary>The whole column, without its own length; returns <see cref="Length"/>.</summary>
    public readonly int CopyTo(Span<byte> target)
    {
        var used = VarUint.WriteExactly(target, (ulong)text.Length);
        if (_mayHoldLoneSurrogates)
        {
            Wtf8.CopyForWire(text.Written, target[used..]);
        }
        else
        {
            text.Written.CopyTo(target[used..]);
        }

        used += text.Length;
        lengths.Written.CopyTo(target[used..]);
        return used + lengths.Length;
    }

    private void WriteCarefully(ReadOnlySpan<byte> bytes)
    {
        _mayHoldLoneSurrogates |= Wtf8.HasLoneSurrogate(bytes);
        if (Wtf8.StartsWithLowSurrogate(bytes) && Wtf8.EndsWithHighSurrogate(text.Written))
        {
            WriteJoined(bytes);
        }
        else
        {
            text.WriteBytes(bytes);
        }
    }

    private readonly void WriteJoined(ReadOnlySpan<byte> bytes)
    {
        var joined = Wtf8.Join(text.Written[^3..], bytes[..3]);
        text.Truncate(text.Length - 3);
        text.WriteBytes(joined);
        text.WriteBytes(bytes[3..]);
    }
}
