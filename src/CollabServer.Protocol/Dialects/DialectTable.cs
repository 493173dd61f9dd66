using System.Collections.Frozen;

namespace CollabServer.Protocol.Dialects;

/// <summary>Which dialect a client gets for the subprotocols it asks for. Immutable, thread-safe.</summary>
public sealed class DialectTable
{
    /// <summary>The dialects of <c>/ws/doc/&lt;id&gt;</c>: a client that names no subprotocol is an ordinary Yjs provider.</summary>
    public static readonly DialectTable Document = CreateDocumentTable();

    private readonly IDialect _unnamed;
    private readonly FrozenDictionary<string, IDialect> _bySubprotocol;

    /// <param name="unnamed">Serves clients that ask for no subprotocol.</param>
    /// <param name="named">Each serves the clients that ask for its subprotocol.</param>
    public DialectTable(IDialect unnamed, params IReadOnlyList<IDialect> named)
    {
        ArgumentNullException.ThrowIfNull(unnamed);
        _unnamed = unnamed;
        _bySubprotocol = named.ToFrozenDictionary(dialect => dialect.Subprotocol, StringComparer.Ordinal);
    }

    /// <summary>
    /// The first subprotocol of the client's list that is known decides. A client that asked only for unknown ones is refused: RFC 6455
    /// lets a server ignore the list, but then both sides would speak different languages.
    /// </summary>
    public DialectSelection Select(IReadOnlyList<string> requestedSubprotocols)
    {
        ArgumentNullException.ThrowIfNull(requestedSubprotocols);
        if (requestedSubprotocols.Count == 0)
            return new DialectSelection(_unnamed, Subprotocol: null);

        foreach (var requested in requestedSubprotocols)
        {
            if (_bySubprotocol.TryGetValue(requested, out var dialect))
                return new DialectSelection(dialect, requested);
        }

        return DialectSelection.Refused;
    }

    private static DialectTable CreateDocumentTable()
    {
        var yWebSocket = new YWebSocketDialect();
        return new DialectTable(yWebSocket, yWebSocket, new NativeDialect());
    }
}
