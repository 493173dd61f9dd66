using System.Buffers;
using System.Text;

namespace CollabServer.Storage;

/// <summary>Which text both databases give back as it was: PostgreSQL has no U+0000, and UTF-8 no unpaired surrogates.</summary>
internal static class StoredText
{
    public static bool IsStorable(string? text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var units) != OperationStatus.Done || rune.Value == 0)
            {
                return false;
            }

            rest = rest[units..];
        }

        return true;
    }
}
