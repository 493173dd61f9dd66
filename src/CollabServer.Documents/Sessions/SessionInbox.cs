using CollabServer.Documents.Actor;
using CollabServer.Documents.Actor.Inputs;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Sessions;

/// <summary>
/// The way from one client's socket into its document; disposing it is leaving. Used by one socket loop; a session that joined
/// keeps its document in memory until it is disposed.
/// </summary>
public sealed class SessionInbox : IAsyncDisposable
{
    private readonly DocumentSession _session;
    private readonly Mailbox _mailbox;
    private readonly IDisposable _hold;
    private readonly DocumentsInstruments _instruments;
    private int _left;

    internal SessionInbox(DocumentSession session, Mailbox mailbox, IDisposable hold, DocumentsInstruments instruments)
    {
        (_session, _mailbox, _hold, _instruments) = (session, mailbox, hold, instruments);
        _instruments.SessionJoined();
    }

    public SessionId Id => _session.Id;

    /// <summary>Hands a message over, in order. Waits while the document is busy, so that a fast writer is slowed down at its own socket.</summary>
    /// <returns>False when the document has closed this session (its outbox has been told why): stop reading.</returns>
    public ValueTask<bool> PushAsync(ClientMessage message, CancellationToken ct) =>
        _session.IsClosed ? ValueTask.FromResult(false) : _mailbox.PostAsync(new MessageReceived(_session, message), ct);

    /// <summary>As <see cref="PushAsync"/>, and waits until the document has dealt with the message, for one whose bytes weigh.</summary>
    public async ValueTask<bool> PushUntilTakenAsync(ClientMessage message, CancellationToken ct)
    {
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_session.IsClosed || !await _mailbox.PostAsync(new MessageReceived(_session, message, taken), ct))
        {
            return false;
        }

        await taken.Task.WaitAsync(ct);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
        {
            // Behind everything this client sent: an edit made just before the window was closed counts.
            await _mailbox.PostAsync(new SessionLeft(_session), CancellationToken.None);
            _hold.Dispose();
            _instruments.SessionLeft();
        }
    }
}
