using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace CollabServer.MessagePack;

/// <content>Strings and binary.</content>
public ref partial struct MessagePackReader
{
    /// <summary>Binary data, or null for nil. A slice of the input, not a copy. Strings are refused: only the specification before 2013 had no binary.</summary>
    public ReadOnlySequence<byte>? ReadBytes()
    {
        if (TryReadNil())
            return null;
        return ReadSlice(ReadBinLength(ReadCode()));
    }

    /// <summary>A string, or null for nil.</summary>
    public string? ReadString()
    {
        if (TryReadNil())
            return null;
        var utf8 = ReadStringSlice();
        return utf8.IsSingleSegment ? Encoding.UTF8.GetString(utf8.FirstSpan) : Encoding.UTF8.GetString(utf8);
    }

    /// <summary>The UTF-8 of a string, or null for nil. A slice of the input, not a copy.</summary>
    public ReadOnlySequence<byte>? ReadStringSequence() => TryReadNil() ? null : ReadStringSlice();

    /// <summary>The UTF-8 of a string that lies in one piece. False, and nothing read, for nil and for a string that is split.</summary>
    public bool TryReadStringSpan(out ReadOnlySpan<byte> span)
    {
        span = default;
        if (IsNil)
            return false;

        var probe = this;
        var utf8 = probe.ReadStringSlice();
        if (!utf8.IsSingleSegment)
            return false;

        this = probe;
        span = utf8.FirstSpan;
        return true;
    }

    private ReadOnlySequence<byte> ReadStringSlice()
    {
        var utf8 = ReadSlice(ReadStringLength(ReadCode()));
        if (Security.RejectsInvalidUtf8 && !IsUtf8(utf8))
            Faults.InvalidUtf8();
        return utf8;
    }

    private long ReadStringLength(byte code)
    {
        switch (code)
        {
            case >= MessagePackCode.MinFixStr and <= MessagePackCode.MaxFixStr:
                return code & 0x1f;
            case MessagePackCode.Str8:
                return ReadCode();
            case MessagePackCode.Str16:
                return ReadBigEndian16();
            case MessagePackCode.Str32:
                return ReadBigEndian32();
            default:
                Faults.UnexpectedCode(code, "string");
                return 0;
        }
    }

    private long ReadBinLength(byte code)
    {
        switch (code)
        {
            case MessagePackCode.Bin8:
                return ReadCode();
            case MessagePackCode.Bin16:
                return ReadBigEndian16();
            case MessagePackCode.Bin32:
                return ReadBigEndian32();
            default:
                Faults.UnexpectedCode(code, "binary");
                return 0;
        }
    }

    private static bool IsUtf8(in ReadOnlySequence<byte> bytes)
    {
        if (bytes.IsSingleSegment)
            return Utf8.IsValid(bytes.FirstSpan);

        // Rare, and the bytes are all here: joining them is simpler than carrying half characters over the seams.
        var joined = ArrayPool<byte>.Shared.Rent(checked((int)bytes.Length));
        bytes.CopyTo(joined);
        var isValid = Utf8.IsValid(joined.AsSpan(0, (int)bytes.Length));
        ArrayPool<byte>.Shared.Return(joined);
        return isValid;
    }
}
