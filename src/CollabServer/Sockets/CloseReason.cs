using System.Text;

namespace CollabServer.Sockets;

/// <summary>The sentence in a WebSocket close frame, which has room for 123 bytes of UTF-8 (RFC 6455, section 5.5).</summary>
internal static class CloseReason
{
    private const int MaxBytes = 123;

    public static string Fit(string reason)
    {
        if (Encoding.UTF8.GetByteCount(reason) <= MaxBytes)
        {
            return reason;
        }

        var bytes = 0;
        var chars = 0;
        foreach (var rune in reason.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaxBytes)
            {
                break;
            }

            chars += rune.Utf16SequenceLength;
        }

        return reason[..chars];
    }
}
