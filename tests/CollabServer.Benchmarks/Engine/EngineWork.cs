using CollabServer.Benchmarks.Traces;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Updates;

namespace CollabServer.Benchmarks.Engine;

/// <summary>The pieces of work that the micro benchmarks and the comparison time, so that both time the same.</summary>
internal static class EngineWork
{
    /// <summary>A document that has applied each update in a transaction of its own.</summary>
    public static Doc ApplyEach(IReadOnlyList<ReadOnlyMemory<byte>> updates)
    {
        var doc = new Doc();
        foreach (var update in updates)
        {
            using var transaction = doc.WriteTransaction();
            transaction.Apply(update.Span, UpdateEncoding.V1);
        }
        return doc;
    }

    public static Doc Load(byte[] update, UpdateEncoding encoding)
    {
        var doc = new Doc();
        using var transaction = doc.WriteTransaction();
        transaction.Apply(update, encoding);
        return doc;
    }

    public static byte[] Encode(Doc doc, UpdateEncoding encoding, byte[]? stateVector = null)
    {
        using var transaction = doc.ReadTransaction();
        return encoding == UpdateEncoding.V1 ? transaction.StateDiffV1(stateVector) : transaction.StateDiffV2(stateVector);
    }

    public static byte[] Merge(IReadOnlyList<ReadOnlyMemory<byte>> updates) => UpdateBlob.Merge(updates, UpdateEncoding.V1);

    /// <summary>A document in which every edit was typed locally, in a transaction of its own.</summary>
    public static Doc Type(IReadOnlyList<TextEdit> edits)
    {
        var doc = new Doc();
        var text = doc.Text("text");
        foreach (var (index, remove, insert) in edits)
        {
            using var transaction = doc.WriteTransaction();
            if (remove > 0)
                text.RemoveRange(transaction, index, remove);
            if (insert.Length > 0)
                text.Insert(transaction, index, insert);
        }
        return doc;
    }
}
