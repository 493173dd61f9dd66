using CollabServer.Crdt.Document;
using CollabServer.Crdt.Updates;

namespace CollabServer.Documents.Actor;

/// <summary>
/// The document in memory, as the actor uses it. Called only on the actor loop. <see cref="Version"/> changes whenever the content does, so
/// that encoded states can be kept until then.
/// </summary>
internal sealed class Replica(Doc doc)
{
    public long Version { get; private set; }

    /// <exception cref="MalformedUpdateException">The document is as before.</exception>
    public UpdateEffect Apply(ReadOnlySpan<byte> update, UpdateEncoding encoding)
    {
        using var transaction = doc.WriteTransaction();
        var effect = transaction.Apply(update, encoding);
        if ((effect & (UpdateEffect.Integrated | UpdateEffect.Pending)) != 0)
        {
            Version++;
        }

        return effect;
    }

    /// <summary>Takes what the log has accepted once, whatever the limits are now.</summary>
    /// <returns>Whether it held something new.</returns>
    public bool ApplyStored(ReadOnlySpan<byte> update)
    {
        using var transaction = doc.WriteTransaction();
        var isNews = (transaction.ApplyStored(update, UpdateEncoding.V1) & (UpdateEffect.Integrated | UpdateEffect.Pending)) != 0;
        Version += isNews ? 1 : 0;
        return isNews;
    }

    public byte[] StateVector()
    {
        using var transaction = doc.ReadTransaction();
        return transaction.StateVectorV1();
    }

    /// <summary>What a replica with this state vector lacks, pending structs included; everything when null.</summary>
    /// <exception cref="MalformedUpdateException">The state vector is malformed.</exception>
    public byte[] Diff(byte[]? stateVector, UpdateEncoding encoding)
    {
        using var transaction = doc.ReadTransaction();
        return encoding == UpdateEncoding.V1 ? transaction.StateDiffV1(stateVector) : transaction.StateDiffV2(stateVector);
    }

    /// <summary>Edits the document until it shows what <paramref name="target"/> shows.</summary>
    /// <returns>The edit as a V1 update, or null when nothing had to change.</returns>
    public byte[]? RestoreTo(Doc target)
    {
        byte[]? edit = null;
        using (doc.ObserveUpdatesV1(committed => edit = committed.Update))
        {
            using var transaction = doc.WriteTransaction();
            transaction.RestoreTo(target);
        }

        if (edit is not null)
        {
            Version++;
        }

        return edit;
    }
}
