using System.Text.Json;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Events;
using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Tests.Restore;
using CollabServer.Crdt.Updates;
using CollabServer.Testing;
using Xunit;

namespace CollabServer.Crdt.Tests.Documents;

public sealed class SubdocumentTests : IDisposable
{
    private readonly Doc _doc = new(new DocOptions { Guid = "parent", CollectionId = "all" });
    private readonly List<string> _events = [];

    public SubdocumentTests() => _doc.ObserveSubDocs(e => _events.Add(TextOf(e)));

    [Fact]
    public async Task Events_and_lists_of_subdocuments_are_those_of_Yjs()
    {
        var map = _doc.Map("map");
        var lazy = new Doc(new DocOptions { Guid = "lazy", ShouldLoad = false });
        var output = await NodeScript.RunAsync(
            "tests/CollabServer.Crdt.Tests/node", "subdocuments.mjs", "", TestContext.Current.CancellationToken);
        using var recorded = JsonDocument.Parse(output);
        var steps = recorded.RootElement.EnumerateArray().ToDictionary(step => step.GetProperty("name").GetString()!);

        Step("insert one that is to be loaded and one that is not", t =>
        {
            map.Insert(t, "a", Input.Doc(new Doc(new DocOptions { Guid = "eager" })));
            map.Insert(t, "b", Input.Doc(lazy));
        });
        Assert.Equal(_doc.Id, lazy.Id);
        Assert.Equal("all", lazy.CollectionId);
        Step("load", lazy.Load);
        Assert.True(lazy.ShouldLoad);
        Step("load again", lazy.Load);
        Step("replace", t => map.Insert(t, "a", Input.Doc(new Doc(new DocOptions { Guid = "other", AutoLoad = true }))));
        Step("insert and remove at once", t =>
        {
            map.Insert(t, "c", Input.Doc(new Doc(new DocOptions { Guid = "gone", ShouldLoad = false })));
            map.Remove(t, "c");
        });
        Step("destroy", null, lazy.Clear);
        Assert.True(lazy.IsDisposed);
        Step("load the one in its place", t => map.Get(t, "b")!.Doc.Load(t));
        Step("remove", t => map.Remove(t, "b"));

        using var remote = new Doc();
        _events.Clear();
        remote.ObserveSubDocs(e => _events.Add(TextOf(e)));
        Replicas.Apply(remote, Replicas.State(_doc));
        Compare("remote", remote);

        void Step(string name, Action<Transaction>? edit, Action? run = null)
        {
            _events.Clear();
            run?.Invoke();
            if (edit is not null)
            {
                using var transaction = _doc.WriteTransaction();
                edit(transaction);
            }

            Compare(name, _doc);
        }

        void Compare(string name, Doc doc)
        {
            using var read = doc.ReadTransaction();
            var step = steps[name];
            Assert.Equal([name, .. Lines(step.GetProperty("events"))], [name, .. _events]);
            Assert.Equal(
                step.GetProperty("subdocs").EnumerateArray().Select(guid => guid.GetString()!),
                read.SubDocs().Select(subdocument => subdocument.Guid).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void A_subdocument_is_the_same_object_wherever_it_is_met()
    {
        var map = _doc.Map("map");
        var inner = new Doc();
        Edit(t => map.Insert(t, "k", Input.Doc(inner)));
        using var read = _doc.ReadTransaction();
        Assert.Same(inner, map.Get(read, "k")!.Doc);
        Assert.Same(inner, Assert.Single(read.SubDocs()));
    }

    /// <summary>ShouldLoad is this replica's own wish; autoLoad is everybody's (yjs, ContentDoc).</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Others_are_asked_to_load_only_what_loads_by_itself(bool autoLoad)
    {
        var map = _doc.Map("map");
        Edit(t => map.Insert(t, "k", Input.Doc(new Doc(new DocOptions { ShouldLoad = true, AutoLoad = autoLoad }))));
        using var peer = new Doc();
        var loaded = -1;
        using var subscription = peer.ObserveSubDocs(e => loaded = e.Loaded.Count);
        byte[] state;
        using (var read = _doc.ReadTransaction())
        {
            state = read.StateDiffV1(null);
        }

        using (var write = peer.WriteTransaction())
        {
            write.Apply(state, UpdateEncoding.V1);
        }

        Assert.Equal(autoLoad ? 1 : 0, loaded);
        using var there = peer.ReadTransaction();
        Assert.Equal(autoLoad, Assert.Single(there.SubDocs()).ShouldLoad);
    }

    [Fact]
    public void A_subdocument_object_that_was_disposed_of_is_followed_by_another()
    {
        var map = _doc.Map("map");
        Edit(t => map.Insert(t, "k", Input.Doc(new Doc(new DocOptions { Guid = "inner", ShouldLoad = false }))));
        Doc first;
        using (var read = _doc.ReadTransaction())
        {
            first = map.Get(read, "k")!.Doc;
        }

        first.Dispose();
        using (var read = _doc.ReadTransaction())
        {
            var second = map.Get(read, "k")!.Doc;
            Assert.NotSame(first, second);
            Assert.Equal("inner", second.Guid);
            Assert.Same(second, Assert.Single(read.SubDocs()));
        }

        _doc.Clear();
        _events.Clear();
        _doc.ObserveSubDocs(e => _events.Add(TextOf(e)));
        Edit(t => map.Remove(t, "k"));
        Assert.Equal(["added  removed inner- loaded "], _events);
    }

    [Fact]
    public void Clearing_a_document_clears_its_subdocuments_first()
    {
        var inner = new Doc(new DocOptions { Guid = "inner" });
        var map = _doc.Map("map");
        Edit(t => map.Insert(t, "k", Input.Doc(inner)));
        var calls = new List<string>();
        inner.ObserveClear(_ => calls.Add("inner"));
        _doc.ObserveClear(_ => calls.Add("outer"));
        _doc.Clear();
        Assert.Equal(["inner", "outer"], calls);
        Assert.True(inner.IsDisposed);
        using var read = _doc.ReadTransaction();
        Assert.False(Assert.Single(read.SubDocs()).ShouldLoad);
    }

    [Fact]
    public void Loading_needs_a_write_transaction_of_the_parent()
    {
        var inner = new Doc(new DocOptions { ShouldLoad = false });
        var map = _doc.Map("map");
        Edit(t => map.Insert(t, "k", Input.Doc(inner)));
        using (var read = _doc.ReadTransaction())
        {
            Assert.Throws<YDotNetException>(() => inner.Load(read));
        }

        using var other = new Doc();
        using var write = other.WriteTransaction();
        Assert.Throws<YDotNetException>(() => inner.Load(write));
        Assert.False(inner.ShouldLoad);
    }

    [Fact]
    public void A_document_has_one_place_and_is_not_inside_itself()
    {
        var map = _doc.Map("places");
        using var inner = new Doc();
        var innerMap = inner.Map("map");
        using (var t = _doc.WriteTransaction())
        {
            map.Insert(t, "one", Input.Doc(inner));
            Assert.Throws<YDotNetException>(() => map.Insert(t, "other", Input.Doc(inner)));
            Assert.Throws<YDotNetException>(() => map.Insert(t, "itself", Input.Doc(_doc)));
            Assert.Equal(1u, map.Length(t));
        }

        using (var t = inner.WriteTransaction())
        {
            Assert.Throws<YDotNetException>(() => innerMap.Insert(t, "around", Input.Doc(_doc)));
        }

        _doc.Clear();
    }

    [Fact]
    public void Clearing_raises_its_event_and_ends_all_subscriptions()
    {
        using var doc = new Doc();
        var text = doc.Text("t");
        var calls = new List<string>();
        doc.ObserveClear(e => calls.Add($"clear {ReferenceEquals(e.Doc, doc)}"));
        doc.ObserveUpdatesV1(_ => calls.Add("update"));
        text.Observe(_ => calls.Add("text"));
        doc.Clear();
        doc.Clear();
        using (var write = doc.WriteTransaction())
        {
            text.Insert(write, 0, "x");
        }

        Assert.Equal(["clear True"], calls);
    }

    [Fact]
    public void Clearing_a_subdocument_while_its_parent_is_in_use_changes_nothing()
    {
        var inner = new Doc();
        var map = _doc.Map("map");
        Edit(t => map.Insert(t, "k", Input.Doc(inner)));
        var calls = 0;
        inner.ObserveClear(_ => calls++);
        using (_doc.ReadTransaction())
        {
            Assert.Throws<YDotNetException>(inner.Clear);
        }

        Assert.Equal(0, calls);
        inner.Clear();
        Assert.Equal(1, calls);
    }

    public void Dispose() => _doc.Dispose();

    private void Edit(Action<Transaction> edit)
    {
        using var transaction = _doc.WriteTransaction();
        edit(transaction);
    }

    private static List<string> Lines(JsonElement events) =>
        [.. events.EnumerateArray().Select(e => $"added {List(e, "added")} removed {List(e, "removed")} loaded {List(e, "loaded")}")];

    private static string List(JsonElement e, string name) => string.Join(',', e.GetProperty(name).EnumerateArray().Select(guid => guid.GetString()));

    private static string TextOf(SubDocsEvent e) =>
        $"added {List(e.Added)} removed {List(e.Removed)} loaded {string.Join(',', e.Loaded.Select(d => d.Guid).Order(StringComparer.Ordinal))}";

    private static string List(IEnumerable<Doc> docs) =>
        string.Join(',', docs.Select(d => d.Guid + (d.ShouldLoad ? "+" : "-")).Order(StringComparer.Ordinal));
}
