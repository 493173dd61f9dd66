using CollabServer.Documents.Actor.Outputs;
using CollabServer.Documents.Sessions;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Actor;

/// <summary>
/// Tells editors when their edits do not reach the log, and when they do again. Goes by how long the oldest one waits, which is true for
/// a store that fails, one that hangs and one that is merely slow.
/// </summary>
internal sealed class SaveWatch(ActorState state, Fanout fanout)
{
    private bool _troubled;

    /// <summary>The store refuses this document: no more edits until it takes those that wait.</summary>
    public bool IsRefused { get; private set; }

    public DateTimeOffset? Deadline => _troubled ? null : state.Marks.UnsavedSince + state.Options.NotSavedAfter;

    public void Refused(string reason)
    {
        if (!IsRefused)
        {
            IsRefused = true;
            state.Emit(new DocumentEvent.AppendRefused(reason));
        }
    }

    public void Committed() => IsRefused = false;

    /// <summary>Somebody who comes while nothing is saved should know.</summary>
    public void Greet(DocumentSession session)
    {
        if (_troubled)
        {
            fanout.To(session, new Notice(NoticeCode.NotSaved, Data: null));
        }
    }

    public void Settle()
    {
        var troubled = IsRefused || state.Marks.UnsavedSince + state.Options.NotSavedAfter <= state.Now;
        if (troubled == _troubled)
        {
            return;
        }

        _troubled = troubled;
        fanout.ToEverybody(new Notice(troubled ? NoticeCode.NotSaved : NoticeCode.Saved, Data: null));
        state.Emit(troubled ? new DocumentEvent.NotSaving(state.Marks.UnsavedBytes) : new DocumentEvent.SavingAgain());
    }
}
