using CollabServer.Protocol;

namespace CollabServer.Documents.Sessions;

/// <summary>The sessions of one document. Called only on the actor loop; the audiences it hands out never change.</summary>
internal sealed class SessionRoster
{
    private readonly List<DocumentSession> _sessions = [];
    private List<Audience>? _audiences;

    public int Count => _sessions.Count;

    public IReadOnlyList<DocumentSession> All => _sessions;

    /// <summary>Everybody who may hear what happens, by the dialect they hear it in.</summary>
    public IReadOnlyList<Audience> Audiences => _audiences ??= GroupByDialect();

    public void Add(DocumentSession session)
    {
        _sessions.Add(session);
        _audiences = null;
    }

    public bool Remove(DocumentSession session)
    {
        _audiences = null;
        return _sessions.Remove(session);
    }

    /// <summary>A session has become <see cref="SessionPhase.Live"/>.</summary>
    public void Greeted() => _audiences = null;

    private List<Audience> GroupByDialect() =>
    [
        .. _sessions.Where(session => session.Phase == SessionPhase.Live)
            .GroupBy(session => session.Dialect)
            .Select(group => new Audience(group.Key, [.. group])),
    ];

    /// <summary>Sessions that read the same frames.</summary>
    internal sealed record Audience(IDialect Dialect, DocumentSession[] Sessions);
}
