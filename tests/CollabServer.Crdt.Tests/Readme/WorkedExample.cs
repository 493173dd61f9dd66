using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Json;
using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Document.UndoManagers;
using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Tests.Readme;

/// <summary>What stands in the README of the engine, compiled; <see cref="WorkedExampleTests"/> holds the two together.</summary>
internal static class WorkedExample
{
    /// <summary>Catches what the example prints.</summary>
    private static readonly StringWriter Console = new();

    /// <summary>Runs it and returns what it printed.</summary>
    public static string Run()
    {
        // README: begin
        // Two replicas of one document. Roots have names and are opened outside of transactions.
        using var ada = new Doc(new DocOptions { SkipGarbageCollection = true });
        using var bob = new Doc();
        var adasText = ada.Text("text");
        var bobsText = bob.Text("text");

        var bold = Input.Object(new Dictionary<string, Input> { ["bold"] = Input.Boolean(true) });
        using (var edit = ada.WriteTransaction())
        {
            adasText.Insert(edit, 0, "Hello world");
            adasText.Format(edit, 0, 5, bold);
        }

        Send(ada, bob);

        // Both edit without knowing of each other. Indexes count UTF-16 code units, as in a string.
        using (var edit = ada.WriteTransaction())
        {
            adasText.Insert(edit, 5, ",");
        }

        using (var edit = bob.WriteTransaction())
        {
            bobsText.RemoveRange(edit, 6, 5);
            bobsText.Insert(edit, 6, "Ada");
        }

        Send(ada, bob);
        Send(bob, ada);
        using (var read = ada.ReadTransaction())
        {
            foreach (var run in adasText.Chunks(read))
            {
                Console.WriteLine($"'{run.Data.String}' has {run.Attributes.Count} attributes");
            }
        }

        using (var read = bob.ReadTransaction())
        {
            Console.WriteLine(bobsText.String(read));
        }

        static void Send(Doc from, Doc to)
        {
            byte[] known, missing;
            using (var read = to.ReadTransaction())
            {
                known = read.StateVectorV1();
            }

            using (var read = from.ReadTransaction())
            {
                missing = read.StateDiffV1(known);
            }

            using var write = to.WriteTransaction();
            write.Apply(missing, UpdateEncoding.V1);
        }

        // README: next
        // From now on every change of Ada's goes to Bob as it happens.
        using var subscription = ada.ObserveUpdatesV1(change =>
        {
            using var write = bob.WriteTransaction();
            write.Apply(change.Update, UpdateEncoding.V1);
        });

        var list = ada.Map("todo");
        using (var edit = ada.WriteTransaction())
        {
            list.Insert(edit, "done", Input.Boolean(false));
            list.Insert(edit, "items", Input.Array([Input.String("read"), Input.String("write")]));
            list.Get(edit, "items")!.Array.RemoveRange(edit, 0, 1);
        }

        using (var read = bob.ReadTransaction())
        {
            Console.WriteLine(DocumentJson.ToJson(read));
        }

        // README: next
        // Undo takes back what this replica did, and only that.
        using var undo = new UndoManager(ada, list);
        using (var edit = ada.WriteTransaction())
        {
            list.Insert(edit, "done", Input.Boolean(true));
        }

        undo.Undo();

        // A snapshot names a moment; a document that keeps deleted content can go back to it.
        byte[] before;
        using (var edit = ada.WriteTransaction())
        {
            before = edit.Snapshot();
            adasText.RemoveRange(edit, 0, adasText.Length(edit));
            list.RemoveAll(edit);
        }

        using (var edit = ada.WriteTransaction())
        {
            var restore = edit.EncodeRestore(before, UpdateEncoding.V1)!;
            edit.Apply(restore.Update, UpdateEncoding.V1);
        }

        using (var read = bob.ReadTransaction())
        {
            Console.WriteLine(DocumentJson.ToJson(read));
        }

        // README: next
        // Bytes from outside are not trusted: whatever is wrong with them, it is this exception, and the document is as before.
        try
        {
            using var write = bob.WriteTransaction();
            write.Apply([1, 2, 3], UpdateEncoding.V1);
        }
        catch (MalformedUpdateException malformed)
        {
            Console.WriteLine(malformed.Reason);
        }

        // README: end
        return Console.ToString();
    }
}
