using System.Buffers;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Document.Types.Texts;
using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Values;

namespace CollabServer.Crdt.Document.Types;

/// <summary>Texts as strings and as runs of equal formatting.</summary>
internal static class TextReading
{
    public static string String(BlockStore store, int type)
    {
        var utf8 = new ArrayBufferWriter<byte>();
        for (var row = store.FirstOf(type); row != BlockStore.None; row = store.Row(row).Right)
        {
            ref var block = ref store.Row(row);
            if (!block.IsDeleted && block.Kind == ContentKind.String)
            {
                utf8.Write(store.ContentOf(row));
            }
        }

        return Wtf8.ToText(utf8.WrittenSpan);
    }

    /// <param name="text">The text.</param>
    /// <param name="transaction">Any open transaction.</param>
    /// <param name="joinEqual">Whether marks that change nothing leave the run whole. Yjs cuts there.</param>
    public static TextChunks Chunks(Branch text, Transaction transaction, bool joinEqual = true)
    {
        var store = text.Read(transaction);
        var chunks = new List<TextChunk>();
        var run = new ArrayBufferWriter<byte>();
        var attributes = new OrderedDictionary<string, Output>(StringComparer.Ordinal);
        var current = new JsonObject(new OrderedDictionary<string, Output>(StringComparer.Ordinal));
        for (var row = store.FirstOf(text.TypeIndex); row != BlockStore.None; row = store.Row(row).Right)
        {
            ref var block = ref store.Row(row);
            if (block.IsDeleted)
            {
                continue;
            }

            switch (block.Kind)
            {
                case ContentKind.String:
                    if (!DeepEquality.AreEqual(current, attributes))
                    {
                        Flush();
                        current = new JsonObject(new OrderedDictionary<string, Output>(attributes, StringComparer.Ordinal));
                    }

                    run.Write(store.ContentOf(row));
                    break;
                case ContentKind.Format:
                    if (!joinEqual)
                    {
                        Flush();
                    }

                    FormatMarks.Apply(store, row, attributes);
                    break;
                case ContentKind.Embed or ContentKind.Type:
                    Flush();
                    current = new JsonObject(new OrderedDictionary<string, Output>(attributes, StringComparer.Ordinal));
                    chunks.Add(new TextChunk(BlockValues.Last(text.Document, row), isEmbed: true, current));
                    break;
            }
        }

        Flush();
        return new TextChunks(chunks);

        void Flush()
        {
            if (run.WrittenCount > 0)
            {
                chunks.Add(new TextChunk(new Output(Wtf8.ToText(run.WrittenSpan)), isEmbed: false, current));
                run.ResetWrittenCount();
            }
        }
    }
}
