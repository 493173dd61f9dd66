using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.StickyIndexes;
using Xunit;

namespace CollabServer.Crdt.Tests.Types;

/// <summary>Code written for native memory disposes of everything. Here that ends the use of the object and touches nothing else.</summary>
public sealed class DisposalTests
{
    [Fact]
    public void Disposing_of_a_type_object_leaves_the_type()
    {
        using var doc = new Doc();
        var text = doc.Text("t");
        using (var t = doc.WriteTransaction())
        {
            text.Insert(t, 0, "abc");
        }

        text.Dispose();
        Assert.True(text.IsDisposed);
        var again = doc.Text("t");
        Assert.NotSame(text, again);
        using var read = doc.ReadTransaction();
        Assert.Throws<ObjectDisposedException>(() => text.Length(read));
        Assert.Equal("abc", again.String(read));
        Assert.Same(again, read.GetText("t"));
    }

    [Fact]
    public void A_type_that_was_found_deleted_is_disposed()
    {
        using var doc = new Doc();
        var map = doc.Map("m");
        using var t = doc.WriteTransaction();
        map.Insert(t, "k", Input.Text("x"));
        var text = map.Get(t, "k")!.Text;
        map.Remove(t, "k");
        Assert.Throws<ObjectDisposedException>(() => text.Length(t));
        Assert.True(text.IsDisposed);
    }

    [Fact]
    public void Inputs_may_be_disposed_of_before_they_are_used_again()
    {
        using var doc = new Doc();
        var array = doc.Array("a");
        using var t = doc.WriteTransaction();
        var input = Input.String("x");
        array.InsertRange(t, 0, input);
        input.Dispose();
        array.InsertRange(t, 0, input);
        Assert.Equal(2u, array.Length(t));
    }

    [Fact]
    public void Disposed_iterators_end_and_others_start_anew()
    {
        using var doc = new Doc();
        var array = doc.Array("a");
        using var t = doc.WriteTransaction();
        array.InsertRange(t, 0, Input.Double(1), Input.Double(2));
        var iterator = array.Iterate(t);
        Assert.Equal(2, iterator.Count());
        Assert.Equal(2, iterator.Count());
        iterator.Dispose();
        Assert.Throws<ObjectDisposedException>(() => iterator.Count());
    }

    [Fact]
    public void A_sticky_index_is_a_value()
    {
        using var doc = new Doc();
        var text = doc.Text("t");
        using var t = doc.WriteTransaction();
        text.Insert(t, 0, "ab");
        var sticky = text.StickyIndex(t, 1, StickyAssociationType.After)!;
        sticky.Dispose();
        Assert.Equal(1u, sticky.Read(t));
    }
}
