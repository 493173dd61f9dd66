using CollabServer.Documents.Actor.Outputs;
using CollabServer.Documents.Catalog;
using CollabServer.Documents.Log;
using CollabServer.Documents.Sessions;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Actor;

/// <summary>What becomes of a document whose stored history is found damaged while it is open, and who is told that it is.</summary>
internal sealed class Quarantining(ActorState state, Fanout fanout)
{
    /// <summary>Something that reads the log has failed.</summary>
    public void Consider(Exception error)
    {
        if (error is not CorruptLogException damage || state.Quarantine is not null)
        {
            return;
        }

        Begin(new DocumentQuarantine(state.Clock, damage.Fault));
        state.Emit(new QuarantineDocument(damage.Fault));
    }

    /// <summary>Somebody else has found this document damaged, or put it under quarantine by hand.</summary>
    public void Adopt(DocumentQuarantine quarantine)
    {
        if (state.Quarantine is null)
        {
            Begin(quarantine);
        }
    }

    private void Begin(DocumentQuarantine quarantine)
    {
        state.Quarantine = quarantine;
        fanout.ToEverybody(new Notice(NoticeCode.PermissionChanged, new Dictionary<string, object?>(StringComparer.Ordinal) { ["permission"] = "read" }));
        fanout.ToEverybody(Notice(quarantine));
    }

    /// <summary>Somebody who comes should know why nothing can be written.</summary>
    public void Greet(DocumentSession session)
    {
        if (state.Quarantine is { } quarantine)
        {
            fanout.To(session, Notice(quarantine));
        }
    }

    // What was found is for the operator: it names things of the store.
    private static Notice Notice(DocumentQuarantine quarantine) => new(
        NoticeCode.Quarantined, new Dictionary<string, object?>(StringComparer.Ordinal) { ["since"] = quarantine.Since.ToUnixTimeMilliseconds() });
}
