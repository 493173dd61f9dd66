using CollabServer.Documents.Actor.Inputs;
using CollabServer.Documents.Actor.Outputs;
using CollabServer.Protocol;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Actor;

/// <summary>How a document leaves memory: when nobody needs it any more, or because the server stops. Never with anything unsaved, unless time is up.</summary>
internal sealed class Farewell(ActorState state, SessionLifecycle lifecycle, OpenCommands commands, Snapshotting snapshots, Fanout fanout)
{
    private DateTimeOffset? _idleSince;
    private bool _isStopping;

    public DocumentPhase Phase { get; private set; }

    /// <summary>The server is stopping: what clients write from now on is not taken, and not acknowledged.</summary>
    public bool IsStopping => _isStopping;

    public DateTimeOffset? Deadline => _isStopping || Phase != DocumentPhase.Active ? null : _idleSince + state.Options.UnloadAfter;

    private bool IsQuiet => state.Sessions.Count == 0 && state.Marks.IsSaved && commands.All.Count == 0 && snapshots.Count == 0;

    /// <summary>Somebody came or asked something: the document stays.</summary>
    public void Stay()
    {
        _idleSince = null;
        if (!_isStopping)
        {
            Phase = DocumentPhase.Active;
        }
    }

    public void Stop(StopRequested request)
    {
        if (_isStopping)
        {
            return;
        }

        _isStopping = true;
        Phase = DocumentPhase.Draining;
        fanout.ToEverybody(new Notice(NoticeCode.GoingAway, new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["delayMs"] = (long)request.ReconnectDelay.TotalMilliseconds,
        }));
    }

    public void StopNow()
    {
        if (Phase != DocumentPhase.Closed)
        {
            Close();
        }
    }

    /// <summary>Call when the step's edits and acknowledgements have gone out.</summary>
    public void Settle()
    {
        if (_isStopping)
        {
            if (Phase == DocumentPhase.Draining && state.Marks.IsSaved)
            {
                Close();
            }

            return;
        }

        _idleSince = IsQuiet ? _idleSince ?? state.Now : null;
        if (Deadline <= state.Now)
        {
            Phase = DocumentPhase.Draining;
            state.Emit(Unload.Instance);
        }
    }

    private void Close()
    {
        lifecycle.CloseEverybody(CloseCode.ServiceRestart, "The server is restarting.");
        Phase = DocumentPhase.Closed;
        state.Emit(new Stopped(state.Marks.IsSaved));
    }
}
