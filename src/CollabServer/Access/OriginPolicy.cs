using Microsoft.Extensions.Options;

namespace CollabServer.Access;

/// <summary>
/// Which web pages may talk to this server. A browser lets any page open a WebSocket to any host (cross-site WebSocket hijacking, OWASP ASVS 4.4.2), so
/// the server has to look at the <c>Origin</c> header itself. Thread-safe.
/// </summary>
internal sealed class OriginPolicy
{
    private readonly HashSet<string> _allowed;
    private readonly bool _allowsAll;

    public OriginPolicy(IOptions<AccessOptions> options)
    {
        _allowed = new HashSet<string>(options.Value.AllowedOrigins, StringComparer.OrdinalIgnoreCase);
        _allowsAll = _allowed.Contains("*");
    }

    public static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && string.Equals(uri.GetLeftPart(UriPartial.Authority), text, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether pages of another site with this origin may come.</summary>
    public bool Lists(string origin) => _allowsAll || _allowed.Contains(origin);

    public bool Allows(HttpRequest request)
    {
        var origins = request.Headers.Origin;
        if (origins.Count == 0 || _allowsAll)
        {
            return true;
        }

        if (origins.Count > 1 || origins[0] is not { Length: > 0 } origin)
        {
            return false;
        }

        return Lists(origin)
            || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
