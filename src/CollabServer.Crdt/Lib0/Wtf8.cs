using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace CollabServer.Crdt.Lib0;

/// <summary>
/// Text as the engine keeps it: UTF-8 in which a lone surrogate, which JavaScript strings may hold, is written as three bytes
/// (<c>ED A0..BF xx</c>, "WTF-8"). Lengths and offsets are UTF-16 code units, as everywhere in Yjs. On the wire lone surrogates become U+FFFD,
/// which takes three bytes too.
/// </summary>
internal static class Wtf8
{
    /// <summary>U+FFFD.</summary>
    public static ReadOnlySpan<byte> Replacement => [0xEF, 0xBF, 0xBD];

    /// <summary>UTF-16 code units of valid text.</summary>
    public static int Units(ReadOnlySpan<byte> text)
    {
        if (text.Length == 1)
        {
            return 1;
        }

        // Every byte that starts a character is one unit, except that four-byte characters are two.
        var units = 0;
        if (text.Length >= 16 && Ascii.IsValid(text))
        {
            return text.Length;
        }

        foreach (var b in text)
        {
            units += ((b & 0xC0) != 0x80 ? 1 : 0) + (b >= 0xF0 ? 1 : 0);
        }

        return units;
    }

    /// <summary>The byte where unit <paramref name="unit"/> starts, or -1 if that is the second half of a four-byte character.</summary>
    public static int ByteOf(ReadOnlySpan<byte> text, int unit)
    {
        var position = 0;
        while (unit > 0)
        {
            var b = text[position];
            if (b < 0x80)
            {
                position++;
                unit--;
            }
            else if (b < 0xF0)
            {
                position += b < 0xE0 ? 2 : 3;
                unit--;
            }
            else
            {
                if (unit == 1)
                {
                    return -1;
                }

                position += 4;
                unit -= 2;
            }
        }

        return position;
    }

    public static bool EndsWithHighSurrogate(ReadOnlySpan<byte> text) => text.Length >= 3 && text[^3] == 0xED && text[^2] is >= 0xA0 and < 0xB0;

    public static bool StartsWithLowSurrogate(ReadOnlySpan<byte> text) => text.Length >= 3 && text[0] == 0xED && text[1] >= 0xB0;

    public static bool HasLoneSurrogate(ReadOnlySpan<byte> text)
    {
        for (var rest = text; ;)
        {
            var at = rest.IndexOf((byte)0xED);
            if (at < 0 || at + 1 >= rest.Length)
            {
                return false;
            }

            if (rest[at + 1] >= 0xA0)
            {
                return true;
            }

            rest = rest[(at + 1)..];
        }
    }

    /// <summary>Copies text for the wire: lone surrogates become U+FFFD. Same number of bytes.</summary>
    public static void CopyForWire(ReadOnlySpan<byte> text, Span<byte> target)
    {
        text.CopyTo(target);
        for (var i = 0; i + 2 < text.Length; i++)
        {
            if (text[i] == 0xED && text[i + 1] >= 0xA0)
            {
                Replacement.CopyTo(target[i..]);
                i += 2;
            }
        }
    }

    /// <summary>The .NET string; lone surrogates stay what they are.</summary>
    public static string ToText(ReadOnlySpan<byte> text) =>
        HasLoneSurrogate(text) ? DecodeWithLoneSurrogates(text) : Encoding.UTF8.GetString(text);

    /// <summary>Writes the text of a .NET string, lone surrogates included.</summary>
    public static void Write(ByteWriter writer, ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var status = System.Text.Unicode.Utf8.FromUtf16(
                text,
                writer.Reserve(Encoding.UTF8.GetMaxByteCount(text.Length)),
                out var read,
                out var written,
                replaceInvalidSequences: false);
            writer.Advance(written);
            text = text[read..];
            if (status == OperationStatus.InvalidData)
            {
                WriteUnit(writer, text[0]);
                text = text[1..];
            }
        }
    }

    public static byte[] FromText(ReadOnlySpan<char> text)
    {
        using var writer = new ByteWriter();
        Write(writer, text);
        return writer.ToArray();
    }

    /// <summary>A lone surrogate, as three bytes.</summary>
    public static void WriteUnit(ByteWriter writer, int surrogate)
    {
        writer.WriteByte((byte)(0xE0 | (surrogate >> 12)));
        writer.WriteByte((byte)(0x80 | ((surrogate >> 6) & 0x3F)));
        writer.WriteByte((byte)(0x80 | (surrogate & 0x3F)));
    }

    /// <summary>High and low half of the four-byte character at the start of the text.</summary>
    public static (int High, int Low) Halves(ReadOnlySpan<byte> text)
    {
        var scalar = ((text[0] & 0x07) << 18) | ((text[1] & 0x3F) << 12) | ((text[2] & 0x3F) << 6) | (text[3] & 0x3F);
        return (0xD800 + ((scalar - 0x10000) >> 10), 0xDC00 + ((scalar - 0x10000) & 0x3FF));
    }

    /// <summary>The four-byte character that a lone high and a lone low surrogate make when they meet.</summary>
    public static byte[] Join(ReadOnlySpan<byte> high, ReadOnlySpan<byte> low)
    {
        var rune = new Rune((char)SurrogateOf(high), (char)SurrogateOf(low));
        var bytes = new byte[4];
        rune.EncodeToUtf8(bytes);
        return bytes;
    }

    private static int SurrogateOf(ReadOnlySpan<byte> text) => ((text[0] & 0x0F) << 12) | ((text[1] & 0x3F) << 6) | (text[2] & 0x3F);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string DecodeWithLoneSurrogates(ReadOnlySpan<byte> text)
    {
        var builder = new StringBuilder(text.Length);
        while (!text.IsEmpty)
        {
            if (text.Length >= 3 && text[0] == 0xED && text[1] >= 0xA0)
            {
                builder.Append((char)SurrogateOf(text));
                text = text[3..];
            }
            else
            {
                Rune.DecodeFromUtf8(text, out var rune, out var used);
                builder.Append(rune.ToString());
                text = text[used..];
            }
        }

        return builder.ToString();
    }
}
