using CollabServer.Crdt.Document;
using CollabServer.Crdt.Updates;
using CollabServer.Documents.Tests.Simulation.Editors;

namespace CollabServer.Documents.Tests.Simulation;

/// <summary>What a document holds, to compare: its text, what it has (state vector and deletions), and whether something waits.</summary>
internal sealed record Content(string Text, string Has, bool IsPending)
{
    public static Content Of(Doc doc)
    {
        var text = doc.Text(Copy.Root);
        using var transaction = doc.ReadTransaction();
        return new Content(text.String(transaction), Convert.ToHexString(transaction.Snapshot()), transaction.HasPending);
    }

    public static Content Of(IEnumerable<ReadOnlyMemory<byte>> updates, UpdateEncoding encoding = UpdateEncoding.V1)
    {
        var doc = new Doc();
        foreach (var update in updates)
        {
            using var transaction = doc.WriteTransaction();
            transaction.Apply(update.Span, encoding);
        }

        return Of(doc);
    }
}
