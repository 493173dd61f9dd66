using CollabServer.Crdt.Updates;
using CollabServer.Documents.Actor.Outputs;
using CollabServer.Documents.Log;
using CollabServer.Documents.Sessions;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Actor;

/// <summary>
/// The only door for edits: limits, then the document, then once per step the log and everybody else. What is broadcast was applied
/// here first, so that no client can poison another with bytes the server could not read itself.
/// </summary>
internal sealed class UpdateAcceptance(ActorState state, Fanout fanout, SaveWatch saving, DocumentSize size)
{
    private readonly AcceptedBatch _batch = new();

    /// <exception cref="MalformedUpdateException">The document is as before.</exception>
    public Acceptance Accept(
        ReadOnlyMemory<byte> update, UpdateEncoding encoding, string? author, ulong clientId, UpdateOrigin origin, DocumentSession? session)
    {
        if (state.Quarantine is not null)
        {
            return Acceptance.Quarantined;
        }

        if (update.Length > state.Limits.MaxUpdateBytes)
        {
            return Acceptance.UpdateTooLarge;
        }

        if (encoding == UpdateEncoding.V2)
        {
            update = UpdateBlob.Convert(update.Span, UpdateEncoding.V2, UpdateEncoding.V1);
        }

        // One update of the largest size is taken whatever it weighs.
        var waiting = state.Marks.UnsavedMemory;
        if (saving.IsRefused || state.BacklogIsFull || (waiting > 0 && waiting + update.Length > state.Limits.MaxUnsavedBytes))
        {
            return Acceptance.NotSaving;
        }

        if (!size.HasRoomFor(update.Length))
        {
            return Acceptance.DocumentFull;
        }

        var effect = state.Replica.Apply(update.Span, UpdateEncoding.V1);
        if ((effect & (UpdateEffect.Integrated | UpdateEffect.Pending)) == 0)
        {
            return Acceptance.Known;
        }

        if ((effect & UpdateEffect.NotCanonical) != 0)
        {
            update = UpdateBlob.Normalize(update.Span, UpdateEncoding.V1);
        }

        Add(new NewUpdate(update, author, clientId, state.Clock, origin), session);
        return Acceptance.Accepted;
    }

    /// <summary>Takes an edit that the document itself has made.</summary>
    public void AddOwn(ReadOnlyMemory<byte> update, string? author, UpdateOrigin origin) =>
        Add(new NewUpdate(update, author, ClientId: 0, state.Clock, origin), session: null);

    /// <summary>Hands the step's edits to the log and to everybody.</summary>
    public void Flush()
    {
        if (_batch.IsEmpty)
        {
            return;
        }

        var (author, bytes) = (_batch.OnlyAuthor, _batch.Bytes);
        var updates = _batch.Take();
        state.Emit(new AppendUpdates(state.Marks.Accepted, state.Generation, state.Marks.DurableSeq, updates));
        foreach (var message in Messages([.. updates.Select(update => update.Update)]))
        {
            fanout.ToEverybody(new ServerUpdate(message), author);
        }

        state.Emit(new DocumentEvent.UpdatesAccepted(updates.Count, bytes));
    }

    private void Add(NewUpdate update, DocumentSession? session)
    {
        state.Marks.Accept(update.Update.Length, state.Now);
        size.Grow(update.Update.Length);
        _batch.Add(update, session);
    }

    /// <summary>Updates that were applied here as what is sent to everybody: one message, if they can be merged.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Messages(IReadOnlyList<ReadOnlyMemory<byte>> updates)
    {
        if (updates.Count == 1)
        {
            return updates;
        }

        try
        {
            return [UpdateBlob.Merge(updates, UpdateEncoding.V1)];
        }
        catch (MalformedUpdateException)
        {
            // Each of them was applied, so each can be sent: merging is only cheaper. A limit on the merged whole is one way to get here.
            return updates;
        }
    }
}
