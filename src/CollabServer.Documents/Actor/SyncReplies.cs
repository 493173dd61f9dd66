using CollabServer.Crdt.Updates;
using CollabServer.Documents.Sessions;
using CollabServer.Protocol;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Actor;

/// <summary>
/// Answers to sync requests, kept encoded while the document does not change: after a restart everybody joins at once and asks the same.
/// </summary>
internal sealed class SyncReplies(ActorState state)
{
    /// <summary>One answer may be larger; then it is the only one kept.</summary>
    private const long MaxKeptBytes = 16 * 1024 * 1024;

    /// <summary>Long enough for a crowd to arrive, short enough not to keep a second copy of every open document.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(5);

    private readonly Dictionary<(string StateVector, IDialect Dialect), List<ReadOnlyMemory<byte>>> _kept = [];
    private long _keptBytes;
    private long _version;
    private DateTimeOffset _lastUse;

    public DateTimeOffset? Deadline => _kept.Count == 0 ? null : _lastUse + KeptFor;

    /// <exception cref="MalformedUpdateException">The state vector is malformed.</exception>
    public IReadOnlyList<ReadOnlyMemory<byte>> For(DocumentSession session, ReadOnlyMemory<byte> stateVector)
    {
        if (_version != state.Replica.Version || _keptBytes > MaxKeptBytes)
        {
            Clear();
            _version = state.Replica.Version;
        }

        _lastUse = state.Now;
        var key = (Convert.ToBase64String(stateVector.Span), session.Dialect);
        if (!_kept.TryGetValue(key, out var frames))
        {
            var missing = state.Replica.Diff(IsEmpty(stateVector.Span) ? null : stateVector.ToArray(), UpdateEncoding.V1);
            session.Dialect.Encode(new SyncReply(missing), frames = []);
            _kept.Add(key, frames);
            _keptBytes += key.Item1.Length + frames.Sum(frame => (long)frame.Length);
        }

        return frames;
    }

    public void Settle()
    {
        if (Deadline <= state.Now)
        {
            Clear();
        }
    }

    private void Clear()
    {
        _kept.Clear();
        _keptBytes = 0;
    }

    // A state vector is a count and that many entries.
    private static bool IsEmpty(ReadOnlySpan<byte> stateVector) => stateVector is [0];
}
