using CollabServer.Crdt.Lib0;

namespace CollabServer.Crdt.Store;

/// <summary>Where contents are cut.</summary>
internal static class ContentSplit
{
    private const char Replacement = '\uFFFD';

    /// <summary>Bytes that the first <paramref name="count"/> values of a content take.</summary>
    public static int BytesOfValues(ReadOnlySpan<byte> content, ContentKind kind, long count)
    {
        var reader = new ByteReader(content);
        for (; count > 0; count--)
        {
            if (kind == ContentKind.Any)
            {
                AnySkipper.Skip(ref reader, int.MaxValue);
            }
            else
            {
                reader.ReadVarBytes();
            }
        }

        return reader.Position;
    }

    /// <summary>The part of a content of <paramref name="length"/> units from some unit on.</summary>
    public static ReadOnlySpan<byte> After(ContentKind kind, ReadOnlySpan<byte> content, long length, long units)
    {
        switch (kind)
        {
            case ContentKind.String:
                var at = content.Length == length ? (int)units : Wtf8.ByteOf(content, (int)units);
                return at >= 0 && !Wtf8.EndsWithHighSurrogate(content[..at]) ? content[at..] : BetweenSurrogates(content, (int)units).Right;
            case ContentKind.Any or ContentKind.Json:
                return content[BytesOfValues(content, kind, units)..];
            default:
                return content;
        }
    }

    /// <summary>The part of a content of <paramref name="length"/> units before some unit.</summary>
    public static ReadOnlySpan<byte> Before(ContentKind kind, ReadOnlySpan<byte> content, long length, long units)
    {
        switch (kind)
        {
            case ContentKind.String:
                var at = content.Length == length ? (int)units : Wtf8.ByteOf(content, (int)units);
                return at >= 0 && !Wtf8.EndsWithHighSurrogate(content[..at]) ? content[..at] : BetweenSurrogates(content, (int)units).Left;
            case ContentKind.Any or ContentKind.Json:
                return content[..BytesOfValues(content, kind, units)];
            default:
                return content;
        }
    }

    /// <summary>Cuts a text after a high surrogate: the unit on either side becomes U+FFFD.</summary>
    public static (byte[] Left, byte[] Right) BetweenSurrogates(ReadOnlySpan<byte> text, int units)
    {
        var chars = Wtf8.ToText(text).ToCharArray();
        chars[units - 1] = Replacement;
        chars[units] = Replacement;
        return (Wtf8.FromText(chars.AsSpan(0, units)), Wtf8.FromText(chars.AsSpan(units)));
    }
}
