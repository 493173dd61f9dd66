using CollabServer.Crdt.Updates;
using CollabServer.Documents.Actor;
using CollabServer.Documents.Actor.Commands;
using CollabServer.Documents.Actor.Inputs;
using CollabServer.Documents.Log;
using CollabServer.Documents.Sessions;
using CollabServer.Documents.Snapshots;
using CollabServer.Protocol;

namespace CollabServer.Documents.Directory;

/// <summary>
/// An open document. It stays in memory until the handle, and every session that joined through it, is disposed. Thread-safe.
/// Cancelling a call stops the waiting, not what was asked for.
/// </summary>
public sealed class DocumentHandle : IDisposable
{
    private readonly DocumentLoop _loop;
    private readonly DocumentServices _services;
    private readonly DocumentHold _hold;

    internal DocumentHandle(DocumentLoop loop, DocumentServices services, DocumentHold hold) => (_loop, _services, _hold) = (loop, services, hold);

    public DocumentName Name => _loop.Name;

    /// <summary>Lets a client in. What it is told, and whether it is turned away, comes through <paramref name="outbox"/>.</summary>
    /// <exception cref="DocumentUnavailableException">The document has just ended.</exception>
    public async Task<SessionInbox> JoinAsync(SessionInfo info, IDialect dialect, ISessionOutbox outbox, CancellationToken ct)
    {
        var session = new DocumentSession(new SessionId(_services.NewId()), info, dialect, outbox, _services.Time.GetUtcNow());
        var inbox = new SessionInbox(session, _loop.Mailbox, _hold.Another(), _services.Instruments);
        try
        {
            if (await _loop.Mailbox.PostAsync(new SessionJoined(session), ct))
            {
                return inbox;
            }
        }
        catch (OperationCanceledException)
        {
            await inbox.DisposeAsync();
            throw;
        }

        await inbox.DisposeAsync();
        throw new DocumentUnavailableException(Name, "it has just ended; open it again.");
    }

    /// <summary>Applies an update as if an editor had sent it; completes when it is in the log.</summary>
    /// <exception cref="MalformedUpdateException">It is no update.</exception>
    /// <exception cref="CommandRefusedException">A limit.</exception>
    /// <exception cref="DocumentUnavailableException">The document ended before the log had it. It may be saved all the same; applying it again is harmless.</exception>
    public Task<AppliedUpdate> ApplyAsync(
        ReadOnlyMemory<byte> update, UpdateEncoding encoding, string? author, UpdateOrigin origin, CancellationToken ct) =>
        _loop.AskAsync(new ApplyUpdate(update, encoding, author, origin), ct);

    /// <summary>The document as it is in memory now.</summary>
    public Task<DocumentState> ReadStateAsync(UpdateEncoding encoding, CancellationToken ct) => _loop.AskAsync(new ReadState(encoding), ct);

    /// <summary>Stores a version of the document as it is now, log entry for log entry.</summary>
    /// <exception cref="CommandRefusedException">There is nothing to name.</exception>
    public Task<SnapshotInfo> SaveVersionAsync(string label, string? createdBy, CancellationToken ct) =>
        _loop.AskAsync(new NameVersion(label, createdBy), ct);

    /// <summary>
    /// Makes the document show what <paramref name="targetState"/> shows, by an ordinary edit that every open editor receives. The document
    /// as it was before is kept as a safety version. Completes when the edit is in the log.
    /// </summary>
    /// <param name="targetState">A whole document as one update, as the server has stored it: limits that were lowered since do not count.</param>
    /// <param name="label">Names the safety version.</param>
    /// <exception cref="MalformedUpdateException">The target is no update.</exception>
    /// <exception cref="CommandRefusedException">There is nothing to restore, or another restore is under way.</exception>
    /// <exception cref="TimeoutException">The safety version could not be stored in time; nothing was restored.</exception>
    public Task<RestoreResult> RestoreAsync(
        ReadOnlyMemory<byte> targetState, UpdateEncoding encoding, string? label, string? restoredBy, CancellationToken ct)
    {
        var target = _services.History.NewDoc();
        using (var transaction = target.WriteTransaction())
        {
            transaction.ApplyStored(targetState.Span, encoding);
        }

        return _loop.AskAsync(new RestoreDocument(target, label, restoredBy), ct);
    }

    public Task<IReadOnlyList<SessionSummary>> SessionsAsync(CancellationToken ct) => _loop.AskAsync(new ListSessions(), ct);

    public void Dispose() => _hold.Dispose();
}
