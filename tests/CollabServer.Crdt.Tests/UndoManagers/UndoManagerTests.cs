using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Texts;
using CollabServer.Crdt.Document.UndoManagers;
using CollabServer.Crdt.Tests.Restore;
using CollabServer.Crdt.Updates;
using CollabServer.Testing;
using Xunit;

namespace CollabServer.Crdt.Tests.UndoManagers;

public sealed class UndoManagerTests : IDisposable
{
    private readonly Doc _doc = new(new DocOptions { Id = 5 });
    private readonly Text _text;

    public UndoManagerTests() => _text = _doc.Text("t");

    private string Content
    {
        get
        {
            using var transaction = _doc.ReadTransaction();
            return _text.String(transaction);
        }
    }

    public void Dispose() => _doc.Dispose();

    [Fact]
    public void Undoing_a_deletion_inserts_a_copy_beside_the_tombstone()
    {
        // Bytes of Yjs: "abc" by client 5, delete b, undo.
        Write(t => _text.Insert(t, 0, "abc"));
        using var undo = new UndoManager(_doc, _text);
        Write(t => _text.RemoveRange(t, 1, 1));
        Assert.True(undo.Undo());

        Assert.Equal("abc", Content);
        using var reading = _doc.ReadTransaction();
        Assert.Contains("c405000501" + "0162" + "0105010101", Convert.ToHexStringLower(reading.StateDiffV1(null)), StringComparison.Ordinal);
    }

    /// <summary>Steps may still need it. The state is the one that Yjs 13.6.33 has then: both texts are in it.</summary>
    [Fact]
    public void What_an_undo_brought_back_is_kept_when_others_delete_it()
    {
        using var doc = new Doc(new DocOptions { Id = 1 });
        var text = doc.Text("t");
        using var undo = new UndoManager(doc, text);
        using (var t = doc.WriteTransaction())
        {
            text.Insert(t, 0, "hello");
        }

        using (var t = doc.WriteTransaction())
        {
            text.RemoveRange(t, 0, 5);
        }

        Assert.True(undo.Undo());
        using var other = Replicas.Load(Replicas.State(doc));
        var otherText = other.Text("t");
        using (var t = other.WriteTransaction())
        {
            otherText.RemoveRange(t, 0, 5);
        }

        using (var t = doc.WriteTransaction("remote"u8))
        {
            t.Apply(Replicas.State(other), UpdateEncoding.V1);
        }

        Assert.Equal("01020100040101740568656C6C6F4401000568656C6C6F010101000A", Convert.ToHexString(Replicas.State(doc)));
    }

    [Fact]
    public void Undo_and_redo_take_turns()
    {
        using var undo = new UndoManager(_doc, _text);
        Write(t => _text.Insert(t, 0, "a"));
        Write(t => _text.Insert(t, 1, "b"));

        Assert.True(undo.Undo());
        Assert.Equal("a", Content);
        Assert.True(undo.Undo());
        Assert.Equal("", Content);
        Assert.False(undo.Undo());
        Assert.True(undo.Redo());
        Assert.True(undo.Redo());
        Assert.False(undo.CanRedo());
        Assert.Equal("ab", Content);
    }

    [Fact]
    public void Undo_leaves_what_others_wrote()
    {
        using var undo = new UndoManager(_doc, _text);
        Write(t => _text.Insert(t, 0, "mine"));
        Receive("theirs ");
        Assert.True(undo.Undo());

        Assert.Equal("theirs ", Content);
    }

    [Fact]
    public void Edits_within_the_timeout_are_one_step()
    {
        var time = new ManualTimeProvider();
        using var undo = new UndoManager(_doc, _text, new UndoManagerOptions { CaptureTimeoutMilliseconds = 500, TimeProvider = time });
        Write(t => _text.Insert(t, 0, "a"));
        time.Advance(TimeSpan.FromMilliseconds(499));
        Write(t => _text.Insert(t, 1, "b"));
        time.Advance(TimeSpan.FromMilliseconds(500));
        Write(t => _text.Insert(t, 2, "c"));
        undo.Undo();
        Assert.Equal("ab", Content);
        undo.Undo();

        Assert.Equal("", Content);
    }

    /// <summary>However soon it comes: what was typed after an undo is not what came before it.</summary>
    [Fact]
    public void An_edit_behind_an_undo_begins_a_new_step()
    {
        using var undo = new UndoManager(_doc, _text, new UndoManagerOptions { CaptureTimeoutMilliseconds = 500, TimeProvider = new ManualTimeProvider() });
        Write(t => _text.Insert(t, 0, "a"));
        undo.Stop();
        Write(t => _text.Insert(t, 1, "b"));
        undo.Undo();
        Write(t => _text.Insert(t, 1, "c"));
        undo.Undo();

        Assert.Equal("a", Content);
    }

    [Fact]
    public void Stop_begins_a_new_step()
    {
        using var undo = new UndoManager(_doc, _text, new UndoManagerOptions { CaptureTimeoutMilliseconds = 500, TimeProvider = new ManualTimeProvider() });
        Write(t => _text.Insert(t, 0, "a"));
        undo.Stop();
        Write(t => _text.Insert(t, 1, "b"));
        undo.Undo();

        Assert.Equal("a", Content);
    }

    [Fact]
    public void Without_origins_only_transactions_without_one_are_captured()
    {
        using var undo = new UndoManager(_doc, _text);
        Write(t => _text.Insert(t, 0, "a"), [1]);
        Assert.False(undo.CanUndo());
        Write(t => _text.Insert(t, 0, "b"));

        Assert.True(undo.CanUndo());
    }

    [Fact]
    public void With_origins_only_listed_ones_are_captured()
    {
        using var undo = new UndoManager(_doc, _text);
        undo.AddOrigin([1]);
        undo.AddOrigin([2]);
        undo.RemoveOrigin([2]);
        Write(t => _text.Insert(t, 0, "a"));
        Write(t => _text.Insert(t, 0, "b"), [2]);
        Assert.False(undo.CanUndo());
        Write(t => _text.Insert(t, 0, "c"), [1]);
        undo.Undo();

        Assert.Equal("ba", Content);
    }

    [Fact]
    public void Only_types_in_scope_are_captured_until_more_are_added()
    {
        var map = _doc.Map("m");
        using var undo = new UndoManager(_doc, _text);
        Write(t => map.Insert(t, "a", Input.Double(1)));
        Assert.False(undo.CanUndo());
        undo.AddScope(map);
        Write(t => map.Insert(t, "a", Input.Double(2)));
        undo.Undo();

        using var reading = _doc.ReadTransaction();
        Assert.Equal(1, map.Get(reading, "a")!.Double);
    }

    [Fact]
    public void A_key_that_another_client_has_set_since_is_not_taken_back()
    {
        var map = _doc.Map("m");
        using var undo = new UndoManager(_doc);
        Write(t => map.Insert(t, "a", Input.String("first")));
        Write(t => map.Insert(t, "a", Input.String("mine")));
        Receive(other => other.Map("m"), (branch, t) => branch.Insert(t, "a", Input.String("theirs")));
        undo.Undo();

        using var reading = _doc.ReadTransaction();
        Assert.Equal("theirs", map.Get(reading, "a")!.String);
    }

    [Fact]
    public void A_deleted_type_comes_back_with_what_was_in_it()
    {
        var map = _doc.Map("m");
        Write(t => map.Insert(t, "list", Input.Array([Input.Array([Input.String("deep")]), Input.Double(1)])));
        using var undo = new UndoManager(_doc);
        Write(t => map.Remove(t, "list"));
        Assert.True(undo.Undo());

        using var reading = _doc.ReadTransaction();
        var list = map.Get(reading, "list")!.Array;
        Assert.Equal(2u, list.Length(reading));
        Assert.Equal("deep", list.Get(reading, 0)!.Array.Get(reading, 0)!.String);
    }

    [Fact]
    public void A_type_nested_very_deep_comes_back_without_recursion()
    {
        const int Depth = 20_000;
        var array = _doc.Array("a");
        Write(t =>
        {
            var at = array;
            for (var i = 0; i < Depth; i++)
            {
                at.InsertRange(t, 0, Input.Array([]));
                at = at.Get(t, 0)!.Array;
            }
        });
        using var undo = new UndoManager(_doc);
        Write(t => array.RemoveRange(t, 0, 1));
        Assert.True(undo.Undo());

        using var reading = _doc.ReadTransaction();
        var depth = 0;
        for (var at = array; at.Length(reading) > 0; depth++)
        {
            at = at.Get(reading, 0)!.Array;
        }

        Assert.Equal(Depth, depth);
    }

    [Fact]
    public void A_new_edit_makes_redo_impossible()
    {
        using var undo = new UndoManager(_doc, _text);
        Write(t => _text.Insert(t, 0, "a"));
        undo.Undo();
        Write(t => _text.Insert(t, 0, "b"));

        Assert.False(undo.CanRedo());
        Assert.False(undo.Redo());
    }

    [Fact]
    public void Clearing_forgets_both_stacks()
    {
        using var undo = new UndoManager(_doc, _text);
        Write(t => _text.Insert(t, 0, "a"));
        Write(t => _text.Insert(t, 0, "b"));
        undo.Undo();

        Assert.True(undo.Clear());
        Assert.False(undo.CanUndo());
        Assert.False(undo.CanRedo());
        Assert.False(undo.Clear());
    }

    [Fact]
    public void Observers_hear_of_steps_that_are_added_and_taken_back()
    {
        using var undo = new UndoManager(_doc, _text);
        undo.AddOrigin([7]);
        var heard = new List<string>();
        undo.ObserveAdded(e => heard.Add($"added {e.Kind}"));
        undo.ObservePopped(e => heard.Add($"popped {e.Kind}"));
        Write(t => _text.Insert(t, 0, "a"), [7]);
        undo.Undo();
        undo.Redo();

        Assert.Equal(["added Undo", "added Redo", "popped Undo", "added Undo", "popped Redo"], heard);
    }

    [Fact]
    public void Undoing_while_a_transaction_is_open_is_refused_and_loses_nothing()
    {
        using var undo = new UndoManager(_doc, _text);
        Write(t => _text.Insert(t, 0, "a"));
        using (_doc.ReadTransaction())
        {
            Assert.Throws<YDotNetException>(() => undo.Undo());
        }

        Assert.True(undo.Undo());
        Assert.Equal("", Content);
    }

    [Fact]
    public void A_disposed_manager_captures_nothing_and_frees_the_document()
    {
        var undo = new UndoManager(_doc, _text);
        undo.Dispose();
        Write(t => _text.Insert(t, 0, "a"));

        Assert.False(undo.CanUndo());
        Assert.False(_doc.HasCommitListeners);
        Assert.Throws<ObjectDisposedException>(() => undo.Undo());
    }

    [Fact]
    public void Peers_follow_undos_and_redos()
    {
        using var peer = new Doc();
        var seen = peer.Text("t");
        _doc.ObserveUpdatesV1(e =>
        {
            using var transaction = peer.WriteTransaction();
            _ = transaction.Apply(e.Update, UpdateEncoding.V1);
        });
        using var undo = new UndoManager(_doc, _text);
        Write(t => _text.Insert(t, 0, "one two"));
        Write(t => _text.RemoveRange(t, 0, 4));
        Write(t => _text.Format(t, 0, 3, Input.Object(new Dictionary<string, Input> { ["bold"] = Input.Boolean(true) })));
        while (undo.Undo())
        {
            AssertSame();
        }

        while (undo.Redo())
        {
            AssertSame();
        }

        Assert.Equal("two", Content);

        void AssertSame()
        {
            using var reading = peer.ReadTransaction();
            Assert.Equal(Content, seen.String(reading));
        }
    }

    private void Receive(string text) => Receive(other => other.Text("t"), (branch, t) => branch.Insert(t, 0, text));

    /// <summary>An edit of another replica that knows everything.</summary>
    private void Receive<T>(Func<Doc, T> open, Action<T, Transaction> edit)
    {
        using var other = new Doc(new DocOptions { Id = 9 });
        var branch = open(other);
        byte[] state;
        using (var reading = _doc.ReadTransaction())
        {
            state = reading.StateDiffV1(null);
        }

        using (var writing = other.WriteTransaction())
        {
            _ = writing.Apply(state, UpdateEncoding.V1);
            edit(branch, writing);
            state = writing.StateDiffV1(null);
        }

        Write(t => t.Apply(state, UpdateEncoding.V1), "remote"u8.ToArray());
    }

    private void Write(Action<Transaction> edit, byte[]? origin = null)
    {
        using var transaction = _doc.WriteTransaction(origin);
        edit(transaction);
    }
}
