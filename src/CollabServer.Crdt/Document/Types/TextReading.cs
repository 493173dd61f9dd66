using System.Buffers;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Document.Types.Texts;
using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Store;

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

    /// <summary>The runs, each with attributes of its own: as many as there are attributes in force, for each run.</summary>
    public static TextChunks Chunks(Branch text, Transaction transaction) =>
        new([.. Runs(text, transaction).Select(static run => new TextChunk(run.Data, run.IsEmbed, Frozen(run.Attributes)))]);

    /// <summary>The runs one after the other. Costs no more than the blocks that are read, whatever marks they hold.</summary>
    /// <param name="text">The text.</param>
    /// <param name="transaction">Any open transaction.</param>
    /// <param name="joinEqual">Whether marks that change nothing leave the run whole. Yjs cuts there.</param>
    public static IEnumerable<TextRun> Runs(Branch text, Transaction transaction, bool joinEqual = true)
    {
        var store = text.Read(transaction);
        var formatting = new RunFormatting();
        var run = new ArrayBufferWriter<byte>();
        for (var row = store.FirstOf(text.TypeIndex); row != BlockStore.None; row = store.Row(row).Right)
        {
            if (store.Row(row).IsDeleted)
            {
                continue;
            }

            var kind = store.Row(row).Kind;
            var isEmbed = kind is ContentKind.Embed or ContentKind.Type;
            if (run.WrittenCount > 0
                && (isEmbed || (kind == ContentKind.String && formatting.Differs) || (kind == ContentKind.Format && !joinEqual)))
            {
                yield return Taken();
            }

            if (kind == ContentKind.Format)
            {
                formatting.Add(FormatMarks.KeyOf(store, row), FormatMarks.ValueOf(store, row));
            }
            else if (isEmbed)
            {
                formatting.Settle();
                yield return new TextRun(BlockValues.Last(text.Document, row), IsEmbed: true, formatting.OfRun);
            }
            else if (kind == ContentKind.String)
            {
                if (formatting.Differs)
                {
                    formatting.Settle();
                }

                run.Write(store.ContentOf(row));
            }
        }

        if (run.WrittenCount > 0)
        {
            yield return Taken();
        }

        TextRun Taken()
        {
            var taken = new Output(Wtf8.ToText(run.WrittenSpan));
            run.ResetWrittenCount();
            return new TextRun(taken, IsEmbed: false, formatting.OfRun);
        }
    }

    private static JsonObject Frozen(OrderedDictionary<string, Output> attributes) =>
        new(new OrderedDictionary<string, Output>(attributes, StringComparer.Ordinal));
}
