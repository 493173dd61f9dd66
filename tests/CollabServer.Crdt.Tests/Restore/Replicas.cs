using CollabServer.Crdt.Document;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Tests.Restore;

/// <summary>Steps that every restore test takes.</summary>
internal static class Replicas
{
    public static void Apply(Doc doc, ReadOnlySpan<byte> update)
    {
        using var transaction = doc.WriteTransaction();
        _ = transaction.Apply(update, UpdateEncoding.V1);
    }

    public static byte[] State(Doc doc)
    {
        using var transaction = doc.ReadTransaction();
        return transaction.StateDiffV1(stateVector: null);
    }

    /// <summary>A document loaded from stored bytes.</summary>
    public static Doc Load(byte[] state, bool skipGarbageCollection = false)
    {
        var doc = FuzzSession.NewDoc(skipGarbageCollection);
        Apply(doc, state);
        return doc;
    }

    /// <summary>Restores, and returns the updates that went out: one, or none if there was nothing to do.</summary>
    public static IReadOnlyList<byte[]> Restore(Doc doc, byte[] state)
    {
        var updates = new List<byte[]>();
        using var target = Load(state);
        using (doc.ObserveUpdatesV1(e => updates.Add(e.Update)))
        using (var transaction = doc.WriteTransaction("restore"u8.ToArray()))
        {
            transaction.RestoreTo(target);
        }

        return updates;
    }
}
