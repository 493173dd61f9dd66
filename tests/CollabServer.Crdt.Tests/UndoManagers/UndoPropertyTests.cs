using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Document.Types.Maps;
using CollabServer.Crdt.Document.Types.Texts;
using CollabServer.Crdt.Document.UndoManagers;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Tests.Property;
using CollabServer.Crdt.Updates;
using Xunit;
using Array = CollabServer.Crdt.Document.Types.Arrays.Array;

namespace CollabServer.Crdt.Tests.UndoManagers;

/// <summary>Random edits of everything a document can hold.</summary>
public class UndoPropertyTests
{
    private const int Runs = 300;

    /// <summary>
    /// One edit a transaction: a key that was given a value and lost it in one transaction keeps Yjs, and us, from restoring what it had before.
    /// </summary>
    [Fact]
    public void Undoing_everything_leads_back_through_every_state_and_redoing_forward_again() => Seeds.ForEach(Runs, seed =>
    {
        var random = new Random(seed);
        using var doc = FuzzSession.NewDoc(skipGarbageCollection: seed % 2 == 0, client: 7);
        var (text, array, map) = (doc.Text("text"), doc.Array("array"), doc.Map("map"));
        KeyValuePair<string, Branch>[] roots = [new("text", text), new("array", array), new("map", map)];
        using var undo = new UndoManager(doc);
        var states = new List<string> { Content(doc, roots) };
        undo.ObserveAdded(_ => states.Add(""));
        for (var i = 0; i < 25; i++)
        {
            using (var transaction = doc.WriteTransaction())
            {
                Edit(random, transaction, text, array, map);
            }

            states[^1] = Content(doc, roots);
        }

        var recorded = states.ToArray();
        for (var i = recorded.Length - 2; i >= 0; i--)
        {
            Assert.True(undo.Undo(), $"nothing to undo at state {i}");
            Assert.True(recorded[i] == Content(doc, roots), $"undone to state {i}\nexpected {recorded[i]}\nactual   {Content(doc, roots)}");
        }

        for (var i = 1; i < recorded.Length; i++)
        {
            Assert.True(undo.Redo(), $"nothing to redo to state {i}");
            Assert.True(recorded[i] == Content(doc, roots), $"redone to state {i}\nexpected {recorded[i]}\nactual   {Content(doc, roots)}");
        }

        BlockStoreInvariants.Check(doc.Store);
    });

    [Fact]
    public void Replicas_that_undo_and_redo_at_random_converge() => Seeds.ForEach(Runs, seed =>
    {
        var random = new Random(seed);
        // Where surrogate pairs are split, replicas of Yjs may differ for ever: only one of them may have to split at that place.
        var left = new RandomEdits(random, client: 3, surrogatePairs: false);
        var right = new RandomEdits(random, client: 8, surrogatePairs: false);
        using var leftUndo = new UndoManager(left.Doc);
        using var rightUndo = new UndoManager(right.Doc);
        for (var i = 0; i < 30; i++)
        {
            var (edits, undo) = random.Next(2) == 0 ? (left, leftUndo) : (right, rightUndo);
            switch (random.Next(4))
            {
                case 0:
                    undo.Undo();
                    break;
                case 1:
                    undo.Redo();
                    break;
                default:
                    edits.Edit();
                    break;
            }

            if (random.Next(3) == 0)
            {
                Exchange(left.Doc, right.Doc);
            }

            BlockStoreInvariants.Check(edits.Doc.Store);
        }

        Exchange(left.Doc, right.Doc);
        Assert.True(left.Content() == right.Content(), $"left  {left.Content()}\nright {right.Content()}");
        left.Doc.Dispose();
        right.Doc.Dispose();
    });

    private static string Content(Doc doc, IEnumerable<KeyValuePair<string, Branch>> roots)
    {
        using var transaction = doc.ReadTransaction();
        return Canonical.Of(transaction, roots);
    }

    private static void Edit(Random random, Transaction t, Text text, Array array, Map map)
    {
        var length = (int)text.Length(t);
        var at = (uint)random.Next(length + 1);
        var bold = Input.Object(new Dictionary<string, Input> { ["bold"] = Input.Boolean(true), ["size"] = Input.Double(random.Next(2)) });
        var key = random.Next(2) == 0 ? "a" : "b";
        switch (random.Next(7))
        {
            case 0:
                text.Insert(t, at, "word ", random.Next(2) == 0 ? bold : null);
                break;
            case 1 when at < length:
                text.RemoveRange(t, at, (uint)random.Next(1, length - (int)at + 1));
                break;
            case 2 when at < length:
                text.Format(t, at, (uint)random.Next(1, length - (int)at + 1), bold);
                break;
            case 3:
                map.Insert(t, key, random.Next(2) == 0 ? Input.Double(random.Next()) : Input.Array([Input.String("inside"), Input.Array([])]));
                break;
            case 4:
                map.Remove(t, key);
                break;
            case 5 when array.Length(t) > 0:
                array.RemoveRange(t, (uint)random.Next((int)array.Length(t)), 1);
                break;
            default:
                array.InsertRange(t, (uint)random.Next((int)array.Length(t) + 1), Input.Double(random.Next()), Input.Text("nested"), Input.Null());
                break;
        }
    }

    private static void Exchange(Doc left, Doc right)
    {
        var (fromLeft, fromRight) = (State(left), State(right));
        Receive(left, fromRight);
        Receive(right, fromLeft);
    }

    private static byte[] State(Doc doc)
    {
        using var reading = doc.ReadTransaction();
        return reading.StateDiffV1(null);
    }

    private static void Receive(Doc doc, byte[] update)
    {
        using var transaction = doc.WriteTransaction("remote"u8.ToArray());
        _ = transaction.Apply(update, UpdateEncoding.V1);
    }
}
