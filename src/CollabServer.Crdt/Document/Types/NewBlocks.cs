using System.Text;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Values;

namespace CollabServer.Crdt.Document.Types;

/// <summary>Turns inputs into blocks.</summary>
internal static class NewBlocks
{
    /// <summary>
    /// Inserts values between two neighbours of a list. Plain values that follow each other share a block; bytes, documents and shared types
    /// have one each. Returns the last block.
    /// </summary>
    public static int InsertAll(Doc document, Transaction transaction, int list, int left, int right, ReadOnlySpan<Input> inputs)
    {
        var store = document.Store;
        using var values = new ByteWriter();
        var count = 0;
        for (var i = 0; i <= inputs.Length; i++)
        {
            if (i < inputs.Length && inputs[i].Kind == InputKind.Plain)
            {
                AnyWriter.Write(inputs[i].PlainValue, values);
                count++;
                continue;
            }

            if (count > 0)
            {
                left = LocalInsertion.Insert(store, document.Id, list, left, right, NewContent.Any(values.Written, count));
                values.Clear();
                count = 0;
            }

            if (i < inputs.Length)
            {
                left = LocalInsertion.Insert(store, document.Id, list, left, right, Of(document, inputs[i]));
                Fill(document, transaction, left, inputs[i]);
            }
        }

        return left;
    }

    /// <summary>Makes an input the value of a key.</summary>
    public static int Set(Doc document, Transaction transaction, int type, string key, Input input)
    {
        var store = document.Store;
        var list = store.Types.Keyed(type, store.Names.Intern(key));
        var row = LocalInsertion.Insert(store, document.Id, list, store.Types.List(list).Tail, BlockStore.None, Of(document, input));
        Fill(document, transaction, row, input);
        return row;
    }

    /// <exception cref="YDotNetException">A document that is a subdocument already, or would be its own.</exception>
    public static NewContent Of(Doc document, Input input) => input.Kind switch
    {
        InputKind.Plain => NewContent.Any(AnyWriter.ToBytes(input.PlainValue), 1),
        InputKind.Bytes => NewContent.Binary(input.PlainValue.Bytes),
        InputKind.Array => NewContent.OfType(TypeKind.Array),
        InputKind.Map => NewContent.OfType(TypeKind.Map),
        InputKind.Text => NewContent.OfType(TypeKind.Text),
        InputKind.XmlText => NewContent.OfType(TypeKind.XmlText),
        InputKind.XmlFragment => NewContent.OfType(TypeKind.XmlFragment),
        InputKind.XmlElement => NewContent.OfType(TypeKind.XmlElement, Encoding.UTF8.GetBytes(input.Name)),
        _ => Subdocument(document, input.Document!),
    };

    public static NewContent Embed(Doc document, Input input) =>
        input.IsPlain ? NewContent.Embed(AnyWriter.ToBytes(input.PlainValue)) : Of(document, input);

    /// <summary>Gives a new shared type its first content.</summary>
    public static void Fill(Doc document, Transaction transaction, int row, Input input)
    {
        var store = document.Store;
        var type = store.TypeHeldBy(row);
        if (type == BlockStore.None)
        {
            if (input.Document is { } subdocument)
            {
                document.UseSubdocument(row, subdocument);
            }

            return;
        }

        if (input.Name.Length > 0 && input.Kind is InputKind.Text or InputKind.XmlText)
        {
            TextEditing.Insert(Branch.Of(document, type), transaction, 0, input.Name, attributes: null);
        }

        if (input.Items.Count > 0)
        {
            _ = InsertAll(document, transaction, store.Types.Type(type).List, BlockStore.None, BlockStore.None, input.Items.ToArray());
        }

        foreach (var (key, member) in input.Members)
        {
            _ = Set(document, transaction, type, key, member);
        }

        input.Filling?.Invoke(transaction, Branch.Of(document, type));
    }

    private static NewContent Subdocument(Doc document, Doc subdocument)
    {
        document.RequireFree(subdocument);
        return NewContent.Doc(SubdocumentContent.Encode(subdocument));
    }
}
