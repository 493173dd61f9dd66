using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace CollabServer.Requests;

/// <summary>
/// The path of a request as the client wrote it. Kestrel decodes everything in a path but <c>%2F</c>, so that afterwards <c>a%2Fb</c> and
/// <c>a%252Fb</c> look the same; a document name must be taken from the request line and decoded exactly once.
/// </summary>
internal static class RawPath
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The path behind the application's base path: no query, still percent-encoded, starting with a slash.</summary>
    public static string Of(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!target.StartsWith('/'))
        {
            // Absolute form, which proxies may send: scheme://authority/path.
            var authority = target.IndexOf("://", StringComparison.Ordinal);
            var path = authority < 0 ? -1 : target.IndexOf('/', authority + 3);
            target = path < 0 ? "/" : target[path..];
        }

        var query = target.IndexOf('?');
        var encoded = query < 0 ? target : target[..query];
        var basePath = context.Request.PathBase.ToUriComponent();
        return basePath.Length > 0 && encoded.StartsWith(basePath, StringComparison.OrdinalIgnoreCase) ? encoded[basePath.Length..] : encoded;
    }

    /// <summary>What the client wrote behind the first segments of the path, still percent-encoded; empty when there is nothing.</summary>
    /// <returns>
    /// False when the path has <c>.</c> or <c>..</c> segments: routing went by the path without them, so that the rest of what was
    /// written may be that of another address.
    /// </returns>
    public static bool TryGetRest(HttpContext context, int segments, out ReadOnlySpan<char> rest)
    {
        rest = Of(context);
        if (rest.Count('/') != context.Request.Path.Value.AsSpan().Count('/'))
        {
            return false;
        }

        for (var skipped = 0; skipped <= segments; skipped++)
        {
            var slash = rest.IndexOf('/');
            rest = slash < 0 ? [] : rest[(slash + 1)..];
        }

        return true;
    }

    /// <summary>
    /// Decodes percent-escapes once. A percent sign that starts none stands for itself: the y-websocket client puts room names into the
    /// address as they are, and URL parsers leave it alone. False when the result is not UTF-8.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<char> encoded, [NotNullWhen(true)] out string? decoded)
    {
        decoded = null;
        var bytes = new byte[StrictUtf8.GetMaxByteCount(encoded.Length)];
        var length = 0;
        try
        {
            while (!encoded.IsEmpty)
            {
                if (encoded[0] == '%')
                {
                    var isEscape = encoded.Length >= 3
                        && Convert.FromHexString(encoded.Slice(1, 2), bytes.AsSpan(length), out _, out _) == OperationStatus.Done;
                    if (!isEscape)
                    {
                        bytes[length] = (byte)'%';
                    }

                    length++;
                    encoded = encoded[(isEscape ? 3 : 1)..];
                    continue;
                }

                var next = encoded.IndexOf('%');
                var plain = next < 0 ? encoded : encoded[..next];
                length += StrictUtf8.GetBytes(plain, bytes.AsSpan(length));
                encoded = encoded[plain.Length..];
            }

            decoded = StrictUtf8.GetString(bytes.AsSpan(0, length));
            return true;
        }
        catch (ArgumentException)
        {
            // Both halves of the strict encoding report bad input this way (EncoderFallbackException, DecoderFallbackException).
            return false;
        }
    }
}
