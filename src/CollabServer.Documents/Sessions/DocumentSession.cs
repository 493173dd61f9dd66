using CollabServer.Protocol;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Sessions;

/// <summary>
/// What a document remembers of one session. Changed only on the actor loop; <see cref="IsClosed"/> may be read anywhere.
/// The outbox is carried for the adapter and never used by the pure parts.
/// </summary>
internal sealed class DocumentSession(SessionId id, SessionInfo info, IDialect dialect, ISessionOutbox outbox, DateTimeOffset joinedAt)
{
    private volatile bool _closed;

    public SessionId Id { get; } = id;

    public SessionInfo Info { get; } = info;

    public IDialect Dialect { get; } = dialect;

    public ISessionOutbox Outbox { get; } = outbox;

    public DateTimeOffset JoinedAt { get; } = joinedAt;

    /// <summary>When the document took it in, by the document's own time.</summary>
    public DateTimeOffset TakenInAt { get; set; }

    public SessionPhase Phase =>
        _closed ? SessionPhase.Closed
        : Dialect.StartsWithHello && Hello is null ? SessionPhase.AwaitingHello
        : SessionPhase.Live;

    public bool IsClosed => _closed;

    /// <summary>What a native client said first; null for dialects without hello.</summary>
    public Hello? Hello { get; private set; }

    public AckLedger Acks { get; } = new();

    public PartialUpdate Partial { get; } = new();

    /// <summary>The Yjs client id edits are attributed to: announced in hello, else the first one it showed presence for; 0 when unknown.</summary>
    public ulong ClientId { get; set; }

    public void Greet(Hello hello)
    {
        Hello = hello;
        ClientId = hello.ClientId;
    }

    public void MarkClosed() => _closed = true;

    public SessionSummary Summarize(bool canWrite) => new(
        Id, Info.Principal.User, ClientId, Hello is null ? null : $"{Hello.ClientName} {Hello.ClientVersion}".Trim(),
        Dialect.Subprotocol, Info.RemoteAddress, Info.UserAgent, JoinedAt, canWrite);
}
