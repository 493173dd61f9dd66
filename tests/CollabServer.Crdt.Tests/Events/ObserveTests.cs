using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Types.Events;
using CollabServer.Crdt.Document.Types.Maps.Events;
using CollabServer.Crdt.Document.Types.Texts.Events;
using CollabServer.Crdt.Document.Types.XmlElements.Events;
using CollabServer.Crdt.Document.Types.XmlFragments;
using CollabServer.Crdt.Document.Types.XmlFragments.Events;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Events;

public sealed class ObserveTests : IDisposable
{
    private readonly Doc _doc = new();

    public void Dispose() => _doc.Dispose();

    [Fact]
    public void A_text_observer_gets_the_delta_with_formatting()
    {
        var text = _doc.Text("text");
        Write(t => text.Insert(t, 0, "hello"));
        var events = new List<TextEvent>();
        text.Observe(events.Add);
        Write(t =>
        {
            text.RemoveRange(t, 0, 1);
            text.Insert(t, 4, "!", Input.Object(new Dictionary<string, Input> { ["bold"] = Input.Boolean(true) }));
        });

        var change = Assert.Single(events);
        Assert.Same(text, change.Target);
        Assert.Empty(change.Path);
        Assert.Equal([(EventDeltaTag.Remove, 1u), (EventDeltaTag.Retain, 4u), (EventDeltaTag.Add, 1u)], change.Delta.Select(d => (d.Tag, d.Length)));
        Assert.Equal("!", change.Delta[2].Insert!.String);
        Assert.True(change.Delta[2].Attributes["bold"].Boolean);
    }

    [Fact]
    public void An_observer_of_a_type_is_not_told_of_what_happens_inside_its_children()
    {
        var map = _doc.Map("map");
        Write(t => map.Insert(t, "inner", Input.Map(new Dictionary<string, Input>())));
        var own = 0;
        var deep = new List<EventBranch>();
        map.Observe(_ => own++);
        map.ObserveDeep(deep.AddRange);
        Write(t => map.Get(t, "inner")!.Map.Insert(t, "a", Input.Double(1)));

        Assert.Equal(0, own);
        var change = Assert.Single(deep).MapEvent;
        Assert.Equal("inner", Assert.Single(change.Path).Key);
        Assert.Equal(EventKeyChangeTag.Add, Assert.Single(change.Keys).Tag);
    }

    [Fact]
    public void Deep_events_come_nearest_first_and_with_indexes_after_the_transaction()
    {
        var array = _doc.Array("array");
        Write(t => array.InsertRange(t, 0, Input.Map(new Dictionary<string, Input>())));
        var deep = new List<EventBranch>();
        array.ObserveDeep(deep.AddRange);
        Write(t =>
        {
            array.Get(t, 0)!.Map.Insert(t, "a", Input.Double(1));
            array.InsertRange(t, 0, Input.String("before"), Input.Null());
        });

        Assert.Equal([EventBranchTag.Array, EventBranchTag.Map], deep.Select(e => e.Tag));
        Assert.Equal(2u, Assert.Single(deep[1].MapEvent.Path).Index);
        Assert.Same(deep[1].MapEvent.Path, deep[1].Path);
        Assert.Same(deep[1].MapEvent.Target, deep[1].Target);
        Assert.Same(array, deep[0].Target);
        Assert.Throws<YDotNetException>(() => deep[1].ArrayEvent);
    }

    [Fact]
    public void A_replaced_value_is_an_update_and_one_that_came_and_went_is_nothing()
    {
        var map = _doc.Map("map");
        Write(t => map.Insert(t, "kept", Input.String("old")));
        var events = new List<MapEvent>();
        map.Observe(events.Add);
        Write(t =>
        {
            map.Insert(t, "kept", Input.String("new"));
            map.Insert(t, "passing", Input.Double(1));
            map.Remove(t, "passing");
        });

        var key = Assert.Single(Assert.Single(events).Keys);
        Assert.Equal(("kept", EventKeyChangeTag.Update), (key.Key, key.Tag));
        Assert.Equal(("old", "new"), (key.OldValue!.String, key.NewValue!.String));
    }

    [Fact]
    public void An_element_is_observed_as_what_it_is_even_through_its_base_class()
    {
        var fragment = _doc.XmlFragment("xml");
        XmlFragment element = null!;
        Write(t => element = fragment.InsertElement(t, 0, "p"));
        var events = new List<XmlFragmentEvent>();
        element.Observe(events.Add);
        Write(t => ((Document.Types.XmlElements.XmlElement)element).InsertAttribute(t, "class", "lead"));

        Assert.Equal("class", Assert.Single(Assert.IsType<XmlElementEvent>(Assert.Single(events)).Keys).Key);
    }

    [Fact]
    public void A_text_that_grows_from_the_network_while_observed_tells_only_what_is_new()
    {
        var source = new Doc();
        var typed = source.Text("text");
        var updates = new List<byte[]>();
        source.ObserveUpdatesV1(e => updates.Add(e.Update));
        foreach (var (index, letter) in "abc".Index())
        {
            using var transaction = source.WriteTransaction();
            typed.Insert(transaction, (uint)index, letter.ToString());
        }

        var added = new List<string>();
        _doc.Text("text").Observe(e => added.Add(string.Concat(e.Delta.Select(d => d.Insert?.String))));
        updates.ForEach(update => Write(t => t.Apply(update, UpdateEncoding.V1)));

        Assert.Equal(["a", "b", "c"], added);
    }

    [Fact]
    public void Nobody_is_called_after_the_subscription_was_disposed_even_within_a_callback()
    {
        var text = _doc.Text("text");
        var calls = 0;
        IDisposable? subscription = null;
        subscription = text.Observe(_ =>
        {
            calls++;
            subscription!.Dispose();
        });
        Write(t => text.Insert(t, 0, "a"));
        Write(t => text.Insert(t, 0, "b"));

        Assert.Equal(1, calls);
        Assert.False(_doc.HasCommitListeners);
    }

    [Fact]
    public void A_handler_that_throws_breaks_neither_the_transaction_nor_other_handlers()
    {
        var text = _doc.Text("text");
        var updates = 0;
        var others = 0;
        _doc.ObserveUpdatesV1(_ => updates++);
        text.Observe(_ => throw new InvalidOperationException("handler"));
        text.Observe(_ => others++);
        Write(t => text.Insert(t, 0, "a"));

        Assert.Equal((1, 1), (updates, others));
        using var reading = _doc.ReadTransaction();
        Assert.Equal("a", text.String(reading));
    }

    [Fact]
    public void Observing_while_a_write_transaction_is_open_is_refused()
    {
        var text = _doc.Text("text");
        using var transaction = _doc.WriteTransaction();

        Assert.Throws<YDotNetException>(() => text.Observe(_ => { }));
    }

    [Fact]
    public void A_type_that_takes_the_row_of_a_deleted_one_does_not_inherit_its_observers()
    {
        var map = _doc.Map("map");
        Write(t => map.Insert(t, "a", Input.Map(new Dictionary<string, Input>())));
        var calls = 0;
        using (var reading = _doc.ReadTransaction())
        {
            var inner = map.Get(reading, "a")!.Map;
            inner.Observe(_ => calls++);
        }

        Write(t => map.Remove(t, "a"));
        Write(t => map.Insert(t, "b", Input.Map(new Dictionary<string, Input>())));
        Write(t => map.Get(t, "b")!.Map.Insert(t, "c", Input.Double(1)));

        Assert.Equal(0, calls);
    }

    [Fact]
    public void Clearing_the_document_ends_all_subscriptions()
    {
        var text = _doc.Text("text");
        var calls = 0;
        text.ObserveDeep(_ => calls++);
        _doc.Clear();
        Write(t => text.Insert(t, 0, "a"));

        Assert.Equal(0, calls);
    }

    [Fact]
    public void A_change_far_down_is_told_without_recursion()
    {
        const int Depth = 20_000;
        var array = _doc.Array("array");
        Write(t =>
        {
            var at = array;
            for (var i = 0; i < Depth; i++)
            {
                at.InsertRange(t, 0, Input.Array([]));
                at = at.Get(t, 0)!.Array;
            }
        });
        var deep = new List<EventBranch>();
        array.ObserveDeep(deep.AddRange);
        Write(t =>
        {
            var at = array;
            for (var i = 0; i < Depth; i++)
            {
                at = at.Get(t, 0)!.Array;
                at.InsertRange(t, at.Length(t), Input.Double(i));
            }
        });

        Assert.Equal(Depth, deep.Count);
        Assert.Equal(Depth, deep[^1].ArrayEvent.Path.Count);
    }

    private void Write(Action<Document.Transactions.Transaction> edit)
    {
        using var transaction = _doc.WriteTransaction();
        edit(transaction);
    }
}
