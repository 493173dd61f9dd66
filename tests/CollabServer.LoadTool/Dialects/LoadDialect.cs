using CollabServer.LoadTool.Sockets;

namespace CollabServer.LoadTool.Dialects;

/// <summary>One way to talk to a server. Keeps no state: one instance serves all clients.</summary>
internal abstract class LoadDialect
{
    public static IReadOnlyList<string> Names { get; } = ["native", "y-websocket", "hocuspocus"];

    public static LoadDialect ByName(string name) => name switch
    {
        "native" => new NativeDialect(),
        "y-websocket" => new YWebsocketDialect(),
        "hocuspocus" => new HocuspocusDialect(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "unknown dialect"),
    };

    public abstract string Name { get; }

    public virtual string? Subprotocol => null;

    /// <summary>True when the server confirms each update.</summary>
    public virtual bool Acknowledges => false;

    /// <summary>Where a client of this document connects.</summary>
    public virtual Uri Address(Uri server, string document) => new(server.AbsoluteUri.TrimEnd('/') + "/" + Uri.EscapeDataString(document));

    /// <summary>The first frames of a client.</summary>
    public abstract void WriteOpening(FrameBatch frames, IConversation client);

    /// <summary>Asks for the whole document, where that has to wait for a welcome.</summary>
    public virtual void WriteSyncRequest(FrameBatch frames)
    {
    }

    public abstract void WriteUpdate(FrameBatch frames, string document, ulong number, ReadOnlySpan<byte> update);

    public abstract void WriteAwareness(FrameBatch frames, string document, ReadOnlySpan<byte> update);

    /// <summary>Reads one WebSocket message; answers that the protocol demands go to <paramref name="replies"/>.</summary>
    public abstract void Read(ReadOnlyMemory<byte> message, IConversation client, FrameBatch replies);
}
