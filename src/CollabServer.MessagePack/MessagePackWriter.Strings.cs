using System.Buffers;
using System.Text;

namespace CollabServer.MessagePack;

/// <content>Strings and binary.</content>
public ref partial struct MessagePackWriter
{
    public void Write(string? value)
    {
        if (value is null)
            WriteNil();
        else
            Write(value.AsSpan());
    }

    /// <summary>A string. A lone surrogate becomes U+FFFD, as in every browser: what is written is always UTF-8.</summary>
    public void Write(scoped ReadOnlySpan<char> value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        WriteStringHeader(length);
        Advance(Encoding.UTF8.GetBytes(value, GetSpan(length)));
    }

    /// <summary>A string that is UTF-8 already; the caller vouches for it.</summary>
    public void WriteString(scoped ReadOnlySpan<byte> utf8StringBytes)
    {
        WriteStringHeader(utf8StringBytes.Length);
        WriteRaw(utf8StringBytes);
    }

    /// <inheritdoc cref="WriteString(ReadOnlySpan{byte})"/>
    public void WriteString(in ReadOnlySequence<byte> utf8StringBytes)
    {
        WriteStringHeader(checked((int)utf8StringBytes.Length));
        WriteRaw(utf8StringBytes);
    }

    /// <summary>Announces a string of <paramref name="byteCount"/> bytes of UTF-8, which the caller writes next.</summary>
    public void WriteStringHeader(int byteCount)
    {
        var length = checked((uint)byteCount);
        if (length <= 31)
            WriteCode((byte)(MessagePackCode.MinFixStr | length));
        else
            WriteLength(length, MessagePackCode.Str8, MessagePackCode.Str16, MessagePackCode.Str32);
    }

    public void Write(byte[]? src)
    {
        if (src is null)
            WriteNil();
        else
            Write(src.AsSpan());
    }

    /// <summary>Binary data.</summary>
    public void Write(scoped ReadOnlySpan<byte> src)
    {
        WriteBinHeader(src.Length);
        WriteRaw(src);
    }

    /// <inheritdoc cref="Write(ReadOnlySpan{byte})"/>
    public void Write(in ReadOnlySequence<byte> src)
    {
        WriteBinHeader(checked((int)src.Length));
        WriteRaw(src);
    }

    /// <summary>Announces <paramref name="length"/> bytes, which the caller writes next.</summary>
    public void WriteBinHeader(int length) =>
        WriteLength(checked((uint)length), MessagePackCode.Bin8, MessagePackCode.Bin16, MessagePackCode.Bin32);

    /// <summary>How many bytes <see cref="WriteBinHeader"/> takes for the length.</summary>
    public static int GetBinHeaderLength(int length) => length switch
    {
        <= byte.MaxValue => 2,
        <= ushort.MaxValue => 3,
        _ => 5,
    };
}
