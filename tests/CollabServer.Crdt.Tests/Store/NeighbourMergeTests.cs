using CollabServer.Crdt.Document;
using CollabServer.Crdt.Store;
using Xunit;
using static CollabServer.Crdt.Tests.Store.HandMadeInsertions;

namespace CollabServer.Crdt.Tests.Store;

/// <summary>What one client typed in one go is one block; what only looks like it is not.</summary>
public sealed class NeighbourMergeTests
{
    private static readonly BlockId End = new(9, 0);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Units_that_continue_each_other_are_one_block(bool isObserved)
    {
        using var doc = Applied(isObserved, Text(9, "."), Insertion(1, "a", origin: null, End), Insertion(1, "b", new BlockId(1, 0), End, clock: 1));
        Assert.Equal("ab.", Read(doc));
        Assert.Equal(2, doc.Store.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Units_with_different_right_origins_stay_apart(bool isObserved)
    {
        // "b" was inserted when nothing stood behind "a": whoever reads it as one block with "a" places it elsewhere among others.
        using var doc = Applied(isObserved, Text(9, "."), Insertion(1, "a", origin: null, End), Insertion(1, "b", new BlockId(1, 0), right: null, clock: 1));
        Assert.Equal("ab.", Read(doc));
        Assert.Equal(3, doc.Store.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Units_with_right_origins_of_different_clocks_stay_apart(bool isObserved)
    {
        using var doc = Applied(isObserved, Text(9, ".,"), Insertion(1, "a", origin: null, End), Insertion(1, "b", new BlockId(1, 0), End with { Clock = 1 }, clock: 1));
        Assert.Equal("ab.,", Read(doc));
        Assert.Equal(3, doc.Store.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Units_not_inserted_behind_each_other_stay_apart(bool isObserved)
    {
        // "b" was inserted where "a" was, and its author is the same: it goes before it.
        using var doc = Applied(isObserved, Text(9, "."), Insertion(1, "a", origin: null, End), Insertion(1, "b", origin: null, End, clock: 1));
        Assert.Equal("ba.", Read(doc));
        Assert.Equal(3, doc.Store.Count);
    }

    /// <param name="isObserved">Then blocks are joined when the transaction ends, otherwise on arrival.</param>
    /// <param name="updates">One after the other.</param>
    private static Doc Applied(bool isObserved, params byte[][] updates)
    {
        var doc = NewDoc();
        if (isObserved)
        {
            doc.Text("t").Observe(static _ => { });
        }

        foreach (var update in updates)
        {
            Apply(doc, update);
        }

        BlockStoreInvariants.Check(doc.Store);
        return doc;
    }
}
